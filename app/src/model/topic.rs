//! What a section is about, and how its parts are called.

use domain::{
    catalogue::{Dimension, Indicator},
    query::Place,
    territory::Territory,
    time::Grain,
};

use crate::labels::label;

/// What a section is about.
#[derive(Clone)]
pub struct Topic<'t> {
    pub id: &'t str,
    pub question: &'t str,
    pub indicator: &'t str,
    pub filters: &'t [(Dimension, &'t str)],
}

impl<'t> Topic<'t> {
    pub fn new(id: &'t str, question: &'t str, indicator: &'t str) -> Self {
        Self { id, question, indicator, filters: &[] }
    }

    pub fn only(self, filters: &'t [(Dimension, &'t str)]) -> Self {
        Self { filters, ..self }
    }

    /// The dimensions that it holds at one value.
    pub fn dimensions(&self) -> Vec<Dimension> {
        self.filters.iter().map(|(dimension, _)| *dimension).collect()
    }

    /// What is drawn: indicator, territory, part.
    pub fn titled(&self, indicator: &Indicator, place: Place) -> String {
        let place = match place {
            Place::One(Territory::France) | Place::All(_) => None,
            Place::One(place) => Some(place.name().to_owned()),
        };
        let parts = self.filters.iter().map(|(dimension, value)| label(*dimension, value));
        std::iter::once(indicator.title.clone()).chain(place).chain(parts).collect::<Vec<_>>().join(", ")
    }
}

/// ", par canal"; nothing where the title says it already.
pub fn by_dimension(indicator: &Indicator, dimension: Dimension) -> String {
    let word = dimension.title().to_lowercase();
    if indicator.title.to_lowercase().contains(&word) { String::new() } else { format!(", par {word}") }
}

pub fn by_grain(grain: Grain) -> &'static str {
    match grain {
        Grain::Hour => "par heure",
        Grain::Day => "par jour",
        Grain::Week => "par semaine",
        Grain::Month => "par mois",
        Grain::Quarter => "par trimestre",
        Grain::Year => "par année",
        Grain::Total => "au total",
    }
}

//! Which series among all (a reference by its key, as in SDMX): an indicator, a territory, and the dimensions that are held at one value.

use crate::{
    catalogue::{Catalogue, Dimension},
    query::{Ask, Place, Query, Refusal},
    territory::Territory,
    time::{Grain, Window},
};

/// Longest value of a dimension that a key may hold, in bytes.
const LONGEST_VALUE: usize = 200;

/// A series that has a meaning: keys that are equal are the same series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesRef {
    indicator: String,
    territory: Territory,
    /// In the order of their dimensions' names.
    filters: Vec<(Dimension, String)>,
}

impl SeriesRef {
    /// Checks a key against the catalogue; `filters` is what [`Self::filters_text`] wrote.
    ///
    /// # Errors
    /// What [`Query::new`] refuses; filters that can't be read are malformed.
    pub fn new(
        catalogue: &Catalogue,
        indicator: &str,
        territory: Territory,
        filters: &str,
    ) -> Result<Self, Refusal> {
        let unread = || Refusal::malformed("by", "ce filtre n’a pas été compris");
        let pair = |line: &str| {
            let (dimension, value) = line.split_once(':')?;
            let fits = (1..=LONGEST_VALUE).contains(&value.len()) && !value.contains(char::is_control);
            Some((Dimension::parse(dimension).filter(|_| fits)?, value.to_owned()))
        };
        let filters =
            filters.lines().map(|line| pair(line).ok_or_else(unread)).collect::<Result<Vec<_>, Refusal>>()?;
        let declared = catalogue
            .indicator(indicator)
            .ok_or_else(|| Refusal::malformed("indicator", "cet indicateur n’existe pas"))?;
        let key = Self::ordered(indicator, territory, filters);
        if key.filters.windows(2).any(|w| w[0].0 == w[1].0) {
            return Err(unread());
        }
        // Any window does: only the key is checked.
        let day = Default::default();
        let window = Window { from: day, to: day };
        Query::new(catalogue, key.ask(window, catalogue.measure_of(declared).grain))?;
        Ok(key)
    }

    /// The series of a question; `None` where it asks for several at once.
    pub fn of(ask: &Ask) -> Option<Self> {
        match ask.place {
            Place::One(place) if ask.by.is_empty() => {
                Some(Self::ordered(&ask.indicator, place, ask.filters.clone()))
            }
            _ => None,
        }
    }

    fn ordered(indicator: &str, territory: Territory, mut filters: Vec<(Dimension, String)>) -> Self {
        filters.sort_by(|a, b| a.0.id().cmp(b.0.id()));
        Self { indicator: indicator.to_owned(), territory, filters }
    }

    pub fn indicator(&self) -> &str {
        &self.indicator
    }

    pub fn territory(&self) -> Territory {
        self.territory
    }

    pub fn filters(&self) -> &[(Dimension, String)] {
        &self.filters
    }

    /// The same, borrowed: as a topic of a page takes them.
    pub fn filters_borrowed(&self) -> Vec<(Dimension, &str)> {
        self.filters.iter().map(|(dimension, value)| (*dimension, value.as_str())).collect()
    }

    /// One `dimension:value` a line.
    pub fn filters_text(&self) -> String {
        let lines: Vec<String> =
            self.filters.iter().map(|(d, value)| format!("{}:{value}", d.id())).collect();
        lines.join("\n")
    }

    /// The question that reads it.
    pub fn ask(&self, window: Window, grain: Grain) -> Ask {
        let ask = Ask::of(&self.indicator, window, grain).at(Place::One(self.territory));
        Ask { filters: self.filters.clone(), ..ask }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(indicator: &str, territory: &str, filters: &str) -> Result<SeriesRef, Refusal> {
        SeriesRef::new(Catalogue::shipped(), indicator, Territory::parse(territory).unwrap(), filters)
    }

    #[test]
    fn a_key_is_what_was_written_whatever_the_order() {
        let one = key("web_visits_by_place", "france", "country:France\ncity:Rennes").unwrap();
        assert_eq!(one, key("web_visits_by_place", "france", "city:Rennes\ncountry:France").unwrap());
        assert_eq!(one.filters_text(), "city:Rennes\ncountry:France");
        let national = key("web_visits", "france", "subsite:national").unwrap();
        assert_eq!(national.filters_text(), "subsite:national");
        let day = Default::default();
        let ask = national.ask(Window { from: day, to: day }, Grain::Day);
        assert_eq!(SeriesRef::of(&ask), Some(national));
        assert_eq!(SeriesRef::of(&ask.by(Dimension::Subsite)), None, "several series");
    }

    #[test]
    fn what_is_no_series_is_refused() {
        for (indicator, territory, filters, meaningless) in [
            ("nope", "france", "", false),
            ("web_visits", "france", "", true),
            ("contacts", "departement:35", "", false),
            ("pre_complaints", "france", "subsite:national", false),
            ("web_visits", "france", "subsite:", false),
            ("web_visits", "france", "subsite:a\u{7}", false),
            ("web_visits", "france", "subsite:a\nsubsite:b", false),
            ("web_visits", "france", "national", false),
        ] {
            let refusal = key(indicator, territory, filters).unwrap_err();
            assert_eq!(refusal.meaningless, meaningless, "{indicator} {territory} {filters}");
        }
        assert!(key("web_visits", "france", &format!("subsite:{}", "x".repeat(201))).is_err());
    }
    #[test]
    fn a_key_says_of_what_it_is() {
        let one = key("web_visits_by_place", "france", "country:France\ncity:Rennes").unwrap();
        assert_eq!(one.indicator(), "web_visits_by_place");
        assert_eq!(one.territory(), Territory::France);
        assert_eq!(
            one.filters(),
            [(Dimension::City, "Rennes".to_owned()), (Dimension::Country, "France".to_owned())]
        );
        assert_eq!(one.filters_borrowed(), [(Dimension::City, "Rennes"), (Dimension::Country, "France")]);
        let local = key("experiences", "departement:35", "").unwrap();
        assert_eq!(local.territory().code(), "35");
        assert!(key("web_visits", "france", &format!("subsite:{}", "x".repeat(200))).is_ok());
    }
}

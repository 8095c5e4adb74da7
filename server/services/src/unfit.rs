//! Why something that a person wanted to write down was not taken: one sentence for them.

use std::borrow::Cow;

use domain::{catalogue::Catalogue, query::Refusal, series::SeriesRef, territory::Territory};
use store::{StoreError, StoredSeriesRef};

#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// What was asked can't be, whatever is typed.
    #[error("{0}")]
    Malformed(&'static str),
    /// A field is to be typed anew.
    #[error("{sentence}")]
    Field { field: Field, sentence: &'static str },
    #[error("Votre mandat ne donne pas ce droit, ou pas pour ce territoire.")]
    Forbidden,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Name of a field of a form: that of the draft's own field.
pub type Field = Cow<'static, str>;

impl Unfit {
    pub fn field(field: impl Into<Field>, sentence: &'static str) -> Self {
        Self::Field { field: field.into(), sentence }
    }
}

/// A text that a person typed into a field, without its outer blanks.
///
/// # Errors
/// It is empty or longer than `most` characters: the sentence given.
pub(crate) fn text<'t>(
    field: &'static str,
    typed: &'t str,
    most: usize,
    sentence: &'static str,
) -> Result<&'t str, Unfit> {
    let text = typed.trim();
    let fits = !text.is_empty() && text.chars().count() <= most;
    if fits { Ok(text) } else { Err(Unfit::field(field, sentence)) }
}

/// The series that a person chose.
///
/// # Errors
/// There is no such series: the sentence says what is missing.
pub(crate) fn series(
    indicator: &str,
    territory: Option<Territory>,
    filters: &str,
) -> Result<SeriesRef, Unfit> {
    let territory = territory.ok_or(Unfit::field("territory", "Choisissez un territoire."))?;
    SeriesRef::new(Catalogue::shipped(), indicator, territory, filters).map_err(|refusal| match refusal {
        Refusal { parameter: "indicator", .. } => Unfit::field("indicator", "Choisissez un indicateur."),
        Refusal { parameter: "territory", .. } => {
            Unfit::field("territory", "Cet indicateur n’existe que pour la France entière.")
        }
        Refusal { meaningless: true, .. } => {
            Unfit::field("filters", "Cet indicateur n’a pas de valeur d’ensemble : choisissez une partie.")
        }
        _ => Unfit::field("filters", "Cette partie de l’indicateur n’existe pas."),
    })
}

/// A key as the store keeps it.
pub(crate) fn stored(key: &SeriesRef) -> StoredSeriesRef {
    StoredSeriesRef {
        indicator: key.indicator().to_owned(),
        territory: key.territory().to_string(),
        filters: key.filters_text(),
    }
}

/// A stored key; `None` where the catalogue has it no longer.
pub(crate) fn kept(series: &StoredSeriesRef) -> Option<SeriesRef> {
    let territory = Territory::parse(&series.territory)?;
    SeriesRef::new(Catalogue::shipped(), &series.indicator, territory, &series.filters).ok()
}

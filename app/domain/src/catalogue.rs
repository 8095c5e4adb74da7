//! The catalogue: every measure and indicator, declared as reviewed data in `catalogue.toml`.

pub mod release;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{
    release::{Population, closed},
    source::Source,
    time::Grain,
};

/// An axis along which a measure can be cut, other than time and territory. Identifiers are public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    Category,
    Channel,
    Motif,
    Age,
    PersonType,
    Subsite,
    Country,
    Region,
    City,
    SourceType,
    Device,
    Os,
    Browser,
    Page,
    Job,
    Network,
    Account,
    Sentiment,
    Theme,
    Structure,
    Unit,
    Status,
    Sex,
}

impl Dimension {
    pub const ALL: [Self; 23] = [
        Self::Category,
        Self::Channel,
        Self::Motif,
        Self::Age,
        Self::PersonType,
        Self::Subsite,
        Self::Country,
        Self::Region,
        Self::City,
        Self::SourceType,
        Self::Device,
        Self::Os,
        Self::Browser,
        Self::Page,
        Self::Job,
        Self::Network,
        Self::Account,
        Self::Sentiment,
        Self::Theme,
        Self::Structure,
        Self::Unit,
        Self::Status,
        Self::Sex,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Channel => "channel",
            Self::Motif => "motif",
            Self::Age => "age",
            Self::PersonType => "person_type",
            Self::Subsite => "subsite",
            Self::Country => "country",
            Self::Region => "region",
            Self::City => "city",
            Self::SourceType => "source_type",
            Self::Device => "device",
            Self::Os => "os",
            Self::Browser => "browser",
            Self::Page => "page",
            Self::Job => "job",
            Self::Network => "network",
            Self::Account => "account",
            Self::Sentiment => "sentiment",
            Self::Theme => "theme",
            Self::Structure => "structure",
            Self::Unit => "unit",
            Self::Status => "status",
            Self::Sex => "sex",
        }
    }

    /// French word for a reader.
    pub fn title(self) -> &'static str {
        match self {
            Self::Category => "Catégorie",
            Self::Channel => "Canal",
            Self::Motif => "Motif",
            Self::Age => "Tranche d’âge",
            Self::PersonType => "Type de personne",
            Self::Subsite => "Sous-site",
            Self::Country => "Pays",
            Self::Region => "Région",
            Self::City => "Ville",
            Self::SourceType => "Provenance",
            Self::Device => "Appareil",
            Self::Os => "Système",
            Self::Browser => "Navigateur",
            Self::Page => "Page",
            Self::Job => "Métier",
            Self::Network => "Réseau",
            Self::Account => "Compte",
            Self::Sentiment => "Ressenti",
            Self::Theme => "Thème",
            Self::Structure => "Structure",
            Self::Unit => "Unité",
            Self::Status => "Statut",
            Self::Sex => "Sexe",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.id() == text)
    }
}

/// How a measure behaves when periods are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverTime {
    /// A flow: the month is the sum of its days.
    Sum,
    /// A stock: the month is its last day.
    Last,
    /// Neither: only the measure's own grain has a meaning (unique visitors).
    None,
}

/// Something stored. Several indicators read one measure.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    pub id: String,
    pub source: Source,
    pub grain: Grain,
    #[serde(default)]
    pub dimensions: Vec<Dimension>,
    /// Dimensions over which the parts overlap, so that their sum has no meaning.
    #[serde(default)]
    pub not_additive: Vec<Dimension>,
    /// Whether observations carry a département.
    #[serde(default)]
    pub territorial: bool,
    pub over_time: OverTime,
    /// Values of the first dimension that are kept but never published.
    #[serde(default)]
    pub excluded: Vec<String>,
    /// Days before the last covered day whose values may still change.
    #[serde(default)]
    pub provisional_days: u32,
}

/// Which figure is read from the sums of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    Count,
    Sum,
    /// Sum over count: always of the whole period, never a mean of means.
    Mean,
    Median,
    P90,
}

/// Unit of an indicator; decides how a reader sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Contacts,
    Reports,
    Eur,
    Filings,
    Seconds,
    Visits,
    Visitors,
    Views,
    /// A fraction from 0 to 1, shown as a percentage.
    Share,
    Accounts,
    Posts,
    Experiences,
    Days,
    Reviews,
    Rating,
    Complaints,
    People,
    /// Lines of loaded files.
    Rows,
    /// A number without a unit: an index, a rate by inhabitants.
    Index,
}

/// Whether a rise is good news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Better,
    Worse,
    Neutral,
}

/// Disclosure rule of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disclosure {
    /// Persons stand behind the counts: small ones are withheld.
    SmallCounts,
    /// Audience of pages, public accounts, published yearly figures.
    Public,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Pillar {
    Visibility,
    Perception,
    Actors,
}

/// A published figure: name and definition in French, unit, meaning of a rise, measure and statistic.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    pub id: String,
    pub measure: String,
    pub statistic: Statistic,
    pub title: String,
    pub definition: String,
    pub unit: Unit,
    pub direction: Direction,
    pub disclosure: Disclosure,
    pub pillar: Pillar,
    /// Caution for the reader, where the figure can mislead.
    #[serde(default)]
    pub caution: String,
}

impl Indicator {
    /// A ratio or quantile: its reader needs the number behind it.
    pub fn has_population(&self) -> bool {
        matches!(self.statistic, Statistic::Mean | Statistic::Median | Statistic::P90)
    }

    /// No row means none happened. A published share has no such zero.
    pub fn statistic_counts_absence(&self) -> bool {
        self.unit != Unit::Share && matches!(self.statistic, Statistic::Count | Statistic::Sum)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    measure: Vec<Measure>,
    indicator: Vec<Indicator>,
    #[serde(default)]
    population: Vec<Population>,
}

/// Measures and indicators, checked against each other when read.
#[derive(Debug)]
pub struct Catalogue {
    measures: Vec<Measure>,
    indicators: Vec<Indicator>,
    populations: Vec<Population>,
}

#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    #[error("the catalogue is not valid TOML")]
    Toml(#[from] toml::de::Error),
    #[error("indicator {0} reads a measure that is not declared")]
    UnknownMeasure(String),
    #[error("{0} is declared twice")]
    Twice(String),
    #[error("the published tables of {0}: {1}")]
    Tables(String, String),
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::from_toml(include_str!("catalogue.toml"))
        .unwrap_or_else(|error| panic!("catalogue.toml: {error}"))
});

impl Catalogue {
    /// The catalogue that ships; a test reads it, so it can't fail at run time.
    pub fn shipped() -> &'static Self {
        &CATALOGUE
    }

    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let File { measure, indicator, population } = toml::from_str(text)?;
        let mut ids: Vec<&str> = indicator.iter().map(|i| i.id.as_str()).collect();
        ids.sort_unstable();
        if let Some(pair) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(CatalogueError::Twice(pair[0].to_owned()));
        }
        for i in &indicator {
            if !measure.iter().any(|m| m.id == i.measure) {
                return Err(CatalogueError::UnknownMeasure(i.id.clone()));
            }
        }
        for of in &population {
            let refused = |why: String| CatalogueError::Tables(of.measure.clone(), why);
            let counted = measure
                .iter()
                .find(|m| m.id == of.measure)
                .ok_or_else(|| refused("no such measure".into()))?;
            closed(of, counted).map_err(refused)?;
        }
        for of in population.iter().filter(|of| of.open) {
            let adds_up = |i: &&Indicator| !matches!(i.statistic, Statistic::Median | Statistic::P90);
            if indicator.iter().filter(|i| i.measure == of.measure).any(|i| adds_up(&i)) {
                return Err(CatalogueError::Tables(of.measure.clone(), "open, and it adds up".into()));
            }
        }
        let catalogue = Self { measures: measure, indicators: indicator, populations: population };
        for i in catalogue.indicators.iter().filter(|i| i.disclosure == Disclosure::SmallCounts) {
            if catalogue.population(&i.measure).is_none() {
                return Err(CatalogueError::Tables(
                    i.measure.clone(),
                    "persons are counted, no table is published".into(),
                ));
            }
        }
        Ok(catalogue)
    }

    /// The populations whose small counts are withheld, wider ones first.
    pub fn populations(&self) -> &[Population] {
        &self.populations
    }

    /// The population that a measure counts; `None` where nobody has to be protected.
    pub fn population(&self, measure: &str) -> Option<&Population> {
        self.populations.iter().find(|p| p.measure == measure)
    }

    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.id == id)
    }

    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|m| m.id == id)
    }

    /// The measure of an indicator of this catalogue.
    pub fn measure_of(&self, indicator: &Indicator) -> &Measure {
        // `from_toml` has checked that it is declared.
        self.measure(&indicator.measure).unwrap_or(&self.measures[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_catalogue_is_sound() {
        let catalogue = Catalogue::shipped();
        assert!(catalogue.indicators().len() >= 30);
        for i in catalogue.indicators() {
            assert!(i.definition.ends_with('.'), "{}: a definition is a sentence", i.id);
            let m = catalogue.measure_of(i);
            assert!(m.dimensions.len() <= 3, "{}: series have three category columns", m.id);
            assert!(m.not_additive.iter().all(|d| m.dimensions.contains(d)));
        }
    }

    #[test]
    fn statistics_know_who_is_behind_them() {
        let of = |id: &str| Catalogue::shipped().indicator(id).unwrap();
        let behind = |id: &str| (of(id).has_population(), of(id).statistic_counts_absence());
        assert_eq!(behind("experiences"), (false, true));
        assert_eq!(behind("card_fraud_amount"), (false, true));
        assert_eq!(behind("experience_answered_share"), (true, false));
        assert_eq!(behind("pre_complaint_duration_median"), (true, false));
        let titles: std::collections::BTreeSet<&str> =
            Catalogue::shipped().measures().iter().flat_map(|m| &m.dimensions).map(|d| d.title()).collect();
        let ids: std::collections::BTreeSet<&str> =
            Catalogue::shipped().measures().iter().flat_map(|m| &m.dimensions).map(|d| d.id()).collect();
        assert_eq!(titles.len(), ids.len(), "each dimension has a title of its own");
        assert!(titles.iter().all(|title| !title.is_empty()));
        let population = Catalogue::shipped().population("experience_theme").unwrap();
        assert!(population.is_part() && population.measure == "experience_theme");
        assert!(Catalogue::shipped().population("visits").is_none());
    }

    #[test]
    fn counts_that_add_up_are_never_open() {
        let shipped = include_str!("catalogue.toml");
        assert!(Catalogue::from_toml(shipped).is_ok());
        let opened = shipped
            .replace("measure = \"experiences\"\ntables", "measure = \"experiences\"\nopen = true\ntables");
        assert_ne!(opened, shipped);
        assert!(
            matches!(Catalogue::from_toml(&opened), Err(CatalogueError::Tables(measure, _)) if measure == "experiences")
        );
        let twice = shipped.replacen("id = \"experience_answered_share\"", "id = \"experiences\"", 1);
        assert!(
            matches!(Catalogue::from_toml(&twice), Err(CatalogueError::Twice(id)) if id == "experiences")
        );
    }

    #[test]
    fn an_indicator_without_measure_is_refused() {
        let text = "measure = []\n[[indicator]]\nid='x'\nmeasure='y'\nstatistic='count'\ntitle='X'\ndefinition='X.'\nunit='visits'\ndirection='neutral'\ndisclosure='public'\npillar='actors'";
        assert!(matches!(Catalogue::from_toml(text), Err(CatalogueError::UnknownMeasure(_))));
    }
}

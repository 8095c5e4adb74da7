//! The sources, and what a load of one of them leaves behind.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Where figures come from. The identifier is what the command line takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    Easiware,
    Ppel,
    ServicesPublicsPlus,
    Perceval,
    AtInternet,
    Partoo,
    SocialAccounts,
    Iggn,
    Workforce,
}

impl Source {
    pub const ALL: [Self; 9] = [
        Self::Easiware,
        Self::Ppel,
        Self::ServicesPublicsPlus,
        Self::Perceval,
        Self::AtInternet,
        Self::Partoo,
        Self::SocialAccounts,
        Self::Iggn,
        Self::Workforce,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::Easiware => "easiware",
            Self::Ppel => "ppel",
            Self::ServicesPublicsPlus => "services-publics-plus",
            Self::Perceval => "perceval",
            Self::AtInternet => "at-internet",
            Self::Partoo => "partoo",
            Self::SocialAccounts => "social-accounts",
            Self::Iggn => "iggn",
            Self::Workforce => "workforce",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.id() == text)
    }

    /// French name for readers.
    pub fn title(self) -> &'static str {
        match self {
            Self::Easiware => "Brigade numérique, outil de relation citoyen (Easiware)",
            Self::Ppel => "Pré-plainte en ligne (PPEL)",
            Self::ServicesPublicsPlus => "Services Publics + (DITP)",
            Self::Perceval => "Perceval, signalements de fraude à la carte bancaire",
            Self::AtInternet => "Mesure d’audience des sites (AT Internet / Piano)",
            Self::Partoo => "Avis Google des unités (Partoo)",
            Self::SocialAccounts => "Comptes de réseaux sociaux de la gendarmerie",
            Self::Iggn => "Inspection générale de la gendarmerie nationale (IGGN)",
            Self::Workforce => "Effectifs, direction générale de la gendarmerie nationale",
        }
    }

    /// How often the source is expected.
    pub fn rhythm(self) -> Rhythm {
        match self {
            Self::AtInternet => Rhythm::Hourly,
            Self::Easiware | Self::Ppel | Self::Partoo | Self::SocialAccounts => Rhythm::Daily,
            Self::Perceval | Self::ServicesPublicsPlus => Rhythm::Monthly,
            Self::Iggn | Self::Workforce => Rhythm::Yearly,
        }
    }

    pub fn licence(self) -> &'static str {
        "Licence Ouverte 2.0 (Etalab)"
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// How often a source is expected, and when its silence is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    Hourly,
    Daily,
    Monthly,
    Yearly,
}

impl Rhythm {
    /// In French.
    pub fn words(self) -> &'static str {
        match self {
            Self::Hourly => "toutes les heures",
            Self::Daily => "chaque jour",
            Self::Monthly => "chaque mois",
            Self::Yearly => "chaque année",
        }
    }

    /// Days after the last one that is known from which a source is late: ten where it comes more often, a month or a year and
    /// as much where it doesn't.
    pub fn patience(self) -> i64 {
        match self {
            Self::Hourly | Self::Daily => 10,
            Self::Monthly => 41,
            Self::Yearly => 375,
        }
    }

    pub fn is_late(self, last: NaiveDate, today: NaiveDate) -> bool {
        (today - last).num_days() > self.patience()
    }
}

/// What is known of a source that was loaded.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceState {
    pub last: Run,
    /// Grows whenever its figures may have changed.
    pub changes: i64,
    /// Rows that changed a figure, over all its runs.
    pub changed_rows: i64,
    /// Some of its rows were simulated; some were not.
    pub simulated: bool,
    pub measured: bool,
}

/// A row that could not be used, or was used with a reserve. It is data, not an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowNote {
    /// 1-based line of the file.
    pub line: i64,
    pub field: String,
    /// French; never quotes personal data.
    pub reason: String,
    /// A warning keeps the row; a reject does not.
    pub kept: bool,
}

/// What a load did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub id: i64,
    pub source: Source,
    pub file_name: String,
    /// SHA-256 of the bytes read, in hexadecimal.
    pub checksum: String,
    pub simulated: bool,
    pub started_at: DateTime<Utc>,
    pub duration_ms: i64,
    pub read: i64,
    pub accepted: i64,
    pub rejected: i64,
    pub unchanged: i64,
    pub warnings: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_read_as_it_is_written() {
        let ids: Vec<&str> = Source::ALL.iter().map(|s| s.id()).collect();
        assert_eq!(
            ids,
            [
                "easiware",
                "ppel",
                "services-publics-plus",
                "perceval",
                "at-internet",
                "partoo",
                "social-accounts",
                "iggn",
                "workforce",
            ]
        );
        for source in Source::ALL {
            assert_eq!(Source::parse(source.id()), Some(source));
            assert_eq!(source.to_string(), source.id());
        }
        assert_eq!(Source::parse("Easiware"), None);
    }

    #[test]
    fn readers_are_told_what_a_source_is_how_often_it_comes_and_under_which_licence() {
        let titles: std::collections::HashSet<&str> = Source::ALL.iter().map(|s| s.title()).collect();
        assert_eq!(titles.len(), Source::ALL.len(), "no two alike");
        let expected = |source: Source| match source {
            Source::AtInternet => "toutes les heures",
            Source::Perceval | Source::ServicesPublicsPlus => "chaque mois",
            Source::Iggn | Source::Workforce => "chaque année",
            _ => "chaque jour",
        };
        for source in Source::ALL {
            assert!(source.title().len() > 20, "{source}");
            assert_eq!(source.rhythm().words(), expected(source), "{source}");
            assert!(source.licence().starts_with("Licence Ouverte 2.0"), "{source}");
        }
    }
}

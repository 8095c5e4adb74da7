//! What is stored: cells that can be summed, addressed by series and period.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{sketch::Sketch, territory::Territory, time::Period};

/// The sums behind every statistic. Two cells merge by addition, so each roll-up is exact.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    pub sum: f64,
    pub count: i64,
    pub sketch: Sketch,
}

impl Cell {
    pub fn merge(&mut self, other: &Self) {
        self.sum += other.sum;
        self.count += other.count;
        self.sketch.merge(&other.sketch);
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0 && self.sum.abs() < 1e-9 && self.sketch.is_empty()
    }
}

/// Names one curve: a measure, a territory and one value for each dimension of the measure.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesKey {
    pub measure: &'static str,
    pub territory: Territory,
    /// In the order in which the catalogue declares the measure's dimensions.
    pub categories: Vec<String>,
}

/// What one source row adds to one series.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    pub series: Arc<SeriesKey>,
    /// At the measure's own grain.
    pub period: Period,
    pub sum: f64,
    pub count: i64,
    /// The value itself where quantiles are wanted.
    pub sample: Option<f64>,
}

/// Keyed pseudonym of a source row: HMAC-SHA-256 of its natural key, cut to 128 bits.
pub type RecordKey = [u8; 16];

/// One usable row of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRow {
    pub key: RecordKey,
    pub contributions: Vec<Contribution>,
}

/// How far a published value can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Final,
    /// Recent: late rows may still change it.
    Provisional,
    /// The period is not wholly covered by the window or by the data.
    Partial,
    /// Withheld: too few persons behind it.
    Suppressed,
    /// No data for this period.
    Missing,
}

impl Status {
    pub fn id(self) -> &'static str {
        match self {
            Self::Final => "final",
            Self::Provisional => "provisional",
            Self::Partial => "partial",
            Self::Suppressed => "suppressed",
            Self::Missing => "missing",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_add_up() {
        let mut cell = Cell { sum: 3.0, count: 2, ..Cell::default() };
        cell.merge(&Cell { sum: 4.5, count: 3, ..Cell::default() });
        assert_eq!((cell.sum, cell.count), (7.5, 5));
        assert!(!cell.is_empty() && Cell::default().is_empty());
        assert!(!Cell { sum: 0.1, ..Cell::default() }.is_empty(), "a sum without a count");
        assert!(!Cell { count: 1, ..Cell::default() }.is_empty());
    }
}

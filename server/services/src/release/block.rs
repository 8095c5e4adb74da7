//! The stored form of published cells: one measure, one year.

use chrono::NaiveDate;
use domain::{
    catalogue::{Dimension, Measure},
    time::{Grain, Period},
};
use serde::{Deserialize, Serialize};

/// How a block is written. A number of its own for each way: what can't be read can't be compared with.
const VERSION: u8 = 2;

/// What is published of one measure and year. A withheld cell is a mark without a value.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Last day that was known: of periods that were over by then, what is not here was told to be nobody.
    pub until: NaiveDate,
    pub lines: Vec<Line>,
    /// Weekday by hour, month by month, for France.
    pub rhythm: Vec<Slot>,
}

/// One curve of a published table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Public form of the territory.
    pub territory: String,
    /// One for each dimension of the measure; absent: all of them together.
    pub values: Vec<Option<String>>,
    /// By grain and period.
    pub told: Vec<Told>,
    pub withheld: Vec<(Grain, i32)>,
    /// What earlier releases told of these cells, and is not told now: a reader has kept it.
    pub known: Vec<Known>,
}

/// A cell that may be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    pub grain: Grain,
    pub ordinal: i32,
    pub sum: f64,
    pub count: i64,
    pub sketch: Vec<u8>,
    /// Persons of the wider population.
    pub whole: i64,
}

/// Counts that were told once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    pub grain: Grain,
    pub ordinal: i32,
    pub whole: i64,
    pub part: i64,
}

/// Events of one weekday and hour in one month; absent where withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    pub month: i32,
    /// 24 × weekday (Monday first) + civil hour.
    pub slot: u8,
    pub count: Option<i64>,
}

impl Block {
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend(postcard::to_allocvec(self).unwrap_or_default());
        bytes
    }

    /// `None` where another version of the programme wrote the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        postcard::from_bytes(rest).ok().filter(|_| *version == VERSION)
    }
}

/// Names a cell in words that measures of one population share.
pub type CellName = (String, Vec<(Dimension, String)>, Period);

/// The name of a cell: the territory in its public form, and a value, or none, for each dimension of the measure.
pub fn name(territory: &str, values: &[Option<String>], measure: &Measure, period: Period) -> CellName {
    let values = measure
        .dimensions
        .iter()
        .zip(values)
        .filter_map(|(dimension, value)| Some((*dimension, value.clone()?)))
        .collect();
    (territory.to_owned(), values, period)
}

impl Line {
    /// The name of one of its cells.
    pub fn name(&self, measure: &Measure, grain: Grain, ordinal: i32) -> CellName {
        name(&self.territory, &self.values, measure, Period { grain, ordinal })
    }
}

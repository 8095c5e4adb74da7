//! What readers know already when a year is decided: earlier releases, and the wider population.

use chrono::NaiveDate;
use domain::{catalogue::Measure, observation::Cell, release::Persons, sketch::Sketch};
use rustc_hash::{FxHashMap, FxHashSet};

use super::block::{Block, CellName, name};

/// What earlier decisions and wider populations say of cells.
#[derive(Debug, Default)]
pub struct Before {
    /// Withheld by the last release.
    pub withheld: FxHashSet<CellName>,
    /// Withheld in the wider population.
    pub hidden: FxHashSet<CellName>,
    /// Persons that earlier releases told, of the whole and of the part.
    told: FxHashMap<CellName, Vec<(i64, i64)>>,
    /// Until when what was not there was told to be nobody.
    until: Option<NaiveDate>,
    pub slots_withheld: FxHashSet<(i32, u8)>,
}

impl Before {
    /// What the last release of the same measure and year says, and what it kept of those before.
    pub fn of(block: &Block, measure: &Measure, persons: Persons) -> Self {
        let mut before = Self { until: Some(block.until), ..Self::default() };
        for line in &block.lines {
            for told in &line.told {
                let cell = Cell { sum: told.sum, count: told.count, sketch: Sketch::default() };
                before.note(
                    name(line, measure, told.grain, told.ordinal),
                    (told.whole, persons_of(&cell, persons)),
                );
            }
            for known in &line.known {
                before.note(name(line, measure, known.grain, known.ordinal), (known.whole, known.part));
            }
        }
        before.withheld.extend(withheld_in(block, measure));
        before.slots_withheld =
            block.rhythm.iter().filter(|s| s.count.is_none()).map(|s| (s.month, s.slot)).collect();
        before
    }

    fn note(&mut self, cell: CellName, told: (i64, i64)) {
        self.told.entry(cell).or_default().push(told);
    }

    /// A part is not told where the whole is withheld.
    pub fn hide(&mut self, block: &Block, measure: &Measure) {
        self.hidden.extend(withheld_in(block, measure));
    }

    /// All that was told of a cell: persons of the whole and of the part.
    pub fn told(&self, cell: &CellName) -> Vec<(i64, i64)> {
        let mut told = self.told.get(cell).cloned().unwrap_or_default();
        let was_over = self.until.is_some_and(|until| cell.2.last_day() <= until);
        if told.is_empty() && was_over && !self.withheld.contains(cell) {
            // It was not there, and readers were told that what is not there is nobody.
            told.push((0, 0));
        }
        told
    }
}

fn withheld_in(block: &Block, measure: &Measure) -> impl Iterator<Item = CellName> {
    block.lines.iter().flat_map(move |line| {
        line.withheld.iter().map(move |(grain, ordinal)| name(line, measure, *grain, *ordinal))
    })
}

pub fn persons_of(cell: &Cell, persons: Persons) -> i64 {
    match persons {
        Persons::Count => cell.count,
        Persons::Share => cell.sum.round() as i64,
    }
}

//! What readers know already when a year is decided: earlier releases, and the wider population.

use chrono::NaiveDate;
use domain::{catalogue::Measure, observation::Cell, release::Persons, sketch::Sketch};
use rustc_hash::{FxHashMap, FxHashSet};

use super::block::{Block, CellName};

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
                    line.name(measure, told.grain, told.ordinal),
                    (told.whole, persons_of(&cell, persons)),
                );
            }
            for known in &line.known {
                before.note(line.name(measure, known.grain, known.ordinal), (known.whole, known.part));
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
        line.withheld.iter().map(move |(grain, ordinal)| line.name(measure, *grain, *ordinal))
    })
}

pub fn persons_of(cell: &Cell, persons: Persons) -> i64 {
    match persons {
        Persons::Count => cell.count,
        Persons::Share => cell.sum.round() as i64,
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        catalogue::Catalogue,
        time::{Grain, Period},
    };

    use super::*;
    use crate::release::block::{Known, Line, Told};

    /// What was told once stays known, through releases that withhold it; what was not there was told to be nobody.
    #[test]
    fn a_reader_forgets_nothing() {
        let measure = Catalogue::shipped().measure("experiences").unwrap();
        let year = |ordinal| Period { grain: Grain::Year, ordinal };
        let told = |ordinal, count| Told {
            grain: Grain::Year,
            ordinal,
            sum: 0.0,
            count,
            sketch: Vec::new(),
            whole: count,
        };
        let line = Line {
            territory: "region:53".to_owned(),
            values: vec![None, None],
            told: vec![told(2023, 40)],
            withheld: vec![(Grain::Year, 2022)],
            known: vec![Known { grain: Grain::Year, ordinal: 2022, whole: 9, part: 9 }],
        };
        let until = "2023-12-31".parse().unwrap();
        let block = Block { until, lines: vec![line], rhythm: Vec::new() };
        let before = Before::of(&block, measure, Persons::Count);
        let of = |territory: &str, period| before.told(&(territory.to_owned(), Vec::new(), period));
        assert_eq!(of("region:53", year(2023)), [(40, 40)]);
        assert_eq!(of("region:53", year(2022)), [(9, 9)], "withheld now, told before");
        assert_eq!(of("region:11", year(2023)), [(0, 0)], "it was not there");
        assert_eq!(of("region:11", year(2024)), [], "it was not over");
        assert!(before.withheld.contains(&("region:53".to_owned(), Vec::new(), year(2022))));
    }
}

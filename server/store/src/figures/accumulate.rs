//! From parsed rows to sums: which series exist, what each row adds, and how it rolls up.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    catalogue::{Catalogue, Measure, OverTime},
    observation::{Contribution, RecordKey, SeriesKey},
    sketch::{Sketch, bin_of},
    source::Source,
    territory::Territory,
    time::{Grain, Period},
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{StoreError, StoredSeries, row::grain_code};

/// A contribution as kept with its record, so that a correction can take it back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub series: i32,
    pub period: i32,
    pub sum: f64,
    pub count: i32,
    pub bin: Option<i16>,
}

/// Address of a cell: series, grain code, period ordinal.
pub type CellAddress = (i32, i16, i32);

/// Sum and count to add to a cell.
#[derive(Debug, Clone, Copy, Default)]
pub struct Delta {
    pub sum: f64,
    pub count: i64,
}

/// A cell to write: what is added to it, and its whole sketch.
pub struct NewCell {
    pub address: CellAddress,
    pub delta: Delta,
    pub sketch: Option<Vec<u8>>,
}

/// A record as stored: its key and its content.
pub type StoredRecord = (RecordKey, Vec<u8>);

/// # Errors
/// Bytes that are no key.
pub fn record_key(bytes: &[u8]) -> Result<RecordKey, StoreError> {
    RecordKey::try_from(bytes).map_err(|_| StoreError::Inconsistent("key"))
}

/// What is known of a series while loading.
#[derive(Debug, Clone)]
struct SeriesState {
    grain: Grain,
    /// Flow measures roll up over time; stocks and non-additive measures don't.
    rolls_up: bool,
    /// The same series for the région and for France.
    ancestors: [Option<i32>; 2],
    measure: usize,
}

/// A series to insert.
#[derive(Debug, Clone)]
pub struct NewSeries {
    pub id: i32,
    pub key: Arc<SeriesKey>,
}

/// Sums that wait to be written.
pub struct Accumulator {
    measures: Vec<&'static Measure>,
    known: FxHashMap<Arc<SeriesKey>, i32>,
    states: FxHashMap<i32, SeriesState>,
    pub new_series: Vec<NewSeries>,
    /// Series from this number on are of this load.
    pub first_new: i32,
    next_id: i32,
    pub cells: FxHashMap<CellAddress, Delta>,
    pub sketches: FxHashMap<CellAddress, Sketch>,
    /// First and last period by measure.
    pub coverage: Vec<Option<(i32, i32)>>,
}

impl Accumulator {
    pub fn new(source: Source, next_id: i32) -> Self {
        let measures: Vec<&'static Measure> =
            Catalogue::shipped().measures().iter().filter(|m| m.source == source).collect();
        let coverage = vec![None; measures.len()];
        Self {
            measures,
            known: FxHashMap::default(),
            states: FxHashMap::default(),
            new_series: Vec::new(),
            first_new: next_id,
            next_id,
            cells: FxHashMap::default(),
            sketches: FxHashMap::default(),
            coverage,
        }
    }

    pub fn measures(&self) -> &[&'static Measure] {
        &self.measures
    }

    /// Takes note of the series that the store already has.
    ///
    /// # Errors
    /// A stored territory that this version can't read.
    pub fn know(&mut self, measure: usize, stored: Vec<StoredSeries>) -> Result<(), StoreError> {
        let declared = self.measures[measure];
        let mut read = Vec::with_capacity(stored.len());
        for series in stored {
            let territory =
                Territory::parse(&series.territory).ok_or(StoreError::Inconsistent("territory"))?;
            let categories = series.categories.into_iter().take(declared.dimensions.len()).collect();
            read.push((Arc::new(SeriesKey { measure: &declared.id, territory, categories }), series.id));
        }
        self.known.extend(read.iter().cloned());
        for (key, id) in read {
            let state = self.state_of(&key, measure);
            self.states.insert(id, state);
        }
        Ok(())
    }

    /// Interns the series of a row and returns what must be kept with its record.
    ///
    /// # Errors
    /// A measure that the catalogue does not declare for this source, or a period of another grain than the measure's.
    pub fn keep(&mut self, contributions: Vec<Contribution>) -> Result<Vec<Kept>, StoreError> {
        contributions
            .into_iter()
            .map(|c| {
                Ok(Kept {
                    series: self.series_of(&c)?,
                    period: c.period.ordinal,
                    sum: c.sum,
                    count: i32::try_from(c.count).unwrap_or(i32::MAX),
                    bin: c.sample.and_then(bin_of),
                })
            })
            .collect()
    }

    fn series_of(&mut self, c: &Contribution) -> Result<i32, StoreError> {
        let undeclared = || StoreError::Undeclared(c.series.measure.to_owned(), c.period.grain);
        let series = match self.known.get(&c.series) {
            Some(id) => *id,
            None => {
                let measure = self.measures.iter().position(|m| m.id == c.series.measure);
                self.intern(c.series.clone(), measure.ok_or_else(undeclared)?)
            }
        };
        let fits = self.states.get(&series).is_some_and(|state| state.grain == c.period.grain);
        if fits { Ok(series) } else { Err(undeclared()) }
    }

    fn intern(&mut self, key: Arc<SeriesKey>, measure: usize) -> i32 {
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        let state = self.state_of(&key, measure);
        let id = self.next_id;
        self.next_id += 1;
        self.known.insert(key.clone(), id);
        self.states.insert(id, state);
        self.new_series.push(NewSeries { id, key });
        id
    }

    fn state_of(&mut self, key: &SeriesKey, measure: usize) -> SeriesState {
        let declared = self.measures[measure];
        let parent = key.territory.parent();
        let grand = parent.and_then(Territory::parent);
        let mut at = |territory: Option<Territory>| {
            territory.map(|territory| self.intern(Arc::new(SeriesKey { territory, ..key.clone() }), measure))
        };
        SeriesState {
            grain: declared.grain,
            rolls_up: declared.over_time == OverTime::Sum,
            ancestors: [at(parent), at(grand)],
            measure,
        }
    }

    /// The measures and years whose sums wait to be written.
    pub fn touched_years(&self) -> BTreeSet<(String, i32)> {
        let mut known: FxHashMap<(usize, i16, i32), i32> = FxHashMap::default();
        let mut touched = BTreeSet::new();
        for (series, grain, ordinal) in self.cells.keys() {
            let Some(state) = self.states.get(series) else { continue };
            // Months speak for their days and hours.
            let coarsest =
                if state.rolls_up && state.grain < Grain::Month { Grain::Month } else { state.grain };
            if grain_code(coarsest) != *grain {
                continue;
            }
            let year = *known
                .entry((state.measure, *grain, *ordinal))
                .or_insert_with(|| Period { grain: coarsest, ordinal: *ordinal }.within(Grain::Year).ordinal);
            touched.insert((self.measures[state.measure].id.clone(), year));
        }
        touched
    }

    /// Adds (`sign` 1) or takes back (`sign` −1) what a row contributed, at every level and grain.
    pub fn apply(&mut self, kept: &[Kept], sign: i64) {
        for k in kept {
            let Some(state) = self.states.get(&k.series).cloned() else { continue };
            let base = Period { grain: state.grain, ordinal: k.period };
            if sign > 0 {
                let span = self.coverage[state.measure].get_or_insert((k.period, k.period));
                *span = (span.0.min(k.period), span.1.max(k.period));
            }
            let mut grains = [Some(base), None, None];
            if state.rolls_up && state.grain < Grain::Month {
                let day = base.within(Grain::Day);
                if state.grain == Grain::Hour {
                    grains[1] = Some(day);
                }
                grains[2] = Some(day.within(Grain::Month));
            }
            for period in grains.into_iter().flatten() {
                for series in [Some(k.series), state.ancestors[0], state.ancestors[1]].into_iter().flatten() {
                    let address = (series, grain_code(period.grain), period.ordinal);
                    let cell = self.cells.entry(address).or_default();
                    cell.sum += k.sum * sign as f64;
                    cell.count += i64::from(k.count) * sign;
                    if let Some(bin) = k.bin {
                        self.sketches.entry(address).or_default().add(bin, sign);
                    }
                }
            }
        }
    }
}

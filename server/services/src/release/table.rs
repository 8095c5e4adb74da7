//! From stored sums of one measure and year to linked tables, and from a decision to published cells.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Timelike};
use disclosure::{AXES, Address, Axis, Background, Rule, System, Verdict};
use domain::{
    catalogue::Measure,
    observation::Cell,
    release::{Persons, Population, Stratum},
    sketch::Sketch,
    territory::{Level, Territory},
    time::{Grain, Period, Window},
};
use rustc_hash::{FxHashMap, FxHashSet};
use store::{CellRange, Store, StoreError, StoredCell, StoredSeries};

use super::block::{Block, CellName, Line, Slot, Told, name};

/// Axis of time in an address; 0 is territory, between them the dimensions.
const TIME: usize = AXES - 1;

/// The linked tables of one measure and year, before a decision.
pub struct Tables {
    axes: [Axis; AXES],
    territories: Vec<Territory>,
    /// Values of each dimension by number; 0 is "all".
    values: Vec<Vec<String>>,
    periods: Vec<Period>,
    cells: Vec<(Address, Cell)>,
    /// Months and their counts by slot: 24 × weekday + hour.
    rhythm: Vec<(i32, Vec<i64>)>,
}

/// What earlier decisions and wider populations say of cells.
#[derive(Debug, Default)]
pub struct Before {
    /// Withheld earlier.
    pub withheld: FxHashSet<CellName>,
    /// Withheld in the wider population.
    pub hidden: FxHashSet<CellName>,
    /// Told earlier, with the count of persons that was told.
    pub told: FxHashMap<CellName, i64>,
    pub slots_withheld: FxHashSet<(i32, u8)>,
}

impl Before {
    /// What the last release of the same measure and year says.
    pub fn of(block: &Block, measure: &Measure, persons: Persons) -> Self {
        let mut before = Self::default();
        for line in &block.lines {
            for told in &line.told {
                let cell = Cell { sum: told.sum, count: told.count, sketch: Sketch::default() };
                before.told.insert(name(line, measure, told.grain, told.ordinal), persons_of(&cell, persons));
            }
        }
        before.withheld.extend(withheld_in(block, measure));
        before.slots_withheld =
            block.rhythm.iter().filter(|s| s.count.is_none()).map(|s| (s.month, s.slot)).collect();
        before
    }

    /// A part is not told where the whole is withheld.
    pub fn hide(&mut self, block: &Block, measure: &Measure) {
        self.hidden.extend(withheld_in(block, measure));
    }
}

fn withheld_in(block: &Block, measure: &Measure) -> impl Iterator<Item = CellName> {
    block.lines.iter().flat_map(move |line| {
        line.withheld.iter().map(move |(grain, ordinal)| name(line, measure, *grain, *ordinal))
    })
}

fn persons_of(cell: &Cell, persons: Persons) -> i64 {
    match persons {
        Persons::Count | Persons::Both => cell.count,
        Persons::Sum => cell.sum.round() as i64,
    }
}

/// The periods of a year that touch what is covered and are over on its last day. A period in progress is not published:
/// what two releases tell of it would tell the days between them.
fn periods_of(year: i32, grains: &BTreeSet<Grain>, covered: Window) -> Vec<Period> {
    let whole = Period { grain: Grain::Year, ordinal: year };
    let window = Window { from: whole.first_day().max(covered.from), to: whole.last_day().min(covered.to) };
    let mut periods: Vec<Period> = grains.iter().rev().flat_map(|g| Period::covering(*g, window)).collect();
    periods.retain(|p| p.last_day() <= covered.to);
    periods
}

impl Tables {
    /// Reads what the tables need: months at each level, days and hours for France.
    pub async fn read(
        store: &Store,
        measure: &Measure,
        population: &Population,
        series: &[StoredSeries],
        year: i32,
        covered: Window,
    ) -> Result<Self, StoreError> {
        let strata = population.strata();
        let grains: BTreeSet<Grain> = strata.iter().map(|s| s.grain).collect();
        let mut tables = Self::new(measure, series, &periods_of(year, &grains, covered));
        let mut sums: FxHashMap<Address, Cell> = FxHashMap::default();
        let whole = Period { grain: Grain::Year, ordinal: year };
        let read = async |level: Level, grain: Grain| {
            let first = Period::of_day(grain, whole.first_day()).ordinal;
            let end = Period::of_day(grain, whole.next().first_day()).ordinal;
            let range = CellRange {
                measure: &measure.id,
                level,
                territory: "",
                categories: [""; 3],
                grain,
                first,
                last: end - 1,
            };
            store.cells(range).await
        };
        let known: FxHashMap<i32, &StoredSeries> = series
            .iter()
            .filter(|s| !measure.excluded.contains(&s.categories[0]))
            .map(|s| (s.id, s))
            .collect();
        for level in [Level::France, Level::Region, Level::Departement] {
            let of_level: Vec<&Stratum> = strata.iter().filter(|s| s.level == level).collect();
            let (daily, monthly): (Vec<&Stratum>, Vec<&Stratum>) =
                of_level.into_iter().partition(|s| s.grain == Grain::Day);
            for (grain, strata) in [(Grain::Day, daily), (Grain::Month, monthly)] {
                if !strata.is_empty() {
                    for stored in read(level, grain).await? {
                        let Some(series) = known.get(&stored.series) else { continue };
                        tables.add(&mut sums, measure, series, &stored, grain, &strata);
                    }
                }
            }
        }
        tables.cells = sums.into_iter().collect();
        tables.add_zeros(measure, &strata);
        tables.cells.sort_unstable_by_key(|(address, _)| *address);
        if population.rhythm {
            let mut months: BTreeMap<i32, Vec<i64>> = BTreeMap::new();
            for stored in read(Level::France, Grain::Hour).await? {
                if !known.contains_key(&stored.series) {
                    continue;
                }
                let hour = Period { grain: Grain::Hour, ordinal: stored.period };
                let month = hour.within(Grain::Month);
                if let Some(civil) = hour.civil_hour().filter(|_| month.last_day() <= covered.to) {
                    let counts = months.entry(month.ordinal).or_insert_with(|| vec![0; 168]);
                    counts[slot_of(civil)] += stored.count;
                }
            }
            tables.rhythm = months.into_iter().collect();
        }
        Ok(tables)
    }

    fn new(measure: &Measure, series: &[StoredSeries], periods: &[Period]) -> Self {
        let mut axes: [Axis; AXES] = std::array::from_fn(|_| Axis::default());
        let mut territories: Vec<Territory> =
            series.iter().filter_map(|s| Territory::parse(&s.territory)).collect();
        territories.push(Territory::France);
        territories.sort_by_key(|t| (t.parent().is_some(), t.level() == Level::Departement, *t));
        territories.dedup();
        let mut places: FxHashMap<Territory, u16> = FxHashMap::default();
        for territory in &territories {
            // A département whose région is not known here stands under France.
            let mut above = territory.parent();
            while let Some(parent) = above.filter(|p| !places.contains_key(p)) {
                above = parent.parent();
            }
            places.insert(*territory, axes[0].add(above.and_then(|p| places.get(&p).copied())));
        }
        let mut values = Vec::new();
        for (column, dimension) in measure.dimensions.iter().enumerate() {
            let distinct: BTreeSet<&String> = series.iter().map(|s| &s.categories[column]).collect();
            let all = axes[column + 1].add(None);
            // Parts that overlap have no total.
            let parent = (!measure.not_additive.contains(dimension)).then_some(all);
            distinct.iter().for_each(|_| {
                axes[column + 1].add(parent);
            });
            values.push(std::iter::once(String::new()).chain(distinct.into_iter().cloned()).collect());
        }
        for axis in &mut axes[measure.dimensions.len() + 1..TIME] {
            *axis = Axis::single();
        }
        let mut numbers: FxHashMap<Period, u16> = FxHashMap::default();
        for period in periods {
            let above = [Grain::Month, Grain::Quarter, Grain::Year]
                .into_iter()
                .filter(|g| *g > period.grain)
                .find_map(|g| numbers.get(&period.within(g)).copied());
            numbers.insert(*period, axes[TIME].add(above));
        }
        Self { axes, territories, values, periods: periods.to_vec(), cells: Vec::new(), rhythm: Vec::new() }
    }

    fn add(
        &self,
        sums: &mut FxHashMap<Address, Cell>,
        measure: &Measure,
        series: &StoredSeries,
        stored: &StoredCell,
        grain: Grain,
        strata: &[&Stratum],
    ) {
        let Some(place) = Territory::parse(&series.territory)
            .and_then(|t| self.territories.iter().position(|known| *known == t))
        else {
            return;
        };
        let cell = Cell {
            sum: stored.sum,
            count: stored.count,
            sketch: stored.sketch.as_deref().map(Sketch::from_bytes).unwrap_or_default(),
        };
        let mut numbers = [0u16; 3];
        for (column, values) in self.values.iter().enumerate() {
            let place = values[1..].binary_search(&series.categories[column]).map_or(0, |n| n + 1);
            numbers[column] = place as u16;
        }
        for stratum in strata {
            let period = Period { grain, ordinal: stored.period }.within(stratum.grain);
            let Some(time) = self.periods.iter().position(|p| *p == period) else { continue };
            let mut address: Address = [0; AXES];
            address[0] = place as u16;
            for (column, dimension) in measure.dimensions.iter().enumerate() {
                if stratum.by.contains(dimension) {
                    address[column + 1] = numbers[column];
                }
            }
            address[TIME] = time as u16;
            sums.entry(address).or_default().merge(&cell);
        }
    }

    /// A curve that exists may be zero in any period; a crossing without a curve is impossible, and known to be.
    fn add_zeros(&mut self, measure: &Measure, strata: &[Stratum]) {
        let known: FxHashSet<Address> = self.cells.iter().map(|(a, _)| *a).collect();
        let mut curves: FxHashSet<[u16; AXES]> = FxHashSet::default();
        for (address, _) in &self.cells {
            let mut curve = *address;
            curve[TIME] = 0;
            curves.insert(curve);
        }
        for curve in curves {
            let level = self.territories[usize::from(curve[0])].level();
            let by: Vec<_> = measure
                .dimensions
                .iter()
                .enumerate()
                .filter(|(c, _)| curve[c + 1] > 0)
                .map(|(_, d)| *d)
                .collect();
            let grains: Vec<Grain> =
                strata.iter().filter(|s| s.level == level && s.by == by).map(|s| s.grain).collect();
            for (time, period) in self.periods.iter().enumerate() {
                let mut address = curve;
                address[TIME] = time as u16;
                if grains.contains(&period.grain) && !known.contains(&address) {
                    self.cells.push((address, Cell::default()));
                }
            }
        }
    }

    fn line_of(&self, address: &Address) -> (String, Vec<Option<String>>) {
        let values = self
            .values
            .iter()
            .enumerate()
            .map(|(column, of)| {
                let number = usize::from(address[column + 1]);
                (number > 0).then(|| of[number].clone())
            })
            .collect();
        (self.territories[usize::from(address[0])].to_string(), values)
    }

    /// Decides, audits, and writes down what may be told. The second verdict is that of weekdays by hours.
    pub fn decide(
        self,
        measure: &Measure,
        persons: Persons,
        rule: Rule,
        before: &Before,
    ) -> (Block, [Verdict; 2]) {
        let counted = |persons| self.cells.iter().map(move |(a, c)| (*a, persons_of(c, persons)));
        let counts: Vec<(Address, i64)> = counted(persons).collect();
        let mut background = Background::default();
        for (address, count) in &counts {
            let (territory, values) = self.line_of(address);
            let line = Line { territory, values, told: Vec::new(), withheld: Vec::new() };
            let period = self.periods[usize::from(address[TIME])];
            let cell = name(&line, measure, period.grain, period.ordinal);
            // The whole country, all together: never withheld to protect something else.
            let national = address[..TIME].iter().all(|n| *n == 0);
            let hidden = !national && before.hidden.contains(&cell);
            background.hidden.push(hidden);
            background.forced.push(!national && !hidden && before.withheld.contains(&cell));
            background.told.push(before.told.get(&cell) == Some(count) && *count > 0);
            background.fixed.push(national);
        }
        let system = System::new(&self.axes, &counts);
        let mut verdict = disclosure::decide(&system, rule, &background);
        if persons == Persons::Both {
            // More withheld leaves the first proof as it is.
            let sums: Vec<(Address, i64)> = counted(Persons::Sum).collect();
            let background = Background { hidden: verdict.withheld, forced: Vec::new(), ..background };
            let second = disclosure::decide(&System::new(&self.axes, &sums), rule, &background);
            verdict = Verdict {
                primary: verdict.primary + second.primary,
                unprotected: [verdict.unprotected, second.unprotected].concat(),
                solved: verdict.solved + second.solved,
                withheld: second.withheld,
            };
        }
        let mut lines: BTreeMap<(String, Vec<Option<String>>), Line> = BTreeMap::new();
        for ((address, cell), withheld) in self.cells.iter().zip(&verdict.withheld) {
            let key = self.line_of(address);
            let period = self.periods[usize::from(address[TIME])];
            let line = lines.entry(key.clone()).or_insert_with(|| Line {
                territory: key.0,
                values: key.1,
                told: Vec::new(),
                withheld: Vec::new(),
            });
            if *withheld {
                line.withheld.push((period.grain, period.ordinal));
            } else if !cell.is_empty() {
                line.told.push(Told {
                    grain: period.grain,
                    ordinal: period.ordinal,
                    sum: cell.sum,
                    count: cell.count,
                    sketch: if cell.sketch.is_empty() { Vec::new() } else { cell.sketch.to_bytes() },
                });
            }
        }
        for line in lines.values_mut() {
            line.told.sort_by_key(|t| (t.grain, t.ordinal));
            line.withheld.sort_unstable();
        }
        let (rhythm, second) = self.decide_rhythm(rule, before);
        (Block { lines: lines.into_values().collect(), rhythm }, [verdict, second])
    }

    fn decide_rhythm(&self, rule: Rule, before: &Before) -> (Vec<Slot>, Verdict) {
        let mut axes: [Axis; AXES] = std::array::from_fn(|_| Axis::single());
        // The month, its weekdays (days are told, so their sums are), their hours.
        axes[1] = Axis::default();
        let all = axes[1].add(None);
        let weekdays: Vec<u16> = (0..7).map(|_| axes[1].add(Some(all))).collect();
        let slots: Vec<u16> = (0..168).map(|slot| axes[1].add(Some(weekdays[slot / 24]))).collect();
        axes[TIME] = Axis::default();
        let mut cells = Vec::new();
        let mut background = Background::default();
        let mut cell = |node, time, count, known, forced| {
            cells.push(([0, node, 0, 0, time], count));
            background.fixed.push(known);
            background.told.push(known);
            background.forced.push(forced);
        };
        for (month, counts) in &self.rhythm {
            let time = axes[TIME].add(None);
            cell(all, time, counts.iter().sum(), true, false);
            for (weekday, hours) in counts.chunks(24).enumerate() {
                cell(weekdays[weekday], time, hours.iter().sum(), true, false);
            }
            for (slot, count) in (0u8..).zip(counts) {
                cell(
                    slots[usize::from(slot)],
                    time,
                    *count,
                    false,
                    before.slots_withheld.contains(&(*month, slot)),
                );
            }
        }
        let verdict = disclosure::decide(&System::new(&axes, &cells), rule, &background);
        let told = self
            .rhythm
            .iter()
            .zip(verdict.withheld.chunks(1 + 7 + 168))
            .flat_map(|((month, counts), withheld)| {
                (0u8..).zip(counts).zip(&withheld[8..]).map(|((slot, count), withheld)| Slot {
                    month: *month,
                    slot,
                    count: (!withheld).then_some(*count),
                })
            })
            .collect();
        (told, verdict)
    }
}

/// 24 × weekday (Monday first) + hour.
fn slot_of(civil: chrono::NaiveDateTime) -> usize {
    (civil.weekday().num_days_from_monday() * 24 + civil.hour()) as usize
}

//! From stored sums of one measure and year to linked tables, and from a decision to published cells.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Timelike};
use disclosure::{AXES, Address, Axis, Background, Rule, System, Verdict};
use domain::{
    catalogue::Measure,
    observation::Cell,
    release::{Persons, Population, Rest, Stratum},
    sketch::Sketch,
    territory::{Level, Territory},
    time::{Grain, Period, Window},
};
use rustc_hash::{FxHashMap, FxHashSet};
use store::{CellRange, Store, StoreError, StoredCell, StoredSeries};

use super::block::{Block, CellName, Known, Line, Slot, Told, name};

/// Axis of time in an address; 0 is territory, between them the dimensions.
const TIME: usize = AXES - 1;
/// Axis of the whole, its part and the rest, where cells are parts: in the place of a third dimension.
const PART: usize = AXES - 2;

/// The linked tables of one measure and year, before a decision.
pub struct Tables {
    axes: [Axis; AXES],
    territories: Vec<Territory>,
    /// Values of each dimension by number; 0 is "all".
    values: Vec<Vec<String>>,
    periods: Vec<Period>,
    cells: Vec<(Address, Cell)>,
    /// Persons of the wider population, cell by cell, where there is one.
    wholes: Vec<i64>,
    until: NaiveDate,
    /// Months and their counts by slot: 24 × weekday + hour.
    rhythm: Vec<(i32, Vec<i64>)>,
}

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
    fn told(&self, cell: &CellName) -> Vec<(i64, i64)> {
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

fn persons_of(cell: &Cell, persons: Persons) -> i64 {
    match persons {
        Persons::Count => cell.count,
        Persons::Share => cell.sum.round() as i64,
    }
}

/// Where counts come from: a measure, and its curves under the dimensions of the table.
struct Feed<'a> {
    measure: &'a Measure,
    curves: FxHashMap<i32, StoredSeries>,
}

impl<'a> Feed<'a> {
    /// The curves of a measure, under the dimensions of another.
    fn new(of: &'a Measure, series: &[StoredSeries], under: &Measure) -> Self {
        let curves = series.iter().filter(|s| !of.excluded.contains(&s.categories[0]));
        let shaped = curves.map(|s| {
            let mut shaped = StoredSeries { categories: Default::default(), ..s.clone() };
            for (column, dimension) in under.dimensions.iter().enumerate() {
                if let Some(from) = of.dimensions.iter().position(|d| d == dimension) {
                    shaped.categories[column].clone_from(&s.categories[from]);
                }
            }
            (s.id, shaped)
        });
        Self { measure: of, curves: shaped.collect() }
    }

    /// Whether its curves are told apart by all that a stratum tells apart.
    fn has(&self, stratum: &Stratum) -> bool {
        stratum.by.iter().all(|d| self.measure.dimensions.contains(d))
    }
}

/// A wider population: its measure, and its curves.
pub type Wider<'a> = Option<(&'a Measure, Vec<StoredSeries>)>;

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
    /// Reads what the tables need: months at each level, days and hours for France. `wider`: the population of which they are
    /// parts, with its curves.
    pub async fn read(
        store: &Store,
        measure: &Measure,
        population: &Population,
        (series, wider): (&[StoredSeries], &Wider<'_>),
        year: i32,
        covered: Window,
    ) -> Result<Self, StoreError> {
        let strata = population.strata();
        let grains: BTreeSet<Grain> = strata.iter().map(|s| s.grain).collect();
        let whole = Period { grain: Grain::Year, ordinal: year };
        let own = Feed::new(measure, series, measure);
        let wider = wider.as_ref().map(|(of, series)| Feed::new(of, series, measure));
        let feeds: Vec<&Feed<'_>> = [Some(&own), wider.as_ref()].into_iter().flatten().collect();
        let mut tables = Self::new(measure, &feeds, &periods_of(year, &grains, covered));
        tables.until = covered.to;
        let sums = tables.sums(store, measure, &own, &strata, year).await?;
        let wholes = match &wider {
            // Of a share the whole is its own number.
            Some(wider) if population.persons == Persons::Count => {
                Some(tables.sums(store, measure, wider, &strata, year).await?)
            }
            _ => None,
        };
        let mut addresses: FxHashSet<Address> = sums.keys().copied().collect();
        addresses.extend(wholes.iter().flat_map(|wholes| wholes.keys()));
        for feed in &feeds {
            tables.add_zeros(measure, &strata, feed, &mut addresses);
        }
        let mut addresses: Vec<Address> = addresses.into_iter().collect();
        addresses.sort_unstable();
        tables.wholes = addresses
            .iter()
            .map(|address| {
                let of = wholes.as_ref().unwrap_or(&sums);
                let part = sums.get(address).map_or(0, |cell| persons_of(cell, population.persons));
                of.get(address).map_or(0, |cell| cell.count).max(part)
            })
            .collect();
        tables.cells =
            addresses.into_iter().map(|a| (a, sums.get(&a).cloned().unwrap_or_default())).collect();
        if population.rhythm {
            let mut months: BTreeMap<i32, Vec<i64>> = BTreeMap::new();
            for stored in stored(store, &own.measure.id, whole, Level::France, Grain::Hour).await? {
                if !own.curves.contains_key(&stored.series) {
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

    /// The sums of a measure in every stratum of the tables.
    async fn sums(
        &self,
        store: &Store,
        measure: &Measure,
        feed: &Feed<'_>,
        strata: &[Stratum],
        year: i32,
    ) -> Result<FxHashMap<Address, Cell>, StoreError> {
        let mut sums: FxHashMap<Address, Cell> = FxHashMap::default();
        let whole = Period { grain: Grain::Year, ordinal: year };
        for level in [Level::France, Level::Region, Level::Departement] {
            for grain in [Grain::Day, Grain::Month] {
                let is_read = |s: &&Stratum| (s.grain == Grain::Day) == (grain == Grain::Day) && feed.has(s);
                let of_level: Vec<&Stratum> =
                    strata.iter().filter(|s| s.level == level).filter(is_read).collect();
                let of_orphans = self.strata_of_orphans(level, strata);
                let of_orphans: Vec<&Stratum> = of_orphans.into_iter().filter(is_read).collect();
                if of_level.is_empty() && of_orphans.is_empty() {
                    continue;
                }
                for stored in stored(store, &feed.measure.id, whole, level, grain).await? {
                    let Some(series) = feed.curves.get(&stored.series) else { continue };
                    let Some(place) = self.place_of(series) else { continue };
                    let strata = if self.is_orphan(place) { &of_orphans } else { &of_level };
                    self.add(&mut sums, measure, (place, series), &stored, grain, strata);
                }
            }
        }
        Ok(sums)
    }

    fn place_of(&self, series: &StoredSeries) -> Option<usize> {
        let territory = Territory::parse(&series.territory)?;
        self.territories.iter().position(|known| *known == territory)
    }

    /// A département that stands under France itself: of no région, or of one that is not known here.
    fn is_orphan(&self, place: usize) -> bool {
        let level = self.territories[place].level();
        level == Level::Departement && self.axes[0].parent(place as u16) == Some(0)
    }

    /// Strata in which the cells of such a département are, too: those of régions, whose sum would tell it otherwise.
    fn strata_of_orphans<'s>(&self, level: Level, strata: &'s [Stratum]) -> Vec<&'s Stratum> {
        if level != Level::Departement || !(0..self.territories.len()).any(|place| self.is_orphan(place)) {
            return Vec::new();
        }
        let mut of: Vec<&Stratum> = strata.iter().filter(|s| s.level == Level::Departement).collect();
        for stratum in strata.iter().filter(|s| s.level == Level::Region) {
            if !of.iter().any(|s| s.by == stratum.by && s.grain == stratum.grain) {
                of.push(stratum);
            }
        }
        of
    }

    fn new(measure: &Measure, feeds: &[&Feed<'_>], periods: &[Period]) -> Self {
        let mut axes: [Axis; AXES] = std::array::from_fn(|_| Axis::default());
        let mut territories: Vec<Territory> = feeds
            .iter()
            .flat_map(|f| f.curves.values())
            .filter_map(|s| Territory::parse(&s.territory))
            .collect();
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
            let known = feeds.iter().filter(|f| f.measure.dimensions.contains(dimension));
            let distinct: BTreeSet<&String> =
                known.flat_map(|f| f.curves.values()).map(|s| &s.categories[column]).collect();
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
        Self {
            axes,
            territories,
            values,
            periods: periods.to_vec(),
            cells: Vec::new(),
            wholes: Vec::new(),
            until: NaiveDate::default(),
            rhythm: Vec::new(),
        }
    }

    fn add(
        &self,
        sums: &mut FxHashMap<Address, Cell>,
        measure: &Measure,
        (place, series): (usize, &StoredSeries),
        stored: &StoredCell,
        grain: Grain,
        strata: &[&Stratum],
    ) {
        let cell = Cell {
            sum: stored.sum,
            count: stored.count,
            sketch: stored.sketch.as_deref().map(Sketch::from_bytes).unwrap_or_default(),
        };
        for stratum in strata {
            let period = Period { grain, ordinal: stored.period }.within(stratum.grain);
            let Some(time) = self.periods.iter().position(|p| *p == period) else { continue };
            let mut address = self.curve_of(measure, (place, series), stratum);
            address[TIME] = time as u16;
            sums.entry(address).or_default().merge(&cell);
        }
    }

    /// The address of a curve in a stratum; time is left to fill in.
    fn curve_of(
        &self,
        measure: &Measure,
        (place, series): (usize, &StoredSeries),
        stratum: &Stratum,
    ) -> Address {
        let mut address: Address = [0; AXES];
        address[0] = place as u16;
        for (column, dimension) in measure.dimensions.iter().enumerate() {
            if stratum.by.contains(dimension) {
                let values = &self.values[column][1..];
                let value = values.binary_search(&series.categories[column]).map_or(0, |n| n + 1);
                address[column + 1] = value as u16;
            }
        }
        address
    }

    /// A curve that exists, in this year or another, may be zero in any period; a crossing without a curve is impossible, and
    /// known to be.
    fn add_zeros(
        &self,
        measure: &Measure,
        strata: &[Stratum],
        feed: &Feed<'_>,
        addresses: &mut FxHashSet<Address>,
    ) {
        for level in [Level::France, Level::Region, Level::Departement] {
            let of_level: Vec<&Stratum> = strata.iter().filter(|s| s.level == level).collect();
            let of_orphans = self.strata_of_orphans(level, strata);
            for series in feed.curves.values().filter(|s| s.level == level) {
                let Some(place) = self.place_of(series) else { continue };
                let strata = if self.is_orphan(place) { &of_orphans } else { &of_level };
                for stratum in strata.iter().filter(|s| feed.has(s)) {
                    let mut address = self.curve_of(measure, (place, series), stratum);
                    for (time, _) in self.periods.iter().enumerate().filter(|(_, p)| p.grain == stratum.grain)
                    {
                        address[TIME] = time as u16;
                        addresses.insert(address);
                    }
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
        population: &Population,
        rule: Rule,
        before: &Before,
    ) -> (Block, [Verdict; 2]) {
        let names: Vec<CellName> = self
            .cells
            .iter()
            .map(|(address, _)| {
                let (territory, values) = self.line_of(address);
                let line =
                    Line { territory, values, told: Vec::new(), withheld: Vec::new(), known: Vec::new() };
                let period = self.periods[usize::from(address[TIME])];
                name(&line, measure, period.grain, period.ordinal)
            })
            .collect();
        let (verdict, withheld) = if population.is_part() {
            self.decide_parts(population, rule, before, &names)
        } else {
            self.decide_alone(rule, before, &names)
        };
        let block = self.written(population, before, &names, &withheld);
        let hidden_days = self.weekdays_withheld(&withheld);
        let (rhythm, second) = self.decide_rhythm(rule, before, &hidden_days);
        (Block { rhythm, ..block }, [verdict, second])
    }

    /// The whole country, all together: never withheld to protect something else.
    fn is_national(address: &Address) -> bool {
        address[..TIME].iter().all(|n| *n == 0)
    }

    fn decide_alone(&self, rule: Rule, before: &Before, names: &[CellName]) -> (Verdict, Vec<bool>) {
        let mut background = Background::default();
        let mut counts = Vec::with_capacity(names.len());
        for ((address, cell), name) in self.cells.iter().zip(names) {
            counts.push((*address, cell.count));
            background.forced.push(before.withheld.contains(name));
            background.told.push(before.told(name).iter().any(|(_, part)| *part == cell.count));
            background.fixed.push(Self::is_national(address));
        }
        let verdict = disclosure::decide(&System::new(&self.axes, &counts), rule, &background);
        let withheld = verdict.withheld.clone();
        (verdict, withheld)
    }

    /// Three cells for one: the whole, the part, and who is left. Part and rest are told together or not at all; the whole of a
    /// wider population was decided before.
    fn decide_parts(
        &self,
        population: &Population,
        rule: Rule,
        before: &Before,
        names: &[CellName],
    ) -> (Verdict, Vec<bool>) {
        let mut axes = self.axes.clone();
        axes[PART] = Axis::default();
        let all = axes[PART].add(None);
        let nodes = [all, axes[PART].add(Some(all)), axes[PART].add(Some(all))];
        let is_within = population.within.is_some();
        let mut background = Background::default();
        let mut counts = Vec::with_capacity(names.len() * 3);
        for (((address, cell), name), whole) in self.cells.iter().zip(names).zip(&self.wholes) {
            let part = persons_of(cell, population.persons);
            let hidden = before.hidden.contains(name);
            let known = before.told(name);
            let forced = before.withheld.contains(name);
            let national = Self::is_national(address);
            let mut cell = |node: usize, count: i64, told: bool, forced: bool, hidden: bool, fixed: bool| {
                let mut address = *address;
                address[PART] = nodes[node];
                counts.push((address, count));
                background.told.push(told);
                background.forced.push(forced);
                background.hidden.push(hidden);
                background.fixed.push(fixed);
                background.open.push(node == 2 && population.rest == Rest::Open);
            };
            let told = |of: &dyn Fn((i64, i64)) -> i64, count: i64| known.iter().any(|k| of(*k) == count);
            if is_within {
                cell(0, *whole, !hidden, hidden, false, true);
            } else {
                cell(0, *whole, told(&|k| k.0, *whole), forced, false, national);
            }
            cell(1, part, told(&|k| k.1, part), forced && !hidden, hidden, national);
            cell(2, whole - part, told(&|k| k.0 - k.1, whole - part), false, hidden, national);
        }
        let twins = (0..names.len()).map(|n| (3 * n + 1, 3 * n + 2));
        let system = System::new(&axes, &counts).with_twins(twins);
        let verdict = disclosure::decide(&system, rule, &background);
        let withheld = verdict.withheld.chunks(3).map(|three| three[0] || three[1]).collect();
        (verdict, withheld)
    }

    fn written(
        &self,
        population: &Population,
        before: &Before,
        names: &[CellName],
        withheld: &[bool],
    ) -> Block {
        let mut lines: BTreeMap<(String, Vec<Option<String>>), Line> = BTreeMap::new();
        for (number, (address, cell)) in self.cells.iter().enumerate() {
            let key = self.line_of(address);
            let period = self.periods[usize::from(address[TIME])];
            let (grain, ordinal, whole) = (period.grain, period.ordinal, self.wholes[number]);
            let line = lines.entry(key.clone()).or_insert_with(|| Line {
                territory: key.0,
                values: key.1,
                told: Vec::new(),
                withheld: Vec::new(),
                known: Vec::new(),
            });
            let now = (!withheld[number]).then(|| (whole, persons_of(cell, population.persons)));
            let mut known = before.told(&names[number]);
            known.retain(|told| Some(*told) != now);
            known.sort_unstable();
            known.dedup();
            line.known.extend(known.into_iter().map(|(whole, part)| Known { grain, ordinal, whole, part }));
            if withheld[number] {
                line.withheld.push((grain, ordinal));
            } else if !cell.is_empty() {
                line.told.push(Told {
                    grain,
                    ordinal,
                    sum: cell.sum,
                    count: cell.count,
                    sketch: if cell.sketch.is_empty() { Vec::new() } else { cell.sketch.to_bytes() },
                    whole,
                });
            }
        }
        for line in lines.values_mut() {
            line.told.sort_by_key(|t| (t.grain, t.ordinal));
            line.withheld.sort_unstable();
        }
        Block { until: self.until, lines: lines.into_values().collect(), rhythm: Vec::new() }
    }

    /// Months and weekdays of which some day of France is withheld: their hours would add up to it.
    fn weekdays_withheld(&self, withheld: &[bool]) -> FxHashSet<(i32, usize)> {
        self.cells
            .iter()
            .zip(withheld)
            .filter(|((address, _), withheld)| **withheld && Self::is_national(address))
            .map(|((address, _), _)| self.periods[usize::from(address[TIME])])
            .filter(|period| period.grain == Grain::Day)
            .map(|day| {
                let weekday = day.first_day().weekday().num_days_from_monday() as usize;
                (day.within(Grain::Month).ordinal, weekday)
            })
            .collect()
    }

    fn decide_rhythm(
        &self,
        rule: Rule,
        before: &Before,
        hidden: &FxHashSet<(i32, usize)>,
    ) -> (Vec<Slot>, Verdict) {
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
                    before.slots_withheld.contains(&(*month, slot))
                        || hidden.contains(&(*month, usize::from(slot / 24))),
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

/// The stored cells of a measure at one level, for a year.
async fn stored(
    store: &Store,
    measure: &str,
    year: Period,
    level: Level,
    grain: Grain,
) -> Result<Vec<StoredCell>, StoreError> {
    let first = Period::of_day(grain, year.first_day()).ordinal;
    let end = Period::of_day(grain, year.next().first_day()).ordinal;
    let range = CellRange { measure, level, territory: "", categories: [""; 3], grain, first, last: end - 1 };
    store.cells(range).await
}

/// 24 × weekday (Monday first) + hour.
fn slot_of(civil: chrono::NaiveDateTime) -> usize {
    (civil.weekday().num_days_from_monday() * 24 + civil.hour()) as usize
}

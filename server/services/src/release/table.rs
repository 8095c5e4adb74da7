//! From stored sums of one measure and year to linked tables, and from a decision to published cells.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Timelike};
use disclosure::{AXES, Address, Axis};
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

use super::before::persons_of;

/// Axis of time in an address; 0 is territory, between them the dimensions.
pub const TIME: usize = AXES - 1;
/// Axis of the whole, its part and the rest, where cells are parts: in the place of a third dimension.
pub const PART: usize = AXES - 2;

/// The linked tables of one measure and year, before a decision.
pub struct Tables {
    pub axes: [Axis; AXES],
    pub territories: Vec<Territory>,
    /// Values of each dimension by number; 0 is "all".
    pub values: Vec<Vec<String>>,
    pub periods: Vec<Period>,
    pub cells: Vec<(Address, Cell)>,
    /// Persons of the wider population, cell by cell, where there is one.
    pub wholes: Vec<i64>,
    pub until: NaiveDate,
    /// Months and their counts by slot: 24 × weekday + hour.
    pub rhythm: Vec<(i32, Vec<i64>)>,
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

    pub fn line_of(&self, address: &Address) -> (String, Vec<Option<String>>) {
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
    store.figures().cells(range).await
}

/// 24 × weekday (Monday first) + hour.
fn slot_of(civil: chrono::NaiveDateTime) -> usize {
    (civil.weekday().num_days_from_monday() * 24 + civil.hour()) as usize
}

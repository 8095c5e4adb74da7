//! Answers from published cells alone. What was not published is not here.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{Datelike, NaiveDate};
use domain::{
    catalogue::{Catalogue, Dimension, Measure},
    observation::Cell,
    query::{Place, Query},
    release::Population,
    sketch::Sketch,
    territory::{Level, Territory},
    time::{Grain, Period, Window},
};
use rustc_hash::FxHashMap;
use store::{PublicFigures, StoreError, StoredRelease, StoredSeries};

use super::{
    Rhythm,
    answer::{Coverage, Told},
    fold::{self, Group},
};
use crate::release::{
    Years,
    block::{Block, Slot},
    last_whole,
};

/// The published figures of all protected measures, as of one release.
#[derive(Debug, Default)]
pub struct Published {
    pub release: Option<StoredRelease>,
    /// The last release that failed its audit, where it is later than the one that stays.
    pub refused: Option<StoredRelease>,
    coverage: FxHashMap<String, (i32, i32)>,
    years: FxHashMap<String, Years>,
    figures: FxHashMap<String, Arc<Figures>>,
    /// The release that changed each measure last.
    changed: FxHashMap<String, i64>,
}

impl Published {
    /// Number of the release; 0 where there is none yet.
    pub fn id(&self) -> i64 {
        self.release.as_ref().map_or(0, |r| r.id)
    }

    /// Reads what was published since `earlier`: blocks that did not change are shared.
    pub async fn read(store: &PublicFigures, earlier: &Self) -> Result<Self, StoreError> {
        let release = store.release(true).await?;
        let refused =
            store.release(false).await?.filter(|no| release.as_ref().is_none_or(|yes| yes.id < no.id));
        let coverage = store.release_coverage().await?.into_iter().map(|(m, first, last)| (m, (first, last)));
        let mut new = Self {
            release,
            refused,
            coverage: coverage.collect(),
            years: earlier.years.clone(),
            figures: earlier.figures.clone(),
            changed: earlier.changed.clone(),
        };
        let id = new.id();
        let mut changed: BTreeSet<String> = BTreeSet::new();
        for stored in store.release_blocks(earlier.id()).await? {
            if let Some(block) = Block::from_bytes(&stored.content) {
                new.years.entry(stored.measure.clone()).or_default().insert(stored.year, Arc::new(block));
                changed.insert(stored.measure);
            }
        }
        for measure in changed {
            let Some(declared) = Catalogue::shipped().measure(&measure) else { continue };
            let figures = Figures::new(declared, &new.years[&measure]);
            new.changed.insert(measure.clone(), id);
            new.figures.insert(measure, Arc::new(figures));
        }
        Ok(new)
    }

    pub fn figures(&self, measure: &str) -> Option<Arc<Figures>> {
        self.figures.get(measure).cloned()
    }

    /// The release that changed a measure last; 0 where none decides it.
    pub fn changed_by(&self, measure: &str) -> i64 {
        self.changed.get(measure).copied().unwrap_or_default()
    }

    pub fn coverage(&self, measure: &str) -> Option<(i32, i32)> {
        self.coverage.get(measure).copied()
    }
}

/// The published curves of one measure.
#[derive(Debug)]
pub struct Figures {
    /// For each curve, the blocks that hold it: year, block, line.
    curves: Vec<BTreeMap<i32, (Arc<Block>, usize)>>,
    /// Curves by the dimensions that they tell apart; `id` is the number of the curve.
    strata: FxHashMap<(Level, Vec<Dimension>), Vec<StoredSeries>>,
    rhythm: FxHashMap<(i32, u8), Option<i64>>,
    /// Last day that is known of each year.
    until: BTreeMap<i32, NaiveDate>,
}

impl Figures {
    fn new(measure: &Measure, years: &Years) -> Self {
        let mut figures = Self {
            curves: Vec::new(),
            strata: FxHashMap::default(),
            rhythm: FxHashMap::default(),
            until: years.iter().map(|(year, block)| (*year, block.until)).collect(),
        };
        let mut known: FxHashMap<(&str, &[Option<String>]), usize> = FxHashMap::default();
        for (year, block) in years {
            for (number, line) in block.lines.iter().enumerate() {
                let Some(territory) = Territory::parse(&line.territory) else { continue };
                let curve = *known.entry((&line.territory, &line.values)).or_insert_with(|| {
                    figures.curves.push(BTreeMap::new());
                    let by = measure
                        .dimensions
                        .iter()
                        .zip(&line.values)
                        .filter(|(_, v)| v.is_some())
                        .map(|(d, _)| *d);
                    let mut categories: [String; 3] = Default::default();
                    for (category, value) in categories.iter_mut().zip(&line.values) {
                        *category = value.clone().unwrap_or_default();
                    }
                    let curve = figures.curves.len() - 1;
                    figures.strata.entry((territory.level(), by.collect())).or_default().push(StoredSeries {
                        id: curve as i32,
                        level: territory.level(),
                        territory: line.territory.clone(),
                        categories,
                    });
                    curve
                });
                figures.curves[curve].insert(*year, (block.clone(), number));
            }
            figures
                .rhythm
                .extend(block.rhythm.iter().map(|Slot { month, slot, count }| ((*month, *slot), *count)));
        }
        figures
    }

    /// All curves, for lists of values.
    pub fn series(&self) -> Vec<StoredSeries> {
        self.strata.values().flatten().cloned().collect()
    }

    /// Cells that a question looks at.
    pub fn cost(&self, population: &Population, query: &Query) -> usize {
        let level = query.place().level();
        let needed = needed(query);
        let curves = population
            .dimensions(level, &needed)
            .and_then(|by| self.strata.get(&(level, by.to_vec())))
            .map_or(0, Vec::len);
        let curves = match query.place() {
            Place::One(_) => curves.div_ceil(Territory::all(level).len().max(1)),
            Place::All(_) => curves,
        };
        let days = usize::try_from(query.window().days()).unwrap_or(0);
        let periods =
            if level == Level::France && query.grain() <= Grain::Day { days } else { days / 28 + 2 };
        curves.saturating_mul(periods)
    }

    /// A published cell; `None` where it is withheld, or was not decided. What no curve tells is zero, and known to be.
    fn cell(&self, curve: i32, period: Period) -> Option<Cell> {
        let year = period.first_day().year();
        self.until.get(&year).filter(|until| period.last_day() <= **until)?;
        let Some((block, line)) = self.curves[curve as usize].get(&year) else {
            return Some(Cell::default());
        };
        let line = &block.lines[*line];
        if let Ok(at) =
            line.told.binary_search_by_key(&(period.grain, period.ordinal), |t| (t.grain, t.ordinal))
        {
            let told = &line.told[at];
            let sketch =
                if told.sketch.is_empty() { Sketch::default() } else { Sketch::from_bytes(&told.sketch) };
            return Some(Cell { sum: told.sum, count: told.count, sketch });
        }
        let withheld = line.withheld.binary_search(&(period.grain, period.ordinal)).is_ok();
        (!withheld).then(Cell::default)
    }

    /// The sum of a span from the largest published cells that make it up exactly, never by a difference.
    fn cover(&self, curve: i32, span: Window, grains: &[Grain]) -> Option<Cell> {
        let mut sum = Cell::default();
        let mut at = span.from;
        while at <= span.to {
            let told = grains.iter().rev().find_map(|grain| {
                let period = Period::of_day(*grain, at);
                let fits = period.first_day() == at && period.last_day() <= span.to;
                if fits { Some((period, self.cell(curve, period)?)) } else { None }
            });
            let (period, cell) = told?;
            sum.merge(&cell);
            at = period.next().first_day();
        }
        Some(sum)
    }

    /// Means by weekday and hour over the whole months of a window; what is withheld in one month is withheld.
    pub fn rhythm(&self, window: Window) -> (Rhythm, Option<Window>) {
        let mut grid: Rhythm = [[None; 24]; 7];
        let Some(window) = whole(window, Grain::Month) else { return (grid, None) };
        let months: Vec<i32> = Period::covering(Grain::Month, window)
            .into_iter()
            .map(|m| m.ordinal)
            .filter(|m| self.rhythm.contains_key(&(*m, 0)))
            .collect();
        let (Some(first), Some(last)) = (months.first(), months.last()) else { return (grid, None) };
        let period = |ordinal| Period { grain: Grain::Month, ordinal };
        let told = Window { from: period(*first).first_day(), to: period(*last).last_day() };
        let mut days = [0i64; 7];
        for day in told.from.iter_days().take_while(|d| *d <= told.to) {
            days[day.weekday().num_days_from_monday() as usize] += 1;
        }
        for slot in 0..168u8 {
            let sum: Option<i64> =
                months.iter().map(|m| self.rhythm.get(&(*m, slot)).copied().flatten()).sum();
            let (day, hour) = (usize::from(slot / 24), usize::from(slot % 24));
            grid[day][hour] = sum.map(|n| n as f64 / days[day] as f64);
        }
        (grid, Some(told))
    }
}

/// The whole periods of a grain inside a window.
fn whole(window: Window, grain: Grain) -> Option<Window> {
    if grain <= Grain::Day {
        return Some(window);
    }
    let mut first = Period::of_day(grain, window.from);
    if first.first_day() < window.from {
        first = first.next();
    }
    let mut last = Period::of_day(grain, window.to);
    if last.last_day() > window.to {
        last = Period { ordinal: last.ordinal - 1, ..last };
    }
    Window::new(first.first_day(), last.last_day()).filter(|_| first.ordinal <= last.ordinal)
}

/// "par mois entiers".
fn in_whole(grain: Grain) -> &'static str {
    match grain {
        Grain::Month => "par mois entiers",
        Grain::Quarter => "par trimestres entiers",
        Grain::Year => "par années entières",
        _ => "par jours entiers",
    }
}

fn date(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// Answers a question from published cells.
pub fn answer(
    figures: &Figures,
    population: &Population,
    query: &Query,
    measure: &Measure,
    covered: Window,
) -> Told {
    let level = query.place().level();
    let Some(by) = population.dimensions(level, &needed(query)) else {
        return Told::nothing(
            query,
            covered,
            "Ce croisement n’est pas publié à ce niveau : trop peu de personnes seraient derrière ses chiffres.".to_owned(),
        );
    };
    let grains = population.grains(level, by);
    let finest = grains.first().copied().unwrap_or(Grain::Year);
    let coverage = last_whole(finest, covered.to).and_then(|to| Window::new(covered.from, to));
    let none = Vec::new();
    let series = figures.strata.get(&(level, by.to_vec())).unwrap_or(&none);
    let groups = fold::groups(query, measure, series);
    let curves = curves_of(query, measure, series, &groups);
    if query.grain() < finest {
        let told = Told { coverage, ..Told::of(query.clone(), groups) };
        return told.withheld(&format!("Ces chiffres sont publiés {} au plus fin.", in_whole(finest)));
    }
    // A window from before the first day begins with the first period.
    let asked = query.window();
    let asked = if asked.from <= covered.from && finest > Grain::Day {
        Window { from: asked.from.min(Period::of_day(finest, covered.from).first_day()), ..asked }
    } else {
        asked
    };
    let candidates: Vec<Window> = if query.grain() == Grain::Total {
        grains.iter().filter_map(|g| whole(asked, *g)).collect()
    } else {
        whole(asked, finest).into_iter().collect()
    };
    // The one that tells most; the longest of equals.
    let mut best: Option<Told> = None;
    for window in candidates {
        let query = query.over(window);
        let told = fill(figures, &query, groups.clone(), &curves, &grains, coverage);
        if best.as_ref().is_none_or(|b| told.hidden.len() < b.hidden.len()) {
            best = Some(told);
        }
        if best.as_ref().is_some_and(|b| b.hidden.is_empty()) {
            break;
        }
    }
    let Some(mut told) = best else {
        let told = Told { coverage, ..Told::of(query.clone(), groups) };
        return told.withheld(&format!(
            "Ces chiffres sont publiés {} : la période demandée n’en contient aucun.",
            in_whole(finest)
        ));
    };
    let window = told.query.window();
    if window != query.window() && window != asked {
        told.note = Some(format!(
            "Ces chiffres sont publiés {} : ils vont du {} au {}.",
            in_whole(
                grains.iter().copied().rev().find(|g| whole(asked, *g) == Some(window)).unwrap_or(finest)
            ),
            date(window.from),
            date(window.to)
        ));
    }
    told
}

/// The curves that each group sums.
fn curves_of(query: &Query, measure: &Measure, series: &[StoredSeries], groups: &[Group]) -> Vec<Vec<i32>> {
    let mut place: FxHashMap<(Territory, &[String]), usize> = FxHashMap::default();
    place.extend(groups.iter().enumerate().map(|(i, g)| ((g.territory, g.values.as_slice()), i)));
    let mut curves = vec![Vec::new(); groups.len()];
    for s in series.iter().filter(|s| fold::is_asked(s, measure, query.filters())) {
        let values = fold::values_of(s, measure, query.by());
        let group = Territory::parse(&s.territory).and_then(|t| place.get(&(t, values.as_slice())));
        if let Some(group) = group {
            curves[*group].push(s.id);
        }
    }
    curves
}

fn fill(
    figures: &Figures,
    query: &Query,
    groups: Vec<Group>,
    curves: &[Vec<i32>],
    grains: &[Grain],
    coverage: Coverage,
) -> Told {
    let window = query.window();
    let mut told = Told { coverage, ..Told::of(query.clone(), groups) };
    for period in &told.periods {
        let span = if *period == Period::TOTAL {
            Some(window)
        } else {
            Window { from: period.first_day(), to: period.last_day() }.intersection(window)
        };
        let finest = grains.first().copied().unwrap_or(Grain::Day);
        // Cells begin with the period of the first covered day.
        let known = coverage.map(|c| Window { from: Period::of_day(finest, c.from).first_day(), to: c.to });
        let span = span.and_then(|s| known.and_then(|k| s.intersection(k)));
        let Some(span) = span else { continue };
        for (group, curves) in curves.iter().enumerate().filter(|(_, c)| !c.is_empty()) {
            let mut sum = Some(Cell::default());
            for curve in curves {
                sum = match (sum, figures.cover(*curve, span, grains)) {
                    (Some(mut sum), Some(cell)) => {
                        sum.merge(&cell);
                        Some(sum)
                    }
                    _ => None,
                };
                if sum.is_none() {
                    break;
                }
            }
            match sum {
                Some(cell) if !cell.is_empty() => {
                    told.cells.insert((*period, group), cell);
                }
                Some(_) => {}
                None => {
                    told.hidden.insert((*period, group));
                }
            }
        }
    }
    told
}

/// The dimensions that a question tells apart or filters by.
fn needed(query: &Query) -> Vec<Dimension> {
    let mut needed: Vec<Dimension> = query.by().to_vec();
    needed.extend(query.filters().iter().map(|(d, _)| *d).filter(|d| !query.by().contains(d)));
    needed
}

/// Whether a question about one territory is about the whole country.
pub fn is_national(place: Place) -> bool {
    place == Place::One(Territory::France)
}

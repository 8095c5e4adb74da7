//! From stored cells to the cells of a question: which groups it has, which periods are read at which grain.

use std::collections::{BTreeMap, HashMap};

use domain::{
    catalogue::{Dimension, Measure, OverTime},
    observation::Cell,
    query::{Place, Query},
    sketch::Sketch,
    territory::{Level, Territory},
    time::{Grain, Period, Window},
};
use store::{CellRange, StoreError, StoredCell, StoredSeries};

use super::reach::Reach;

/// One line of an answer: a territory and a value for each `by` dimension.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Group {
    pub territory: Territory,
    pub values: Vec<String>,
    /// The store has a series for it: no row then means zero, not absence.
    pub exists: bool,
}

/// Whether a series is published at all and passes the filters.
pub fn is_asked(series: &StoredSeries, measure: &Measure, filters: &[(Dimension, String)]) -> bool {
    if measure.excluded.contains(&series.categories[0]) {
        return false;
    }
    filters
        .iter()
        .all(|(dimension, value)| column(measure, *dimension).is_none_or(|c| series.categories[c] == *value))
}

/// The category column of a dimension.
pub fn column(measure: &Measure, dimension: Dimension) -> Option<usize> {
    measure.dimensions.iter().position(|d| *d == dimension)
}

/// The values of a series on the `by` dimensions.
pub fn values_of(series: &StoredSeries, measure: &Measure, by: &[Dimension]) -> Vec<String> {
    by.iter().filter_map(|d| column(measure, *d)).map(|c| series.categories[c].clone()).collect()
}

/// The groups of a question, dense in territories: a département without any row is told as missing.
pub fn groups(query: &Query, measure: &Measure, series: &[StoredSeries]) -> Vec<Group> {
    let level = query.place().level();
    let mut found: BTreeMap<(Territory, Vec<String>), bool> = BTreeMap::new();
    let mut values: BTreeMap<Vec<String>, ()> = BTreeMap::new();
    for s in series.iter().filter(|s| s.level == level && is_asked(s, measure, query.filters())) {
        let Some(territory) = Territory::parse(&s.territory) else { continue };
        let wanted = match query.place() {
            Place::One(one) => one == territory,
            Place::All(_) => true,
        };
        if wanted {
            let of = values_of(s, measure, query.by());
            values.insert(of.clone(), ());
            found.insert((territory, of), true);
        }
    }
    if values.is_empty() && query.by().is_empty() {
        values.insert(Vec::new(), ());
    }
    let territories = match query.place() {
        Place::One(one) => vec![one],
        Place::All(level) => Territory::all(level),
    };
    for territory in territories {
        for of in values.keys() {
            found.entry((territory, of.clone())).or_insert(false);
        }
    }
    found.into_iter().map(|((territory, values), exists)| Group { territory, values, exists }).collect()
}

/// Which stored grain answers which days. Whole months are read as months, the days at the edges as days;
/// nothing is read twice.
pub fn segments(window: Window, grain: Grain, measure: &Measure) -> Vec<(Grain, Window)> {
    if measure.over_time != OverTime::Sum || measure.grain == Grain::Year {
        return vec![(measure.grain, window)];
    }
    if grain < Grain::Month {
        return vec![(grain.stored(), window)];
    }
    if measure.grain == Grain::Month {
        return vec![(Grain::Month, window)];
    }
    let month_of = |day| Period::of_day(Grain::Month, day);
    let mut first = month_of(window.from);
    if first.first_day() < window.from {
        first = first.next();
    }
    let mut last = month_of(window.to);
    if last.last_day() > window.to {
        last = Period { ordinal: last.ordinal - 1, ..last };
    }
    let Some(months) = Window::new(first.first_day(), last.last_day()).filter(|_| first <= last) else {
        return vec![(Grain::Day, window)];
    };
    let before = months.from.pred_opt().and_then(|to| Window::new(window.from, to));
    let after = months.to.succ_opt().and_then(|from| Window::new(from, window.to));
    let days = [before, after].into_iter().flatten().map(|w| (Grain::Day, w));
    std::iter::once((Grain::Month, months)).chain(days).collect()
}

/// Rows that a question may read at most, and cells that it tells.
pub fn cost(query: &Query, measure: &Measure, series: &[StoredSeries]) -> usize {
    let level = query.place().level();
    let one = match query.place() {
        Place::One(territory) => Some(territory.to_string()),
        Place::All(_) => None,
    };
    let read = series
        .iter()
        .filter(|s| s.level == level && one.as_ref().is_none_or(|one| *one == s.territory))
        .filter(|s| is_asked(s, measure, query.filters()))
        .count();
    let periods: i64 = segments(query.window(), query.grain(), measure)
        .into_iter()
        .map(|(grain, window)| {
            let (first, last) = ordinals(grain, window);
            i64::from(last) - i64::from(first) + 1
        })
        .sum();
    let rows = read.saturating_mul(usize::try_from(periods).unwrap_or(0));
    rows.saturating_add(super::cells_of(query, query.place().size()))
}

/// Ordinals of a stored grain that lie in a window.
pub fn ordinals(grain: Grain, window: Window) -> (i32, i32) {
    let first = Period::of_day(grain, window.from).ordinal;
    match grain {
        Grain::Hour => {
            let end = window.to.succ_opt().unwrap_or(window.to);
            (first, Period::of_day(grain, end).ordinal - 1)
        }
        _ => (first, Period::of_day(grain, window.to).ordinal),
    }
}

/// Reads stored cells of one level and grain.
async fn read(
    store: &Reach,
    query: &Query,
    measure: &Measure,
    level: Level,
    one: Option<Territory>,
    grain: Grain,
    window: Window,
) -> Result<Vec<StoredCell>, StoreError> {
    let (first, last) = ordinals(grain, window);
    let territory = one.map(|t| t.to_string()).unwrap_or_default();
    let mut categories = [""; 3];
    for (dimension, value) in query.filters() {
        if let Some(c) = column(measure, *dimension) {
            categories[c] = value;
        }
    }
    store
        .cells(CellRange {
            measure: &measure.id,
            level,
            territory: &territory,
            categories,
            grain,
            first,
            last,
        })
        .await
}

fn cell_of(stored: &StoredCell) -> Cell {
    Cell {
        sum: stored.sum,
        count: stored.count,
        sketch: stored.sketch.as_deref().map(Sketch::from_bytes).unwrap_or_default(),
    }
}

/// The cells of a question, by period and index of group.
pub async fn cells(
    store: &Reach,
    query: &Query,
    measure: &Measure,
    series: &[StoredSeries],
    groups: &[Group],
) -> Result<BTreeMap<(Period, usize), Cell>, StoreError> {
    let place: HashMap<(Territory, &[String]), usize> =
        groups.iter().enumerate().map(|(i, g)| ((g.territory, g.values.as_slice()), i)).collect();
    let mut group_of: HashMap<i32, usize> = HashMap::new();
    let level = query.place().level();
    for s in series.iter().filter(|s| s.level == level && is_asked(s, measure, query.filters())) {
        let values = values_of(s, measure, query.by());
        if let Some(index) = Territory::parse(&s.territory).and_then(|t| place.get(&(t, values.as_slice()))) {
            group_of.insert(s.id, *index);
        }
    }
    let one = match query.place() {
        Place::One(t) => Some(t),
        Place::All(_) => None,
    };
    let mut cells: BTreeMap<(Period, usize), Cell> = BTreeMap::new();
    // Stocks: the last observation of each series in each period.
    let mut latest: BTreeMap<(Period, i32), (i32, Cell)> = BTreeMap::new();
    for (grain, window) in segments(query.window(), query.grain(), measure) {
        for stored in read(store, query, measure, level, one, grain, window).await? {
            let Some(index) = group_of.get(&stored.series) else { continue };
            let from = Period { grain, ordinal: stored.period };
            let period =
                if query.grain() == Grain::Total { Period::TOTAL } else { from.within(query.grain()) };
            if measure.over_time == OverTime::Last {
                let entry = latest.entry((period, stored.series)).or_insert((i32::MIN, Cell::default()));
                if stored.period >= entry.0 {
                    *entry = (stored.period, cell_of(&stored));
                }
            } else {
                cells.entry((period, *index)).or_default().merge(&cell_of(&stored));
            }
        }
    }
    for ((period, series), (_, cell)) in latest {
        if let Some(index) = group_of.get(&series) {
            cells.entry((period, *index)).or_default().merge(&cell);
        }
    }
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use domain::catalogue::Catalogue;

    use super::*;

    fn window(from: &str, to: &str) -> Window {
        Window::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_window_is_cut_into_months_and_days_that_do_not_overlap() {
        let contacts = Catalogue::shipped().measure("contacts").unwrap();
        let cut = segments(window("2024-01-10", "2024-04-15"), Grain::Total, contacts);
        assert_eq!(
            cut,
            [
                (Grain::Month, window("2024-02-01", "2024-03-31")),
                (Grain::Day, window("2024-01-10", "2024-01-31")),
                (Grain::Day, window("2024-04-01", "2024-04-15")),
            ]
        );
        assert_eq!(
            segments(window("2024-01-10", "2024-01-20"), Grain::Month, contacts),
            [(Grain::Day, window("2024-01-10", "2024-01-20"))]
        );
        let days: i64 = cut.iter().map(|(_, w)| w.days()).sum();
        assert_eq!(days, window("2024-01-10", "2024-04-15").days());
    }

    #[test]
    fn each_measure_is_read_at_a_grain_that_it_has() {
        for measure in Catalogue::shipped().measures() {
            for grain in Grain::ALL {
                for (stored, _) in segments(window("2023-11-05", "2024-02-05"), grain, measure) {
                    let finer = stored < measure.grain && grain >= measure.grain;
                    assert!(!finer, "{} has no {stored}", measure.id);
                }
            }
        }
    }
}

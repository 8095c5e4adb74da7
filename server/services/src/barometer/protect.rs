//! Small counts: which cells of an answer are withheld, decided on canonical tables (whole months of a day,
//! whole years of a month, all sibling territories) so that overlapping questions get consistent answers.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Arc, PoisonError},
};

use domain::{
    catalogue::{Dimension, Disclosure, Indicator, Measure},
    disclosure::{AXES, Address, Axis, Table, rounded},
    observation::Cell,
    query::{Place, Query},
    territory::{Level, Territory},
    time::{Grain, Period, Window},
};
use store::StoredSeries;

use super::{
    Barometer, Failure, Snapshot,
    fold::{self, Group},
};

/// Cells withheld, and cells told only as a multiple of the threshold.
#[derive(Debug, Default)]
pub struct Verdict {
    pub hidden: BTreeSet<(Period, usize)>,
    pub rounded: BTreeMap<(Period, usize), i64>,
    pub threshold: i64,
}

/// Finest territorial level of the table: the one that the question asks.
fn levels(level: Level) -> Vec<Level> {
    match level {
        Level::France => vec![Level::France],
        Level::Region => vec![Level::France, Level::Region],
        Level::Departement => vec![Level::France, Level::Region, Level::Departement],
    }
}

/// Numbers of the nodes of the canonical table.
#[derive(Debug)]
struct Nodes {
    places: HashMap<Territory, u16>,
    /// One map for each kept dimension; 0 is "all".
    values: Vec<HashMap<String, u16>>,
    times: HashMap<Period, u16>,
    axes: [Axis; AXES],
}

impl Nodes {
    fn new(
        level: Level,
        groups: &[(Territory, Vec<String>)],
        dimensions: usize,
        times: &BTreeSet<Period>,
    ) -> Self {
        let mut axes: [Axis; AXES] = std::array::from_fn(|_| Axis::default());
        let mut places = HashMap::new();
        let france = axes[0].add(None);
        places.insert(Territory::France, france);
        if level != Level::France {
            for region in Territory::all(Level::Region) {
                places.insert(region, axes[0].add(Some(france)));
            }
        }
        if level == Level::Departement {
            let mut list: BTreeSet<Territory> = Territory::all(Level::Departement).into_iter().collect();
            list.extend(groups.iter().map(|(t, _)| *t).filter(|t| t.level() == Level::Departement));
            for territory in list {
                let parent = territory.parent().and_then(|p| places.get(&p).copied()).unwrap_or(france);
                places.insert(territory, axes[0].add(Some(parent)));
            }
        }
        let mut values = Vec::new();
        for dimension in 0..dimensions {
            let all = axes[dimension + 1].add(None);
            let mut of = HashMap::new();
            let distinct: BTreeSet<&String> = groups.iter().filter_map(|(_, v)| v.get(dimension)).collect();
            for value in distinct {
                of.insert(value.clone(), axes[dimension + 1].add(Some(all)));
            }
            values.push(of);
        }
        for axis in &mut axes[dimensions + 1..AXES - 1] {
            *axis = Axis::single();
        }
        // Year ⊃ quarter ⊃ month ⊃ day ⊃ hour. `Period` orders by grain, finest first: go backwards.
        let mut numbers: HashMap<Period, u16> = HashMap::new();
        let mut ordered: Vec<Period> = times.iter().copied().collect();
        ordered.sort_by_key(|p| (std::cmp::Reverse(p.grain), p.ordinal));
        for period in ordered {
            let parent = match period.grain {
                Grain::Hour => Some(period.within(Grain::Day)),
                Grain::Day => Some(period.within(Grain::Month)),
                Grain::Month => Some(period.within(Grain::Quarter)),
                Grain::Quarter => Some(period.within(Grain::Year)),
                _ => None,
            };
            let parent = parent.and_then(|p| numbers.get(&p).copied());
            numbers.insert(period, axes[AXES - 1].add(parent));
        }
        Self { places, values, times: numbers, axes }
    }

    fn address(&self, territory: Territory, values: &[String], time: Period) -> Option<Address> {
        let mut address = [0; AXES];
        address[0] = *self.places.get(&territory)?;
        for (i, value) in values.iter().enumerate() {
            address[i + 1] = *self.values.get(i)?.get(value)?;
        }
        address[AXES - 1] = *self.times.get(&time)?;
        Some(address)
    }
}

/// What is to be decided on.
pub struct Subject<'a> {
    pub query: &'a Query,
    pub indicator: &'a Indicator,
    pub measure: &'a Measure,
    pub series: &'a [StoredSeries],
    pub groups: &'a [Group],
    /// The answer's own cells.
    pub cells: &'a BTreeMap<(Period, usize), Cell>,
}

/// Decides for an answer.
pub async fn protect(
    barometer: &Barometer,
    snapshot: &Snapshot,
    subject: Subject<'_>,
) -> Result<Verdict, Failure> {
    let Subject { query, indicator, measure, series, groups, cells } = subject;
    let threshold = barometer.threshold;
    let mut verdict = Verdict { threshold, ..Verdict::default() };
    if indicator.disclosure == Disclosure::Public || threshold <= 1 || cells.is_empty() {
        return Ok(verdict);
    }
    // What the answer shows by itself.
    for (at, cell) in cells {
        if (1..threshold).contains(&cell.count) {
            verdict.hidden.insert(*at);
        }
    }
    // A filter is a cut too: the table keeps all values of the filtered dimensions.
    let mut kept: Vec<_> = query.by().to_vec();
    kept.extend(query.filters().iter().map(|(d, _)| *d).filter(|d| !query.by().contains(d)));
    let wanted: Vec<&String> =
        query.filters().iter().filter(|(d, _)| !query.by().contains(d)).map(|(_, v)| v).collect();
    let open = query_without_filters(query, &kept, measure)?;

    let level = query.place().level();
    let mut keys: HashMap<i32, (Territory, Vec<String>)> = HashMap::new();
    for s in series.iter().filter(|s| fold::is_asked(s, measure, &[])) {
        if let Some(territory) = Territory::parse(&s.territory) {
            keys.insert(s.id, (territory, fold::values_of(s, measure, &kept)));
        }
    }
    // No equation crosses years: each year is a table of its own, kept for the questions to come.
    let mut years: HashMap<i32, Arc<YearTable>> = HashMap::new();
    for (year, windows) in canonical(query, measure) {
        let key =
            TableKey { measure: measure.id.clone(), level, kept: kept.clone(), windows: windows.clone() };
        let known = snapshot.tables.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let table = match known {
            Some(table) => table,
            None => {
                let made = Arc::new(YearTable::read(barometer, &open, measure, &key, &keys).await?);
                let mut tables = snapshot.tables.write().unwrap_or_else(PoisonError::into_inner);
                if tables.len() >= TABLES_KEPT {
                    tables.clear();
                }
                tables.insert(key, made.clone());
                made
            }
        };
        years.insert(year, table);
    }
    if years.values().all(|y| y.hidden.is_empty()) {
        return siblings(query, groups, cells, verdict);
    }
    let table_of = |time: Period| years.get(&time.within(Grain::Year).ordinal);
    let full = |group: &Group| -> Vec<String> {
        group.values.iter().chain(wanted.iter().copied()).cloned().collect()
    };
    let is_node = |time: Period| table_of(time).is_some_and(|y| y.nodes.times.contains_key(&time));
    let is_hidden = |group: &Group, time: Period| {
        table_of(time).is_some_and(|y| {
            y.nodes.address(group.territory, &full(group), time).is_some_and(|a| y.hidden.contains(&a))
        })
    };
    let count = |group: &Group, time: Period| {
        table_of(time).map_or(0, |y| {
            y.nodes.address(group.territory, &full(group), time).map_or(0, |a| y.table.count(&a))
        })
    };
    let window = query.window();
    // Zeros too: a cell without any row may be withheld to protect another.
    let everywhere = Period::covering(query.grain(), window)
        .into_iter()
        .flat_map(|period| (0..groups.len()).map(move |index| (period, index)));
    for (period, index) in everywhere {
        let group = &groups[index];
        let whole = period.is_inside(window);
        if is_node(period) && whole {
            if is_hidden(group, period) {
                verdict.hidden.insert((period, index));
            }
            continue;
        }
        // Weeks, totals and cut periods: unions of canonical nodes.
        let span = if period == Period::TOTAL {
            window
        } else {
            Window { from: period.first_day().max(window.from), to: period.last_day().min(window.to) }
        };
        let inside = |node: &Period| span.contains(node.first_day()) && span.contains(node.last_day());
        let hidden_nodes: Vec<Period> = years
            .values()
            .flat_map(|y| y.nodes.times.keys())
            .filter(|p| matches!(p.grain, Grain::Day | Grain::Month))
            .filter(|p| is_hidden(group, **p))
            .copied()
            .collect();
        let (within, without): (Vec<&Period>, Vec<&Period>) = hidden_nodes.iter().partition(|p| inside(p));
        if period.grain == Grain::Week {
            if !within.is_empty() {
                verdict.hidden.insert((period, index));
            }
        } else if !within.is_empty() && !without.is_empty() {
            if span.is_whole_months() {
                verdict.rounded.insert((period, index), landmarks(span, threshold, |p| count(group, p)));
            } else {
                // Days may be slid one by one: such a window tells nothing.
                verdict.hidden.insert((period, index));
            }
        }
    }
    siblings(query, groups, cells, verdict)
}

/// The count of a window of whole months, told from rounded landmarks: the persons of its year up to each end,
/// as a multiple of the threshold. However windows are slid, only the landmarks can be learnt.
fn landmarks(span: Window, threshold: i64, count: impl Fn(Period) -> i64) -> i64 {
    // Persons of the year of `month`, from January to that month, rounded unless the year is whole.
    let up_to = |month: Period| {
        let year = month.within(Grain::Year);
        let first = Period::of_day(Grain::Month, year.first_day());
        let sum: i64 =
            (first.ordinal..=month.ordinal).map(|ordinal| count(Period { ordinal, ..month })).sum();
        if month.last_day() == year.last_day() { sum } else { rounded(sum, threshold) }
    };
    let first = Period::of_day(Grain::Month, span.from);
    let last = Period::of_day(Grain::Month, span.to);
    let before = Period { ordinal: first.ordinal - 1, ..first };
    let same_year_before = before.within(Grain::Year) == first.within(Grain::Year);
    let years = first.within(Grain::Year).ordinal..last.within(Grain::Year).ordinal;
    let whole: i64 = years.map(|ordinal| count(Period { grain: Grain::Year, ordinal })).sum();
    whole + up_to(last) - if same_year_before { up_to(before) } else { 0 }
}

/// Protects the answer's own periods across its territories and categories: a total over any window minus its
/// parts over the same window.
fn siblings(
    query: &Query,
    groups: &[Group],
    cells: &BTreeMap<(Period, usize), Cell>,
    mut verdict: Verdict,
) -> Result<Verdict, Failure> {
    let canonical =
        |p: &Period| p.grain != Grain::Total && p.grain != Grain::Week && p.is_inside(query.window());
    let periods: BTreeSet<Period> = cells.keys().map(|(p, _)| *p).filter(|p| !canonical(p)).collect();
    let level = query.place().level();
    let keys: Vec<(Territory, Vec<String>)> =
        groups.iter().map(|g| (g.territory, g.values.clone())).collect();
    let whole = matches!(query.place(), Place::All(_)) || level == Level::France;
    if !whole {
        return Ok(verdict);
    }
    for period in periods {
        let nodes = Nodes::new(level, &keys, query.by().len(), &BTreeSet::from([period]));
        let mut table = Table::new(nodes.axes.clone());
        for (index, group) in groups.iter().enumerate() {
            let count = cells.get(&(period, index)).map_or(0, |c| c.count);
            let mut place = Some(group.territory);
            while let Some(territory) = place {
                if let Some(address) = nodes.address(territory, &group.values, period) {
                    for margin in margins(address, query.by().len()) {
                        table.add(margin, count);
                    }
                }
                place = territory.parent();
            }
        }
        if !table.has_small(verdict.threshold) {
            continue;
        }
        let hidden = table.suppressed(verdict.threshold);
        for (index, group) in groups.iter().enumerate() {
            let address = nodes.address(group.territory, &group.values, period);
            if address.is_some_and(|a| hidden.contains(&a)) {
                verdict.hidden.insert((period, index));
            }
        }
    }
    Ok(verdict)
}

/// An address with each subset of its categories replaced by "all".
fn margins(address: Address, dimensions: usize) -> impl Iterator<Item = Address> {
    (0..1u8 << dimensions).map(move |mask| {
        let mut margin = address;
        for d in 0..dimensions {
            if mask & (1 << d) != 0 {
                margin[d + 1] = 0;
            }
        }
        margin
    })
}

/// The stored periods that decide, year by year: whole years of months; whole months of days; days of hours.
fn canonical(query: &Query, measure: &Measure) -> Vec<(i32, Vec<(Grain, Window)>)> {
    let window = query.window();
    let whole = |p: Period| Window { from: p.first_day(), to: p.last_day() };
    Period::covering(Grain::Year, window)
        .into_iter()
        .map(|year| {
            if measure.grain == Grain::Year {
                return (year.ordinal, vec![(Grain::Year, whole(year))]);
            }
            let mut list = vec![(Grain::Month, whole(year))];
            if let Some(inside) = window.intersection(whole(year)).filter(|_| measure.grain < Grain::Month) {
                if query.grain() < Grain::Month {
                    list.push((Grain::Day, inside.widened(Grain::Month)));
                } else {
                    // Only the months that an end of the window cuts.
                    let mut edges: Vec<Window> = [inside.from, inside.to]
                        .map(|day| whole(Period::of_day(Grain::Month, day)))
                        .into_iter()
                        .filter(|month| window.intersection(*month) != Some(*month))
                        .collect();
                    edges.dedup();
                    list.extend(edges.into_iter().map(|month| (Grain::Day, month)));
                }
                if query.grain() == Grain::Hour {
                    list.push((Grain::Hour, inside));
                }
            }
            (year.ordinal, list)
        })
        .collect()
}

/// Tables kept for one version of the data.
const TABLES_KEPT: usize = 512;

/// What a canonical table is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TableKey {
    measure: String,
    level: Level,
    kept: Vec<Dimension>,
    windows: Vec<(Grain, Window)>,
}

/// The canonical table of one year, and what it withholds.
#[derive(Debug)]
pub struct YearTable {
    nodes: Nodes,
    table: Table,
    hidden: HashSet<Address>,
}

impl YearTable {
    async fn read(
        barometer: &Barometer,
        open: &Query,
        measure: &Measure,
        key: &TableKey,
        keys: &HashMap<i32, (Territory, Vec<String>)>,
    ) -> Result<Self, Failure> {
        let mut distinct: Vec<(Territory, Vec<String>)> = keys.values().cloned().collect();
        distinct.sort();
        distinct.dedup();
        let mut times = BTreeSet::new();
        for (grain, window) in &key.windows {
            times.extend(Period::covering(*grain, *window));
            if *grain == Grain::Month {
                times.extend(Period::covering(Grain::Quarter, *window));
                times.extend(Period::covering(Grain::Year, *window));
            }
        }
        let nodes = Nodes::new(key.level, &distinct, key.kept.len(), &times);
        let size: usize = nodes.axes.iter().map(|a| usize::from(a.len())).product();
        if size > LARGEST_TABLE {
            return Err(domain::query::Refusal::malformed(
                "by",
                "la protection des petits effectifs demande une question plus étroite : période plus courte ou moins de dimensions",
            )
            .into());
        }
        let mut table = Table::new(nodes.axes.clone());
        for (grain, window) in &key.windows {
            for at in levels(key.level) {
                for stored in fold::read(&barometer.store, open, measure, at, None, *grain, *window).await? {
                    let Some((territory, values)) = keys.get(&stored.series) else { continue };
                    let period = Period { grain: *grain, ordinal: stored.period }.canonical();
                    let mut instants = vec![period];
                    if *grain == Grain::Month {
                        instants.extend([period.within(Grain::Quarter), period.within(Grain::Year)]);
                    }
                    for time in instants {
                        if let Some(address) = nodes.address(*territory, values, time) {
                            margins(address, key.kept.len())
                                .for_each(|margin| table.add(margin, stored.count));
                        }
                    }
                }
            }
        }
        let hidden = table.suppressed(barometer.threshold);
        Ok(Self { nodes, table, hidden })
    }
}

/// Cells of a canonical table, at most.
const LARGEST_TABLE: usize = 2_000_000;

fn query_without_filters(query: &Query, kept: &[Dimension], measure: &Measure) -> Result<Query, Failure> {
    let ask = domain::query::Ask {
        indicator: query.indicator().to_owned(),
        window: query.window(),
        grain: query.grain(),
        by: measure
            .dimensions
            .iter()
            .copied()
            .filter(|d| kept.contains(d) || measure.not_additive.contains(d))
            .collect(),
        filters: Vec::new(),
        place: query.place(),
        compare: None,
    };
    Ok(Query::new(domain::catalogue::Catalogue::shipped(), ask)?)
}

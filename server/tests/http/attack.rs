//! A stranger who asks for everything, puts all answers together, and adds, subtracts and bounds.
//!
//! The truth comes from the same application with nothing withheld; the attacker's equations are those of the calendar,
//! of the territory and of the dimensions. Counts of 1 to 4 persons must stay in an interval of 3 at least.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use chrono::NaiveDate;
use disclosure::{AXES, Address, Axis, Rule, System, audit};
use domain::{
    catalogue::{Catalogue, Dimension, Indicator, Statistic},
    release::{Persons, Population, Stratum},
    territory::{Level, Territory},
    time::{Grain, Period, Window},
};
use serde_json::Value;

use crate::support::{app, app_with, day, get, json, open};

pub const RULE: Rule = Rule { threshold: 5 };
pub const SMALL: std::ops::Range<i64> = 1..5;

/// Territory, one value a dimension, first and last day.
pub type Cell = (String, BTreeMap<Dimension, String>, NaiveDate, NaiveDate);

fn covered() -> Window {
    Window { from: day("2023-05-01"), to: day("2024-06-30") }
}

/// The part of a period that is covered.
fn days(period: Period) -> (NaiveDate, NaiveDate) {
    (period.first_day().max(covered().from), period.last_day().min(covered().to))
}

/// `2024`, `2024-Q1`, `2024-03`, `2024-03-31`; weeks and hours are found by writing them.
fn period(text: &str, grain: Grain) -> (NaiveDate, NaiveDate) {
    let found = Period::covering(grain, covered()).into_iter().find(|p| p.to_string() == text);
    days(found.unwrap_or_else(|| panic!("{text} is no {}", grain.id())))
}

#[derive(Debug, Default)]
pub struct Answers {
    pub told: BTreeMap<Cell, i64>,
    pub withheld: BTreeSet<Cell>,
}

/// Every answer to a question, page by page, as counts of persons.
pub async fn ask(
    app: &Router,
    indicator: &Indicator,
    persons: Persons,
    question: &str,
    answers: &mut Answers,
) {
    let measure = Catalogue::shipped().measure_of(indicator);
    let mut next = Some(format!("/api/v1/observations?indicator={}&{question}", indicator.id));
    while let Some(uri) = next {
        let answer = json(get(app, &uri).await).await;
        let Some(rows) = answer["data"].as_array() else { return };
        let grain = Grain::parse(answer["period"]["grain"].as_str().unwrap()).unwrap();
        let told: (NaiveDate, NaiveDate) =
            (day(answer["period"]["from"].as_str().unwrap()), day(answer["period"]["to"].as_str().unwrap()));
        let told = (told.0.max(covered().from), told.1.min(covered().to));
        for row in rows {
            let text = row["period"].as_str().unwrap();
            // A window that is free cuts its first and last period.
            let (from, to) = if grain == Grain::Total { told } else { period(text, grain) };
            let (from, to) = (from.max(told.0), to.min(told.1));
            let mut values: BTreeMap<Dimension, String> = BTreeMap::new();
            for dimension in &measure.dimensions {
                let filter =
                    question.split('&').find_map(|p| p.strip_prefix(&format!("{}=", dimension.id())));
                let filter =
                    filter.map(|value| value.replace('+', " ").replace("%26", "&").replace("%2B", "+"));
                if let Some(value) = row[dimension.id()].as_str().map(str::to_owned).or(filter) {
                    values.insert(*dimension, value);
                }
            }
            let cell = (row["territory"].as_str().unwrap().to_owned(), values, from, to);
            if row["status"] == "suppressed" {
                assert!(row["value"].is_null() && row["n"].is_null(), "{uri}: {row}");
                answers.withheld.insert(cell);
                continue;
            }
            if row["value"].is_null() && row["n"].is_null() {
                // Not known yet: nothing is said.
                continue;
            }
            let value = row["value"].as_f64().unwrap_or(0.0);
            let count = match (persons, indicator.statistic) {
                (_, Statistic::Count) => value.round() as i64,
                (Persons::Share, _) => (value * row["n"].as_f64().unwrap_or(0.0)).round() as i64,
                _ => row["n"].as_i64().unwrap_or(0),
            };
            let earlier = answers.told.insert(cell.clone(), count);
            assert!(earlier.is_none_or(|e| e == count), "{uri}: {cell:?} was {earlier:?}, is {count}");
        }
        next = answer["next"].as_str().map(str::to_owned);
    }
}

fn orders(dimensions: &[Dimension]) -> Vec<Vec<Dimension>> {
    let mut all = vec![Vec::new()];
    for length in 1..=dimensions.len() {
        let shorter: Vec<Vec<Dimension>> = all.iter().filter(|o| o.len() == length - 1).cloned().collect();
        for order in shorter {
            let more = dimensions.iter().filter(|d| !order.contains(d));
            all.extend(more.map(|d| order.iter().copied().chain([*d]).collect::<Vec<_>>()));
        }
    }
    all
}

fn by(dimensions: &[Dimension]) -> String {
    if dimensions.is_empty() {
        return String::new();
    }
    format!("&by={}", dimensions.iter().map(|d| d.id()).collect::<Vec<_>>().join(","))
}

fn encoded(value: &str) -> String {
    value.replace('+', "%2B").replace(' ', "+").replace('&', "%26")
}

/// Every question that a stranger would think of: all grains, windows inside one another and across periods, territories
/// together and alone, dimensions in each order, filters.
async fn everything(app: &Router, indicator: &Indicator, persons: Persons, filters: &[String]) -> Answers {
    let measure = Catalogue::shipped().measure_of(indicator);
    let windows = [
        ("2023-05-01", "2024-06-30"),
        ("2023-05-01", "2023-12-31"),
        ("2023-05-01", "2024-05-31"),
        ("2023-06-01", "2024-06-30"),
        ("2023-05-02", "2024-06-29"),
        ("2024-02-01", "2024-02-29"),
        ("2024-02-01", "2024-04-15"),
    ];
    let places: &[&str] = if measure.territorial {
        &[
            "france",
            "region:*",
            "departement:*",
            "region:53",
            "departement:29",
            "departement:75",
            "departement:35",
        ]
    } else {
        &["france"]
    };
    let mut answers = Answers::default();
    for (from, to) in windows {
        for place in places {
            for grain in [Grain::Total, Grain::Year, Grain::Quarter, Grain::Month, Grain::Week] {
                let question = format!("from={from}&to={to}&territory={place}&grain={}", grain.id());
                for order in orders(&measure.dimensions) {
                    ask(app, indicator, persons, &format!("{question}{}", by(&order)), &mut answers).await;
                }
                for filter in filters.iter().filter(|_| grain <= Grain::Year || grain == Grain::Total) {
                    ask(app, indicator, persons, &format!("{question}&{filter}"), &mut answers).await;
                }
            }
        }
    }
    answers
}

/// The question for every cell of a stratum.
pub fn question(stratum: &Stratum) -> String {
    let place = match stratum.level {
        Level::Region => "region:*",
        Level::Departement => "departement:*",
        _ => "france",
    };
    asked(stratum, place)
}

/// The same of one place, or of all of a level.
pub fn asked(stratum: &Stratum, place: &str) -> String {
    let grain = stratum.grain.id();
    format!("from=2023-05-01&to=2024-06-30&territory={place}&grain={grain}{}", by(&stratum.by))
}

/// The declared tables of a population as they are.
pub struct Truth {
    pub cells: Vec<(Cell, Level, Grain)>,
    pub counts: BTreeMap<Cell, i64>,
}

pub async fn truth(open: &Router, indicator: &Indicator, persons: Persons, population: &Population) -> Truth {
    let mut truth = Truth { cells: Vec::new(), counts: BTreeMap::new() };
    for stratum in population.strata().into_iter().filter(|s| s.grain != Grain::Day) {
        let question = question(&stratum);
        let mut answers = Answers::default();
        ask(open, indicator, persons, &question, &mut answers).await;
        assert!(answers.withheld.is_empty(), "the truth knows everything");
        for (cell, count) in answers.told {
            truth.cells.push((cell.clone(), stratum.level, stratum.grain));
            truth.counts.insert(cell, count);
        }
    }
    // A period in progress is not published: 2024 ends later than the demonstration.
    truth.cells.retain(|((.., to), _, grain)| Period::of_day(*grain, *to).last_day() <= covered().to);
    truth
}

/// The axes of a population as the attacker writes them, and where its cells stand on them.
pub fn axes(truth: &Truth, dimensions: &[Dimension]) -> ([Axis; AXES], Vec<Address>) {
    let mut axes: [Axis; AXES] = std::array::from_fn(|_| Axis::default());
    let mut nodes: [BTreeMap<String, u16>; AXES] = Default::default();
    let mut places: Vec<Territory> =
        truth.cells.iter().map(|((place, ..), ..)| Territory::parse(place).unwrap()).collect();
    places.push(Territory::France);
    places.sort_by_key(|t| (t.level() != Level::France, t.level() == Level::Departement, *t));
    places.dedup();
    for place in places {
        let above = place.parent().or((place != Territory::France).then_some(Territory::France));
        let above = above.and_then(|p| nodes[0].get(&p.to_string()).or(nodes[0].get("france")).copied());
        let node = axes[0].add(above);
        nodes[0].insert(place.to_string(), node);
    }
    for (axis, dimension) in (1..AXES - 1).zip(dimensions) {
        let all = axes[axis].add(None);
        nodes[axis].insert(String::new(), all);
        let values: BTreeSet<&String> =
            truth.cells.iter().filter_map(|((_, values, ..), ..)| values.get(dimension)).collect();
        for value in values {
            let node = axes[axis].add(Some(all));
            nodes[axis].insert(value.clone(), node);
        }
    }
    for axis in dimensions.len() + 1..AXES - 1 {
        axes[axis] = Axis::single();
        nodes[axis].insert(String::new(), 0);
    }
    let mut periods: Vec<Period> =
        truth.cells.iter().map(|((_, _, from, _), _, grain)| Period::of_day(*grain, *from)).collect();
    periods.sort_by_key(|p| (std::cmp::Reverse(p.grain), p.ordinal));
    periods.dedup();
    for period in periods {
        let above = [Grain::Quarter, Grain::Year]
            .into_iter()
            .filter(|g| *g > period.grain)
            .find_map(|g| nodes[AXES - 1].get(&period.within(g).to_string()).copied());
        let node = axes[AXES - 1].add(above);
        nodes[AXES - 1].insert(period.to_string(), node);
    }
    let mut addresses: Vec<Address> = Vec::new();
    for (cell, _, grain) in &truth.cells {
        let (place, values, from, _) = cell;
        let mut address: Address = [0; AXES];
        address[0] = nodes[0][place];
        for (axis, dimension) in (1..AXES - 1).zip(dimensions) {
            address[axis] = nodes[axis][values.get(dimension).map_or("", String::as_str)];
        }
        address[AXES - 1] = nodes[AXES - 1][&Period::of_day(*grain, *from).to_string()];
        addresses.push(address);
    }
    (axes, addresses)
}

impl Answers {
    /// Whether a reader knows a cell. What has no row and no mark is nobody.
    pub fn knows(&self, cell: &Cell, count: i64) -> bool {
        self.told.contains_key(cell) || (count == 0 && !self.withheld.contains(cell))
    }
}

/// The system of a population as the attacker writes it, and which of its cells they were not told.
fn system(truth: &Truth, answers: &Answers, dimensions: &[Dimension]) -> (System, Vec<bool>) {
    let (axes, addresses) = axes(truth, dimensions);
    let cells: Vec<(Address, i64)> =
        addresses.into_iter().zip(&truth.cells).map(|(a, (cell, ..))| (a, truth.counts[cell])).collect();
    let withheld = truth.cells.iter().map(|(cell, ..)| !answers.knows(cell, truth.counts[cell])).collect();
    (System::new(&axes, &cells), withheld)
}

/// Whether an answer is a sum of told cells: then it says nothing more than they do.
fn is_explained(told: &Cell, count: i64, truth: &Truth, answers: &Answers) -> bool {
    let (place, values, from, to) = told;
    let mut tables: BTreeMap<Vec<Dimension>, BTreeSet<&BTreeMap<Dimension, String>>> = BTreeMap::new();
    for ((of, by, ..), ..) in &truth.cells {
        if of == place && values.iter().all(|(d, v)| by.get(d) == Some(v)) {
            tables.entry(by.keys().copied().collect()).or_default().insert(by);
        }
    }
    tables.values().any(|curves| {
        let sum: Option<i64> = curves.iter().map(|by| over(place, by, (*from, *to), truth, answers)).sum();
        sum == Some(count)
    })
}

/// The sum of a curve's largest told cells that fill a window; `None` where they do not.
fn over(
    place: &str,
    by: &BTreeMap<Dimension, String>,
    window: (NaiveDate, NaiveDate),
    truth: &Truth,
    answers: &Answers,
) -> Option<i64> {
    let (mut at, mut sum) = (window.0, 0);
    while at <= window.1 {
        let (to, count) = [Grain::Year, Grain::Quarter, Grain::Month].into_iter().find_map(|grain| {
            let (from, to) = days(Period::of_day(grain, at));
            let cell = (place.to_owned(), by.clone(), from, to);
            let declared = truth.counts.contains_key(&cell) && from == at && to <= window.1;
            let told = answers.told.get(&cell).copied().or((!answers.withheld.contains(&cell)).then_some(0));
            told.filter(|_| declared).map(|count| (to, count))
        })?;
        sum += count;
        at = to.succ_opt()?;
    }
    Some(sum)
}

/// Puts together all that the measures of one population tell. Answers how many counts are small, and how many of them
/// would be worked out were they withheld alone.
async fn attack(population: &Population) -> (usize, usize) {
    let (public, whole) = (app().await, app_with(open()).await);
    let catalogue = Catalogue::shipped();
    let measure = catalogue.measure(&population.measure).unwrap();
    // A sum of euros has a mean beside it, which tells how many they were.
    let indicators = catalogue
        .indicators()
        .iter()
        .filter(|i| i.measure == population.measure && i.statistic != Statistic::Sum);
    let indicator = indicators.clone().next().unwrap();
    let truth = truth(&whole, indicator, population.persons, population).await;
    let filters: BTreeSet<String> = truth
        .cells
        .iter()
        .flat_map(|((_, values, ..), ..)| values)
        .map(|(dimension, value)| format!("{}={}", dimension.id(), encoded(value)))
        .collect();
    let filters: Vec<String> = filters.into_iter().take(12).collect();
    let mut answers = everything(&public, indicator, population.persons, &filters).await;
    for other in indicators.skip(1) {
        let more = everything(&public, other, population.persons, &[]).await;
        for (cell, count) in more.told {
            let earlier = answers.told.insert(cell.clone(), count);
            assert!(earlier.is_none_or(|e| e == count), "{}: {cell:?}", other.id);
        }
        answers.withheld.extend(more.withheld);
    }
    let small = truth.counts.values().filter(|n| SMALL.contains(n)).count();
    for (cell, count) in &answers.told {
        assert!(!answers.withheld.contains(cell), "{}: both told and withheld: {cell:?}", measure.id);
        assert!(!SMALL.contains(count), "{}: told: {cell:?} = {count}", measure.id);
        let whole_days = cell.0 == "france" && cell.1.is_empty();
        assert!(
            whole_days || is_explained(cell, *count, &truth, &answers),
            "{}: {cell:?} = {count} is no sum of published cells",
            measure.id
        );
    }
    if population.open {
        // How many they are is told by another measure; what is measured of few is told by none.
        return (small, 0);
    }
    let (system, withheld) = system(&truth, &answers, &measure.dimensions);
    let found: Vec<&Cell> = audit(&system, RULE, &withheld)
        .narrow
        .into_iter()
        .map(|number| &truth.cells[number].0)
        .filter(|cell| SMALL.contains(&truth.counts[*cell]))
        .collect();
    assert!(found.is_empty(), "{}: worked out: {found:?}", measure.id);
    // The easy version: small counts alone withheld.
    let easy: Vec<bool> = truth.cells.iter().map(|(cell, ..)| SMALL.contains(&truth.counts[cell])).collect();
    (small, audit(&system, RULE, &easy).narrow.len())
}

#[tokio::test]
async fn no_withheld_count_is_worked_out_from_all_answers_together() {
    let mut tried = BTreeMap::new();
    for population in Catalogue::shipped().populations() {
        tried.insert(population.measure.as_str(), attack(population).await);
    }
    // An attack on nothing would find nothing.
    let (small, easy) = tried["experiences"];
    assert!(small > 100 && easy > 20, "{tried:?}");
    let (small, easy) = tried["pre_complaints"];
    assert!(small > 10 && easy > 5, "{tried:?}");
}

async fn grid(app: &Router, chart: &str, window: (NaiveDate, NaiveDate)) -> Vec<Vec<Option<f64>>> {
    let uri = format!("/graphiques/{chart}/affluence.json?periode=libre&du={}&au={}", window.0, window.1);
    let response = get(app, &uri).await;
    assert_eq!(response.status(), 200, "{uri}");
    let chart: Value = json(response).await;
    serde_json::from_value(chart["chart"]["kind"]["HeatMap"].clone()).unwrap()
}

/// Days are told, so the sum of each weekday's hours is.
#[tokio::test]
async fn no_hour_is_worked_out_from_days_and_heat_maps() {
    let (public, whole) = (app().await, app_with(open()).await);
    let mut seen = 0;
    for chart in ["pre-plainte-en-ligne", "ma-gendarmerie"] {
        let months: Vec<Period> = Period::covering(Grain::Month, covered());
        let mut known: Vec<Vec<Vec<Option<i64>>>> = Vec::new();
        for month in &months {
            let (from, to) = days(*month);
            let (told, truth) =
                (grid(&public, chart, (from, to)).await, grid(&whole, chart, (from, to)).await);
            let mut counts: Vec<Vec<Option<i64>>> = Vec::new();
            for (weekday, (told, truth)) in told.iter().zip(&truth).enumerate() {
                let times = from
                    .iter_days()
                    .take_while(|d| *d <= to)
                    .filter(|d| chrono::Datelike::weekday(d).num_days_from_monday() as usize == weekday)
                    .count() as f64;
                let count = |mean: &Option<f64>| mean.map(|m| (m * times).round() as i64);
                let real: Vec<i64> = truth.iter().map(|m| count(m).unwrap_or(0)).collect();
                let told: Vec<Option<i64>> = told.iter().map(count).collect();
                assert!(told.iter().flatten().all(|n| !SMALL.contains(n)), "{chart} {month}: {told:?}");
                let mut axes: [Axis; AXES] = std::array::from_fn(|_| Axis::single());
                axes[1] = Axis::default();
                let all = axes[1].add(None);
                let mut cells: Vec<(Address, i64)> = vec![([0; AXES], real.iter().sum())];
                for count in &real {
                    cells.push(([0, axes[1].add(Some(all)), 0, 0, 0], *count));
                }
                let withheld: Vec<bool> =
                    [false].into_iter().chain(told.iter().map(Option::is_none)).collect();
                seen += withheld.iter().filter(|w| **w).count();
                let narrow = audit(&System::new(&axes, &cells), RULE, &withheld).narrow;
                let narrow = narrow.into_iter().filter(|n| SMALL.contains(&cells[*n].1)).count();
                assert_eq!(narrow, 0, "{chart} {month}, weekday {weekday}: {told:?}");
                counts.push(told);
            }
            known.push(counts);
        }
        // Wider windows add told months up, and tell nothing where one of them does not.
        for cut in 1..months.len() {
            // The map shows a year at most.
            let first = cut.saturating_sub(10);
            let window = (days(months[first]).0, days(months[cut]).1);
            for (weekday, hours) in grid(&public, chart, window).await.iter().enumerate() {
                for (hour, mean) in hours.iter().enumerate() {
                    let parts: Option<i64> = known[first..=cut].iter().map(|m| m[weekday][hour]).sum();
                    assert!(mean.is_none() || parts.is_some(), "{chart} {window:?} {weekday} {hour}");
                }
            }
        }
    }
    assert!(seen > 0, "an attack on nothing");
}

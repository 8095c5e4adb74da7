//! The data table of a chart: the same values, exact, in reading order.

use crate::{
    points::Points,
    spec::{ChartSpec, Kind, Series, TimeSeries, status_word},
};
use domain::{catalogue::Unit, observation::Status};
use french::WEEKDAYS;

/// A table with one header row; the first cell of each row is its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub caption: String,
    pub headers: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A value as a table tells it; an absent value says why.
pub fn cell(value: Option<f64>, status: Status, unit: Unit) -> String {
    match value {
        Some(value) if value.is_finite() => french::exact(value, unit),
        _ => status_word(status).unwrap_or("pas de donnée").to_owned(),
    }
}

fn note(value: Option<f64>, status: Status) -> String {
    value.and(status_word(status)).unwrap_or_default().to_owned()
}

fn interval(bounds: Option<(f64, f64)>, unit: Unit) -> String {
    bounds.map_or_else(
        || "–".to_owned(),
        |(low, high)| format!("{} à {}", french::exact(low, unit), french::exact(high, unit)),
    )
}

/// What is known of a period beside its values: events and breaks.
fn notes(time: &TimeSeries) -> impl Fn(usize) -> Vec<String> + '_ {
    |step| {
        let events = time.events.iter().filter(move |e| e.at == step);
        let breaks = time.breaks.iter().filter(move |b| b.at == step);
        events
            .map(|e| format!("événement : {}", e.title))
            .chain(breaks.map(|b| format!("rupture de série : {}", b.reason)))
            .collect()
    }
}

/// Periods down, curves across: first the values, then what belongs to them.
fn curves(
    series: &[Series],
    comparison: Option<&Points>,
    notes: &dyn Fn(usize) -> Vec<String>,
    unit: Unit,
) -> (Vec<String>, Vec<Vec<String>>) {
    let periods = series.iter().map(|s| s.points.len()).max().unwrap_or(0);
    let longest = series.iter().max_by_key(|s| s.points.len());
    let all = || series.iter().flat_map(|s| s.points.iter());
    let named = |s: &Series, what: &str| {
        if s.name.is_empty() { what.to_owned() } else { format!("{}, {}", s.name, what.to_lowercase()) }
    };
    let mut headers = vec!["Période".to_owned()];
    headers
        .extend(series.iter().map(|s| if s.name.is_empty() { value_header(unit) } else { s.name.clone() }));
    headers.extend(comparison.map(|_| "Période comparée".to_owned()));
    let with_n: Vec<&Series> = series.iter().filter(|s| s.points.has_n()).collect();
    headers.extend(with_n.iter().map(|s| named(s, "Effectif (n)")));
    let with_interval: Vec<&Series> = series.iter().filter(|s| !s.points.bounds().is_empty()).collect();
    headers.extend(with_interval.iter().map(|s| named(s, "Intervalle")));
    let with_note = all().any(|p| !note(p.value, p.status).is_empty())
        || (0..periods).any(|step| !notes(step).is_empty());
    headers.extend(with_note.then(|| "Remarque".to_owned()));
    let none = || "–".to_owned();
    let rows = (0..periods).map(|i| {
        let period = longest.and_then(|s| s.points.get(i)).map(|p| french::period(p.period));
        let mut row = vec![period.unwrap_or_default()];
        row.extend(
            series.iter().map(|s| s.points.get(i).map_or_else(none, |p| cell(p.value, p.status, unit))),
        );
        row.extend(comparison.map(|c| c.get(i).map_or_else(none, |p| cell(p.value, p.status, unit))));
        row.extend(
            with_n
                .iter()
                .map(|s| s.points.get(i).and_then(|p| p.n).map_or_else(none, |n| french::integer(n as f64))),
        );
        row.extend(with_interval.iter().map(|s| interval(s.points.get(i).and_then(|p| p.interval), unit)));
        if with_note {
            let mut words: Vec<String> = Vec::new();
            for s in series {
                let word = s.points.get(i).map(|p| note(p.value, p.status)).unwrap_or_default();
                let word = match (word.is_empty(), s.name.is_empty()) {
                    (true, _) => continue,
                    (_, true) => word,
                    _ => format!("{} : {word}", s.name),
                };
                words.push(word);
            }
            words.extend(notes(i));
            row.push(words.join(" ; "));
        }
        row
    });
    (headers, rows.collect())
}

pub fn table(spec: &ChartSpec) -> Table {
    let unit = spec.unit;
    let value_header = value_header(unit);
    let (headers, rows) = match &spec.kind {
        Kind::Time(time) => curves(&time.series, time.comparison.as_ref(), &notes(time), unit),
        Kind::Multiples(panels) => curves(panels, None, &|_| Vec::new(), unit),
        Kind::Dots(dots) => {
            let with_n = dots.iter().any(|d| d.n.is_some());
            let mut headers = vec!["Catégorie".to_owned(), value_header, "Intervalle".to_owned()];
            headers.extend(with_n.then(|| "Effectif (n)".to_owned()));
            let rows = dots.iter().map(|d| {
                let mut row =
                    vec![d.label.clone(), cell(d.value, d.status, unit), interval(d.interval, unit)];
                if with_n {
                    row.push(d.n.map_or_else(|| "–".to_owned(), |n| french::integer(n as f64)));
                }
                row
            });
            (headers, rows.collect())
        }
        Kind::Categories(bars) => {
            let with_n = bars.iter().any(|b| b.n.is_some());
            let share = bars.whole.is_some();
            let mut headers = vec!["Catégorie".to_owned(), value_header];
            if with_n {
                headers.push("Effectif (n)".to_owned());
            }
            if share {
                headers.push("Part".to_owned());
            }
            let rows = bars.iter().map(|b| {
                let mut row = vec![b.label.clone(), cell(b.value, b.status, unit)];
                if with_n {
                    row.push(b.n.map_or_else(|| "–".to_owned(), |n| french::integer(n as f64)));
                }
                if share {
                    row.push(bars.share(b).map_or_else(|| "–".to_owned(), french::percent));
                }
                row
            });
            (headers, rows.collect())
        }
        Kind::HeatMap(grid) => {
            let mut headers = vec!["Heure".to_owned()];
            headers.extend(WEEKDAYS.iter().map(|d| french::capital(d)));
            let rows = (0..24)
                .map(|hour| {
                    let mut row = vec![format!("{hour}\u{202f}h")];
                    row.extend(
                        grid.iter()
                            .map(|day| day[hour].map_or_else(|| "–".to_owned(), |v| french::number(v, 1))),
                    );
                    row
                })
                .collect();
            (headers, rows)
        }
        Kind::Map(map) => {
            let with_n = map.areas.iter().any(|a| a.n.is_some());
            let value_header = if map.per.is_empty() { value_header } else { french::capital(&map.per) };
            let mut headers = vec!["Département".to_owned(), value_header];
            if with_n {
                headers.push("Nombre".to_owned());
            }
            let rows = map.areas.iter().map(|a| {
                let value = match a.value {
                    Some(v) if !map.per.is_empty() => french::number(v, 1),
                    _ => cell(a.value, a.status, unit),
                };
                let mut row = vec![format!("{} ({})", a.name, a.code), value];
                if with_n {
                    row.push(a.n.map_or_else(|| "–".to_owned(), |n| french::integer(n as f64)));
                }
                row
            });
            (headers, rows.collect())
        }
    };
    Table { caption: spec.title.clone(), headers, rows }
}

fn value_header(unit: Unit) -> String {
    match unit {
        Unit::Eur => "Montant".to_owned(),
        Unit::Seconds => "Durée".to_owned(),
        Unit::Share => "Part".to_owned(),
        Unit::Days => "Jours".to_owned(),
        Unit::Rating => "Note".to_owned(),
        _ => french::capital(french::unit_word(2.0, unit)),
    }
}

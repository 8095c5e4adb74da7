//! The data table of a chart: the same values, exact, in reading order.

use crate::{
    french::{self, WEEKDAYS},
    spec::{ChartSpec, Kind, status_word},
};
use domain::{catalogue::Unit, observation::Status};

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
        Some(value) => french::exact(value, unit),
        None => status_word(status).unwrap_or("pas de donnée").to_owned(),
    }
}

fn remark(value: Option<f64>, status: Status) -> String {
    value.and(status_word(status)).unwrap_or_default().to_owned()
}

pub fn table(spec: &ChartSpec) -> Table {
    let unit = spec.unit;
    let value_header = value_header(unit);
    let (headers, rows) = match &spec.kind {
        Kind::Time(series) => {
            let with_n = series.points.iter().any(|p| p.n.is_some());
            let with_remark = series.points.iter().any(|p| !remark(p.value, p.status).is_empty());
            let mut headers = vec!["Période".to_owned(), value_header];
            if series.comparison.is_some() {
                headers.push("Période comparée".to_owned());
            }
            if with_n {
                headers.push("Effectif (n)".to_owned());
            }
            if with_remark {
                headers.push("Remarque".to_owned());
            }
            let rows = series.points.iter().enumerate().map(|(i, p)| {
                let mut row = vec![french::period(p.period), cell(p.value, p.status, unit)];
                if let Some(earlier) = &series.comparison {
                    row.push(
                        earlier.get(i).map_or_else(|| "–".to_owned(), |e| cell(e.value, e.status, unit)),
                    );
                }
                if with_n {
                    row.push(p.n.map_or_else(|| "–".to_owned(), |n| french::integer(n as f64)));
                }
                if with_remark {
                    row.push(remark(p.value, p.status));
                }
                row
            });
            (headers, rows.collect())
        }
        Kind::Categories(bars) => {
            let total: f64 = bars.iter().filter_map(|b| b.value).sum();
            let with_n = bars.iter().any(|b| b.n.is_some());
            let share = !with_n && total > 0.0 && !french::unit_word(2.0, unit).is_empty();
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
                    row.push(b.value.map_or_else(|| "–".to_owned(), |v| french::percent(v / total)));
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

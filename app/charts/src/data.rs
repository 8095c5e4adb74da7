//! The values of a chart for machines: exact numbers, ISO 8601 periods, one row a value. CSV and spreadsheets are
//! written from it.

use domain::{observation::Status, time::Period};

use crate::spec::{ChartSpec, Kind, Series, TimeSeries};
use french::WEEKDAYS;

/// A cell of a data file.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    Empty,
}

impl Cell {
    fn of(value: Option<f64>) -> Self {
        value.filter(|v| v.is_finite()).map_or(Self::Empty, Self::Number)
    }

    fn count(n: Option<i64>) -> Self {
        n.map_or(Self::Empty, |n| Self::Number(n as f64))
    }

    fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

/// Where data comes from: part of every file that leaves the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    pub source: String,
    pub licence: String,
    pub permalink: String,
}

/// Header and rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub header: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
}

pub fn sheet(spec: &ChartSpec) -> Sheet {
    let status = |s: Status| Cell::text(s.id());
    let bound = |i: Option<(f64, f64)>, high: bool| Cell::of(i.map(|(a, b)| if high { b } else { a }));
    match &spec.kind {
        Kind::Time(time) => Sheet {
            header: vec![
                "serie",
                "periode",
                "valeur",
                "statut",
                "effectif",
                "borne_basse",
                "borne_haute",
                "periode_comparee",
                "valeur_comparee",
                "evenement",
                "rupture",
            ],
            rows: time
                .series
                .iter()
                .enumerate()
                .flat_map(|(i, s)| curve(s, (i == 0).then_some(time)))
                .collect(),
        },
        Kind::Multiples(panels) => Sheet {
            header: vec!["serie", "periode", "valeur", "statut", "effectif", "borne_basse", "borne_haute"],
            rows: panels.iter().flat_map(|s| curve(s, None)).collect(),
        },
        Kind::Categories(bars) => Sheet {
            header: vec!["categorie", "valeur", "statut", "effectif"],
            rows: bars
                .iter()
                .map(|b| vec![Cell::text(&b.label), Cell::of(b.value), status(b.status), Cell::count(b.n)])
                .collect(),
        },
        Kind::Dots(dots) => Sheet {
            header: vec!["categorie", "valeur", "statut", "effectif", "borne_basse", "borne_haute"],
            rows: dots
                .iter()
                .map(|d| {
                    vec![
                        Cell::text(&d.label),
                        Cell::of(d.value),
                        status(d.status),
                        Cell::count(d.n),
                        bound(d.interval, false),
                        bound(d.interval, true),
                    ]
                })
                .collect(),
        },
        Kind::HeatMap(grid) => Sheet {
            header: vec!["jour", "heure", "valeur"],
            rows: grid
                .iter()
                .zip(WEEKDAYS)
                .flat_map(|(hours, day)| {
                    hours
                        .iter()
                        .enumerate()
                        .map(move |(hour, v)| vec![Cell::text(day), Cell::Number(hour as f64), Cell::of(*v)])
                })
                .collect(),
        },
        Kind::Map(map) => Sheet {
            header: vec!["code", "territoire", "valeur", "statut", "nombre"],
            rows: map
                .areas
                .iter()
                .map(|a| {
                    vec![
                        Cell::text(&a.code),
                        Cell::text(&a.name),
                        Cell::of(a.value),
                        status(a.status),
                        Cell::count(a.n),
                    ]
                })
                .collect(),
        },
    }
}

/// Rows of a curve; `time` is given for the curve that carries comparison, events and breaks.
fn curve<'a>(series: &'a Series, time: Option<&'a TimeSeries>) -> impl Iterator<Item = Vec<Cell>> + 'a {
    let period = |p: Period| Cell::text(p.to_string());
    series.points.iter().enumerate().map(move |(i, p)| {
        let mut row = vec![
            Cell::text(&series.name),
            period(p.period),
            Cell::of(p.value),
            Cell::text(p.status.id()),
            Cell::count(p.n),
            Cell::of(p.interval.map(|b| b.0)),
            Cell::of(p.interval.map(|b| b.1)),
        ];
        if let Some(time) = time {
            let earlier = time.comparison.as_ref().and_then(|c| c.get(i));
            row.push(earlier.map_or(Cell::Empty, |e| period(e.period)));
            row.push(Cell::of(earlier.and_then(|e| e.value)));
            let join = |words: Vec<&str>| Cell::text(words.join(" ; "));
            row.push(join(time.events.iter().filter(|e| e.at == i).map(|e| e.title.as_str()).collect()));
            row.push(join(time.breaks.iter().filter(|b| b.at == i).map(|b| b.reason.as_str()).collect()));
        }
        row
    })
}

/// CSV (RFC 4180, UTF-8, comma, point). A text that a spreadsheet would take for a formula is defused.
pub fn csv(Sheet { header, rows }: &Sheet, from: &Provenance) -> String {
    let wide = header.len();
    let mut out = header.join(",");
    out.push_str(",source,licence,permalien\r\n");
    let tail: String =
        [&from.source, &from.licence, &from.permalink].map(|t| format!(",{}", quoted(t))).concat();
    for row in rows {
        for i in 0..wide {
            if i > 0 {
                out.push(',');
            }
            match row.get(i) {
                Some(Cell::Number(v)) => out.push_str(&v.to_string()),
                Some(Cell::Text(text)) => out.push_str(&quoted(text)),
                _ => {}
            }
        }
        out.push_str(&tail);
        out.push_str("\r\n");
    }
    out
}

fn quoted(text: &str) -> String {
    let safe =
        if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    if safe.contains([',', '"', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

//! Every kind of chart and the edge cases that figures bring: for the gallery page and for the tests.

use chrono::NaiveDate;
use domain::{
    catalogue::Unit,
    observation::Status,
    time::{Grain, Period},
};

use crate::{
    points::Points,
    spec::{
        Area, Bar, Bars, BreakMark, ChartSpec, Dot, EventMark, Kind, MapData, Point, Series, Shape,
        TimeSeries,
    },
};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Months from November 2023.
pub fn points(values: &[Option<f64>]) -> Vec<Point> {
    let first = Period::of_day(Grain::Month, day(2023, 11, 1));
    values
        .iter()
        .zip(0..)
        .map(|(value, i)| Point {
            period: Period { ordinal: first.ordinal + i, ..first },
            value: *value,
            status: if value.is_some() { Status::Final } else { Status::Missing },
            n: None,
            interval: None,
        })
        .collect()
}

/// One curve or one run of bars.
pub fn time(shape: Shape, points: Vec<Point>) -> ChartSpec {
    of(Kind::Time(TimeSeries::one(shape, points.into())))
}

pub fn of(kind: Kind) -> ChartSpec {
    ChartSpec { id: "t".into(), title: "Contacts par mois".into(), unit: Unit::Contacts, kind }
}

/// Bars of every status, with an earlier window and an event.
pub fn every_status() -> ChartSpec {
    let mut all = points(&[Some(1200.0), Some(900.0), None, Some(1500.0), Some(1100.0), None, Some(300.0)]);
    all[2].status = Status::Suppressed;
    all[4].status = Status::Provisional;
    all[6].status = Status::Partial;
    of(Kind::Time(TimeSeries {
        comparison: Some(points(&[Some(1000.0); 7]).into()),
        events: vec![EventMark { at: 3, title: "Premier confinement".into() }],
        ..TimeSeries::one(Shape::Bars, all.into())
    }))
}

fn several(count: usize, shape: Shape) -> ChartSpec {
    let curve = |i: usize| Series {
        name: format!("Série {}", i + 1),
        points: points(&(0..12).map(|m| Some((50 + 10 * i + (m * (i + 3)) % 17) as f64)).collect::<Vec<_>>())
            .into(),
    };
    of(Kind::Time(TimeSeries {
        series: (0..count).map(curve).collect(),
        ..TimeSeries::one(shape, Points::none())
    }))
}

/// Every kind and every edge case, each under its name.
pub fn edge_cases() -> Vec<(&'static str, ChartSpec)> {
    let line = |values: &[Option<f64>]| time(Shape::Line, points(values));
    let mut sure = points(&[Some(0.4), Some(0.5), Some(0.45)]);
    for p in &mut sure {
        p.interval = p.value.map(|v| (v - 0.1, v + 0.08));
        p.n = Some(120);
    }
    let mut broken = time(Shape::Bars, points(&[Some(5.0), Some(6.0), Some(2.0), Some(2.5)]));
    if let Kind::Time(t) = &mut broken.kind {
        t.breaks = vec![BreakMark { at: 2, reason: "nouvelle définition".into() }];
    }
    let autumn = Period::of_day(Grain::Hour, day(2024, 10, 27));
    let hours = (0..25)
        .map(|i| Point {
            period: Period { ordinal: autumn.ordinal + i, ..autumn },
            value: Some(f64::from(i % 7)),
            status: Status::Final,
            n: None,
            interval: None,
        })
        .collect();
    let many: Vec<Option<f64>> =
        (0..100_000).map(|i| Some(f64::from(i % 1_009) + f64::from(i) / 100.0)).collect();
    let dots = ["Bretagne", "Corse"].map(|label| Dot {
        label: label.into(),
        value: Some(0.6),
        interval: Some((0.5, 0.72)),
        status: Status::Final,
        n: Some(48),
    });
    let panels = ["Bretagne", "Corse", "Normandie"].map(|name| Series {
        name: name.into(),
        points: points(&[Some(1.0), Some(3.0), None, Some(2.0)]).into(),
    });
    vec![
        ("nan", line(&[Some(f64::NAN), Some(2.0), Some(f64::INFINITY), Some(1.0)])),
        ("empty", line(&[])),
        ("one", line(&[Some(3.0)])),
        ("equal", line(&[Some(7.0); 6])),
        ("negative", time(Shape::Bars, points(&[Some(-40.0), Some(30.0), Some(-5.0)]))),
        ("huge", line(&[Some(1e12), Some(0.0), Some(4e11)])),
        ("thirty", several(30, Shape::Line)),
        ("three", several(3, Shape::Line)),
        ("area", time(Shape::Area, points(&[Some(1.0), Some(4.0), None, Some(2.0), Some(3.0)]))),
        ("stacked", several(3, Shape::Stacked)),
        ("uncertain", of(Kind::Time(TimeSeries::one(Shape::Line, sure.into())))),
        ("broken", broken),
        ("autumn", time(Shape::Bars, hours)),
        ("crowd", line(&many)),
        ("dots", of(Kind::Dots(dots.to_vec()))),
        ("multiples", of(Kind::Multiples(panels.to_vec()))),
    ]
}

/// Horizontal bars with a long label, markup and a withheld value.
pub fn categories() -> ChartSpec {
    let bar = |label: &str, value: Option<f64>| Bar {
        label: label.into(),
        value,
        status: if value.is_some() { Status::Final } else { Status::Suppressed },
        n: None,
        link: None,
    };
    of(Kind::Categories(Bars::parts(vec![
        bar("Je m’informe", Some(69.0)),
        bar("Sous-officier du corps de soutien technique et administratif de la gendarmerie", Some(21.0)),
        bar("<script>", None),
    ])))
}

/// A week of hours with one hour that nobody counted.
pub fn heat() -> ChartSpec {
    let mut grid = [[None; 24]; 7];
    for (day, row) in grid.iter_mut().enumerate() {
        for (hour, cell) in row.iter_mut().enumerate() {
            *cell = (hour != 3).then_some((day * 24 + hour) as f64 / 4.0);
        }
    }
    of(Kind::HeatMap(Box::new(grid)))
}

/// All départements; some withheld, some without data.
pub fn map() -> ChartSpec {
    let area = |(i, t): (usize, domain::territory::Territory)| Area {
        code: t.code().into(),
        name: t.name().into(),
        value: (i % 17 != 0).then_some((i * 37 % 101) as f64),
        status: match i % 17 {
            0 if i % 2 == 0 => Status::Suppressed,
            0 => Status::Missing,
            _ => Status::Final,
        },
        n: Some(i as i64),
        link: format!("/territoires/{}", t.code()),
    };
    let areas = domain::territory::Territory::the_101().into_iter().enumerate().map(area).collect();
    of(Kind::Map(MapData { areas, per: "pour 10\u{a0}000\u{a0}habitants".into() }))
}

/// Every kind and edge case, with identifiers of their own.
pub fn all() -> Vec<(&'static str, ChartSpec)> {
    let mut list =
        vec![("statuses", every_status()), ("categories", categories()), ("heat", heat()), ("map", map())];
    list.extend(edge_cases());
    for (name, spec) in &mut list {
        spec.id = (*name).to_owned();
        spec.title = format!("{} ({name})", spec.title);
    }
    list
}

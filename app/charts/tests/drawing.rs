//! Pictures of each kind, as snapshots; and what must hold for any data.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use charts::{
    describe::describe,
    spec::{Bar, ChartSpec, EventMark, Kind, Point, Shape, TimeSeries},
    svg::{Size, document, sparkline, svg},
    table::table,
};
use domain::{
    catalogue::Unit,
    observation::Status,
    time::{Grain, Period},
};
use proptest::prelude::*;

fn points(values: &[Option<f64>]) -> Vec<Point> {
    let first = Period::of_day(Grain::Month, "2023-11-01".parse().unwrap());
    values
        .iter()
        .zip(0..)
        .map(|(value, i)| Point {
            period: Period { ordinal: first.ordinal + i, ..first },
            value: *value,
            status: if value.is_some() { Status::Final } else { Status::Missing },
            n: None,
        })
        .collect()
}

fn time(shape: Shape, points: Vec<Point>) -> ChartSpec {
    let series = TimeSeries { shape, points, comparison: None, events: Vec::new() };
    ChartSpec {
        id: "t".into(),
        title: "Contacts par mois".into(),
        unit: Unit::Contacts,
        kind: Kind::Time(series),
    }
}

fn every_status() -> ChartSpec {
    let mut all = points(&[Some(1200.0), Some(900.0), None, Some(1500.0), Some(1100.0), None, Some(300.0)]);
    all[2].status = Status::Suppressed;
    all[4].status = Status::Provisional;
    all[6].status = Status::Partial;
    let mut spec = time(Shape::Bars, all);
    if let Kind::Time(series) = &mut spec.kind {
        series.comparison = Some(points(&[Some(1000.0); 7]));
        series.events = vec![EventMark { at: 3, title: "Premier confinement".into() }];
    }
    spec
}

#[test]
fn bars_of_every_status() {
    insta::assert_snapshot!(svg(&every_status(), Size::WIDE));
    insta::assert_snapshot!(describe(&every_status()));
}

#[test]
fn a_line_keeps_its_gaps() {
    insta::assert_snapshot!(svg(
        &time(Shape::Line, points(&[Some(3.0), Some(4.0), None, Some(2.5)])),
        Size::NARROW
    ));
}

#[test]
fn categories() {
    let bar = |label: &str, value| Bar {
        label: label.into(),
        value,
        status: if value.is_some() { Status::Final } else { Status::Suppressed },
        n: None,
        link: None,
    };
    let bars = vec![
        bar("Je m’informe", Some(69.0)),
        bar("Sous-officier du corps de soutien technique et administratif de la gendarmerie", Some(21.0)),
        bar("<script>", None),
    ];
    let spec = ChartSpec {
        id: "c".into(),
        title: "Motifs".into(),
        unit: Unit::Contacts,
        kind: Kind::Categories(bars),
    };
    insta::assert_snapshot!(svg(&spec, Size::NARROW));
    insta::assert_snapshot!(describe(&spec));
}

#[test]
fn heat_map_and_sparkline() {
    let mut grid = [[None; 24]; 7];
    for (day, row) in grid.iter_mut().enumerate() {
        for (hour, cell) in row.iter_mut().enumerate() {
            *cell = (hour != 3).then_some((day * 24 + hour) as f64 / 4.0);
        }
    }
    let spec = ChartSpec {
        id: "h".into(),
        title: "Affluence".into(),
        unit: Unit::Contacts,
        kind: Kind::HeatMap(Box::new(grid)),
    };
    insta::assert_snapshot!(svg(&spec, Size::NARROW));
    insta::assert_snapshot!(sparkline(&[Some(1.0), None, Some(3.0), Some(2.0)]));
}

#[test]
fn a_year_of_months_stays_small() {
    let bytes = svg(&time(Shape::Bars, points(&[Some(12_345.0); 60])), Size::WIDE).len();
    assert!(bytes <= 6_000, "{bytes} bytes");
}

proptest! {
    #[test]
    fn any_series_has_a_picture_and_an_exact_table(values in prop::collection::vec(prop_oneof![
        Just(None), (0.0f64..1e12).prop_map(Some), Just(Some(0.0)), (0.0f64..1.0).prop_map(Some), (-1e6f64..0.0).prop_map(Some)
    ], 0..120)) {
        for shape in [Shape::Bars, Shape::Line] {
            let spec = time(shape, points(&values));
            let picture = document(&spec, "source");
            prop_assert!(!picture.contains("NaN") && !picture.contains("inf"));
            prop_assert!(!describe(&spec).is_empty());
            let rows = table(&spec).rows;
            prop_assert_eq!(rows.len(), values.len());
            for (row, value) in rows.iter().zip(&values) {
                match value {
                    None => prop_assert_eq!(row[1].as_str(), "pas de donnée"),
                    Some(v) => {
                        let read: f64 = row[1].replace('\u{202f}', "").replace('−', "-").replace(',', ".").parse().unwrap();
                        prop_assert!((read - v).abs() <= 0.0501, "{} {}", row[1], v);
                    }
                }
            }
        }
    }
}

//! Pictures of each kind, as snapshots; and what must hold for any data.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use charts::{
    describe::describe,
    measure::Weight,
    plot::draw,
    scene::{Anchor, Mark, SCALE, Size},
    spec::{Bar, BreakMark, ChartSpec, Dot, EventMark, Kind, Point, Series, Shape, TimeSeries},
    svg::{document, sparkline, svg},
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
            interval: None,
        })
        .collect()
}

fn time(shape: Shape, points: Vec<Point>) -> ChartSpec {
    of(Kind::Time(TimeSeries::one(shape, points)))
}

fn of(kind: Kind) -> ChartSpec {
    ChartSpec { id: "t".into(), title: "Contacts par mois".into(), unit: Unit::Contacts, kind }
}

fn every_status() -> ChartSpec {
    let mut all = points(&[Some(1200.0), Some(900.0), None, Some(1500.0), Some(1100.0), None, Some(300.0)]);
    all[2].status = Status::Suppressed;
    all[4].status = Status::Provisional;
    all[6].status = Status::Partial;
    let mut spec = time(Shape::Bars, all);
    if let Kind::Time(time) = &mut spec.kind {
        time.comparison = Some(points(&[Some(1000.0); 7]));
        time.events = vec![EventMark { at: 3, title: "Premier confinement".into() }];
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

fn several(count: usize, shape: Shape) -> ChartSpec {
    let curve = |i: usize| Series {
        name: format!("Série {}", i + 1),
        points: points(&(0..12).map(|m| Some((50 + 10 * i + (m * (i + 3)) % 17) as f64)).collect::<Vec<_>>()),
    };
    of(Kind::Time(TimeSeries { series: (0..count).map(curve).collect(), ..TimeSeries::one(shape, vec![]) }))
}

/// The edge cases that a chart of figures meets, each with its picture.
fn edge_cases() -> Vec<(&'static str, ChartSpec)> {
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
    let autumn = Period::of_day(Grain::Hour, "2024-10-27".parse().unwrap());
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
    let panels = ["Bretagne", "Corse", "Normandie"]
        .map(|name| Series { name: name.into(), points: points(&[Some(1.0), Some(3.0), None, Some(2.0)]) });
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
        ("uncertain", of(Kind::Time(TimeSeries::one(Shape::Line, sure)))),
        ("broken", broken),
        ("autumn", time(Shape::Bars, hours)),
        ("crowd", line(&many)),
        ("dots", of(Kind::Dots(dots.to_vec()))),
        ("multiples", of(Kind::Multiples(panels.to_vec()))),
    ]
}

#[test]
fn edge_cases_have_a_good_picture() {
    for (name, spec) in edge_cases() {
        if name == "crowd" {
            // Too many points for a snapshot: what matters is that they are few.
            let drawn = draw(&spec, Size::WIDE);
            let vertices: usize = drawn
                .scene
                .marks
                .iter()
                .map(|m| if let Mark::Path { lines, .. } = m { lines.iter().map(Vec::len).sum() } else { 0 })
                .sum();
            assert!(vertices <= 2 * 920 + 40, "{vertices} vertices");
            continue;
        }
        insta::assert_snapshot!(
            format!("edge_{name}"),
            format!("{}\n{}", svg(&spec, Size::NARROW), describe(&spec))
        );
    }
}

/// No label lies on another or leaves the picture, from the widest screen to the narrowest.
#[test]
fn labels_never_overlap_nor_clip() {
    let mut specs = edge_cases();
    specs.push(("statuses", every_status()));
    for months in [1, 5, 13, 40, 107, 400] {
        specs.push(("months", time(Shape::Bars, points(&vec![Some(123_456.0); months]))));
    }
    for (name, spec) in specs {
        for width in [280, 320, 358, 500, 720, 920, 1200] {
            let scene = draw(&spec, Size::of_width(width)).scene;
            let (w, h) = scene.units();
            let mut boxes: Vec<(f64, f64, f64, f64, &str)> = Vec::new();
            for mark in &scene.marks {
                let Mark::Text { ink, at, anchor, text } = mark else { continue };
                let weight = if ink.class() == "k-strong" { Weight::Bold } else { Weight::Regular };
                let size = f64::from(12 * SCALE);
                let wide = charts::measure::width(text, size, weight);
                let left = f64::from(at.0)
                    - match anchor {
                        Anchor::Start => 0.0,
                        Anchor::Middle => wide / 2.0,
                        Anchor::End => wide,
                    };
                let (top, bottom) = (f64::from(at.1) - size * 0.75, f64::from(at.1));
                assert!(
                    left >= -2.0
                        && left + wide <= f64::from(w) + 2.0
                        && top >= -2.0
                        && bottom <= f64::from(h) + 2.0,
                    "{name} at {width}: {text} is cut ({left} {wide} {w} {top} {bottom} {h})"
                );
                for other in &boxes {
                    let apart = left + wide <= other.0 + 1.0
                        || other.2 <= left + 1.0
                        || bottom <= other.1 + 1.0
                        || other.3 <= top + 1.0;
                    assert!(apart, "{name} at {width}: « {text} » lies on « {} »", other.4);
                }
                boxes.push((left, top, left + wide, bottom, text));
            }
        }
    }
}

#[test]
fn sixty_points_of_three_series_stay_small() {
    let curve = |i: usize| Series {
        name: format!("Série {i}"),
        points: points(&(0..60).map(|m| Some(f64::from(m * 37 % 101) * 10.0 + i as f64)).collect::<Vec<_>>()),
    };
    let spec = of(Kind::Time(TimeSeries {
        series: (0..3).map(curve).collect(),
        ..TimeSeries::one(Shape::Line, vec![])
    }));
    let bytes = svg(&spec, Size::WIDE).len();
    assert!(bytes <= 6_000, "{bytes} bytes");
}

proptest! {
    #[test]
    fn any_series_has_a_picture_and_an_exact_table(values in prop::collection::vec(prop_oneof![
        Just(None), (0.0f64..1e12).prop_map(Some), Just(Some(0.0)), (0.0f64..1.0).prop_map(Some), (-1e6f64..0.0).prop_map(Some)
    ], 0..120)) {
        for shape in [Shape::Bars, Shape::Line, Shape::Area, Shape::Stacked] {
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

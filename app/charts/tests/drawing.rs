//! Pictures of each kind, as snapshots; and what must hold for any data.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use charts::{
    describe::describe,
    gallery::{self, edge_cases, every_status, of, points, time},
    measure::Weight,
    plot::draw,
    points::Points,
    scene::{Anchor, Mark, SCALE, Size},
    spec::{BreakMark, Kind, Series, Shape, TimeSeries},
    svg::{document, sparkline, svg},
    table::table,
};
use proptest::prelude::*;

#[test]
fn bars_of_every_status() {
    insta::assert_snapshot!(svg(&every_status(), Size::WIDE));
    insta::assert_snapshot!(describe(&every_status()));
}

#[test]
fn levels_are_not_compared_across_a_break() {
    let values: Vec<Option<f64>> =
        (0..12).map(|m| Some(if m < 6 { 100.0 } else { 10.0 + f64::from(m) })).collect();
    let mut spec = time(Shape::Line, points(&values));
    assert!(
        describe(&spec).contains("Entre le début et la fin de la période, le niveau moyen est en baisse")
    );
    let Kind::Time(series) = &mut spec.kind else { panic!("a time chart") };
    series.breaks = vec![BreakMark { at: 6, reason: "nouveau comptage".into() }];
    let text = describe(&spec);
    assert!(text.contains("Depuis la dernière rupture de série, le niveau moyen est en hausse"), "{text}");
}

#[test]
fn a_chart_without_values_says_so() {
    assert!(svg(&time(Shape::Bars, points(&[None, None])), Size::WIDE).contains(">Aucune valeur</text>"));
    assert!(!svg(&every_status(), Size::WIDE).contains("Aucune valeur"));
}

#[test]
fn a_line_keeps_its_gaps() {
    insta::assert_snapshot!(svg(
        &time(Shape::Line, points(&[Some(3.0), Some(4.0), None, Some(2.5)])),
        Size::NARROW
    ));
}

#[test]
fn categories_heat_map_and_sparkline() {
    insta::assert_snapshot!(svg(&gallery::categories(), Size::NARROW));
    insta::assert_snapshot!(describe(&gallery::categories()));
    insta::assert_snapshot!(svg(&gallery::heat(), Size::NARROW));
    insta::assert_snapshot!(sparkline(&[Some(1.0), None, Some(3.0), Some(2.0)]));
}

#[test]
fn a_year_of_months_stays_small() {
    let bytes = svg(&time(Shape::Bars, points(&[Some(12_345.0); 60])), Size::WIDE).len();
    assert!(bytes <= 6_000, "{bytes} bytes");
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
        points: points(&(0..60).map(|m| Some(f64::from(m * 37 % 101) * 10.0 + i as f64)).collect::<Vec<_>>())
            .into(),
    };
    let spec = of(Kind::Time(TimeSeries {
        series: (0..3).map(curve).collect(),
        ..TimeSeries::one(Shape::Line, Points::none())
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

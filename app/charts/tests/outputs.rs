//! One model, many outputs: each is read back and has the same values.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use charts::{
    data::{Cell, Provenance, csv, sheet},
    gallery::of,
    plot::{Frame, draw},
    points::Points,
    read::{At, Reader},
    scene::Size,
    spec::{
        Area, Bar, Bars, BreakMark, ChartSpec, Dot, EventMark, Kind, MapData, Point, Series, Shape,
        TimeSeries,
    },
    table::table,
};

use domain::{
    catalogue::Unit,
    observation::Status,
    territory::Territory,
    time::{Grain, Period},
};
use proptest::prelude::*;

fn value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        1 => Just(None),
        4 => (0u32..1_000_000).prop_map(|v| Some(f64::from(v))),
        2 => (-1_000_000i32..1_000_000).prop_map(|v| Some(f64::from(v) / 10.0)),
        1 => Just(Some(1e12)),
    ]
}

fn status(value: Option<f64>, lot: u8) -> Status {
    match (value, lot % 4) {
        (None, 0 | 1) => Status::Suppressed,
        (None, _) => Status::Missing,
        (_, 0) => Status::Partial,
        (_, 1) => Status::Provisional,
        _ => Status::Final,
    }
}

fn points(grain: Grain, length: usize) -> impl Strategy<Value = Points> {
    let one = (value(), any::<u8>(), prop::option::of(0i64..100_000), prop::option::of(0.1f64..9.0));
    prop::collection::vec(one, length).prop_map(move |list| {
        let first = Period::of_day(grain, "2024-03-30".parse().unwrap());
        list.into_iter()
            .zip(0..)
            .map(|((value, lot, n, spread), i)| Point {
                period: Period { ordinal: first.ordinal + i, ..first },
                value,
                status: status(value, lot),
                n,
                interval: value.zip(spread).map(|(v, s)| (v - s, v + s)),
            })
            .collect()
    })
}

fn grain() -> impl Strategy<Value = Grain> {
    prop::sample::select(vec![
        Grain::Hour,
        Grain::Day,
        Grain::Week,
        Grain::Month,
        Grain::Quarter,
        Grain::Year,
    ])
}

fn time() -> impl Strategy<Value = Kind> {
    let shape = prop::sample::select(vec![Shape::Bars, Shape::Line, Shape::Area, Shape::Stacked]);
    (shape, grain(), 1usize..40, 1usize..6).prop_flat_map(|(shape, grain, length, count)| {
        let series = prop::collection::vec(points(grain, length), count);
        (series, prop::option::of(points(grain, length)), 0..length).prop_map(
            move |(list, comparison, at)| {
                let name = |i: usize| if list.len() == 1 { String::new() } else { format!("Série {i}") };
                Kind::Time(TimeSeries {
                    shape,
                    series: list
                        .iter()
                        .enumerate()
                        .map(|(i, p)| Series { name: name(i), points: p.clone() })
                        .collect(),
                    comparison,
                    events: vec![EventMark { at, title: "Confinement, « premier »".into() }],
                    breaks: vec![BreakMark { at, reason: "nouveau comptage".into() }],
                })
            },
        )
    })
}

fn kind() -> impl Strategy<Value = Kind> {
    let bars =
        prop::collection::vec((value(), any::<u8>(), prop::option::of(0i64..999)), 1..15).prop_map(|list| {
            let adds_up = list.len() % 2 == 0;
            let rows = list
                .into_iter()
                .enumerate()
                .map(|(i, (value, lot, n))| Bar {
                    label: format!("Motif, {i}"),
                    value,
                    status: status(value, lot),
                    n,
                    link: None,
                })
                .collect();
            Kind::Categories(if adds_up { Bars::parts(rows) } else { Bars::apart(rows) })
        });
    let dots = prop::collection::vec((value(), 0.1f64..5.0), 1..12).prop_map(|list| {
        Kind::Dots(
            list.into_iter()
                .enumerate()
                .map(|(i, (value, s))| Dot {
                    label: format!("Lieu {i}"),
                    value,
                    interval: value.map(|v| (v - s, v + s)),
                    status: status(value, 2),
                    n: Some(9),
                })
                .collect(),
        )
    });
    let heat = prop::collection::vec(value(), 168).prop_map(|list| {
        let mut grid = [[None; 24]; 7];
        for (i, v) in list.into_iter().enumerate() {
            grid[i / 24][i % 24] = v;
        }
        Kind::HeatMap(Box::new(grid))
    });
    let map = prop::collection::vec((value(), any::<u8>()), 101).prop_map(|list| {
        let areas = Territory::the_101()
            .into_iter()
            .zip(list)
            .map(|(t, (value, lot))| Area {
                code: t.code().into(),
                name: t.name().into(),
                value,
                status: status(value, lot),
                n: Some(3),
                link: String::new(),
            })
            .collect();
        Kind::Map(MapData { areas, per: String::new() })
    });
    let multiples = (grain(), 1usize..20)
        .prop_flat_map(|(g, n)| prop::collection::vec(points(g, n), 1..5))
        .prop_map(|list| {
            Kind::Multiples(
                list.into_iter()
                    .enumerate()
                    .map(|(i, points)| Series { name: format!("P{i}"), points })
                    .collect(),
            )
        });
    prop_oneof![3 => time(), 1 => bars, 1 => dots, 1 => heat, 1 => map, 1 => multiples]
}

/// All places of a chart with their value.
fn places(spec: &ChartSpec) -> Vec<(At, Option<f64>)> {
    let reader = Reader(spec);
    (0..reader.lanes())
        .flat_map(|lane| (0..reader.steps(lane)).map(move |step| At { lane, step }))
        .map(|at| (at, reader.value(at)))
        .collect()
}

/// A minimal reader of RFC 4180, written apart from the writer.
fn fields(line: &str) -> Vec<String> {
    let (mut list, mut quoted, mut field) = (Vec::new(), false, String::new());
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => field.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => list.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    list.push(field);
    list
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn every_output_reads_back_to_the_same_values(kind in kind()) {
        let spec = ChartSpec { unit: Unit::Contacts, ..of(kind) };
        let values = places(&spec);

        // JSON: the model itself, to the last bit.
        let json = serde_json::to_string(&spec).unwrap();
        prop_assert_eq!(&serde_json::from_str::<ChartSpec>(&json).unwrap(), &spec);
        let wire = postcard::to_allocvec(&spec).unwrap();
        prop_assert_eq!(&postcard::from_bytes::<ChartSpec>(&wire).unwrap(), &spec);
        // What the browser reads.
        prop_assert_eq!(&postcard::from_bytes::<ChartSpec>(&postcard::to_allocvec(&spec).unwrap()).unwrap(), &spec);

        // The sheet behind CSV and XLSX, then CSV itself.
        let data = sheet(&spec);
        let column = data.header.iter().position(|h| *h == "valeur").unwrap();
        prop_assert_eq!(data.rows.len(), values.len());
        for (row, (_, value)) in data.rows.iter().zip(&values) {
            match value {
                Some(v) => prop_assert_eq!(&row[column], &Cell::Number(*v)),
                None => prop_assert_eq!(&row[column], &Cell::Empty),
            }
        }
        let from = Provenance { source: "S, \"x\"".into(), licence: "L".into(), permalink: "https://x/?a=1#b".into() };
        let text = csv(&sheet(&spec), &from);
        let lines: Vec<Vec<String>> = text.split("\r\n").filter(|l| !l.is_empty()).map(fields).collect();
        prop_assert_eq!(lines.len(), values.len() + 1);
        for (line, (_, value)) in lines[1..].iter().zip(&values) {
            prop_assert_eq!(line.len(), lines[0].len());
            prop_assert_eq!(line[column].parse::<f64>().ok(), *value);
            prop_assert_eq!(line.last().unwrap(), "https://x/?a=1#b");
        }
        if let Some(status) = data.header.iter().position(|h| *h == "statut") {
            let ids: Vec<&str> = lines[1..].iter().map(|l| l[status].as_str()).collect();
            let known = ["final", "provisional", "partial", "suppressed", "missing"];
            prop_assert!(ids.iter().all(|id| known.contains(id)));
        }

        // The table and the spoken sentence have each value as a reader sees it.
        let reader = Reader(&spec);
        let rows = table(&spec).rows;
        for (at, value) in &values {
            let (row, col) = reader.table_cell(*at);
            let sentence = reader.sentence(*at);
            let whole = matches!(spec.kind, Kind::HeatMap(_));
            match value {
                Some(v) => {
                    let shown = if whole { french::number(*v, 1) } else { french::exact(*v, spec.unit) };
                    prop_assert_eq!(&rows[row][col], &shown);
                    prop_assert!(sentence.contains(&shown), "{} has {}", sentence, shown);
                }
                None => prop_assert!(sentence.contains("secret statistique") || sentence.contains("pas de donnée"), "{}", sentence),
            }
        }

        // The drawing: the height of a mark is its value, to the quarter of a pixel.
        let drawn = draw(&spec, Size::WIDE);
        if let Frame::Time(plane) = &drawn.frame {
            let quarter = (plane.high - plane.low) / f64::from(plane.y1 - plane.y0);
            for (at, value) in &values {
                if let (Some(v), Some(spot)) = (value, drawn.frame.spot(*at, *value)) {
                    let read = plane.low + f64::from(plane.y1 - spot.y) * quarter;
                    let stacked = matches!(&spec.kind, Kind::Time(t) if t.shape == Shape::Stacked);
                    prop_assert!(stacked || (read - v).abs() <= quarter, "{read} for {v}");
                }
            }
        }

        // Every place can be reached from the first by one key, and said to be where it is.
        for (at, _) in &values {
            let spot = drawn.frame.spot(*at, reader.value(*at));
            prop_assert!(spot.is_some());
        }
    }
}

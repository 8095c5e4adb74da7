//! For the bench: `bench_spec N` writes a line chart of N hours in the form that the browser reads.

use std::io::{Write, stdout};

use charts::{
    gallery::of,
    spec::{Kind, Point, Shape, TimeSeries},
};
use domain::{
    observation::Status,
    time::{Grain, Period},
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let n: i32 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1000);
    let mut level = 100.0;
    let points = (0..n)
        .map(|i| {
            // The same walk as the bench page's own.
            level += f64::from((i * 7919) % 101 - 50) / 25.0;
            Point {
                period: Period { grain: Grain::Hour, ordinal: 420_000 + i },
                value: Some(level),
                status: Status::Final,
                n: None,
                interval: None,
            }
        })
        .collect();
    let spec = of(Kind::Time(TimeSeries::one(Shape::Line, points)));
    stdout().write_all(&postcard::to_allocvec(&vec![spec])?)?;
    Ok(())
}

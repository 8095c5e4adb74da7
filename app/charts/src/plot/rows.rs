//! One row a category: label and value on one line, the bar or the dot under them. Any label fits, at any width.

use domain::catalogue::Unit;

use super::{Drawn, Frame, axis::SIZE, time::shortened};
use crate::{
    ink::Ink,
    measure::{Weight, width},
    scene::{Anchor, SCALE, Scene, Size},
    spec::{Bar, Bars, ChartSpec, Dot},
    table::cell,
};

const ROW: i32 = 40 * SCALE;
/// Top and bottom of the bar in its row.
const BAR: (i32, i32) = (22 * SCALE, 32 * SCALE);

fn start(size: Size, count: usize) -> Scene {
    let height = (count.max(1) as i32 * ROW / SCALE).unsigned_abs();
    Scene::new(Size { width: size.width, height })
}

/// Label and value of a row.
fn words(scene: &mut Scene, index: usize, label: &str, value: &str) {
    let y = index as i32 * ROW + 16 * SCALE;
    let wide = scene.units().0;
    let room = f64::from(wide) - width(value, SIZE, Weight::Bold) - f64::from(16 * SCALE);
    scene.text(Ink::Text, (0, y), Anchor::Start, shortened(label, room));
    scene.text(Ink::Strong, (wide, y), Anchor::End, value);
}

pub fn bars(spec: &ChartSpec, bars: &Bars, size: Size) -> Drawn {
    let mut scene = start(size, bars.len());
    let wide = scene.units().0;
    let finite = |b: &Bar| b.value.filter(|v| v.is_finite());
    // What has a greatest value is drawn against it: 65 % is no full bar.
    let most: f64 = match spec.unit {
        Unit::Share => 1.0,
        Unit::Rating => 5.0,
        _ => 0.0,
    };
    let (low, high) = bars.iter().filter_map(finite).fold((0.0f64, most), |(a, b), v| (a.min(v), b.max(v)));
    let span = if high > low { high - low } else { 1.0 };
    let place = |v: f64| ((v - low) / span * f64::from(wide)).round() as i32;
    for i in 0..bars.len() as i32 {
        scene.rect(Ink::Track, (0, i * ROW + BAR.0), (wide, i * ROW + BAR.1));
    }
    for (i, bar) in bars.iter().enumerate() {
        if let Some(value) = finite(bar).filter(|v| v.abs() > 0.0) {
            let (a, b) = (place(value.min(0.0)), place(value.max(0.0)));
            // The smallest of values is still seen.
            let b = b.max(a + SCALE);
            scene.rect(Ink::Main, (a, i as i32 * ROW + BAR.0), (b, i as i32 * ROW + BAR.1));
        }
    }
    for (i, bar) in bars.iter().enumerate() {
        let mut value = cell(bar.value, bar.status, spec.unit);
        match (bars.share(bar), bar.n.filter(|_| bar.value.is_some())) {
            (Some(share), _) => value += &format!(" · {}", french::percent(share)),
            (None, Some(n)) => value += &format!(" (n\u{a0}=\u{a0}{})", french::integer(n as f64)),
            _ => {}
        }
        words(&mut scene, i, &bar.label, &value);
    }
    let frame = Frame::Rows { row: ROW, count: bars.len(), width: wide };
    Drawn { scene, frame }
}

pub fn dots(spec: &ChartSpec, dots: &[Dot], size: Size) -> Drawn {
    let mut scene = start(size, dots.len());
    let wide = scene.units().0;
    let all = dots.iter().flat_map(|d| [d.value, d.interval.map(|i| i.0), d.interval.map(|i| i.1)]).flatten();
    let (low, high) = all.filter(|v| v.is_finite()).fold((0.0f64, 0.0f64), |(a, b), v| (a.min(v), b.max(v)));
    let span = if high > low { high - low } else { 1.0 };
    let edge = 6 * SCALE;
    let place = |v: f64| edge + ((v - low) / span * f64::from(wide - 2 * edge)).round() as i32;
    let middle = |i: usize| i as i32 * ROW + i32::midpoint(BAR.0, BAR.1);
    for i in 0..dots.len() {
        scene.line(Ink::Grid, false, vec![(0, middle(i)), (wide, middle(i))]);
    }
    for (i, dot) in dots.iter().enumerate() {
        if let Some((a, b)) = dot.interval.filter(|(a, b)| a.is_finite() && b.is_finite()) {
            scene.rect(Ink::Interval, (place(a), middle(i) - 4 * SCALE), (place(b), middle(i) + 4 * SCALE));
        }
    }
    for (i, dot) in dots.iter().enumerate() {
        if let Some(value) = dot.value.filter(|v| v.is_finite()) {
            scene.dot(Ink::Main, (place(value), middle(i)), 5 * SCALE);
        }
    }
    for (i, dot) in dots.iter().enumerate() {
        let mut value = cell(dot.value, dot.status, spec.unit);
        if let Some((a, b)) = dot.interval {
            value += &format!(" [{} – {}]", french::exact(a, spec.unit), french::exact(b, spec.unit));
        }
        words(&mut scene, i, &dot.label, &value);
    }
    let frame = Frame::Rows { row: ROW, count: dots.len(), width: wide };
    Drawn { scene, frame }
}

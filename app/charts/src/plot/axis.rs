//! Scales and their labels, as a French reader expects them.

use domain::{catalogue::Unit, time::Grain};

use super::{TEXT_SIZE, frame::Plane};
use crate::{
    ink::Ink,
    measure::{Weight, width},
    points::Points,
    scale::{nice_between, nice_seconds},
    scene::{Anchor, SCALE, Scene},
};

/// Text size in drawing units.
pub const SIZE: f64 = (TEXT_SIZE * SCALE) as f64;

/// Lowest and highest of zero and the finite values that were taken in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extent {
    min: f64,
    max: f64,
}

impl Extent {
    pub fn take_all(&mut self, values: &[f64]) {
        values.iter().for_each(|v| self.take(*v));
    }

    pub fn take(&mut self, value: f64) {
        if value < self.min && value.is_finite() {
            self.min = value;
        }
        if value > self.max && value.is_finite() {
            self.max = value;
        }
    }
}

/// Bounds of an axis and its ticks with their labels.
pub struct Ticks {
    pub low: f64,
    pub high: f64,
    pub at: Vec<(f64, String)>,
}

impl Ticks {
    /// An axis that holds zero and an extent.
    pub fn around(Extent { min, max }: Extent, unit: Unit, count: f64) -> Self {
        let (low, high, step) = match unit {
            Unit::Seconds if min >= 0.0 => {
                let (high, step) = nice_seconds(max, count);
                (0.0, high, step)
            }
            Unit::Rating if min >= 0.0 && max <= 5.0 => (0.0, 5.0, 1.0),
            _ => nice_between(min, max, count),
        };
        let steps = ((high - low) / step).round() as usize;
        let at = (0..=steps.min(50))
            .map(|i| {
                // From whole steps: a sum of steps would show binary dust.
                let value = ((low / step).round() + i as f64) * step;
                (value, french::tick(value, unit, high.max(-low)))
            })
            .collect();
        Self { low, high, at }
    }

    /// Room for the labels at the left of the axis.
    pub fn room(&self) -> i32 {
        let widest = self.at.iter().map(|(_, l)| width(l, SIZE, Weight::Regular)).fold(0.0, f64::max);
        widest.ceil() as i32 + 10 * SCALE
    }

    /// Lines across the plane and labels beside it.
    pub fn draw(&self, scene: &mut Scene, plane: &Plane) {
        let zero = |v: f64| v.abs() < (self.high - self.low) * 1e-9;
        for (value, _) in self.at.iter().filter(|(v, _)| !zero(*v)) {
            let y = plane.y(*value);
            scene.line(Ink::Grid, false, vec![(plane.x0, y), (plane.x1, y)]);
        }
        for (value, label) in &self.at {
            let y = plane.y(*value) + (SIZE * 0.35) as i32;
            scene.text(Ink::Text, (plane.x0 - 6 * SCALE, y), Anchor::End, label.clone());
        }
    }

    /// The zero line, over the values.
    pub fn draw_zero(scene: &mut Scene, plane: &Plane) {
        let y = plane.y(0.0);
        scene.line(Ink::Axis, false, vec![(plane.x0, y), (plane.x1, y)]);
    }
}

/// Where a label stands, and what it says.
type Labels = Vec<(i32, String)>;

/// Labels under the axis: as many as fit, on meaningful boundaries, with the year (or day) once.
pub fn periods(points: &Points, scene: &mut Scene, plane: &Plane) {
    let taken = |text: &str, weight| width(text, SIZE, weight).ceil() as i32;
    let n = points.len();
    let Some(grain) = points.first().map(|p| p.period.grain) else { return };
    let room = plane.slot();
    // The widest label of a grain is the same everywhere: some of them tell.
    let mut widest = 0;
    for i in (0..n).step_by((n / 60).max(1)) {
        if let Some(p) = points.get(i) {
            widest = widest.max(taken(&french::axis(p.period).0, Weight::Regular));
        }
    }
    let fits = |s: &usize| room * *s as f64 >= f64::from(widest + 10 * SCALE);
    let every = strides(grain).iter().copied().find(fits).unwrap_or_else(|| {
        // Beyond the usual steps: round numbers of them.
        let least = (f64::from(widest + 10 * SCALE) / room).ceil() as usize;
        let mut power = 1;
        while power * 10 < least {
            power *= 10;
        }
        [1, 2, 5, 10].map(|m| m * power).into_iter().find(|s| *s >= least).unwrap_or(n)
    });
    // Whole years under a long series of months.
    let by_year = every >= 12 && grain == Grain::Month;
    let baseline = plane.y1;
    let mut context = String::new();
    // All marks in one line, then all texts of a weight: each change costs a canvas a call.
    let (mut labels, mut contexts) = (Labels::new(), Labels::new());
    let (mut last_end, mut context_end) = (i32::MIN, i32::MIN);
    // Labels stand on round months, quarters and years; elsewhere they are counted from the start. Periods follow each
    // other, so that the others need not be looked at.
    let first = match grain {
        Grain::Month | Grain::Quarter | Grain::Year => {
            let ordinal = points.first().and_then(|p| usize::try_from(p.period.ordinal).ok()).unwrap_or(0);
            (every - ordinal % every) % every
        }
        _ => 0,
    };
    for i in (first..n).step_by(every) {
        let Some(point) = points.get(i) else { break };
        let (label, above) = french::axis(point.period);
        let label = if by_year { above.clone() } else { label };
        let half = taken(&label, Weight::Regular) / 2;
        let mark = if by_year { plane.x(i) - (room / 2.0) as i32 } else { plane.x(i) };
        let x = mark.max(half + SCALE).min(scene.units().0 - half - SCALE);
        if x - half < last_end {
            continue;
        }
        scene.line(Ink::Axis, false, vec![(mark, baseline), (mark, baseline + 4 * SCALE)]);
        labels.push((x, label));
        last_end = x + half + 6 * SCALE;
        if !by_year && above != context && !above.is_empty() {
            let half = taken(&above, Weight::Bold) / 2;
            let x = x.max(half + SCALE).min(scene.units().0 - half - SCALE);
            if x - half >= context_end {
                context_end = x + half + 8 * SCALE;
                contexts.push((x, above.clone()));
                context = above;
            }
        }
    }
    for (x, text) in labels {
        scene.text(Ink::Text, (x, baseline + 17 * SCALE), Anchor::Middle, text);
    }
    for (x, text) in contexts {
        scene.text(Ink::Strong, (x, baseline + 32 * SCALE), Anchor::Middle, text);
    }
}

fn strides(grain: Grain) -> &'static [usize] {
    match grain {
        Grain::Hour => &[1, 2, 3, 6, 12, 24, 48, 168],
        Grain::Day => &[1, 2, 7, 14, 28],
        Grain::Month => &[1, 2, 3, 6, 12, 24, 36, 60, 120, 240],
        Grain::Quarter => &[1, 2, 4, 8, 20, 40],
        _ => &[1, 2, 4, 5, 8, 10, 13, 20, 26, 52],
    }
}

//! A sparkline: shape only, no text; the figure beside it says the value.

use std::fmt::Write;

use super::SCALE;

/// An `<svg>` hidden from assistive technology: the card's sentence says more.
pub fn sparkline(values: &[Option<f64>]) -> String {
    let (w, h) = (240 * SCALE, 48 * SCALE);
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let (low, high) =
        known.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)));
    let span = (high - low).max(high.abs() * 0.02).max(1e-9);
    let place = |i: usize, v: f64| {
        let x = 8 * SCALE + (w - 16 * SCALE) * i as i32 / (values.len().max(2) as i32 - 1);
        let y = h - 8 * SCALE - ((v - low) / span * f64::from(h - 16 * SCALE)) as i32;
        (x, y)
    };
    let mut path = String::new();
    let mut pen_down = false;
    let mut last = None;
    for (i, value) in values.iter().enumerate() {
        match value {
            Some(v) => {
                let (x, y) = place(i, *v);
                let _ = write!(path, "{}{x} {y}", if pen_down { "L" } else { "M" });
                pen_down = true;
                last = Some((x, y));
            }
            None => pen_down = false,
        }
    }
    let dot = last
        .map(|(x, y)| format!("<circle class=\"k-main\" cx=\"{x}\" cy=\"{y}\" r=\"16\"/>"))
        .unwrap_or_default();
    format!(
        "<svg class=\"spark\" viewBox=\"0 0 {w} {h}\" aria-hidden=\"true\"><path class=\"s k-main\" d=\"{path}\"/>{dot}</svg>"
    )
}

//! Horizontal bars: label and value on one line, the bar under them. Any label fits, at any width.

use std::fmt::Write;

use super::{Drawing, SCALE, Size, escape};
use crate::{
    ink::Ink,
    measure,
    spec::{Bar, ChartSpec},
    table::cell,
};

const ROW: i32 = 40;

pub fn draw(spec: &ChartSpec, bars: &[Bar], size: Size) -> Drawing {
    let width = size.width as i32 * SCALE;
    let top = bars.iter().filter_map(|b| b.value).fold(0.0, f64::max);
    let total: f64 = bars.iter().filter_map(|b| b.value).sum();
    let is_count = !crate::french::unit_word(2.0, spec.unit).is_empty();
    let mut body = String::new();
    let mut path = String::new();
    for (i, bar) in bars.iter().enumerate() {
        let y = i as i32 * ROW * SCALE;
        let mut value = cell(bar.value, bar.status, spec.unit);
        match (bar.value, bar.n) {
            (Some(v), None) if is_count && total > 0.0 => {
                let _ = write!(value, " · {}", crate::french::percent(v / total));
            }
            (Some(_), Some(n)) => {
                let _ = write!(value, " (n = {})", crate::french::integer(n as f64));
            }
            _ => {}
        }
        let letters = f64::from(13 * SCALE);
        let room = f64::from(width) - measure::width(&value, letters) - f64::from(16 * SCALE);
        let _ = write!(
            body,
            "<text x=\"0\" y=\"{y}\" class=\"k-text\">{label}</text><text x=\"{width}\" y=\"{y}\" class=\"k-strong\" text-anchor=\"end\">{value}</text>",
            y = y + 16 * SCALE,
            label = escape(&shortened(&bar.label, room, letters)),
            value = escape(&value),
        );
        let length = bar.value.map_or(0, |v| if top > 0.0 { (v / top * f64::from(width)) as i32 } else { 0 });
        if length > 0 {
            let _ = write!(path, "M0 {}h{length}v{}h{}z", y + 22 * SCALE, 10 * SCALE, -length);
        }
    }
    let height = (bars.len().max(1) as i32 * ROW) as u32;
    let track: String = (0..bars.len() as i32)
        .map(|i| format!("M0 {}h{width}v{}h{}z", (i * ROW + 22) * SCALE, 10 * SCALE, -width))
        .collect();
    let body = format!(
        "<path class=\"k-track\" d=\"{track}\"/><path class=\"{}\" d=\"{path}\"/>{body}",
        Ink::Main.class()
    );
    Drawing { body, size: Size { width: size.width, height } }
}

/// The label cut to its room, with an ellipsis; the table has it whole.
fn shortened(label: &str, room: f64, letters: f64) -> String {
    if measure::width(label, letters) <= room {
        return label.to_owned();
    }
    let mut short = String::new();
    for c in label.chars() {
        if measure::width(&short, letters) + letters * 1.2 > room {
            break;
        }
        short.push(c);
    }
    format!("{}…", short.trim_end())
}

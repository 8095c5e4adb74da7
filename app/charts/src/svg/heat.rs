//! Hour by weekday, in five classes of one hue.

use std::fmt::Write;

use super::{Drawing, SCALE, Size};
use crate::{
    french::WEEKDAYS,
    ink::Ink,
    scale::{class_of, quantile_classes},
};

pub fn draw(grid: &[[Option<f64>; 24]; 7], size: Size) -> Drawing {
    let narrow = size.width < 500;
    let left = if narrow { 34 } else { 84 } * SCALE;
    let width = size.width as i32 * SCALE;
    let cell = (width - left) / 24;
    let row = if narrow { 22 } else { 34 } * SCALE;
    let values: Vec<f64> = grid.iter().flatten().flatten().copied().collect();
    let limits = quantile_classes(&values);
    let mut paths: [String; 6] = Default::default();
    let mut body = String::new();
    for (day, hours) in grid.iter().enumerate() {
        let y = day as i32 * row;
        let name = if narrow { &WEEKDAYS[day][..3] } else { WEEKDAYS[day] };
        let _ = write!(
            body,
            "<text x=\"{}\" y=\"{}\" class=\"k-text\" text-anchor=\"end\">{name}</text>",
            left - 8 * SCALE,
            y + row / 2 + 4 * SCALE
        );
        for (hour, value) in hours.iter().enumerate() {
            let class = value.map_or(5, |v| class_of(v, &limits));
            let x = left + hour as i32 * cell;
            let _ = write!(paths[class], "M{x} {y}h{}v{}h{}z", cell - SCALE, row - SCALE, SCALE - cell);
        }
    }
    let mut shapes = String::new();
    for (class, path) in paths.iter().enumerate().filter(|(_, p)| !p.is_empty()) {
        let ink = if class == 5 { Ink::NoData } else { Ink::of_class(class) };
        let _ = write!(shapes, "<path class=\"{}\" d=\"{path}\"/>", ink.class());
    }
    let step = if narrow { 6 } else { 2 };
    for hour in (0..24).step_by(step) {
        let _ = write!(
            body,
            "<text x=\"{}\" y=\"{}\" class=\"k-text\" text-anchor=\"middle\">{hour}\u{202f}h</text>",
            left + hour * cell + cell / 2,
            7 * row + 16 * SCALE
        );
    }
    let height = (7 * row / SCALE + 24) as u32;
    Drawing { body: shapes + &body, size: Size { width: size.width, height } }
}

//! Hour by weekday, in five classes of one hue.

use super::{Drawn, Frame};
use crate::{
    ink::Ink,
    scale::{class_of, quantile_classes},
    scene::{Anchor, SCALE, Scene, Size},
};
use french::WEEKDAYS;

/// Between two cells: a whole pixel at least, wherever they fall on the screen.
const GAP: i32 = 2 * SCALE;

pub fn draw(grid: &[[Option<f64>; 24]; 7], size: Size) -> Drawn {
    let narrow = size.width < 500;
    let left = if narrow { 34 } else { 84 } * SCALE;
    let cell = (size.width as i32 * SCALE - left) / 24;
    let row = if narrow { 22 } else { 34 } * SCALE;
    let height = (7 * row / SCALE + 24).unsigned_abs();
    let mut scene = Scene::new(Size { width: size.width, height });
    let values: Vec<f64> = grid.iter().flatten().flatten().copied().collect();
    let limits = quantile_classes(&values);
    for class in 0..6 {
        let ink = if class == 5 { Ink::NoData } else { Ink::of_class(class) };
        for (day, hours) in grid.iter().enumerate() {
            for (hour, value) in hours.iter().enumerate() {
                let finite = value.filter(|v| v.is_finite());
                if finite.map_or(5, |v| class_of(v, &limits)) == class {
                    let (x, y) = (left + hour as i32 * cell, day as i32 * row);
                    scene.rect(ink, (x, y), (x + cell - GAP, y + row - GAP));
                }
            }
        }
    }
    for (day, name) in WEEKDAYS.iter().enumerate() {
        let name = if narrow { name.get(..3).unwrap_or(name) } else { name };
        let y = day as i32 * row + row / 2 + 4 * SCALE;
        scene.text(Ink::Text, (left - 8 * SCALE, y), Anchor::End, name);
    }
    for hour in (0..24).step_by(if narrow { 6 } else { 2 }) {
        let at = (left + hour * cell + cell / 2, 7 * row + 16 * SCALE);
        scene.text(Ink::Text, at, Anchor::Middle, format!("{hour}\u{202f}h"));
    }
    Drawn { scene, frame: Frame::Hours { left, cell, row } }
}

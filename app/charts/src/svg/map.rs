//! A choropleth: 101 outlines in five classes, each a link with a name, borders left by the ground.

use std::{collections::HashMap, fmt::Write, sync::LazyLock};

use domain::{catalogue::Unit, observation::Status};

use super::{Drawing, SCALE, Size, escape};
use crate::{
    french,
    ink::Ink,
    scale::{class_of, quantile_classes},
    spec::{Area, MapData},
    table::cell,
};

/// A département on the map, in steps of 1.5 of the frame of 613 × 680.
struct Outline {
    /// Left, top, right, bottom.
    frame: [i32; 4],
    path: &'static str,
}

static OUTLINES: LazyLock<HashMap<&'static str, Outline>> = LazyLock::new(|| {
    include_str!(concat!(env!("OUT_DIR"), "/outlines.txt"))
        .lines()
        .filter_map(|line| {
            let (code, rest) = line.split_once('|')?;
            let (frame, path) = rest.split_once('|')?;
            let mut sides = frame.split(' ').filter_map(|n| n.parse().ok());
            let frame = [sides.next()?, sides.next()?, sides.next()?, sides.next()?];
            Some((code, Outline { frame, path }))
        })
        .collect()
});
/// Up to this number of areas a map is that of a part of France, drawn as large as it fits.
const PART: usize = 20;
const FRAME: (u32, u32) = (613, 690);
const OVERSEAS: [(&str, i32); 5] =
    [("Guadeloupe", 0), ("Martinique", 1), ("Guyane", 2), ("La Réunion", 3), ("Mayotte", 4)];

/// The value as the map says it.
fn told(area: &Area, map: &MapData, unit: Unit) -> String {
    match area.value {
        Some(v) if !map.per.is_empty() => format!("{} {}", french::number(v, 1), map.per),
        _ => cell(area.value, area.status, unit),
    }
}

fn ink_of(area: &Area, limits: &[f64]) -> Ink {
    match (area.value, area.status) {
        (Some(value), _) => Ink::of_class(spread(class_of(value, limits), limits.len())),
        (None, Status::Suppressed) => Ink::Withheld,
        _ => Ink::NoData,
    }
}

/// Fewer than five classes still reach from the lightest to the darkest ink.
fn spread(class: usize, classes: usize) -> usize {
    if classes <= 1 { 2 } else { class * 4 / (classes - 1) }
}

/// Where the outlines of a map stand in the drawing: the whole of France, or a part of it made larger.
struct Placed {
    size: Size,
    scale: f64,
    shift: (f64, f64),
    whole: bool,
}

fn placed(map: &MapData) -> Placed {
    // Outlines are in steps of 1.5 of a logical pixel.
    let whole = Placed {
        size: Size { width: FRAME.0, height: FRAME.1 },
        scale: f64::from(SCALE) * 1.5,
        shift: (0.0, 0.0),
        whole: true,
    };
    if map.areas.len() > PART {
        return whole;
    }
    let frames = || map.areas.iter().filter_map(|a| OUTLINES.get(a.code.as_str())).map(|o| o.frame);
    let side = |i: usize, pick: fn(i32, i32) -> i32| frames().map(|f| f[i]).reduce(pick);
    let (Some(left), Some(top), Some(right), Some(bottom)) =
        (side(0, i32::min), side(1, i32::min), side(2, i32::max), side(3, i32::max))
    else {
        return whole;
    };
    let (wide, high) = (f64::from((right - left).max(1)), f64::from((bottom - top).max(1)));
    let margin = 12.0;
    let zoom = ((f64::from(FRAME.0) - 2.0 * margin) / wide).min(440.0 / high);
    let size = Size { width: FRAME.0, height: (high * zoom + 2.0 * margin) as u32 };
    let centred = (f64::from(FRAME.0) - wide * zoom) / 2.0;
    let scale = zoom * f64::from(SCALE);
    let quarter = f64::from(SCALE);
    Placed {
        size,
        scale,
        shift: (centred * quarter - f64::from(left) * scale, margin * quarter - f64::from(top) * scale),
        whole: false,
    }
}

pub fn draw(unit: Unit, map: &MapData) -> Drawing {
    let limits = limits(map);
    let Placed { size, scale, shift, whole } = placed(map);
    let mut body = if whole {
        format!("<g class=\"areas\" transform=\"scale({scale})\">")
    } else {
        format!(
            "<g class=\"areas part\" transform=\"translate({:.0} {:.0}) scale({scale:.2})\">",
            shift.0, shift.1
        )
    };
    for area in &map.areas {
        let Some(outline) = OUTLINES.get(area.code.as_str()) else { continue };
        let _ = write!(
            body,
            "<a href=\"{}\" aria-label=\"{} : {}\"><path class=\"{}\" d=\"{outline}\"/></a>",
            escape(&area.link),
            escape(&area.name),
            escape(&told(area, map, unit)),
            ink_of(area, &limits).class(),
            outline = outline.path,
        );
    }
    body.push_str("</g>");
    for (name, slot) in OVERSEAS.iter().filter(|_| whole) {
        let _ = write!(
            body,
            "<text x=\"{}\" y=\"{}\" class=\"k-text\" text-anchor=\"middle\">{name}</text>",
            (24 + slot * 120 + 36) * SCALE,
            683 * SCALE
        );
    }
    Drawing { body, size }
}

fn limits(map: &MapData) -> Vec<f64> {
    quantile_classes(&map.areas.iter().filter_map(|a| a.value).collect::<Vec<_>>())
}

/// One line of a legend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Legend {
    pub class: &'static str,
    pub label: String,
    pub count: usize,
}

/// Classes with their limits and number of areas, then what has no value.
pub fn legend(map: &MapData, unit: Unit) -> Vec<Legend> {
    let limits = limits(map);
    let say = |v: f64| if map.per.is_empty() { french::exact(v, unit) } else { french::number(v, 1) };
    let mut lines = Vec::new();
    for (class, limit) in limits.iter().enumerate() {
        let inside: Vec<f64> =
            map.areas.iter().filter_map(|a| a.value).filter(|v| class_of(*v, &limits) == class).collect();
        let low = inside.iter().copied().fold(f64::INFINITY, f64::min);
        let label =
            if (low - limit).abs() < 1e-9 { say(*limit) } else { format!("{} à {}", say(low), say(*limit)) };
        lines.push(Legend {
            class: Ink::of_class(spread(class, limits.len())).class(),
            label,
            count: inside.len(),
        });
    }
    for (status, ink, label) in [
        (Status::Suppressed, Ink::Withheld, "Secret statistique"),
        (Status::Missing, Ink::NoData, "Pas de donnée"),
    ] {
        let count = map.areas.iter().filter(|a| a.value.is_none() && a.status == status).count();
        if count > 0 {
            lines.push(Legend { class: ink.class(), label: label.to_owned(), count });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_101_departements_have_an_outline() {
        for territory in domain::territory::Territory::the_101() {
            assert!(
                OUTLINES.get(territory.code()).is_some_and(|o| o.path.len() > 20),
                "{}",
                territory.code()
            );
        }
    }

    #[test]
    fn outlines_stay_small() {
        let bytes: usize = OUTLINES.values().map(|o| o.path.len()).sum();
        assert!(bytes < 30_000, "{bytes}");
    }
}

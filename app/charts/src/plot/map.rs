//! A choropleth: 101 outlines in five classes, each with its name, its neighbours and its place.

use domain::{catalogue::Unit, observation::Status};

use super::{
    Drawn, Frame,
    frame::MapFrame,
    outline::{outline_of, place_of},
};
use crate::{
    ink::Ink,
    scale::{class_of, quantile_classes},
    scene::{Anchor, AreaMark, Mark, SCALE, Scene, Size},
    spec::{Area, ChartSpec, Kind, MapData},
    table::cell,
};

/// Up to this number of areas a map is that of a part of France, drawn as large as it fits.
const PART: usize = 20;
const FRAME: (u32, u32) = (613, 690);
const OVERSEAS: [(&str, i32); 5] =
    [("Guadeloupe", 0), ("Martinique", 1), ("Guyane", 2), ("La Réunion", 3), ("Mayotte", 4)];

/// The value as the map says it.
pub fn told(area: &Area, map: &MapData, unit: Unit) -> String {
    match area.value {
        Some(v) if !map.per.is_empty() => format!("{} {}", french::number(v, 1), map.per),
        _ => cell(area.value, area.status, unit),
    }
}

fn ink_of(area: &Area, limits: &[f64]) -> Ink {
    match (area.value.filter(|v| v.is_finite()), area.status) {
        (Some(value), _) => Ink::of_class(spread(class_of(value, limits), limits.len())),
        (None, Status::Suppressed) => Ink::Withheld,
        _ => Ink::NoData,
    }
}

/// Fewer than five classes still reach from the lightest to the darkest ink.
fn spread(class: usize, classes: usize) -> usize {
    if classes <= 1 { 2 } else { class * 4 / (classes - 1) }
}

/// Place of the outlines, size of the drawing, and whether all of France is shown.
fn placed(map: &MapData) -> (MapFrame, Size, bool) {
    let codes = map.areas.iter().map(|a| a.code.clone()).collect();
    let unit = f64::from(SCALE);
    let size = Size { width: FRAME.0, height: FRAME.1 };
    // Outlines are in steps of 1.5 of a logical pixel.
    let whole = |codes| (MapFrame { scale: unit * 1.5, shift: (0.0, 0.0), codes }, size, true);
    if map.areas.len() > PART {
        return whole(codes);
    }
    let frames = || map.areas.iter().filter_map(|a| outline_of(&a.code)).map(|o| o.frame);
    let side = |i: usize, pick: fn(i32, i32) -> i32| frames().map(|f| f[i]).reduce(pick);
    let (Some(left), Some(top), Some(right), Some(bottom)) =
        (side(0, i32::min), side(1, i32::min), side(2, i32::max), side(3, i32::max))
    else {
        return whole(codes);
    };
    let (wide, high) = (f64::from((right - left).max(1)), f64::from((bottom - top).max(1)));
    let margin = 12.0;
    let zoom = ((f64::from(FRAME.0) - 2.0 * margin) / wide).min(440.0 / high);
    let size = Size { width: FRAME.0, height: (high * zoom + 2.0 * margin) as u32 };
    let centred = (f64::from(FRAME.0) - wide * zoom) / 2.0;
    let scale = zoom * unit;
    let shift = (centred * unit - f64::from(left) * scale, margin * unit - f64::from(top) * scale);
    (MapFrame { scale, shift, codes }, size, false)
}

pub fn draw(unit: Unit, map: &MapData) -> Drawn {
    let limits = limits(map);
    let (frame, size, whole) = placed(map);
    let mut scene = Scene::new(size);
    let areas = map
        .areas
        .iter()
        .filter_map(|area| {
            Some(AreaMark {
                ink: ink_of(area, &limits),
                place: place_of(&area.code)?,
                link: area.link.clone(),
                name: format!("{} : {}", area.name, told(area, map, unit)),
            })
        })
        .collect();
    scene.marks.push(Mark::Areas { scale: frame.scale, shift: frame.shift, part: !whole, areas });
    for (name, slot) in OVERSEAS.iter().filter(|_| whole) {
        let at = ((24 + slot * 120 + 36) * SCALE, 683 * SCALE);
        scene.text(Ink::Text, at, Anchor::Middle, *name);
    }
    Drawn { scene, frame: Frame::Map(frame) }
}

fn limits(map: &MapData) -> Vec<f64> {
    quantile_classes(&map.areas.iter().filter_map(|a| a.value).collect::<Vec<_>>())
}

/// One line of a legend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Legend {
    pub ink: Ink,
    pub class: &'static str,
    pub label: String,
    /// "12 départements", "34 heures".
    pub count: String,
}

/// Classes with their limits and what they hold, then what has no value; empty for charts without classes.
pub fn legend(spec: &ChartSpec) -> Vec<Legend> {
    match &spec.kind {
        Kind::Map(map) => {
            let say =
                |v: f64| if map.per.is_empty() { french::exact(v, spec.unit) } else { french::number(v, 1) };
            // One value that stands for two départements is one value.
            let cells: Vec<(Option<f64>, Status)> = map.areas.iter().map(|a| (a.value, a.status)).collect();
            classes(&cells, &say, ("département", "départements"))
        }
        Kind::HeatMap(grid) => {
            let cells: Vec<(Option<f64>, Status)> = grid
                .iter()
                .flatten()
                .map(|v| (*v, if v.is_some() { Status::Final } else { Status::Missing }))
                .collect();
            classes(&cells, &|v| french::number(v, 1), ("heure de la semaine", "heures de la semaine"))
        }
        _ => Vec::new(),
    }
}

fn classes(
    cells: &[(Option<f64>, Status)],
    say: &dyn Fn(f64) -> String,
    (one, many): (&str, &str),
) -> Vec<Legend> {
    let known: Vec<f64> = cells.iter().filter_map(|c| c.0).collect();
    let limits = quantile_classes(&known);
    let line = |ink: Ink, label: String, n: usize| Legend {
        ink,
        class: ink.class(),
        label,
        count: format!("{n}\u{a0}{}", if n > 1 { many } else { one }),
    };
    let mut lines = Vec::new();
    for (class, limit) in limits.iter().enumerate() {
        let inside = || known.iter().copied().filter(|v| class_of(*v, &limits) == class);
        let low = inside().fold(f64::INFINITY, f64::min);
        let label =
            if (low - limit).abs() < 1e-9 { say(*limit) } else { format!("{} à {}", say(low), say(*limit)) };
        lines.push(line(Ink::of_class(spread(class, limits.len())), label, inside().count()));
    }
    for (status, ink, label) in [
        (Status::Suppressed, Ink::Withheld, "Secret statistique"),
        (Status::Missing, Ink::NoData, "Pas de donnée"),
    ] {
        let count = cells.iter().filter(|(value, s)| value.is_none() && *s == status).count();
        if count > 0 {
            lines.push(line(ink, label.to_owned(), count));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_finds_its_departement() {
        let areas: Vec<Area> = domain::territory::Territory::the_101()
            .iter()
            .map(|t| Area {
                code: t.code().into(),
                name: t.name().into(),
                value: Some(1.0),
                status: Status::Final,
                n: None,
                link: String::new(),
            })
            .collect();
        let (frame, ..) = placed(&MapData { areas, per: String::new() });
        for index in 0..101 {
            let (x, y) = frame.spot(index).unwrap().center();
            let near = frame.near(x, y);
            assert!(near.contains(&index) && near.len() <= 8, "{index}: {near:?}");
        }
        assert!(frame.near(0, 0).is_empty(), "the sea");
    }
}

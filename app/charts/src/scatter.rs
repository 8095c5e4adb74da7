//! Two measures of the same periods against each other: one dot a period. A drawing for reading beside two curves, made on the
//! server: its values are those of the curves, which answer to keys and pointer.

use domain::{catalogue::Unit, time::Period};

use crate::{
    data::{Cell, Sheet},
    ink::Ink,
    measure::{Weight, width},
    plot::TEXT_SIZE,
    scale::nice,
    scene::{Anchor, Mark, SCALE, Scene, Size},
    svg,
    table::Table,
};

/// Text size in drawing units.
const SIZE: f64 = (TEXT_SIZE * SCALE) as f64;

/// Dots that say their values under a pointer, at most.
const MOST_NAMED: usize = 400;

/// What an axis measures.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    pub name: String,
    pub unit: Unit,
}

/// A cloud of dots.
#[derive(Debug, Clone, PartialEq)]
pub struct Scatter {
    pub title: String,
    pub across: Side,
    pub up: Side,
    /// Period, value across and value up, both finite, in the order of time.
    pub dots: Vec<(Period, f64, f64)>,
}

/// Bounds and step of an axis around some values; it need not hold zero: places tell, not lengths.
fn bounds(values: impl Iterator<Item = f64> + Clone) -> (f64, f64, f64) {
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(f64::NEG_INFINITY, f64::max);
    if !(low.is_finite() && high.is_finite()) {
        return (0.0, 1.0, 1.0);
    }
    let span = if high > low { high - low } else { high.abs().max(1.0) };
    let (_, step) = nice(span, 4.0);
    let (from, to) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
    (from, if to > from { to } else { from + step }, step)
}

fn ticks((low, high, step): (f64, f64, f64), unit: Unit) -> Vec<(f64, String)> {
    let steps = ((high - low) / step).round() as usize;
    (0..=steps.min(20))
        .map(|i| ((low / step).round() + i as f64) * step)
        .map(|value| (value, french::tick(value, unit, high.abs().max(low.abs()))))
        .collect()
}

/// The drawing.
pub fn draw(scatter: &Scatter, size: Size) -> Scene {
    let mut scene = Scene::new(size);
    let (wide, tall) = scene.units();
    let across = bounds(scatter.dots.iter().map(|d| d.1));
    let up = bounds(scatter.dots.iter().map(|d| d.2));
    let (below, beside) = (ticks(across, scatter.across.unit), ticks(up, scatter.up.unit));
    let taken = |text: &str| width(text, SIZE, Weight::Regular).ceil() as i32;
    let room = beside.iter().map(|(_, label)| taken(label)).max().unwrap_or(0) + 10 * SCALE;
    let half = below.iter().map(|(_, label)| taken(label) / 2).max().unwrap_or(0);
    let (x0, x1, y0, y1) = (room.max(half), wide - half.max(8 * SCALE), 24 * SCALE, tall - 40 * SCALE);
    let place = |value: f64, (low, high, _): (f64, f64, f64), from: i32, to: i32| {
        from + ((value - low) / (high - low) * f64::from(to - from)).round() as i32
    };
    let (x, y) = (|v| place(v, across, x0, x1), |v| place(v, up, y1, y0));
    for (value, _) in &beside {
        scene.line(Ink::Grid, false, vec![(x0, y(*value)), (x1, y(*value))]);
    }
    for (value, _) in &below {
        scene.line(Ink::Grid, false, vec![(x(*value), y0), (x(*value), y1)]);
    }
    for (value, label) in beside {
        scene.text(Ink::Text, (x0 - 6 * SCALE, y(value) + (SIZE * 0.35) as i32), Anchor::End, label);
    }
    let mut end = i32::MIN;
    for (value, label) in below {
        let half = taken(&label) / 2;
        if x(value) - half > end {
            end = x(value) + half + 6 * SCALE;
            scene.text(Ink::Text, (x(value), y1 + 17 * SCALE), Anchor::Middle, label);
        }
    }
    scene.text(Ink::Strong, (x0, 14 * SCALE), Anchor::Start, format!("↑ {}", scatter.up.name));
    scene.text(Ink::Strong, (x1, y1 + 34 * SCALE), Anchor::End, format!("{} →", scatter.across.name));
    let (last, earlier) = match scatter.dots.split_last() {
        Some((last, earlier)) => (Some(last), earlier),
        None => (None, &scatter.dots[..]),
    };
    for (_, a, b) in earlier {
        scene.dot(Ink::Soft, (x(*a), y(*b)), 4 * SCALE);
    }
    if let Some((period, a, b)) = last {
        let at = (x(*a), y(*b));
        scene.dot(Ink::Main, at, 6 * SCALE);
        let label = french::period(*period);
        // On the side where there is room.
        let anchor = if at.0 + taken(&label) + 12 * SCALE < x1 { Anchor::Start } else { Anchor::End };
        let away = if anchor == Anchor::Start { 10 * SCALE } else { -10 * SCALE };
        scene.text(Ink::Strong, (at.0 + away, at.1 - 8 * SCALE), anchor, label);
    }
    scene
}

/// The drawing as an `<svg>` element with a name; under a pointer, each dot says its values.
pub fn picture(scatter: &Scatter, size: Size) -> String {
    let scene = draw(scatter, size);
    let (w, h) = scene.units();
    // Beyond some hundreds, dots lie on each other, and the table says more.
    let told = if scatter.dots.len() <= MOST_NAMED { &scatter.dots[..] } else { &[] };
    let places =
        scene.marks.iter().filter_map(|m| if let Mark::Dots { at, .. } = m { Some(at) } else { None });
    let named: String = places
        .flatten()
        .zip(told)
        .map(|((x, y), dot)| {
            let words = svg::escape(&sentence(scatter, dot));
            format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{}\"><title>{words}</title></circle>", 8 * SCALE)
        })
        .collect();
    format!(
        "<svg class=\"chart\" viewBox=\"0 0 {w} {h}\" role=\"img\" aria-label=\"{}\">{}<g fill=\"none\" pointer-events=\"all\">{named}</g></svg>",
        svg::escape(&scatter.title),
        svg::body(&scene)
    )
}

/// The drawing as a file of its own.
pub fn document(scatter: &Scatter, credit: &str) -> String {
    let scene = draw(scatter, Size::WIDE);
    let (title, description) = (scatter.title.as_str(), describe(scatter));
    svg::Paper { title, description, scene: &scene, legend: Vec::new(), notes: Vec::new() }.document(credit)
}

/// Its values for machines.
pub fn sheet(scatter: &Scatter) -> Sheet {
    let row = |(period, a, b): &(Period, f64, f64)| {
        vec![Cell::Text(period.to_string()), Cell::Number(*a), Cell::Number(*b)]
    };
    Sheet { header: vec!["periode", "abscisse", "ordonnee"], rows: scatter.dots.iter().map(row).collect() }
}

/// "mai 2024 : 1 200 contacts et 7 min 33 s".
fn sentence(scatter: &Scatter, (period, a, b): &(Period, f64, f64)) -> String {
    let (a, b) = (french::exact(*a, scatter.across.unit), french::exact(*b, scatter.up.unit));
    french::typeset(&format!("{} : {a} et {b}", french::capital(&french::period(*period))))
}

/// The cloud in French sentences: how many dots, and what each axis goes through.
pub fn describe(scatter: &Scatter) -> String {
    let Some((last, _)) = scatter.dots.split_last() else {
        return "Nuage de points sans donnée pour cette période.".to_owned();
    };
    let range = |side: &Side, value: &dyn Fn(&(Period, f64, f64)) -> f64| {
        let values = scatter.dots.iter().map(value);
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
        format!("{} de {} à {}", side.name, french::exact(low, side.unit), french::exact(high, side.unit))
    };
    french::typeset(&format!(
        "Nuage de {} points, un par période : en abscisse, {} ; en ordonnée, {}. Le dernier, {} : {} et {}.",
        scatter.dots.len(),
        range(&scatter.across, &|d| d.1),
        range(&scatter.up, &|d| d.2),
        french::period(last.0),
        french::exact(last.1, scatter.across.unit),
        french::exact(last.2, scatter.up.unit)
    ))
}

/// All values, in the order of time.
pub fn table(scatter: &Scatter) -> Table {
    Table {
        caption: scatter.title.clone(),
        headers: vec!["Période".to_owned(), scatter.across.name.clone(), scatter.up.name.clone()],
        rows: scatter
            .dots
            .iter()
            .map(|(period, a, b)| {
                vec![
                    french::period(*period),
                    french::exact(*a, scatter.across.unit),
                    french::exact(*b, scatter.up.unit),
                ]
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Grain;

    use super::*;

    fn scatter(values: &[(f64, f64)]) -> Scatter {
        let month = |i: usize| Period { grain: Grain::Month, ordinal: 24_288 + i as i32 };
        let side = |name: &str, unit| Side { name: name.to_owned(), unit };
        Scatter {
            title: "Deux mesures".to_owned(),
            across: side("Contacts", Unit::Contacts),
            up: side("Durée", Unit::Seconds),
            dots: values.iter().enumerate().map(|(i, (a, b))| (month(i), *a, *b)).collect(),
        }
    }

    #[test]
    fn every_value_is_drawn_inside_told_and_tabled() {
        for values in [
            vec![(1200.0, 400.0), (1500.0, 380.0), (900.0, 453.0)],
            vec![(5.0, 5.0)],
            vec![(-3.0, 0.0), (1e12, 0.0)],
            vec![(7.0, 7.0); 100],
            vec![],
        ] {
            let scatter = scatter(&values);
            for size in [Size::WIDE, Size::NARROW, Size { width: 280, height: 210 }] {
                let scene = draw(&scatter, size);
                let (wide, tall) = scene.units();
                let dots: Vec<_> = scene
                    .marks
                    .iter()
                    .filter_map(|m| if let Mark::Dots { at, .. } = m { Some(at.clone()) } else { None })
                    .flatten()
                    .collect();
                assert_eq!(dots.len(), values.len());
                assert!(dots.iter().all(|(x, y)| (0..=wide).contains(x) && (0..=tall).contains(y)));
            }
            assert_eq!(table(&scatter).rows.len(), values.len());
            assert_eq!(sheet(&scatter).rows.len(), values.len());
            assert_eq!(picture(&scatter, Size::WIDE).matches("<title>").count(), values.len());
            assert!(document(&scatter, "Source").ends_with("</svg>\n"));
            assert!(!describe(&scatter).is_empty());
        }
    }

    #[test]
    fn its_words_hold_its_ends() {
        let text = describe(&scatter(&[(1200.0, 400.0), (1500.0, 380.0), (900.0, 453.0)]));
        let plain = text.replace(['\u{202f}', '\u{a0}'], " ");
        assert!(plain.contains("Nuage de 3 points"), "{plain}");
        assert!(plain.contains("Contacts de 900 à 1 500") && plain.contains("7 min 33 s"), "{plain}");
    }
}

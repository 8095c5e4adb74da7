//! Values by period: bars from zero for counts, a line for ratios, an area, or stacked bars.

use domain::observation::Status;
use plotters::{coord::CoordTranslate, prelude::*};

use super::{
    Drawn, Frame,
    axis::{Extent, SIZE, Ticks, periods},
    frame::Plane,
};
use crate::{
    backend::Recorder,
    downsample::sampled,
    ink::Ink,
    measure::{Weight, width},
    points::Points,
    scene::{Anchor, SCALE, Scene, Size},
    spec::{ChartSpec, Point, Shape, TimeSeries},
};

/// Series named at their end; more are named in a legend below.
const DIRECT_LABELS: usize = 4;
/// Series in a colour of their own; the others stay grey.
const COLOURED: usize = 8;
const LINE: i32 = 16 * SCALE;

/// Slots to the right, values upward: plotters draws in the units of the data.
impl CoordTranslate for Plane {
    type From = (f64, f64);

    fn translate(&self, from: &Self::From) -> (i32, i32) {
        (self.x0 + (from.0 * self.slot()).round() as i32, self.y(from.1))
    }
}

type Area<'a> = DrawingArea<Recorder<'a>, Plane>;

// One function for each element of plotters: drawing on a list can't fail, and each use of `draw` would weigh again.

#[inline(never)]
fn rect(area: &Area<'_>, corners: [(f64, f64); 2], ink: Ink) {
    let _ = area.draw(&Rectangle::new(corners, ink.color().filled()));
}

#[inline(never)]
fn curve(area: &Area<'_>, points: Vec<(f64, f64)>, ink: Ink) {
    let _ = area.draw(&PathElement::new(points, ink.color()));
}

#[inline(never)]
fn shape(area: &Area<'_>, points: Vec<(f64, f64)>, ink: Ink) {
    let _ = area.draw(&Polygon::new(points, ink.color().filled()));
}

#[inline(never)]
fn dot(area: &Area<'_>, at: (f64, f64), radius: i32, ink: Ink) {
    let _ = area.draw(&Circle::new(at, radius, ink.color().filled()));
}

pub fn draw(spec: &ChartSpec, series: &TimeSeries, size: Size) -> Drawn {
    let mut scene = Scene::new(size);
    let points = series.points();
    let ticks = Ticks::around(extent(series), spec.unit, 4.0);
    let named: Vec<&str> = series.series.iter().map(|s| s.name.as_str()).filter(|n| !n.is_empty()).collect();
    let direct = (1..=DIRECT_LABELS).contains(&named.len()) && series.shape != Shape::Stacked;
    let label_room = if direct {
        let widest = named.iter().map(|n| width(n, SIZE, Weight::Regular)).fold(0.0, f64::max);
        (widest as i32 + 14 * SCALE).min(scene.units().0 / 3)
    } else {
        10 * SCALE
    };
    let marks = series.events.len() + series.breaks.len();
    let left = ticks.room();
    let right = scene.units().0 - label_room;
    let legend = if direct { Vec::new() } else { legend_rows(series, scene.units().0) };
    let plane = Plane {
        x0: left,
        x1: right.max(left + 40 * SCALE),
        y0: if marks == 0 { 10 } else { 24 } * SCALE,
        y1: scene.units().1 - 40 * SCALE - legend.len() as i32 * LINE,
        n: points.len(),
        low: ticks.low,
        high: ticks.high,
    };
    scene.group("");
    ticks.draw(&mut scene, &plane);
    periods(points, &mut scene, &plane);
    notes(series, &mut scene, &plane);
    if series.series.iter().all(|s| s.points.last_finite().is_none()) {
        // Axes alone would look like a drawing that failed.
        let middle = ((plane.x0 + plane.x1) / 2, (plane.y0 + plane.y1) / 2);
        scene.text(Ink::Text, middle, Anchor::Middle, "Aucune valeur");
    }
    shapes(series, &mut scene, plane);
    Ticks::draw_zero(&mut scene, &plane);
    if direct {
        end_labels(series, &mut scene, &plane);
    }
    let bottom = plane.y1 + 40 * SCALE;
    for (row, entries) in legend.iter().enumerate() {
        let y = bottom + row as i32 * LINE + 12 * SCALE;
        for (x, ink, name) in entries {
            scene.rect(*ink, (*x, y - 8 * SCALE), (x + 10 * SCALE, y));
            scene.text(Ink::Text, (x + 14 * SCALE, y), Anchor::Start, name.clone());
        }
    }
    Drawn { scene, frame: Frame::Time(plane) }
}

/// Every value that has to fit.
fn extent(series: &TimeSeries) -> Extent {
    let mut extent = Extent::default();
    let stacked = series.shape == Shape::Stacked;
    let all = series.series.iter().map(|s| &s.points).chain(&series.comparison);
    for points in all.filter(|_| !stacked) {
        extent.take_all(&points.extent());
        extent.take_all(points.bounds());
    }
    if stacked {
        (0..series.points().len()).for_each(|step| extent.take(stack(series, step).1));
    }
    extent
}

/// Tops of the stack at a period, and the whole of it. Negative parts have no place in a stack.
fn stack(series: &TimeSeries, step: usize) -> (Vec<f64>, f64) {
    let mut sum = 0.0;
    let tops = series
        .series
        .iter()
        .map(|s| {
            sum += s.points.finite(step).unwrap_or(0.0).max(0.0);
            sum
        })
        .collect();
    (tops, sum)
}

/// Ink of a series: one has the accent, several have the palette, and beyond eight they stay grey.
fn ink_of_series(series: &TimeSeries, index: usize) -> Ink {
    match (series.series.len(), index) {
        (0 | 1, _) => Ink::Main,
        (_, i) if i < COLOURED => Ink::of_series(i),
        _ => Ink::Rest,
    }
}

/// Events and breaks behind the values: a line and a number.
fn notes(series: &TimeSeries, scene: &mut Scene, plane: &Plane) {
    if series.events.is_empty() && series.breaks.is_empty() {
        return;
    }
    scene.group("repères");
    let mut last = i32::MIN;
    for (number, event) in series.events.iter().enumerate() {
        let x = plane.x(event.at);
        scene.line(Ink::Event, false, vec![(x, plane.y0), (x, plane.y1)]);
        // Two numbers never lie on each other: the second waits below.
        let y =
            if x.saturating_sub(last) < 14 * SCALE { plane.y0 + 10 * SCALE } else { plane.y0 - 4 * SCALE };
        scene.text(Ink::Event, (x, y), Anchor::Middle, (number + 1).to_string());
        last = x;
    }
    for mark in &series.breaks {
        let x = plane.x(mark.at) - (plane.slot() / 2.0) as i32;
        scene.line(Ink::Break, false, vec![(x, plane.y0), (x, plane.y1)]);
    }
}

fn shapes(series: &TimeSeries, scene: &mut Scene, plane: Plane) {
    let pixels = ((plane.x1 - plane.x0) / SCALE).max(1) as usize;
    // Bars thinner than a pixel are an outline of their tops.
    let crowded = series.points().len() > pixels;
    let shape = match series.shape {
        Shape::Bars if crowded => Shape::Area,
        shape => shape,
    };
    if let Some(earlier) = &series.comparison {
        scene.group("période comparée");
        let area = area_of(scene, plane);
        match shape {
            Shape::Bars => bars(&area, earlier, plane.slot(), |_| Ink::Behind, 0.02, (0, 1)),
            _ => line(&area, earlier, Ink::Behind, pixels),
        }
    }
    if shape == Shape::Stacked {
        return stacked(series, scene, plane);
    }
    // The first curves are drawn last, over the grey ones.
    for (index, one) in series.series.iter().enumerate().rev() {
        let ink = ink_of_series(series, index);
        scene.group(if one.name.is_empty() { "valeurs" } else { one.name.as_str() });
        let area = area_of(scene, plane);
        band(&area, &one.points);
        match shape {
            Shape::Bars => {
                let margin: f64 = if plane.slot() >= 3.0 * f64::from(SCALE) { 0.14 } else { 0.0 };
                let inset = if series.comparison.is_some() { margin.max(0.1) + 0.1 } else { margin };
                let place = (index, series.series.len());
                bars(&area, &one.points, plane.slot(), |p| ink_of(p, ink), inset, place);
                whiskers(&area, &one.points, place);
            }
            Shape::Area => {
                filled(&area, &one.points, ink, pixels);
            }
            _ => line(&area, &one.points, ink, pixels),
        }
    }
}

fn area_of(scene: &mut Scene, plane: Plane) -> Area<'_> {
    Recorder(scene).into_drawing_area().apply_coord_spec(plane)
}

/// Ink of a point: its status shows.
fn ink_of(point: &Point, ink: Ink) -> Ink {
    match point.status {
        Status::Provisional if ink == Ink::Main => Ink::Soft,
        Status::Partial => Ink::Hatched,
        Status::Suppressed => Ink::Withheld,
        _ => ink,
    }
}

fn bars(
    area: &Area<'_>,
    points: &Points,
    slot: f64,
    ink: impl Fn(&Point) -> Ink,
    margin: f64,
    (index, of): (usize, usize),
) {
    let part = (1.0 - 2.0 * margin) / of as f64;
    let mut inks: Vec<Ink> = Vec::new();
    for p in points.iter() {
        let ink = ink(&p);
        if !inks.contains(&ink) {
            inks.push(ink);
        }
    }
    // One path for each ink.
    for one in inks {
        for (i, p) in points.iter().enumerate().filter(|(_, p)| ink(p) == one) {
            let left = i as f64 + margin + part * index as f64;
            match p.finite() {
                Some(value) => {
                    let corners = [(left, value), (left + part, 0.0)];
                    rect(area, corners, one);
                }
                // What is withheld is shown as such: a small dotted box, of no height that could be read.
                None if p.status == Status::Suppressed => {
                    let half = 3.0 * f64::from(SCALE) / slot;
                    let middle = i as f64 + 0.5;
                    let top = area.as_coord_spec();
                    let height = (top.high - top.low) * f64::from(6 * SCALE) / f64::from(top.y1 - top.y0);
                    let corners = [(middle - half, height), (middle + half, 0.0)];
                    rect(area, corners, one);
                }
                None => {}
            }
        }
    }
}

/// Uncertainty of bars: a line from bound to bound.
fn whiskers(area: &Area<'_>, points: &Points, (index, of): (usize, usize)) {
    for i in 0..points.bounds().len() / 2 {
        let Some((low, high)) = points.interval(i) else { continue };
        let x = i as f64 + (index as f64 + 0.5) / of as f64;
        curve(area, vec![(x, low), (x, high)], Ink::Axis);
    }
}

/// Uncertainty of a line: a band behind it.
fn band(area: &Area<'_>, points: &Points) {
    let mut run: Vec<(f64, f64, f64)> = Vec::new();
    let close = |run: &mut Vec<(f64, f64, f64)>| {
        if run.len() > 1 {
            let there = run.iter().map(|(x, low, _)| (*x, *low));
            let back = run.iter().rev().map(|(x, _, high)| (*x, *high));
            let outline: Vec<(f64, f64)> = there.chain(back).collect();
            shape(area, outline, Ink::Interval);
        }
        run.clear();
    };
    for i in 0..points.bounds().len() / 2 {
        match points.interval(i).filter(|(a, b)| a.is_finite() && b.is_finite()) {
            Some((low, high)) => run.push((i as f64 + 0.5, low, high)),
            None => close(&mut run),
        }
    }
    close(&mut run);
}

/// A curve with its gaps; at most two points a pixel.
fn line(area: &Area<'_>, points: &Points, ink: Ink, pixels: usize) {
    let values = points.values();
    let place = |i: &usize| (*i as f64 + 0.5, values[*i]);
    let mut runs = sampled(values, points.runs(), pixels * 2);
    let last = points.last_finite().and_then(|i| Some((i, points.get(i)?)));
    // A period that is not over ends no line: it would look like a fall.
    if let Some((i, _)) = last.filter(|(_, p)| p.status == Status::Partial)
        && let Some(run) = runs.last_mut()
    {
        run.retain(|j| *j != i);
    }
    for run in runs.iter().filter(|r| r.len() > 1) {
        curve(area, run.iter().map(place).collect::<Vec<_>>(), ink);
    }
    // A point alone between two gaps is still seen.
    for run in runs.iter().filter(|r| r.len() == 1) {
        dot(area, place(&run[0]), 3 * SCALE, ink);
    }
    if matches!(ink, Ink::Behind | Ink::Rest) {
        return;
    }
    if let Some((i, p)) = last {
        dot(area, place(&i), 4 * SCALE, ink_of(&p, ink));
    }
}

/// An area from zero.
fn filled(area: &Area<'_>, points: &Points, ink: Ink, pixels: usize) {
    let values = points.values();
    for run in sampled(values, points.runs(), pixels * 2) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        // Down at its ends: a slope there would be values that nobody measured.
        let mut outline = vec![(*first as f64 + 0.5, 0.0)];
        outline.extend(run.iter().map(|i| (*i as f64 + 0.5, values[*i])));
        outline.push((*last as f64 + 0.5, 0.0));
        shape(area, outline, ink);
    }
}

fn stacked(series: &TimeSeries, scene: &mut Scene, plane: Plane) {
    let stacks: Vec<Vec<f64>> = (0..series.points().len()).map(|i| stack(series, i).0).collect();
    let margin: f64 = if plane.slot() >= 3.0 * f64::from(SCALE) { 0.14 } else { 0.0 };
    for (index, one) in series.series.iter().enumerate() {
        scene.group(one.name.as_str());
        let area = area_of(scene, plane);
        for (i, tops) in stacks.iter().enumerate() {
            let base = if index == 0 { 0.0 } else { tops[index - 1] };
            if tops[index] > base {
                let corners = [(i as f64 + margin, tops[index]), ((i + 1) as f64 - margin, base)];
                rect(&area, corners, ink_of_series(series, index));
            }
        }
    }
}

/// Names at the end of the curves, moved apart.
fn end_labels(series: &TimeSeries, scene: &mut Scene, plane: &Plane) {
    // At most four, from top to bottom.
    let mut labels: Vec<(i32, &str, Ink)> = Vec::new();
    for (i, one) in series.series.iter().enumerate().filter(|(_, s)| !s.name.is_empty()) {
        let y = plane.y(one.points.last_finite().and_then(|i| one.points.finite(i)).unwrap_or(0.0));
        let place = labels.partition_point(|l| l.0 <= y);
        labels.insert(place, (y, one.name.as_str(), ink_of_series(series, i)));
    }
    let gap = 14 * SCALE;
    let mut least = plane.y0;
    for label in &mut labels {
        label.0 = label.0.max(least);
        least = label.0 + gap;
    }
    let mut most = plane.y1;
    for label in labels.iter_mut().rev() {
        label.0 = label.0.min(most);
        most = label.0 - gap;
    }
    let room = f64::from(scene.units().0 - plane.x1 - 10 * SCALE);
    for (y, name, ink) in labels {
        let at = (plane.x1 + 8 * SCALE, y + (SIZE * 0.35) as i32);
        scene.text(ink, at, Anchor::Start, shortened(name, room));
    }
}

/// Legend of many series, in rows that fit: place, ink, name.
fn legend_rows(series: &TimeSeries, room: i32) -> Vec<Vec<(i32, Ink, String)>> {
    let mut rows: Vec<Vec<(i32, Ink, String)>> = Vec::new();
    if series.series.len() < 2 {
        return rows;
    }
    let mut entries: Vec<(Ink, String)> = series
        .series
        .iter()
        .take(COLOURED)
        .enumerate()
        .map(|(i, s)| (ink_of_series(series, i), s.name.clone()))
        .collect();
    if series.series.len() > COLOURED {
        entries.push((Ink::Rest, more(series.series.len() - COLOURED)));
    }
    let mut x = i32::MAX;
    for (ink, name) in entries {
        let name = shortened(&name, f64::from(room - 16 * SCALE));
        let wide = width(&name, SIZE, Weight::Regular) as i32 + 30 * SCALE;
        if x.saturating_add(wide) > room {
            rows.push(Vec::new());
            x = 0;
        }
        if let Some(row) = rows.last_mut() {
            row.push((x, ink, name));
        }
        x += wide;
    }
    rows
}

fn more(n: usize) -> String {
    if n > 1 { format!("{n} autres") } else { "1 autre".to_owned() }
}

/// A label cut to its room, with an ellipsis; the table has it whole.
pub fn shortened(label: &str, room: f64) -> String {
    if width(label, SIZE, Weight::Regular) <= room {
        return label.to_owned();
    }
    let ellipsis = width("…", SIZE, Weight::Regular);
    let mut short = String::new();
    for c in label.chars() {
        short.push(c);
        if width(&short, SIZE, Weight::Regular) + ellipsis > room {
            short.pop();
            break;
        }
    }
    format!("{}…", short.trim_end())
}

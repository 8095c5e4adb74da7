//! Values by period: bars from zero for counts, a line for ratios.

use domain::{catalogue::Unit, observation::Status, time::Grain};
use plotters::{
    coord::{Shift, types::RangedCoordf64},
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use super::{Drawing, SCALE, Size, backend::SvgBackend};
use crate::{
    french,
    ink::Ink,
    measure,
    scale::{nice, nice_seconds},
    spec::{ChartSpec, Point, Shape, TimeSeries},
};

/// Size of the letters on axes, in logical pixels.
pub const LETTERS: i32 = 12;

type Area<'a, 'b> = DrawingArea<SvgBackend<'b>, Shift>;

/// Drawing on a string can't fail.
fn sure<T, E>(_: Result<T, E>) {}

pub fn text_style(ink: Ink, h: HPos, v: VPos) -> TextStyle<'static> {
    TextStyle {
        font: ("sans-serif", f64::from(LETTERS * SCALE)).into_font(),
        color: ink.color().to_backend_color(),
        pos: Pos::new(h, v),
    }
}

pub fn draw(spec: &ChartSpec, series: &TimeSeries, size: Size) -> Drawing {
    let mut body = String::new();
    {
        let area = SvgBackend::new(&mut body, size).into_drawing_area();
        plot(spec, series, size, &area);
        sure(area.present());
    }
    Drawing { body, size }
}

fn plot(spec: &ChartSpec, series: &TimeSeries, size: Size, area: &Area<'_, '_>) {
    let (w, h) = (size.width as i32 * SCALE, size.height as i32 * SCALE);
    let values = || series.points.iter().chain(series.comparison.iter().flatten()).filter_map(|p| p.value);
    let max = values().fold(0.0, f64::max);
    let (top, step) = match spec.unit {
        Unit::Seconds => nice_seconds(max, 4.0),
        Unit::Rating => (5.0, 1.0),
        _ => nice(max, 4.0),
    };
    let mut ticks: Vec<f64> = Vec::new();
    let mut tick = 0.0;
    while tick <= top * 1.0001 {
        ticks.push(tick);
        tick += step;
    }
    let letters = f64::from(LETTERS * SCALE);
    let labels: Vec<String> = ticks.iter().map(|t| french::tick(*t, spec.unit)).collect();
    let left = labels.iter().map(|l| measure::width(l, letters)).fold(0.0, f64::max) as i32 + 10 * SCALE;
    let (head, foot, right) =
        (if series.events.is_empty() { 10 } else { 24 } * SCALE, 40 * SCALE, 10 * SCALE);
    let (x0, x1, y0, y1) = (left, w - right, head, h - foot);
    let n = series.points.len().max(1);
    let plane = Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(0.0..n as f64, 0.0..top, (x0..x1, y1..y0));
    let at = |x: f64, y: f64| plane.translate(&(x, y));

    for (value, label) in ticks.iter().zip(&labels) {
        let y = at(0.0, *value).1;
        let ink = if *value == 0.0 { Ink::Axis } else { Ink::Grid };
        sure(area.draw(&PathElement::new(vec![(x0, y), (x1, y)], ink.color())));
        sure(area.draw(&Text::new(
            label.clone(),
            (x0 - 6 * SCALE, y),
            text_style(Ink::Text, HPos::Right, VPos::Center),
        )));
    }
    period_labels(series, area, &at, (x0, x1, y1), letters);

    for (number, event) in series.events.iter().enumerate() {
        let x = at(event.at as f64 + 0.5, 0.0).0;
        sure(area.draw(&PathElement::new(vec![(x, y0), (x, y1)], Ink::Event.color())));
        let label = format!("{}", number + 1);
        sure(area.draw(&Text::new(
            label,
            (x, y0 - 4 * SCALE),
            text_style(Ink::Event, HPos::Center, VPos::Bottom),
        )));
    }
    match series.shape {
        Shape::Bars => bars(series, area, &at, f64::from(x1 - x0) / n as f64),
        Shape::Line => line(series, area, &at),
    }
}

fn bars(series: &TimeSeries, area: &Area<'_, '_>, at: &impl Fn(f64, f64) -> (i32, i32), slot: f64) {
    // A bar never touches its neighbour where there is room for a gap.
    let margin: f64 = if slot >= 3.0 * f64::from(SCALE) { 0.14 } else { 0.0 };
    let draw = |i: usize, value: f64, ink: Ink, margin: f64| {
        let a = at(i as f64 + margin, value);
        let b = at((i + 1) as f64 - margin, 0.0);
        sure(area.draw(&Rectangle::new([a, b], ink.color().filled())));
    };
    for (i, p) in series.comparison.iter().flatten().enumerate() {
        if let Some(value) = p.value {
            draw(i, value, Ink::Behind, 0.02);
        }
    }
    let inset = if series.comparison.is_some() { margin.max(0.1) + 0.1 } else { margin };
    // One path for each ink: group bars by ink before drawing.
    for ink in [Ink::Main, Ink::Soft, Ink::Hatched, Ink::Withheld] {
        for (i, p) in series.points.iter().enumerate().filter(|(_, p)| ink_of(p) == Some(ink)) {
            match p.value {
                Some(value) => draw(i, value, ink, inset),
                None => {
                    let (x, y) = at(i as f64 + 0.5, 0.0);
                    let half = 3 * SCALE;
                    let rect =
                        Rectangle::new([(x - half, y - 2 * half), (x + half, y)], ink.color().filled());
                    sure(area.draw(&rect));
                }
            }
        }
    }
}

fn ink_of(p: &Point) -> Option<Ink> {
    match p.status {
        Status::Final => Some(Ink::Main),
        Status::Provisional => Some(Ink::Soft),
        Status::Partial => Some(Ink::Hatched),
        Status::Suppressed => Some(Ink::Withheld),
        Status::Missing => None,
    }
}

fn line(series: &TimeSeries, area: &Area<'_, '_>, at: &impl Fn(f64, f64) -> (i32, i32)) {
    let runs = |points: &[Point], ink: Ink| {
        let mut run: Vec<(i32, i32)> = Vec::new();
        for (i, p) in points.iter().enumerate() {
            match p.value {
                Some(value) => run.push(at(i as f64 + 0.5, value)),
                // A gap stays a gap.
                None => {
                    if !run.is_empty() {
                        sure(area.draw(&PathElement::new(std::mem::take(&mut run), ink.color())));
                    }
                }
            }
        }
        if !run.is_empty() {
            sure(area.draw(&PathElement::new(run, ink.color())));
        }
    };
    if let Some(earlier) = &series.comparison {
        runs(earlier, Ink::Behind);
    }
    runs(&series.points, Ink::Main);
    let last = series.points.iter().enumerate().rev().find_map(|(i, p)| Some((i, p.value?, p)));
    if let Some((i, value, p)) = last {
        let ink = ink_of(p).unwrap_or(Ink::Main);
        sure(area.draw(&Circle::new(at(i as f64 + 0.5, value), 4 * SCALE, ink.color().filled())));
    }
}

/// Labels under the axis: as many as fit, on meaningful boundaries, with the year (or day) once.
fn period_labels(
    series: &TimeSeries,
    area: &Area<'_, '_>,
    at: &impl Fn(f64, f64) -> (i32, i32),
    (x0, x1, y1): (i32, i32, i32),
    letters: f64,
) {
    let n = series.points.len();
    let axis: Vec<(String, String)> = series.points.iter().map(|p| french::axis(p.period)).collect();
    let widest = axis.iter().map(|(l, _)| measure::width(l, letters)).fold(0.0, f64::max);
    let room = f64::from(x1 - x0) / n.max(1) as f64;
    let every = strides(series.points.first().map(|p| p.period.grain))
        .into_iter()
        .find(|s| room * *s as f64 >= widest + 10.0 * f64::from(SCALE))
        .unwrap_or(n.max(1));
    // Whole years under a long series of months.
    let by_year = every >= 12 && series.points.first().is_some_and(|p| p.period.grain == Grain::Month);
    let mut context = String::new();
    let mut last_end = i32::MIN;
    for (i, (label, above)) in axis.iter().enumerate() {
        let ordinal = usize::try_from(series.points[i].period.ordinal).unwrap_or(i);
        let shown = if by_year { ordinal.is_multiple_of(every) } else { aligned(series, i, ordinal, every) };
        if !shown {
            continue;
        }
        let x = at(i as f64 + if by_year { 0.0 } else { 0.5 }, 0.0).0;
        let label = if by_year { above.clone() } else { label.clone() };
        let half = (measure::width(&label, letters) / 2.0) as i32;
        if x - half < last_end || x + half > x1 + 10 * SCALE {
            continue;
        }
        sure(area.draw(&PathElement::new(vec![(x, y1), (x, y1 + 4 * SCALE)], Ink::Axis.color())));
        let x = x.max(x0 + half - 8 * SCALE);
        sure(area.draw(&Text::new(
            label,
            (x, y1 + 7 * SCALE),
            text_style(Ink::Text, HPos::Center, VPos::Top),
        )));
        if !by_year && *above != context && !above.is_empty() {
            context.clone_from(above);
            let half = (measure::width(above, letters) / 2.0) as i32;
            let x = x.max(x0 + half).min(x1 - half);
            sure(area.draw(&Text::new(
                above.clone(),
                (x, y1 + 22 * SCALE),
                text_style(Ink::Strong, HPos::Center, VPos::Top),
            )));
        }
        last_end = x + half + 6 * SCALE;
    }
}

fn strides(grain: Option<Grain>) -> Vec<usize> {
    match grain {
        Some(Grain::Hour) => vec![1, 2, 3, 6, 12, 24],
        Some(Grain::Day) => vec![1, 2, 7, 14, 28],
        Some(Grain::Month) => vec![1, 2, 3, 6, 12, 24, 36, 60],
        Some(Grain::Quarter) => vec![1, 2, 4, 8, 20],
        _ => vec![1, 2, 4, 5, 8, 10, 13, 20, 26],
    }
}

/// Whether a label of every `every`-th period stands here: on round months, else counted from the start.
fn aligned(series: &TimeSeries, index: usize, ordinal: usize, every: usize) -> bool {
    match series.points[index].period.grain {
        Grain::Month | Grain::Quarter | Grain::Year => ordinal.is_multiple_of(every),
        _ => index.is_multiple_of(every),
    }
}

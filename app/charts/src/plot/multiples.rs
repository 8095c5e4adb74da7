//! Small multiples: one curve a panel, all on one scale, so that panels compare.

use super::{
    Drawn, Frame,
    axis::{Extent, SIZE, Ticks},
    frame::Plane,
    time::shortened,
};
use crate::{
    downsample::sampled,
    ink::Ink,
    scene::{Anchor, SCALE, Scene, Size},
    spec::{ChartSpec, Series},
};

const PANEL: (i32, i32) = (200 * SCALE, 120 * SCALE);

pub fn draw(spec: &ChartSpec, panels: &[Series], size: Size) -> Drawn {
    let mut scene = Scene::new(size);
    let wide = scene.units().0;
    let columns = (wide / PANEL.0).clamp(1, panels.len().max(1) as i32);
    let rows = (panels.len() as i32 + columns - 1) / columns;
    scene.size.height = (rows.max(1) * PANEL.1 / SCALE).unsigned_abs();
    let mut extent = Extent::default();
    panels.iter().for_each(|p| extent.take_all(&p.points.extent()));
    let ticks = Ticks::around(extent, spec.unit, 2.0);
    let each = wide / columns;
    let planes: Vec<Plane> = panels
        .iter()
        .zip(0..)
        .map(|(panel, i)| {
            let (across, row) = (i % columns, i / columns);
            let left = across * each;
            Plane {
                x0: left + ticks.room(),
                x1: left + each - 12 * SCALE,
                y0: row * PANEL.1 + 24 * SCALE,
                y1: (row + 1) * PANEL.1 - 22 * SCALE,
                n: panel.points.len(),
                low: ticks.low,
                high: ticks.high,
            }
        })
        .collect();
    for (panel, plane) in panels.iter().zip(&planes) {
        scene.group(panel.name.as_str());
        ticks.draw(&mut scene, plane);
        let room = f64::from(plane.x1 - plane.x0);
        scene.text(
            Ink::Strong,
            (plane.x0, plane.y0 - 8 * SCALE),
            Anchor::Start,
            shortened(&panel.name, room),
        );
        let values = panel.points.values();
        let place = |i: &usize| (plane.x(*i), plane.y(values[*i]));
        for run in sampled(values, panel.points.runs(), (room as usize / SCALE as usize).max(2) * 2) {
            match run.as_slice() {
                [one] => scene.dot(Ink::Main, place(one), 3 * SCALE),
                many => scene.line(Ink::Main, false, many.iter().map(place).collect()),
            }
        }
        Ticks::draw_zero(&mut scene, plane);
        let ends =
            [(panel.points.first(), plane.x0, Anchor::Start), (panel.points.last(), plane.x1, Anchor::End)];
        for (point, x, anchor) in ends {
            if let Some(p) = point {
                let (label, context) = french::axis(p.period);
                let y = plane.y1 + (SIZE * 1.2) as i32;
                scene.text(Ink::Text, (x, y), anchor, format!("{label} {context}").trim_end());
            }
        }
    }
    Drawn { scene, frame: Frame::Panels(planes) }
}

//! What a chart shows at a moment: its layout at the size of its stage, the zoom, the two layers of canvas.

use charts::{
    plot::{Drawn, Frame, Marker, draw},
    read::{At, Reader},
    scene::{SCALE, Scene, Size},
    spec::{ChartSpec, Kind},
};

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Path2d};

use crate::{
    dom::media,
    painter::{Surface, colour},
};

pub struct View {
    /// Axes and values: painted when they change.
    base: Surface,
    /// The value that is read: the only layer that a pointer touches.
    over: Surface,
    drawn: Option<Drawn>,
    /// The picture that values come from, and since when.
    before: Option<(Scene, f64)>,
    /// Outlines of a map, as the page has them.
    pub outlines: Vec<Path2d>,
    /// CSS pixels in a drawing unit.
    scale: f64,
    size: (f64, f64),
    /// First and end of the points shown, where it is not all of them.
    pub zoom: Option<(usize, usize)>,
}

/// CSS pixels of a stage under which charts are drawn for a phone, before enlargement; the style has the same.
const NARROW: f64 = 600.0;
/// Screens on which the style doubles all text: 4K walls, read from afar.
const WALL: &str = "(min-width:225em)";
/// Values move for as many milliseconds,
const EASE: f64 = 160.0;
/// but for readers who want none of it.
const STILL: &str = "(prefers-reduced-motion)";

impl View {
    pub fn new(base: Surface, over: Surface, outlines: Vec<Path2d>) -> Self {
        Self { base, over, drawn: None, before: None, outlines, scale: 1.0, size: (0.0, 0.0), zoom: None }
    }

    /// Lays out and paints for a stage of CSS pixels.
    pub fn paint(&mut self, spec: &ChartSpec, size: (f64, f64)) {
        let before = self.before.take();
        if size.0 < 1.0 || size.1 < 1.0 {
            return;
        }
        self.size = size;
        let enlarged = if media(WALL) { 2.0 } else { 1.0 };
        let (width, height) = (size.0 / enlarged, size.1 / enlarged);
        // Time charts are laid out anew at any size; the others are the server's picture, scaled with it.
        let wanted = match spec.kind {
            Kind::Time(_) => Size { width: width.round() as u32, height: height.round() as u32 },
            _ if width < NARROW => Size::NARROW,
            _ => Size::WIDE,
        };
        let mut drawn = match (&spec.kind, self.zoom) {
            (Kind::Time(time), Some((from, to))) => {
                let kind = Kind::Time(time.part(from, to));
                draw(
                    &ChartSpec { kind, id: spec.id.clone(), title: spec.title.clone(), unit: spec.unit },
                    wanted,
                )
            }
            _ => draw(spec, wanted),
        };
        self.scale = size.0 / f64::from(drawn.scene.size.width) / f64::from(SCALE);
        self.base.fit(size.0, size.1, self.scale);
        self.over.fit(size.0, size.1, self.scale);
        self.base.clear();
        if let Some((before, since)) = before {
            let left = 1.0 - (js_sys::Date::now() - since) / EASE;
            if left > 0.0 && drawn.scene.come_from(&before, 1.0 - left * left) {
                self.before = Some((before, since));
            }
        }
        self.base.paint(&drawn.scene, &self.outlines);
        self.drawn = Some(drawn);
    }

    /// New values are to come from where they are, if motion is welcome: the first of them has gone a part of its way.
    pub fn ease(&mut self) {
        if let Some(drawn) = self.drawn.take().filter(|_| !media(STILL)) {
            self.before = Some((drawn.scene, js_sys::Date::now() - EASE / 8.0));
        }
    }

    /// Values are on their way.
    pub fn is_moving(&self) -> bool {
        self.before.is_some()
    }

    /// Size of the stage as it was last painted.
    pub fn size(&self) -> (f64, f64) {
        self.size
    }

    /// A place as the drawing counts it, if it is in view.
    fn shown(&self, at: At) -> Option<At> {
        match self.zoom {
            Some((from, to)) => (from..to).contains(&at.step).then(|| At { step: at.step - from, ..at }),
            None => Some(at),
        }
    }

    /// Marks the value at a place; answers where its words belong, in CSS pixels.
    pub fn mark(&self, spec: &ChartSpec, at: Option<At>) -> Option<(f64, f64)> {
        self.over.clear();
        let drawn = self.drawn.as_ref()?;
        let at = at?;
        let value = Reader(spec).value(at);
        let shown = self.shown(at)?;
        let (accent, ground) = (colour("--event"), colour("--ground"));
        for marker in drawn.frame.markers(shown, value) {
            match marker {
                Marker::Rule(a, b) => self.over.outline(&[a, b], false, 1.0, &accent),
                Marker::Ring(at) => self.over.ring(at, 5 * SCALE, &ground, &accent),
                Marker::Box(a, b) => self.over.outline(&[a, (b.0, a.1), b, (a.0, b.1)], true, 2.0, &accent),
                Marker::Outline { area, scale, shift } => {
                    if let Some(outline) = self.outlines.get(area) {
                        self.over.area(outline, scale, shift, &accent);
                    }
                }
            }
        }
        let (x, y) = drawn.frame.spot(shown, value)?.center();
        Some((f64::from(x) * self.scale, f64::from(y) * self.scale))
    }

    /// Shades the part between two places of the stage while it is being chosen.
    pub fn shade(&self, from: f64, to: f64) {
        self.over.clear();
        let unit = |v: f64| (v / self.scale) as i32;
        let bottom = unit(self.size.1);
        let accent = colour("--event");
        for x in [unit(from), unit(to)] {
            self.over.outline(&[(x, 0), (x, bottom)], false, 2.0, &accent);
        }
    }

    /// The place under a pointer.
    pub fn hit(&self, spec: &ChartSpec, x: f64, y: f64) -> Option<At> {
        let reader = Reader(spec);
        let from = self.zoom.map_or(0, |z| z.0);
        let nearest = |step: usize, value: f64| {
            let distance = |lane: &usize| {
                let there = reader.value(At { lane: *lane, step: step + from });
                there.map_or(f64::INFINITY, |v| (v - value).abs())
            };
            (0..reader.lanes()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
        };
        let frame = &self.drawn.as_ref()?.frame;
        if let Frame::Map(map) = frame {
            let (x, y) = (x / self.scale, y / self.scale);
            let holds = |i: &usize| {
                let (px, py) = map.unplaced(x, y);
                self.outlines.get(*i).is_some_and(|o| self.over.holds(o, px, py))
            };
            return map.near(x as i32, y as i32).into_iter().find(holds).map(|step| At { lane: 0, step });
        }
        let at = frame.hit((x / self.scale) as i32, (y / self.scale) as i32, nearest)?;
        Some(At { step: at.step + from, ..at })
    }
}

/// Outlines that the server's drawing of a map has, in the order of the areas.
pub fn outlines(spec: &ChartSpec, stage: &HtmlElement) -> Vec<Path2d> {
    if !matches!(spec.kind, Kind::Map(_)) {
        return Vec::new();
    }
    let Ok(list) = stage.query_selector_all(".areas path") else { return Vec::new() };
    let path = |i: u32| {
        let element: web_sys::Element = list.item(i)?.unchecked_into();
        Path2d::new_with_path_string(&element.get_attribute("d")?).ok()
    };
    (0..list.length()).filter_map(path).collect()
}

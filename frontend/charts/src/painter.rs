//! A scene on a canvas, exact at every ratio of device pixels: straight lines are put on whole pixels, one path for
//! all shapes of one ink, colours read from the style once a theme.

use std::cell::RefCell;

use charts::{
    ink::Ink,
    plot::TEXT_SIZE,
    scene::{Anchor, Mark, SCALE, Scene, Xy},
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

use crate::dom::{document, ratio, window};

thread_local! {
    static COLOURS: RefCell<Vec<(&'static str, String)>> = RefCell::default();
}

/// A theme changed: colours are read again.
pub fn forget_colours() {
    COLOURS.with(|c| c.borrow_mut().clear());
}

/// Reads the colours of nearly every chart while the page is still as it was: later, each question would have the
/// browser work out its style again.
pub fn learn_colours() {
    for ink in [Ink::Main, Ink::Grid, Ink::Axis, Ink::Text, Ink::Strong] {
        colour(ink.fill());
    }
}

/// Colour of a CSS variable, read once.
pub fn colour(variable: &'static str) -> String {
    COLOURS.with(|colours| {
        let mut colours = colours.borrow_mut();
        if let Some((_, known)) = colours.iter().find(|(name, _)| *name == variable) {
            return known.clone();
        }
        let root = document().document_element();
        let style = root.and_then(|root| window().get_computed_style(&root).ok().flatten());
        let value = style.and_then(|s| s.get_property_value(variable).ok());
        let value = value.map(|v| v.trim().to_owned()).unwrap_or_default();
        colours.push((variable, value.clone()));
        value
    })
}

/// A canvas sized to CSS pixels, and how it is drawn upon.
pub struct Surface {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// Device pixels in a drawing unit.
    scale: f64,
    /// The font that the context is set to: asking for the same again is half of the cost of a text.
    font: RefCell<String>,
}

impl Surface {
    pub fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = canvas.get_context("2d").ok().flatten()?.unchecked_into();
        Some(Self { canvas, context, scale: 1.0, font: RefCell::default() })
    }

    /// Gives the canvas the pixels of the screen; `scale` CSS pixels hold one drawing unit.
    pub fn fit(&mut self, width: f64, height: f64, scale: f64) {
        let ratio = ratio();
        let (w, h) = ((width * ratio).round() as u32, (height * ratio).round() as u32);
        if self.canvas.width() != w || self.canvas.height() != h {
            self.canvas.set_width(w);
            self.canvas.set_height(h);
            // A canvas of another size has forgotten everything.
            self.font.take();
        }
        self.scale = scale * ratio;
    }

    pub fn clear(&self) {
        let (w, h) = (f64::from(self.canvas.width()), f64::from(self.canvas.height()));
        let _ = self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        self.context.clear_rect(0.0, 0.0, w, h);
    }

    /// `outlines` are those of the map's areas, in their order, then the two of `outlines::borders`.
    pub fn paint(&self, scene: &Scene, outlines: &[Path2d]) {
        for mark in &scene.marks {
            match mark {
                Mark::Group(_) => {}
                Mark::Path { ink, filled, lines } => self.path(*ink, *filled, lines),
                Mark::Dots { ink, radius, at } => {
                    self.context.begin_path();
                    for (x, y) in at {
                        let (x, y, r) = (
                            f64::from(*x) * self.scale,
                            f64::from(*y) * self.scale,
                            f64::from(*radius) * self.scale,
                        );
                        self.context.move_to(x + r, y);
                        let _ = self.context.arc(x, y, r, 0.0, std::f64::consts::TAU);
                    }
                    self.context.set_fill_style_str(&colour(ink.fill()));
                    self.context.fill();
                }
                Mark::Text { ink, at, anchor, text } => {
                    let bold = matches!(ink, Ink::Strong | Ink::Event);
                    self.text(*at, *anchor, text, TEXT_SIZE, bold, &colour(ink.fill()));
                }
                Mark::Areas { scale, shift, areas, .. } => {
                    let s = self.scale;
                    let _ =
                        self.context.set_transform(scale * s, 0.0, 0.0, scale * s, shift.0 * s, shift.1 * s);
                    self.context.set_line_width(1.0 / (scale * s) * crate::dom::ratio());
                    self.no_dash();
                    for (area, outline) in areas.iter().zip(outlines) {
                        self.context.set_fill_style_str(&colour(area.ink.fill()));
                        self.context.fill_with_path_2d(outline);
                    }
                    if let [.., known, unknown] = outlines {
                        for (border, edge) in [(known, "--border"), (unknown, "--ink-3")] {
                            self.context.set_stroke_style_str(&colour(edge));
                            self.context.stroke_with_path(border);
                        }
                    }
                    let _ = self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
                }
            }
        }
    }

    /// A text on its base line, of a size in logical pixels.
    pub fn text(&self, at: Xy, anchor: Anchor, text: &str, size: i32, bold: bool, colour: &str) {
        let weight = if bold { "700" } else { "400" };
        let size = f64::from(size * SCALE) * self.scale;
        let hundredths = (size * 100.0) as u32;
        let font = format!("{weight} {hundredths}e-2px Marianne, Arial, sans-serif");
        if *self.font.borrow() != font {
            self.context.set_font(&font);
            self.font.replace(font);
            // The widths that laid the picture out know no kerning.
            let _ = js_sys::Reflect::set(
                &self.context,
                &JsValue::from_str("fontKerning"),
                &JsValue::from_str("none"),
            );
        }
        self.context.set_text_align(match anchor {
            Anchor::Start => "left",
            Anchor::Middle => "center",
            Anchor::End => "right",
        });
        self.context.set_fill_style_str(colour);
        let _ = self.context.fill_text(text, f64::from(at.0) * self.scale, f64::from(at.1) * self.scale);
    }

    fn no_dash(&self) {
        let _ = self.context.set_line_dash(&js_sys::Array::new());
    }

    fn path(&self, ink: Ink, filled: bool, lines: &[Vec<Xy>]) {
        // Straight lines and boxes are put on whole pixels; curves pass between them.
        let level = |w: &[Xy]| w[0].0 == w[1].0 || w[0].1 == w[1].1;
        if lines.iter().all(|l| l.windows(2).all(level)) {
            self.straight(ink, filled, lines);
        } else {
            self.curve(ink, filled, lines);
        }
    }

    fn straight(&self, ink: Ink, filled: bool, lines: &[Vec<Xy>]) {
        // A line of at least one device pixel, and of a whole number of them.
        let wide = (ink.stroke().width * self.scale).round().max(1.0);
        let half = if !filled && wide % 2.0 == 1.0 { 0.5 } else { 0.0 };
        let put = |v: i32| (f64::from(v) * self.scale).round() + half;
        self.context.begin_path();
        for points in lines {
            let Some(first) = points.first() else { continue };
            self.context.move_to(put(first.0), put(first.1));
            for p in &points[1..] {
                self.context.line_to(put(p.0), put(p.1));
            }
            if filled {
                self.context.close_path();
            }
        }
        if filled {
            self.context.set_fill_style_str(&colour(ink.fill()));
            self.context.fill();
        }
        if !filled || ink.outlined() {
            self.pen(ink, wide, self.scale);
            self.context.stroke();
        }
    }

    /// One call for thousands of points: each call from here costs as much as drawing it.
    fn curve(&self, ink: Ink, filled: bool, lines: &[Vec<Xy>]) {
        let Ok(path) = Path2d::new_with_path_string(&charts::svg::path(lines, filled)) else { return };
        let _ = self.context.set_transform(self.scale, 0.0, 0.0, self.scale, 0.0, 0.0);
        if filled {
            self.context.set_fill_style_str(&colour(ink.fill()));
            self.context.fill_with_path_2d(&path);
        }
        if !filled || ink.outlined() {
            let wide = (ink.stroke().width * self.scale).round().max(1.0);
            self.pen(ink, wide / self.scale, 1.0);
            self.context.stroke_with_path(&path);
        }
        let _ = self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
    }

    /// Width, dashes and colour of a stroke; `scale` turns drawing units into those of the context.
    fn pen(&self, ink: Ink, wide: f64, scale: f64) {
        let dash = js_sys::Array::new();
        for step in ink.stroke().dash {
            dash.push(&JsValue::from_f64(step * scale));
        }
        let _ = self.context.set_line_dash(&dash);
        self.context.set_line_width(wide);
        self.context.set_line_join("round");
        self.context.set_stroke_style_str(&colour(ink.stroke_colour()));
    }

    /// Whether a point of the drawing lies in an outline.
    pub fn holds(&self, outline: &Path2d, x: f64, y: f64) -> bool {
        self.context.is_point_in_path_with_path_2d_and_f64(outline, x, y)
    }

    /// A ring, a rule or a frame around the value that is read.
    pub fn outline(&self, points: &[Xy], closed: bool, width: f64, colour: &str) {
        self.context.begin_path();
        for (i, p) in points.iter().enumerate() {
            let (x, y) =
                ((f64::from(p.0) * self.scale).round() + 0.5, (f64::from(p.1) * self.scale).round() + 0.5);
            if i == 0 { self.context.move_to(x, y) } else { self.context.line_to(x, y) }
        }
        if closed {
            self.context.close_path();
        }
        self.no_dash();
        self.context.set_line_width(width * ratio());
        self.context.set_stroke_style_str(colour);
        self.context.stroke();
    }

    pub fn ring(&self, at: Xy, radius: i32, ground: &str, colour: &str) {
        let (x, y, r) =
            (f64::from(at.0) * self.scale, f64::from(at.1) * self.scale, f64::from(radius) * self.scale);
        self.context.begin_path();
        let _ = self.context.arc(x, y, r, 0.0, std::f64::consts::TAU);
        self.context.set_fill_style_str(ground);
        self.context.fill();
        self.no_dash();
        self.context.set_line_width(2.0 * ratio());
        self.context.set_stroke_style_str(colour);
        self.context.stroke();
    }

    /// The outline of one département.
    pub fn area(&self, outline: &Path2d, scale: f64, shift: (f64, f64), colour: &str) {
        let s = self.scale;
        let _ = self.context.set_transform(scale * s, 0.0, 0.0, scale * s, shift.0 * s, shift.1 * s);
        self.no_dash();
        self.context.set_line_width(3.0 / (scale * s) * ratio());
        self.context.set_stroke_style_str(colour);
        self.context.stroke_with_path(outline);
        let _ = self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
    }
}

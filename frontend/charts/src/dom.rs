//! The few things asked of a document, in short.

use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{Document, Element, EventTarget, HtmlElement};

pub fn window() -> web_sys::Window {
    there(web_sys::window())
}

pub fn document() -> Document {
    there(window().document())
}

/// What a page always has.
fn there<T>(thing: Option<T>) -> T {
    thing.unwrap_or_else(|| wasm_bindgen::throw_str("page"))
}

/// Elements of HTML that match a selector. What kind they are is not asked here and below: the selectors are ours.
pub fn all(root: &Document, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|i| Some(list.item(i)?.unchecked_into())).collect()
}

pub fn find(root: &Element, selector: &str) -> Option<HtmlElement> {
    Some(root.query_selector(selector).ok().flatten()?.unchecked_into())
}

/// A new element with its attributes, appended to its parent.
pub fn add(parent: &Element, tag: &str, attributes: &[(&str, &str)]) -> Option<HtmlElement> {
    let element = document().create_element(tag).ok()?;
    // No page that comes in place knows of it.
    element.set_attribute("data-ours", "").ok()?;
    for (name, value) in attributes {
        element.set_attribute(name, value).ok()?;
    }
    parent.append_child(&element).ok()?;
    Some(element.unchecked_into())
}

/// A function of JavaScript that lives as long as the page. One kind for all of them: each kind weighs.
pub fn callback(act: impl FnMut(JsValue) + 'static) -> js_sys::Function {
    let boxed: Box<dyn FnMut(JsValue)> = Box::new(act);
    Closure::wrap(boxed).into_js_value().unchecked_into()
}

/// The same for what is done at most once.
#[inline(never)]
fn once(act: Box<dyn FnOnce(JsValue)>) -> js_sys::Function {
    let mut act = Some(act);
    callback(move |value| {
        if let Some(act) = act.take() {
            act(value);
        }
    })
}

/// Listens as long as the element lives. Where `act` holds the element itself, that is as long as the page.
pub fn on<E: JsCast>(target: &EventTarget, name: &str, mut act: impl FnMut(E) + 'static) {
    let function = callback(move |event| act(event.unchecked_into()));
    let _ = target.add_event_listener_with_callback(name, &function);
}

/// Runs in a task of its own.
pub fn later(act: impl FnOnce() + 'static) {
    after(0, act);
}

/// Runs after some milliseconds.
pub fn after(after: i32, act: impl FnOnce() + 'static) {
    let function = once(Box::new(move |_| act()));
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&function, after);
}

#[wasm_bindgen]
extern "C" {
    /// A promise. Two calls are all that is asked of one here: an executor of futures would weigh more than the zoom.
    pub type Later;
    #[wasm_bindgen(method)]
    fn then(this: &Later, kept: &js_sys::Function, broken: &js_sys::Function);
}

/// Calls with what a promise brings: where it is broken, with the reason.
pub fn then(promise: impl Into<JsValue>, act: impl FnOnce(JsValue) + 'static) {
    let settled = once(Box::new(act));
    promise.into().unchecked_into::<Later>().then(&settled, &settled);
}

/// Calls once the fonts are there, so that no text is drawn twice.
pub fn when_fonts_ready(act: impl FnOnce(JsValue) + 'static) {
    let fonts = js_sys::Reflect::get(&document(), &JsValue::from_str("fonts"));
    if let Ok(ready) = fonts.and_then(|f| js_sys::Reflect::get(&f, &JsValue::from_str("ready"))) {
        then(ready, act);
    }
}

/// Around what is seen, in CSS pixels: drawn before a reader gets there.
const AROUND: u16 = 300;
/// The same, as an observer takes it.
const AROUND_CSS: &str = "300px";

/// Where a stage stands on the page.
#[derive(Clone, Copy, Default)]
pub struct Place {
    /// Width and height in CSS pixels.
    pub size: (f64, f64),
    /// Near what is seen.
    pub near: bool,
}

impl Place {
    /// Of a figure's stage. Far from what is seen its part of the page is not laid out, and is not asked to be.
    pub fn of_stage(figure: &HtmlElement) -> Self {
        let near = figure.closest(".question").ok().flatten().is_none_or(|part| Self::of(&part).near);
        find(figure, ".stage").filter(|_| near).map(|stage| Self::of(&stage)).unwrap_or_default()
    }

    /// Asks the page for its layout: only before anything of ours is on it.
    pub fn of(stage: &Element) -> Self {
        let rect = stage.get_bounding_client_rect();
        let high = window().inner_height().ok().and_then(|h| h.as_f64()).unwrap_or_default();
        let around = f64::from(AROUND);
        let near = rect.top() < high + around && rect.bottom() > -around;
        Self { size: (rect.width(), rect.height()), near }
    }
}

/// Calls with `true` when an element comes near what is seen, with `false` when it leaves.
pub fn when_near(element: &Element, act: impl Fn(bool) + 'static) {
    let seen = callback(move |entries| {
        let entries: js_sys::Array = entries.unchecked_into();
        let is_near = |e: JsValue| e.unchecked_into::<web_sys::IntersectionObserverEntry>().is_intersecting();
        act(entries.iter().any(is_near));
    });
    let options = web_sys::IntersectionObserverInit::new();
    options.set_root_margin(AROUND_CSS);
    if let Ok(observer) = web_sys::IntersectionObserver::new_with_options(&seen, &options) {
        observer.observe(element);
    }
}

/// Calls with width and height when they change.
pub fn when_resized(element: &Element, act: impl Fn((f64, f64)) + 'static) {
    let resized = callback(move |entries| {
        let entries: js_sys::Array = entries.unchecked_into();
        let rect = js_sys::Reflect::get(&entries.get(0), &"contentRect".into());
        let side = |name: &str| js_sys::Reflect::get(rect.as_ref().ok()?, &name.into()).ok()?.as_f64();
        if let (Some(w), Some(h)) = (side("width"), side("height")) {
            act((w, h));
        }
    });
    if let Ok(observer) = web_sys::ResizeObserver::new(&resized) {
        observer.observe(element);
    }
}

/// Whether a media query holds.
pub fn media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|m| m.matches())
}

/// Device pixels in a CSS pixel.
pub fn ratio() -> f64 {
    window().device_pixel_ratio().clamp(1.0, 4.0)
}

/// The canvas takes the place of the drawing. With forced colours the drawing stays: the system recolours SVG, not
/// canvas.
pub fn take_over(stage: &HtmlElement) {
    let forced = media("(forced-colors: active)");
    let _ = stage.class_list().toggle_with_force("drawn", !forced);
    let _ = stage.class_list().toggle_with_force("forced", forced);
}

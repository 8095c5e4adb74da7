//! The few things asked of a document, in short.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Document, Element, EventTarget, HtmlElement};

pub fn window() -> web_sys::Window {
    web_sys::window().unwrap_throw_quietly()
}

pub fn document() -> Document {
    window().document().unwrap_throw_quietly()
}

/// What a page always has.
trait Always<T> {
    fn unwrap_throw_quietly(self) -> T;
}

impl<T> Always<T> for Option<T> {
    fn unwrap_throw_quietly(self) -> T {
        use wasm_bindgen::UnwrapThrowExt;
        self.unwrap_throw()
    }
}

/// Elements that match a selector.
pub fn all(root: &Document, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|i| list.item(i)?.dyn_into().ok()).collect()
}

pub fn find(root: &Element, selector: &str) -> Option<HtmlElement> {
    root.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// A new element with its attributes, appended to its parent.
pub fn add(parent: &Element, tag: &str, attributes: &[(&str, &str)]) -> Option<HtmlElement> {
    let element = document().create_element(tag).ok()?;
    for (name, value) in attributes {
        element.set_attribute(name, value).ok()?;
    }
    parent.append_child(&element).ok()?;
    element.dyn_into().ok()
}

/// A function of JavaScript that lives as long as the page. One kind for all of them: each kind weighs.
pub fn callback(act: impl FnMut(JsValue) + 'static) -> js_sys::Function {
    let boxed: Box<dyn FnMut(JsValue)> = Box::new(act);
    Closure::wrap(boxed).into_js_value().unchecked_into()
}

/// Listens as long as the page lives.
pub fn on<E: JsCast>(target: &EventTarget, name: &str, mut act: impl FnMut(E) + 'static) {
    let function = callback(move |event| act(event.unchecked_into()));
    let _ = target.add_event_listener_with_callback(name, &function);
}

/// Runs in a task of its own.
pub fn later(act: impl FnOnce() + 'static) {
    let mut act = Some(act);
    let function = callback(move |_| {
        if let Some(act) = act.take() {
            act();
        }
    });
    let _ = window().set_timeout_with_callback(&function);
}

/// Waits for the letters, so that no text is drawn twice.
pub async fn fonts_ready() {
    let fonts = js_sys::Reflect::get(&document(), &JsValue::from_str("fonts"));
    let ready = fonts.and_then(|f| js_sys::Reflect::get(&f, &JsValue::from_str("ready")));
    if let Ok(promise) = ready.and_then(JsCast::dyn_into::<js_sys::Promise>) {
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
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

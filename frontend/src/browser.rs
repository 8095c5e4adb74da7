//! The few things asked of the browser, in short.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Element, EventTarget, HtmlElement, Location, Url, Window};

pub fn window() -> Window {
    leptos::prelude::window()
}

pub fn document() -> Document {
    leptos::prelude::document()
}

pub fn location() -> Location {
    window().location()
}

/// The address that is shown.
pub fn here() -> Option<Url> {
    Url::new(&location().href().ok()?).ok()
}

/// Has the browser load an address as it always did. One that differs from ours in its part alone would only be scrolled to.
pub fn load(address: &str) {
    let whole = |address: &str| address.split('#').next().unwrap_or_default().to_owned();
    let same = here().is_some_and(|url| whole(&url.href()) == whole(address));
    let _ = location().assign(address);
    if same {
        let _ = location().reload();
    }
}

pub fn root() -> Option<HtmlElement> {
    document().document_element()?.dyn_into().ok()
}

pub fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// Elements below one that match a selector.
pub fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|i| list.item(i)?.dyn_into().ok()).collect()
}

pub fn media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|m| m.matches())
}

/// Listens as long as the document lives. `capture`: also to what does not bubble.
pub fn on<E: JsCast>(target: &EventTarget, name: &str, capture: bool, act: impl Fn(E) + 'static) {
    let listener =
        Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| act(event.unchecked_into()));
    let function = listener.as_ref().unchecked_ref();
    let _ = target.add_event_listener_with_callback_and_bool(name, function, capture);
    listener.forget();
}

/// Tells the scripts and charts of the page.
pub fn tell(name: &str) {
    let _ = web_sys::Event::new(name).map(|event| document().dispatch_event(&event));
}

/// Runs after some milliseconds.
pub fn after(milliseconds: i32, act: impl FnOnce() + 'static) {
    let act = Closure::once_into_js(act);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), milliseconds);
}

/// Runs when the browser is about to paint.
pub fn painted(act: impl FnOnce() + 'static) {
    let act = Closure::once_into_js(act);
    let _ = window().request_animation_frame(act.unchecked_ref());
}

/// The element that an event is about.
pub fn target(event: &web_sys::Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

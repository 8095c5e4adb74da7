//! Back and forward: each entry of the history knows how far its page was read, and what was open.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::ScrollRestoration;

use super::{
    asking::{Ask, Why},
    cancel, go, shown, told,
};
use crate::browser::{all, find, here, on, window};

/// How a page was left.
pub struct Left {
    pub scroll: f64,
    /// Which of the page's foldings were open, by their number.
    pub open: Vec<u32>,
}

pub fn start() {
    shown::now();
    let Ok(history) = window().history() else { return };
    // A browser restores before what it restores for is there.
    let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
    on(&window(), "popstate", false, |_: web_sys::Event| {
        let Some(url) = here() else { return };
        match Ask::page(&url.href(), Why::Returned) {
            Some(mut ask) if !shown::is_here() => {
                // Back to open tables: what comes later would move what is restored.
                ask.whole = left().is_some_and(|left| !left.open.is_empty());
                go(ask);
            }
            _ => {
                // Back and forth again before the page came.
                cancel();
                told::came();
                restore(left());
            }
        }
    });
    for name in ["scrollend", "toggle"] {
        on(&window(), name, true, |_: web_sys::Event| keep());
    }
    let manual = history.clone();
    on(&window(), "pageshow", false, move |_: web_sys::Event| {
        let _ = manual.set_scroll_restoration(ScrollRestoration::Manual);
    });
    on(&window(), "pagehide", false, move |_: web_sys::Event| {
        keep();
        let _ = history.set_scroll_restoration(ScrollRestoration::Auto);
    });
}

fn foldings() -> Vec<web_sys::Element> {
    find("#contenu").map(|main| all(&main, "details")).unwrap_or_default()
}

/// Writes down how far the page is read.
pub fn keep() {
    // Between an entry and its page nothing is known of it yet.
    if !shown::is_here() {
        return;
    }
    let open = js_sys::Array::new();
    for (number, folding) in foldings().iter().enumerate() {
        if folding.has_attribute("open") {
            open.push(&JsValue::from(number as u32));
        }
    }
    let state = js_sys::Object::new();
    let scroll = JsValue::from(window().scroll_y().unwrap_or_default());
    let _ = js_sys::Reflect::set(&state, &"scroll".into(), &scroll);
    let _ = js_sys::Reflect::set(&state, &"open".into(), &open);
    if let Ok(history) = window().history() {
        let _ = history.replace_state(&state, "");
    }
}

/// A new entry, whose page is shown next.
pub fn push(address: &str) {
    keep();
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// Another address for the present entry.
pub fn replace(address: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// How the page of the present entry was left.
pub fn left() -> Option<Left> {
    let state = window().history().ok()?.state().ok()?;
    let get = |name: &str| js_sys::Reflect::get(&state, &name.into()).ok();
    let open = get("open")?.dyn_into::<js_sys::Array>().ok()?;
    Some(Left {
        scroll: get("scroll")?.as_f64()?,
        open: open.iter().filter_map(|n| n.as_f64()).map(|n| n as u32).collect(),
    })
}

pub fn restore(left: Option<Left>) {
    let Some(Left { scroll, open }) = left else { return };
    for (number, folding) in foldings().iter().enumerate() {
        let _ = folding.toggle_attribute_with_force("open", open.contains(&(number as u32)));
    }
    window().scroll_to_with_x_and_y(0.0, scroll);
}

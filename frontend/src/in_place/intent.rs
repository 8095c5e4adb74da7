//! Who points at a link for a moment, comes to it by keys or puts a finger on it will follow it: its page is asked for ahead.
//! A few, kept for seconds; the click takes the request that runs already.

use std::cell::RefCell;

use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::Response;

use super::{asking::Ask, choices::link_around};
use crate::browser::{after, document, here, on, target, window};

/// Milliseconds of pointing that are an intent.
const POINTED: i32 = 80;
/// Milliseconds that a page asked for ahead is still today's.
const FRESH: f64 = 10_000.0;
const MOST: usize = 3;

struct Ahead {
    address: String,
    at: f64,
    answer: js_sys::Promise,
}

thread_local! {
    static AHEAD: RefCell<Vec<Ahead>> = const { RefCell::new(Vec::new()) };
    /// The link that is pointed at.
    static POINTED_AT: RefCell<Option<web_sys::Element>> = const { RefCell::new(None) };
}

pub fn listen() {
    on(&window(), "pointerover", true, |event: web_sys::PointerEvent| {
        let Some(over) = target(&event) else { return };
        let link = over.closest("a[href]").ok().flatten();
        let was = POINTED_AT.with(|at| at.replace(link.clone()));
        let Some(link) = link.filter(|link| was.as_ref() != Some(link) && event.pointer_type() == "mouse")
        else {
            return;
        };
        after(POINTED, move || {
            if POINTED_AT.with(|at| at.borrow().as_ref() == Some(&link)) {
                ahead(&link);
            }
        });
    });
    on(&window(), "focusin", true, |event: web_sys::Event| {
        let Some(link) = target(&event) else { return };
        // Who walks through links by keys wants none of them until they stay.
        after(POINTED, move || {
            if document().active_element().as_ref() == Some(&link) {
                ahead(&link);
            }
        });
    });
    on(&window(), "touchstart", true, |event: web_sys::Event| {
        if let Some(link) = target(&event) {
            ahead(&link);
        }
    });
}

fn now() -> f64 {
    js_sys::Date::now()
}

/// Asks for the page of the link around an element, unless it is on its way already, or data are dear.
fn ahead(element: &web_sys::Element) {
    let Some(ask) = link_around(element) else { return };
    let connection = js_sys::Reflect::get(&window().navigator(), &"connection".into());
    let saves = connection
        .and_then(|c| js_sys::Reflect::get(&c, &"saveData".into()))
        .is_ok_and(|saves| saves.is_truthy());
    AHEAD.with(|kept| {
        let mut kept = kept.borrow_mut();
        kept.retain(|a| now() - a.at < FRESH);
        let is_shown = here().is_some_and(|url| url.href() == ask.address);
        if saves || is_shown || kept.iter().any(|a| a.address == ask.address) {
            return;
        }
        let address = ask.address.clone();
        let answer = future_to_promise(async move {
            let (response, text) = ask.fetch(None).await?;
            Ok(js_sys::Array::of2(&response, &text).into())
        });
        // Nobody may ever ask for it: a cut network is then no fault of anybody.
        let ignored = Closure::once(|_: JsValue| {});
        let _ = answer.catch(&ignored);
        ignored.forget();
        if kept.len() == MOST {
            kept.remove(0);
        }
        kept.push(Ahead { address, at: now(), answer });
    });
}

/// What came of it.
pub async fn came(answer: js_sys::Promise) -> Result<(Response, JsString), JsValue> {
    let pair: js_sys::Array = JsFuture::from(answer).await?.dyn_into()?;
    Ok((pair.get(0).dyn_into()?, pair.get(1).dyn_into()?))
}

/// What was asked for ahead. What changes something makes all of it yesterday's.
pub fn taken(ask: &Ask) -> Option<js_sys::Promise> {
    AHEAD.with(|kept| {
        let mut kept = kept.borrow_mut();
        kept.retain(|a| now() - a.at < FRESH);
        if ask.body.is_some() {
            kept.clear();
        }
        let at = kept.iter().position(|a| a.address == ask.address)?;
        Some(kept.remove(at).answer)
    })
}

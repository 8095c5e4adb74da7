//! Comfort on the screens behind the login: printing, and a rail that shows where one is.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement};

use crate::browser::{all, document, find, on, root, target, window};

pub fn listen() {
    attend();
    on(&document(), "arrived", false, |_: Event| attend());
    on(&document(), "click", false, |event: Event| {
        let button = target(&event).and_then(|t| t.closest("[data-print]").ok().flatten());
        if button.is_some() {
            let _ = window().print();
        }
    });
}

/// What each screen wants once it is there, loaded or in place.
fn attend() {
    let buttons = root().map(|root| all(&root, "[data-print][hidden]")).unwrap_or_default();
    for button in buttons {
        let _ = button.remove_attribute("hidden");
    }
    // The current screen is in sight on a narrow rail. Not by `scrollIntoView`: in some browsers the next Tab would then start there.
    let html = |selector: &str| find(selector).and_then(|e| e.dyn_into::<HtmlElement>().ok());
    let Some(current) = html(".rail ul [aria-current]") else { return };
    let boxes = [html(".rail ul"), html(".rail ul").and_then(|list| list.parent_element()?.dyn_into().ok())];
    for frame in boxes.into_iter().flatten() {
        frame.set_scroll_left(current.offset_left() - (frame.client_width() - current.offset_width()) / 2);
    }
}

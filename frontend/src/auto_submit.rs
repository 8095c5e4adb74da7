//! Sends a form as soon as a choice is made in one of its lists; without JavaScript its button does.
//!
//! A closed list changes with each arrow key: such a choice waits for Enter, or for the button (WCAG 3.2.2). Dates wait for
//! the button too: a half-typed date is no choice.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement, KeyboardEvent};

use crate::browser::{on, target, window};

thread_local! {
    /// A closed list is being walked through with arrows.
    static STEPS: Cell<bool> = const { Cell::new(false) };
}

pub fn listen() {
    on(&window(), "keydown", true, |event: KeyboardEvent| {
        let Some((list, form)) = list_of(&event) else { return };
        // Alt and an arrow, the space bar and Enter open the list: what is chosen there is chosen.
        let name = event.key();
        let opens = event.alt_key() || name == " " || name == "Enter";
        if name == "Enter" && STEPS.get() && list.is_connected() {
            event.prevent_default();
            send(&form);
        } else if name != "Tab" && name != "Shift" {
            STEPS.set(!opens);
        }
    });
    on(&window(), "pointerdown", true, |_: Event| STEPS.set(false));
    on(&window(), "focusin", true, |_: Event| STEPS.set(false));
    on(&window(), "change", true, |event: Event| {
        if let Some((_, form)) = list_of(&event).filter(|_| !STEPS.get()) {
            send(&form);
        }
    });
}

/// The list that an event is about, and the form that waits for it.
fn list_of(event: &Event) -> Option<(Element, HtmlFormElement)> {
    let list = target(event).filter(|element| element.tag_name() == "SELECT")?;
    let form = list.closest("form[data-auto]").ok().flatten()?;
    Some((list, form.dyn_into().ok()?))
}

fn send(form: &HtmlFormElement) {
    STEPS.set(false);
    let _ = form.request_submit();
}

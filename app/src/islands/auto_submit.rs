//! Sends the form as soon as a choice is made in a select; without JavaScript the button does.
//!
//! A closed list changes with each arrow key: such a choice waits for Enter, or for the button (WCAG 3.2.2).

use leptos::prelude::*;

/// Marks the form by id. Dates wait for the button: a half-typed date is no choice.
#[island]
pub fn AutoSubmit(form: String) -> impl IntoView {
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        listen(&form);
        #[cfg(not(feature = "hydrate"))]
        let _ = &form;
    });
}

/// Where the page that comes finds the list that was used last.
#[cfg(feature = "hydrate")]
const USED: &str = "choix";

#[cfg(feature = "hydrate")]
fn listen(id: &str) {
    use std::{cell::Cell, rc::Rc};

    use wasm_bindgen::JsCast;
    use web_sys::{Element, Event, EventTarget, HtmlElement, HtmlFormElement, KeyboardEvent};

    let Some(element) = document().get_element_by_id(id) else { return };
    let Ok(form) = element.dyn_into::<HtmlFormElement>() else { return };
    let store = || window().session_storage().ok().flatten();
    // Whoever chose by keys goes on from where they were.
    if let Some(store) = store()
        && let Ok(Some(used)) = store.get_item(USED)
    {
        let _ = store.remove_item(USED);
        let list = document().get_element_by_id(&used).and_then(|e| e.dyn_into::<HtmlElement>().ok());
        if let Some(list) = list {
            let _ = list.focus();
        }
    }
    let select = |event: &Event| {
        let target = event.target().and_then(|t: EventTarget| t.dyn_into::<Element>().ok());
        target.filter(|e| e.tag_name() == "SELECT")
    };
    let send = {
        let form = form.clone();
        move |list: &Element| {
            if let Some(store) = store() {
                let _ = store.set_item(USED, &list.id());
            }
            let _ = form.request_submit();
        }
    };
    let stepping = Rc::new(Cell::new(false));
    {
        let (stepping, send) = (stepping.clone(), send.clone());
        on(&form, "keydown", move |event| {
            let (Some(list), Some(key)) = (select(&event), event.dyn_ref::<KeyboardEvent>()) else { return };
            // Alt and an arrow, the space bar and Enter open the list: what is chosen there is chosen.
            let name = key.key();
            let opens = key.alt_key() || name == " " || name == "Enter";
            if name == "Enter" && stepping.get() {
                event.prevent_default();
                send(&list);
            } else if name != "Tab" && name != "Shift" {
                stepping.set(!opens);
            }
        });
    }
    {
        let stepping = stepping.clone();
        on(&form, "pointerdown", move |_| stepping.set(false));
    }
    on(&form, "change", move |event| {
        if let Some(list) = select(&event).filter(|_| !stepping.get()) {
            send(&list);
        }
    });
}

/// Listens as long as the page lives.
#[cfg(feature = "hydrate")]
fn on(target: &web_sys::EventTarget, name: &str, act: impl Fn(web_sys::Event) + 'static) {
    use wasm_bindgen::{JsCast, closure::Closure};

    let listener = Closure::<dyn Fn(web_sys::Event)>::new(act);
    let _ = target.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
    listener.forget();
}

//! What a person looks for, while they type: the list under the field of the search (a combobox of the ARIA Authoring Practices,
//! "list autocomplete with manual selection"). Without JavaScript, and with Enter, the field leads to the page of the search.

use std::cell::Cell;

use app::functions::{search::Suggest, suggestion::Suggestion};
use leptos::server_fn::ServerFn;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent};

use crate::{
    browser::{after, all, document, find, on, target, window},
    in_place,
};

/// Milliseconds without a letter after which somebody has typed.
const TYPED: i32 = 120;
/// Letters that mean something.
const LEAST: usize = 2;
const LIST: &str = "suggestions";

thread_local! {
    /// Questions so far: an answer to any but the last one comes too late.
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

pub fn listen() {
    on(&window(), "input", true, |event: Event| {
        if let Some(field) = field_of(&event) {
            ask(field);
        }
    });
    on(&window(), "keydown", true, |event: KeyboardEvent| {
        if let Some(field) = field_of(&event) {
            press(&event, &field);
        }
    });
    on(&window(), "focusin", true, |event: Event| {
        if let Some(field) = field_of(&event) {
            name(&field, false);
        }
    });
    // What the page is now, its header knows; who stands in the field still has it.
    on(&document(), "arrived", false, |_: Event| {
        let Some(field) = field() else { return };
        close(&field);
        if document().active_element().as_ref() == Some(&field) {
            name(&field, false);
        }
    });
    on(&window(), "focusout", true, |event: Event| {
        if let Some(field) = field_of(&event) {
            close(&field);
        }
    });
    // The field keeps the focus: it must not close the list that is pointed at.
    on(&window(), "mousedown", true, |event: Event| {
        if target(&event).is_some_and(|t| option_of(&t).is_some()) {
            event.prevent_default();
        }
    });
    on(&window(), "click", true, |event: Event| {
        if let (Some(option), Some(field)) = (target(&event).and_then(|t| option_of(&t)), field()) {
            follow(&option, &field);
        }
    });
}

fn field() -> Option<HtmlInputElement> {
    find("#recherche")?.dyn_into().ok()
}

/// The field of the search, where an event is about it.
fn field_of(event: &Event) -> Option<HtmlInputElement> {
    target(event).filter(|element| element.id() == "recherche")?.dyn_into().ok()
}

fn list() -> Option<Element> {
    document().get_element_by_id(LIST)
}

fn option_of(element: &Element) -> Option<Element> {
    element.closest("#suggestions [role=option]").ok().flatten()
}

fn next() -> u32 {
    ASKED.with(|asked| {
        asked.set(asked.get() + 1);
        asked.get()
    })
}

/// Asks once nothing more is typed.
fn ask(field: HtmlInputElement) {
    let number = next();
    let is_last = move || ASKED.with(Cell::get) == number;
    if field.value().trim().chars().count() < LEAST {
        return close(&field);
    }
    after(TYPED, move || {
        if !is_last() {
            return;
        }
        spawn_local(async move {
            let words = field.value();
            // Nothing is said of a failure: Enter still leads to the page of the search, which says it.
            let Ok(found) = Suggest { words }.run_on_client().await else { return };
            if is_last() {
                show(&field, &found);
            }
        });
    });
}

/// Shows what was found under the field, and says how much it is.
fn show(field: &HtmlInputElement, found: &[Suggestion]) {
    close(field);
    if found.is_empty() {
        return in_place::says("Aucune suggestion.".to_owned());
    }
    let build = || {
        let list = document().create_element("ul").ok()?;
        list.set_id(LIST);
        for (name, value) in [("role", "listbox"), ("aria-label", "Suggestions"), ("data-ours", "")] {
            list.set_attribute(name, value).ok()?;
        }
        for (at, Suggestion { title, href }) in found.iter().enumerate() {
            let option = document().create_element("li").ok()?;
            option.set_id(&format!("suggestion-{at}"));
            option.set_attribute("role", "option").ok()?;
            option.set_attribute("aria-selected", "false").ok()?;
            option.set_attribute("data-href", href).ok()?;
            option.set_text_content(Some(title));
            list.append_child(&option).ok()?;
        }
        field.closest("form").ok()??.append_child(&list).ok()
    };
    if build().is_none() {
        return;
    }
    name(field, true);
    in_place::says(match found.len() {
        1 => "1 suggestion.".to_owned(),
        n => format!("{n} suggestions."),
    });
}

/// Says what the field is: a page that came in place knows nothing of it.
fn name(field: &HtmlInputElement, is_open: bool) {
    for (name, value) in [
        ("role", "combobox"),
        ("aria-autocomplete", "list"),
        ("aria-controls", LIST),
        ("aria-expanded", if is_open { "true" } else { "false" }),
        ("autocomplete", "off"),
    ] {
        let _ = field.set_attribute(name, value);
    }
}

fn close(field: &HtmlInputElement) {
    next();
    if let Some(list) = list() {
        list.remove();
        let _ = field.set_attribute("aria-expanded", "false");
        let _ = field.remove_attribute("aria-activedescendant");
    }
}

fn press(event: &KeyboardEvent, field: &HtmlInputElement) {
    let options = list().map(|list| all(&list, "[role=option]")).unwrap_or_default();
    let chosen = options.iter().position(|o| o.get_attribute("aria-selected").as_deref() == Some("true"));
    let last = options.len().saturating_sub(1);
    let wanted = match (event.key().as_str(), chosen) {
        _ if options.is_empty() && event.key() != "Enter" => return,
        ("ArrowDown", None) => Some(0),
        ("ArrowUp", None) => Some(last),
        // Past the ends one is in the field again.
        ("ArrowDown", Some(at)) => Some(at + 1).filter(|at| *at <= last),
        ("ArrowUp", Some(at)) => at.checked_sub(1),
        ("Enter", Some(at)) => {
            event.prevent_default();
            return follow(&options[at], field);
        }
        // The page of the search comes: no list stands over it.
        ("Enter", None) => return close(field),
        ("Escape", _) if !options.is_empty() => {
            event.prevent_default();
            return close(field);
        }
        _ => return,
    };
    event.prevent_default();
    for (at, option) in options.iter().enumerate() {
        let _ = option.set_attribute("aria-selected", if wanted == Some(at) { "true" } else { "false" });
    }
    let _ = match wanted {
        Some(at) => {
            scroll_to(&options[at]);
            field.set_attribute("aria-activedescendant", &options[at].id())
        }
        None => field.remove_attribute("aria-activedescendant"),
    };
}

/// Shows a line of a list that is longer than the screen, and moves nothing else.
fn scroll_to(option: &Element) {
    let (Some(option), Some(list)) = (option.dyn_ref::<HtmlElement>(), list()) else { return };
    let (top, height) = (option.offset_top(), option.offset_height());
    let seen = list.scroll_top()..=list.scroll_top() + list.client_height() - height;
    if !seen.contains(&top) {
        list.set_scroll_top(top);
    }
}

fn follow(option: &Element, field: &HtmlInputElement) {
    close(field);
    if let Some(href) = option.get_attribute("data-href") {
        in_place::follow(&href);
    }
}

//! Puts a page that came in the place of the one that is read.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{
    answer::{Answer, Came},
    asking::{Ask, Why},
    go, history, later, letters,
    morph::Morph,
    shown, told, transition, wake_below,
};
use crate::browser::{all, document, find, here, on, target, tell, window};

thread_local! {
    /// Parts that were left out are on their way.
    static FILLS: Cell<bool> = const { Cell::new(false) };
}

/// Renewals, and parts that were left out of a lean answer.
pub fn listen() {
    on(&document(), "stale", false, |event: web_sys::Event| {
        event.prevent_default();
        if let Some(ask) = anew() {
            go(ask);
        }
    });
    on(&window(), "beforeprint", false, |_: web_sys::Event| later::finish());
    on(&document(), "toggle", true, |event: web_sys::Event| {
        let folding = target(&event);
        let wants = folding.is_some_and(|f| {
            f.has_attribute("open") && f.query_selector("[data-later]").ok().flatten().is_some()
        });
        if wants {
            fill();
        }
    });
}

/// The page that is shown, as it is now.
fn anew() -> Option<Ask> {
    here().and_then(|url| Ask::page(&url.href(), Why::Renewed))
}

/// Drawings and tables that were not asked for are wanted now.
fn fill() {
    let before = shown::place();
    let Some(ask) = anew().filter(|_| shown::is_here() && !FILLS.replace(true)) else { return };
    wasm_bindgen_futures::spawn_local(async move {
        let answer = super::answer::of(&ask, None).await;
        FILLS.set(false);
        // Another page came meanwhile: its own tables are asked for.
        if shown::place() != before {
            return fill_open();
        }
        let Answer::Page(came) = answer else {
            return told::failed(
                "Le tableau n’a pas pu être chargé : le réseau ou le serveur ne répond pas.",
                &ask,
            );
        };
        let Some(main) = find("#contenu") else { return };
        for part in all(&main, "figure[data-chart] [data-later]") {
            let figure = part.closest("[data-chart]").ok().flatten();
            let Some(id) = figure.and_then(|f| f.get_attribute("data-chart")) else { continue };
            let class = part
                .get_attribute("class")
                .unwrap_or_default()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(".");
            let selector = format!("figure[data-chart=\"{id}\"] .{class}");
            if let Ok(Some(whole)) = came.document.query_selector(&selector) {
                part.set_inner_html(&whole.inner_html());
                let _ = part.remove_attribute("data-later");
            }
        }
        tell("filled");
    });
}

/// What is open and was left out is read now.
fn fill_open() {
    if find("#contenu details[open] [data-later]").is_some() {
        fill();
    }
}

/// Shows a page: another one goes over into it.
pub fn arrive(ask: Ask, came: Came) {
    later::finish();
    let (Some(main), Some(new)) = (find("#contenu"), came.document.get_element_by_id("contenu")) else {
        return;
    };
    let same = is_same(&ask, &came, &main, &new);
    let show = move || show(&ask, &came, &main, &new, same);
    if same { show() } else { transition::go_over(show) }
}

/// Whether it is the page that is read, in another state.
fn is_same(ask: &Ask, came: &Came, main: &Element, new: &Element) -> bool {
    let path = |address: &str| web_sys::Url::new(address).map(|url| url.pathname()).unwrap_or_default();
    let read = shown::path();
    // A form of this page may lead to the same page of another territory; one that is refused is answered where it was sent.
    path(&came.address) == read
        || ask.why == Why::Chosen && path(&ask.address) == read
        || ask.why == Why::Sent && heading(main).text_content() == heading(new).text_content()
}

/// Where it is the same page in another state, what is the same stays: focus, place, what is open and what was typed.
fn show(ask: &Ask, came: &Came, main: &Element, new: &Element, same: bool) {
    // Asked for as a state of a page that was left meanwhile.
    let is_bare = !same && came.document.query_selector("header").is_ok_and(|header| header.is_none());
    if is_bare || !maps_fit(same.then_some(main), new) {
        let part = if came.part.is_empty() { String::new() } else { format!("#{}", came.part) };
        let (address, done) = (came.address.clone() + &part, came.passed_on);
        // What was sent is never sent again.
        return go(Ask { address, whole: true, body: None, done, ..ask.clone() });
    }
    let passed_on = came.passed_on || ask.done;
    enter(ask, came);
    head(came);
    if let Some(form) = ask.form.as_ref().filter(|_| passed_on) {
        // What was sent is not there to be sent again; what was typed elsewhere stays.
        form.reset();
    }
    // What a part of the page stands under may not change its height once it was shown.
    let chosen = same && came.part.is_empty() && matches!(ask.why, Why::Followed | Why::Chosen);
    let seen_by_nobody = later::far();
    let far = if chosen { seen_by_nobody } else { Vec::new() };
    let morph = Morph { renews: ask.why == Why::Renewed, far, ..Morph::default() };
    for part in ["header", "nav#menu", "footer"] {
        if let (Some(old), Ok(Some(new))) = (find(part), came.document.query_selector(part)) {
            morph.element(&old, &new);
        }
    }
    if same {
        morph.element(main, new);
    } else {
        replace(main, new);
    }
    scripts(came);
    shown::now();
    place(ask.why, same, &came.part, main);
    let (why, main) = (ask.why, main.clone());
    let left = morph.left.into_inner();
    later::hand_over(&left);
    // The first chart that is seen is painted in this task.
    tell("arrived");
    let more = !left.is_empty();
    later::begin(left, move || {
        wake_below(&main);
        // A form that was refused says why itself.
        if why != Why::Renewed && (why != Why::Sent || passed_on) {
            let done = if why == Why::Sent && passed_on { "C’est fait. " } else { "" };
            told::says(done.to_owned() + &sentence(&main, same));
        }
        if more {
            tell("arrived");
        }
        fill_open();
    });
}

/// Whether each map that came without its outlines finds them on the page that stays. Another page may have come since it was
/// asked for.
fn maps_fit(stays: Option<&Element>, new: &Element) -> bool {
    let is_there = |map: Element| {
        let of = |element: &Element, name: &str| element.get_attribute(name).unwrap_or_default();
        let chart = map.closest("[data-chart]").ok().flatten().map(|chart| of(&chart, "data-chart"));
        let same = format!(
            "[data-chart=\"{}\"] [data-outlines=\"{}\"]",
            chart.unwrap_or_default(),
            of(&map, "data-outlines")
        );
        stays.is_some_and(|main| main.query_selector(&same).is_ok_and(|found| found.is_some()))
    };
    all(new, "[data-outlines][data-later]").into_iter().all(is_there)
}

/// For the style: all of the page is laid out, for
const WHOLE: &str = "whole";
/// as many milliseconds: its parts have their heights from then on, whether they are seen or not.
const WHILE: i32 = 300;

/// The entry of the history that the page belongs to.
fn enter(ask: &Ask, came: &Came) {
    let mark = if came.part.is_empty() { String::new() } else { format!("#{}", came.part) };
    let address = came.address.clone() + &mark;
    if here().is_some_and(|url| url.href() == address) {
        return;
    }
    match ask.why {
        Why::Renewed => {}
        Why::Returned => history::replace(&address),
        // A form that was not taken is answered where it was sent: nothing can be read there.
        Why::Sent if !(came.passed_on || ask.done) => {}
        _ => history::push(&address),
    }
}

/// What the head says of a page.
fn head(came: &Came) {
    document().set_title(&came.document.title());
    let (Some(ours), Some(theirs)) = (document().head(), came.document.head()) else { return };
    for part in ["meta[name=description]", "link[rel=canonical]"] {
        if let Ok(Some(old)) = ours.query_selector(part) {
            old.remove();
        }
        if let Ok(Some(new)) = theirs.query_selector(part) {
            let _ = ours.append_child(&new);
        }
    }
}

fn replace(main: &Element, new: &Element) {
    letters::change();
    main.set_class_name(&new.class_name());
    let _ = main.class_list().add_1(WHOLE);
    let laid_out = main.clone();
    crate::browser::after(WHILE, move || {
        let _ = laid_out.class_list().remove_1(WHOLE);
    });
    main.replace_children_with_node(&js_sys::Array::from(&new.child_nodes()));
}

/// Modules that the page asks for and that were not there yet. What came from a parser is never run.
fn scripts(came: &Came) {
    let (Some(head), Some(theirs)) = (document().head(), came.document.document_element()) else { return };
    for script in all(&theirs, "script[type=module][src]") {
        let Some(source) = script.get_attribute("src") else { continue };
        if find(&format!("script[src=\"{source}\"]")).is_some() {
            continue;
        }
        if let Ok(new) = document().create_element("script") {
            let _ = new.set_attribute("type", "module");
            let _ = new.set_attribute("src", &source);
            let _ = head.append_child(&new);
        }
    }
}

/// Where the reader goes on: where they are, where they were, at the part that was asked for, or at the head of a new page.
fn place(why: Why, same: bool, fragment: &str, main: &Element) {
    let lost = document().active_element().is_none_or(|e| e.tag_name() == "BODY");
    let alert = main.query_selector("[role=alert]").ok().flatten();
    match (why, alert) {
        (Why::Renewed, _) => {}
        (Why::Returned, _) => {
            match history::left() {
                None if !same => window().scroll_to_with_x_and_y(0.0, 0.0),
                left => history::restore(left),
            }
            if !same || lost {
                focus(&heading(main));
            }
        }
        // A form that was not taken says why before anything else.
        (Why::Sent, Some(alert)) => {
            alert.scroll_into_view_with_bool(false);
            focus(&alert);
        }
        _ if !fragment.is_empty() => {
            if let Some(part) = document().get_element_by_id(fragment) {
                part.scroll_into_view();
                focus(&part);
            }
        }
        _ if same => {
            if lost {
                focus(&heading(main));
            }
        }
        _ => {
            window().scroll_to_with_x_and_y(0.0, 0.0);
            focus(&heading(main));
        }
    }
}

fn heading(main: &Element) -> Element {
    main.query_selector("h1").ok().flatten().unwrap_or_else(|| main.clone())
}

fn focus(element: &Element) {
    let Some(element) = element.dyn_ref::<HtmlElement>() else { return };
    if element.tab_index() < 0 {
        let _ = element.set_attribute("tabindex", "-1");
    }
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// "Ille-et-Vilaine, 12 derniers mois, 5 graphiques".
fn sentence(main: &Element, same: bool) -> String {
    let told = main.query_selector("[data-told]").ok().flatten().and_then(|e| e.get_attribute("data-told"));
    let charts = all(main, "figure[data-chart]").len();
    let charts = match charts {
        0 => None,
        1 => Some("1 graphique".to_owned()),
        n => Some(format!("{n} graphiques")),
    };
    // The heading of another page has the focus: it is said already.
    let title = if same && told.is_none() { heading(main).text_content() } else { None };
    [title, told, charts].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

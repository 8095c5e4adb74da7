//! Wakes the charts of a page that is complete without it: a canvas over each server drawing, one Tab stop a chart,
//! the same keys with and without a screen reader, pointer, zoom, sound and pictures.
//!
//! Invariant: no word and no figure that the server's page does not have; the model of [`charts::read`] says all.

mod chart;
mod dom;
mod help;
mod keys;
mod painter;
mod picture;
mod pointer;
mod sound;
mod specs;
mod view;
mod zoom;

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// Small rather than clever: a chart allocates some hundreds of times, and every byte here is waited for.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
#[expect(unsafe_code, reason = "a page has one thread, which is all that this allocator asks")]
static ALLOCATOR: lol_alloc::AssumeSingleThreaded<lol_alloc::FreeListAllocator> =
    unsafe { lol_alloc::AssumeSingleThreaded::new(lol_alloc::FreeListAllocator::new()) };

use chart::Chart;
use dom::{Place, all, document, later, on};

/// The charts of one address of data, for the life of the page.
struct Group {
    source: String,
    /// The data as it last came.
    bytes: RefCell<Vec<u8>>,
    charts: RefCell<Vec<Rc<Chart>>>,
}

/// Called by `charts.js` once the page is there and quiet.
#[wasm_bindgen(start)]
pub fn wake() {
    wasm_bindgen_futures::spawn_local(async {
        dom::fonts_ready().await;
        let figures = all(&document(), "figure[data-charts]");
        let mut groups: Vec<Rc<Group>> = Vec::new();
        for figure in &figures {
            let source = figure.get_attribute("data-charts").unwrap_or_default();
            if !groups.iter().any(|g| g.source == source) {
                groups.push(Rc::new(Group { source, bytes: RefCell::default(), charts: RefCell::default() }));
            }
        }
        let groups = Rc::new(groups);
        let mut places: Vec<Place> = Vec::new();
        for group in groups.iter() {
            let Some(bytes) = specs::bytes(&group.source).await else { continue };
            if places.is_empty() {
                let stage =
                    |f: &HtmlElement| dom::find(f, ".stage").map(|s| Place::of(&s)).unwrap_or_default();
                places = figures.iter().map(stage).collect();
                painter::learn_colours();
            }
            let mut first = true;
            for spec in specs::read(&bytes) {
                let is = |f: &HtmlElement, name: &str, value: &str| {
                    f.get_attribute(name).is_some_and(|known| known == value)
                };
                let of_spec =
                    |f: &HtmlElement| is(f, "data-chart", &spec.id) && is(f, "data-charts", &group.source);
                let Some(at) = figures.iter().position(of_spec) else { continue };
                let (figure, place, group) = (figures[at].clone(), places[at], group.clone());
                let mount = move || group.charts.borrow_mut().extend(Chart::mount(&figure, spec, place));
                // The first that is seen at once, the others in a task each: none of them keeps a reader waiting.
                if std::mem::take(&mut first) && place.near { mount() } else { later(mount) }
            }
            group.bytes.replace(bytes);
        }
        watch_theme(&groups);
        watch_data(groups);
    });
}

/// A new theme repaints all charts.
fn watch_theme(groups: &Rc<Vec<Rc<Group>>>) {
    let groups = groups.clone();
    let repaint = dom::callback(move |_| {
        painter::forget_colours();
        groups.iter().for_each(|g| g.charts.borrow().iter().for_each(|c| c.repaint()));
    });
    if let Ok(Some(forced)) = dom::window().match_media("(forced-colors: active)") {
        let _ = forced.add_event_listener_with_callback("change", &repaint);
    }
    let options = web_sys::MutationObserverInit::new();
    options.set_attributes(true);
    if let (Ok(observer), Some(root)) =
        (web_sys::MutationObserver::new(&repaint), document().document_element())
    {
        let _ = observer.observe_with_options(&root, &options);
    }
}

/// Data that changed while the page was away is shown without a reload: place, zoom and focus stay.
fn watch_data(groups: Rc<Vec<Rc<Group>>>) {
    on(&document(), "visibilitychange", move |_: web_sys::Event| {
        if document().hidden() {
            return;
        }
        let groups = groups.clone();
        wasm_bindgen_futures::spawn_local(async move {
            for group in groups.iter() {
                let Some(bytes) = specs::bytes(&group.source).await else { continue };
                if *group.bytes.borrow() == bytes {
                    continue;
                }
                for spec in specs::read(&bytes) {
                    let charts = group.charts.borrow();
                    if let Some(chart) = charts.iter().find(|c| c.id() == spec.id) {
                        chart.update(spec);
                    }
                }
                group.bytes.replace(bytes);
            }
        });
    });
}

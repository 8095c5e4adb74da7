//! Wakes the charts of a page that is complete without it: a canvas over each server drawing, one Tab stop a chart,
//! the same keys with and without a screen reader, pointer, zoom, sound and pictures.
//!
//! Invariant: no figure, and no word about one, that the server's page does not have: the model of [`charts::read`] says
//! all. Words of its own are for keys, buttons and what changed.

mod address;
mod chart;
mod dom;
mod help;
mod keys;
mod mount;
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
use mount::Painted;

/// The charts of one address of data, for the life of the page.
struct Group {
    source: String,
    /// Their figures and where each stood before anything of ours was on the page.
    figures: Vec<(HtmlElement, Place)>,
    /// The data as it last came.
    bytes: RefCell<Vec<u8>>,
    charts: RefCell<Vec<Rc<Chart>>>,
}

impl Group {
    /// Puts a chart on each figure that the data has one for.
    fn wake(self: &Rc<Self>, bytes: Vec<u8>) {
        let mut first = true;
        for spec in specs::read(&bytes) {
            let names = |f: &HtmlElement| f.get_attribute("data-chart").is_some_and(|id| id == spec.id);
            let Some((figure, place)) = self.figures.iter().find(|(f, _)| names(f)).cloned() else {
                continue;
            };
            let group = self.clone();
            let paint = move || {
                if let Some(painted) = Painted::paint(figure, spec, place) {
                    later(move || group.charts.borrow_mut().extend(painted.wake()));
                }
            };
            // The first that is seen at once, the others in a task each: none of them keeps a reader waiting.
            if std::mem::take(&mut first) && place.near { paint() } else { later(paint) }
        }
        self.bytes.replace(bytes);
    }

    /// New data in place of the old, where it differs.
    fn refresh(&self, bytes: Vec<u8>) {
        if *self.bytes.borrow() == bytes {
            return;
        }
        for spec in specs::read(&bytes) {
            let charts = self.charts.borrow();
            if let Some(chart) = charts.iter().find(|c| c.id == spec.id) {
                chart.update(spec);
            }
        }
        self.bytes.replace(bytes);
    }
}

/// Called by `charts.js` once the page is there and quiet.
#[wasm_bindgen(start)]
pub fn wake() {
    dom::when_fonts_ready(|_| {
        let mut groups: Vec<Group> = Vec::new();
        for figure in all(&document(), "figure[data-charts]") {
            let source = figure.get_attribute("data-charts").unwrap_or_default();
            let place = dom::find(&figure, ".stage").map(|s| Place::of(&s)).unwrap_or_default();
            match groups.iter_mut().find(|g| g.source == source) {
                Some(group) => group.figures.push((figure, place)),
                None => groups.push(Group {
                    source,
                    figures: vec![(figure, place)],
                    bytes: RefCell::default(),
                    charts: RefCell::default(),
                }),
            }
        }
        painter::learn_colours();
        let groups: Rc<Vec<Rc<Group>>> = Rc::new(groups.into_iter().map(Rc::new).collect());
        for group in groups.iter() {
            let this = group.clone();
            specs::fetch(&group.source, move |bytes| this.wake(bytes));
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

/// Data that changed since is shown without a reload, when `charts.js` says so: place, zoom and focus stay.
fn watch_data(groups: Rc<Vec<Rc<Group>>>) {
    on(&document(), "renew", move |_: web_sys::Event| {
        for group in groups.iter() {
            let this = group.clone();
            specs::fetch(&group.source, move |bytes| this.refresh(bytes));
        }
    });
}

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
mod pointers;
mod sound;
mod specs;
mod view;
mod zoom;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// Small rather than clever: a chart allocates some hundreds of times, and every byte here is waited for.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
#[expect(unsafe_code, reason = "a page has one thread, which is all that this allocator asks")]
static ALLOCATOR: lol_alloc::AssumeSingleThreaded<lol_alloc::FreeListAllocator> =
    unsafe { lol_alloc::AssumeSingleThreaded::new(lol_alloc::FreeListAllocator::new()) };

use charts::wire;

use chart::Chart;
use dom::{Place, all, document, later, on};
use mount::Painted;

/// The charts that are on the page now. It changes in place: what left it is let go. All are drawn from one address of data.
#[derive(Default)]
struct Page {
    address: RefCell<String>,
    /// The data as it last came.
    bytes: RefCell<Vec<u8>>,
    charts: RefCell<Vec<Rc<Chart>>>,
    /// Those that are seen already and wake in the next task.
    painted: RefCell<Vec<Painted>>,
    /// How often data was shown.
    shows: Cell<u32>,
}

impl Page {
    /// Lets charts go that left the page, and asks for the data of those that are there. `again`: the page is the same, the words
    /// beside its charts are old.
    fn attend(self: &Rc<Self>, again: bool) {
        self.charts.borrow_mut().retain(|chart| chart.figure.is_connected());
        let first = document().query_selector(FIGURES).ok().flatten();
        let address = first.and_then(|figure| figure.get_attribute("data-charts")).unwrap_or_default();
        let along = came_along();
        if self.address.replace(address.clone()) != address {
            self.bytes.take();
        } else if !again {
            return;
        }
        if !along.is_empty() {
            return self.read(along, false);
        }
        if address.is_empty() {
            return;
        }
        let page = self.clone();
        specs::fetch(&address.clone(), move |bytes| {
            // Another page may have come meanwhile; what fails to be renewed is still what it was.
            if *page.address.borrow() == address && !(bytes.is_empty() && again) {
                page.read(bytes, again);
            }
        });
    }

    /// Data as they came; none where they could not be had.
    #[inline(never)]
    fn read(self: &Rc<Self>, bytes: Vec<u8>, again: bool) {
        // No picture stands under words that it is not of: the server's drawings are asked for.
        mark("unread", bytes.is_empty());
        if bytes.is_empty() {
            let _ = web_sys::Event::new("stale").map(|event| document().dispatch_event(&event));
        } else if *self.bytes.borrow() != bytes {
            self.show(&bytes, again);
            self.bytes.replace(bytes);
        }
    }

    /// New data: charts that are awake show it, the others wake.
    fn show(self: &Rc<Self>, bytes: &[u8], again: bool) {
        // A figure has one chart: newer data are its own.
        self.wake_painted();
        // Where each stands is asked before anything of ours is put there.
        let figures: Vec<(HtmlElement, Place)> = all(&document(), FIGURES)
            .into_iter()
            .map(|figure| {
                let place = Place::of_stage(&figure);
                (figure, place)
            })
            .collect();
        let number = self.shows.get() + 1;
        self.shows.set(number);
        let mut first = true;
        for spec in wire::specs(bytes) {
            let names = |f: &HtmlElement| f.get_attribute("data-chart").is_some_and(|id| id == spec.id);
            let Some((figure, place)) = figures.iter().find(|(f, _)| names(f)).cloned() else { continue };
            let page = self.clone();
            let act = move || {
                // Newer data may have been faster.
                if page.shows.get() != number {
                    return;
                }
                let awake = page.charts.borrow().iter().find(|chart| chart.figure == figure).cloned();
                if let Some(chart) = awake {
                    chart.update(spec, again);
                } else if let Some(painted) = Painted::paint(figure, spec, place) {
                    page.painted.borrow_mut().push(painted);
                    later(move || page.wake_painted());
                }
            };
            // The first that is seen at once where somebody chose, the others in a task each: none of them keeps a reader waiting.
            if number > 1 && place.near && std::mem::take(&mut first) { act() } else { later(act) }
        }
    }

    /// Gives those that are seen what listens and speaks.
    fn wake_painted(&self) {
        let painted = self.painted.take();
        self.charts.borrow_mut().extend(painted.into_iter().filter_map(Painted::wake));
    }
}

/// Data that came with the figures of a page that answers in place; nothing where they have to be asked for.
fn came_along() -> Vec<u8> {
    const VALUES: &str = "data-values";
    let mut bytes = Vec::new();
    for figure in all(&document(), FIGURES) {
        let text = figure.get_attribute(VALUES).unwrap_or_default();
        if text.is_empty() {
            return Vec::new();
        }
        // Read once: the page is not to carry it along.
        let _ = figure.set_attribute(VALUES, "");
        wire::append(&mut bytes, &text);
    }
    bytes
}

const FIGURES: &str = "figure[data-charts]";

/// A mark of the root: for the style, and for who answers in place.
fn mark(class: &str, on: bool) {
    if let Some(root) = document().document_element() {
        let _ = root.class_list().toggle_with_force(class, on);
    }
}

/// Called by `charts.js` once the page is there and quiet.
#[wasm_bindgen(start)]
pub fn wake() {
    dom::when_fonts_ready(|_| {
        painter::learn_colours();
        let page = Rc::new(Page::default());
        page.attend(false);
        // Pages that come in place need no drawings from now on.
        mark("awake", true);
        watch_theme(&page);
        let this = page.clone();
        on(&document(), "arrived", move |_: web_sys::Event| this.attend(false));
        let this = page.clone();
        on(&document(), "filled", move |_: web_sys::Event| {
            this.charts.borrow().iter().for_each(Chart::filled)
        });
        // Paper has all of them, whether they were near what is seen or not.
        let this = page.clone();
        on(&dom::window(), "beforeprint", move |_: web_sys::Event| {
            this.charts.borrow().iter().for_each(|c| c.paint())
        });
        // Data that changed since is shown without a reload, when `charts.js` says so: place, zoom and focus stay.
        on(&document(), "renew", move |_: web_sys::Event| page.attend(true));
    });
}

/// A new theme repaints all charts.
fn watch_theme(page: &Rc<Page>) {
    let page = page.clone();
    let repaint = dom::callback(move |_| {
        painter::forget_colours();
        page.charts.borrow().iter().for_each(|chart| chart.repaint());
    });
    if let Ok(Some(forced)) = dom::window().match_media("(forced-colors: active)") {
        let _ = forced.add_event_listener_with_callback("change", &repaint);
    }
    let options = web_sys::MutationObserverInit::new();
    options.set_attribute_filter(&js_sys::Array::of1(&"data-fr-theme".into()));
    if let (Ok(observer), Some(root)) =
        (web_sys::MutationObserver::new(&repaint), document().document_element())
    {
        let _ = observer.observe_with_options(&root, &options);
    }
}

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

/// An address of data that charts of the page are drawn from.
struct Source {
    address: String,
    /// The data as it last came.
    bytes: RefCell<Vec<u8>>,
}

/// The charts that are on the page now. It changes in place: what left it is let go.
#[derive(Default)]
struct Page {
    sources: RefCell<Vec<Rc<Source>>>,
    charts: RefCell<Vec<Rc<Chart>>>,
}

impl Page {
    /// Looks for figures that came and for charts that left, and asks for data that was not asked for yet.
    fn attend(self: &Rc<Self>) {
        self.charts.borrow_mut().retain(|chart| chart.figure.is_connected());
        let mut wanted: Vec<String> = all(&document(), FIGURES).iter().filter_map(source_of).collect();
        wanted.dedup();
        self.sources.borrow_mut().retain(|source| wanted.contains(&source.address));
        for address in wanted {
            if self.sources.borrow().iter().all(|source| source.address != address) {
                let source = Rc::new(Source { address, bytes: RefCell::default() });
                self.sources.borrow_mut().push(source.clone());
                self.ask(source, false);
            }
        }
    }

    /// Asks for a source's data. `again`: it is the same data as they are now, and the words beside them are old.
    fn ask(self: &Rc<Self>, source: Rc<Source>, again: bool) {
        let page = self.clone();
        specs::fetch(&source.address.clone(), move |bytes| {
            if *source.bytes.borrow() != bytes {
                page.receive(&source.address, &bytes, again);
                source.bytes.replace(bytes);
            }
        });
    }

    /// New data: charts that are awake show it, the others wake.
    fn receive(self: &Rc<Self>, address: &str, bytes: &[u8], again: bool) {
        // Where each stands is asked before anything of ours is put there.
        let figures: Vec<(HtmlElement, Place)> = all(&document(), FIGURES)
            .into_iter()
            .filter(|figure| source_of(figure).is_some_and(|source| source == address))
            .map(|figure| {
                let place = dom::find(&figure, ".stage").map(|stage| Place::of(&stage)).unwrap_or_default();
                (figure, place)
            })
            .collect();
        let mut first = true;
        for spec in specs::read(bytes) {
            let names = |f: &HtmlElement| f.get_attribute("data-chart").is_some_and(|id| id == spec.id);
            let Some((figure, place)) = figures.iter().find(|(f, _)| names(f)).cloned() else { continue };
            let awake = self.charts.borrow().iter().find(|chart| chart.figure == figure).cloned();
            if let Some(chart) = awake {
                chart.update(spec, again);
                continue;
            }
            let page = self.clone();
            let paint = move || {
                if let Some(painted) = Painted::paint(figure, spec, place) {
                    later(move || page.charts.borrow_mut().extend(painted.wake()));
                }
            };
            // The first that is seen at once, the others in a task each: none of them keeps a reader waiting.
            if std::mem::take(&mut first) && place.near { paint() } else { later(paint) }
        }
    }
}

const FIGURES: &str = "figure[data-charts]";

fn source_of(figure: &HtmlElement) -> Option<String> {
    figure.get_attribute("data-charts")
}

/// Called by `charts.js` once the page is there and quiet.
#[wasm_bindgen(start)]
pub fn wake() {
    dom::when_fonts_ready(|_| {
        painter::learn_colours();
        let page = Rc::new(Page::default());
        page.attend();
        // Pages that come in place need no drawings from now on.
        if let Some(root) = document().document_element() {
            let _ = root.class_list().add_1("awake");
        }
        watch_theme(&page);
        let this = page.clone();
        on(&document(), "arrived", move |_: web_sys::Event| this.attend());
        let this = page.clone();
        on(&document(), "filled", move |_: web_sys::Event| {
            this.charts.borrow().iter().for_each(Chart::filled)
        });
        // Data that changed since is shown without a reload, when `charts.js` says so: place, zoom and focus stay.
        on(&document(), "renew", move |_: web_sys::Event| {
            for source in page.sources.borrow().iter() {
                page.ask(source.clone(), true);
            }
        });
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

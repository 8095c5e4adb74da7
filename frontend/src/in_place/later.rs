//! What is far from what is read is put in place after what is read was painted: a section a task. Until then it shows what it
//! showed. Another page, or paper, has it at once.

use std::cell::{Cell, RefCell};

use web_sys::Element;

use super::morph::Morph;
use crate::browser::{after, all, find, root, window};

/// Sections that are left to do, and what follows.
struct Rest {
    number: u32,
    parts: Vec<(Element, Element)>,
    then: Box<dyn FnOnce()>,
}

thread_local! {
    static REST: RefCell<Option<Rest>> = const { RefCell::new(None) };
    /// Arrivals so far that left something.
    static NUMBER: Cell<u32> = const { Cell::new(0) };
    static FAR: RefCell<Vec<Element>> = const { RefCell::new(Vec::new()) };
}

/// A mark of the root while something is left to do.
const MARK: &str = "arrives";

/// Looks which sections nobody sees: when a choice is made, since what is laid out already is read for nothing, and not when its
/// answer has changed something.
pub fn look() {
    FAR.set(find("#contenu").map(|main| not_seen(&main)).unwrap_or_default());
}

/// Those that nobody saw.
pub fn far() -> Vec<Element> {
    FAR.take()
}

fn not_seen(main: &Element) -> Vec<Element> {
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::MAX);
    let is_far = |section: &Element| {
        let place = section.get_bounding_client_rect();
        place.top() > 1.5 * height || place.bottom() < 0.0
    };
    all(main, "section.question").into_iter().filter(is_far).collect()
}

const FIGURES: &str = "figure[data-chart]";
/// The data of a chart, which came with its figure.
const VALUES: &str = "data-values";
/// Where they can be asked for.
const ADDRESS: &str = "data-charts";

/// Charts have the data of all that came at once.
pub fn hand_over(parts: &[(Element, Element)]) {
    for (old, new) in parts {
        for (old, new) in all(old, FIGURES).iter().zip(all(new, FIGURES)) {
            if let Some(values) = new.get_attribute(VALUES) {
                let _ = old.set_attribute(VALUES, &values);
                let _ = new.set_attribute(VALUES, "");
            }
            if let Some(address) = new.get_attribute(ADDRESS) {
                let _ = old.set_attribute(ADDRESS, &address);
            }
        }
    }
}

/// Does these sections when what is there was painted, then the rest.
pub fn begin(parts: Vec<(Element, Element)>, then: impl FnOnce() + 'static) {
    if parts.is_empty() {
        return then();
    }
    mark(true);
    let number = NUMBER.get() + 1;
    NUMBER.set(number);
    REST.with(|rest| rest.replace(Some(Rest { number, parts, then: Box::new(then) })));
    crate::browser::painted(move || after(0, move || go_on(number)));
}

/// The next section of an arrival, unless a later one took its place.
fn go_on(number: u32) {
    if REST.with_borrow(|rest| rest.as_ref().is_none_or(|rest| rest.number != number)) {
        return;
    }
    let next = REST.with_borrow_mut(|rest| rest.as_mut()?.parts.pop());
    if let Some((old, new)) = next {
        put(&old, &new);
        return after(0, move || go_on(number));
    }
    finish();
}

/// Does what is left at once.
pub fn finish() {
    let Some(Rest { parts, then, .. }) = REST.with(RefCell::take) else { return };
    for (old, new) in parts.iter().rev() {
        put(old, new);
    }
    mark(false);
    then();
}

fn put(old: &Element, new: &Element) {
    if old.is_connected() {
        Morph::default().element(old, new);
    }
}

fn mark(is_left: bool) {
    if let Some(root) = root() {
        let _ = root.class_list().toggle_with_force(MARK, is_left);
    }
}

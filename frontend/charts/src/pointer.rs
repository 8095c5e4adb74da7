//! Mouse, pen and fingers: words under the pointer, a drag or a pinch to look closer.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::PointerEvent;

use crate::{
    chart::{Chart, go_to},
    dom::window,
};

/// A shorter drag is a click.
const DRAG: f64 = 8.0;

/// A pointer's place on the stage.
fn place(chart: &Chart, event: &PointerEvent) -> (f64, f64) {
    let scrolled = window().scroll_y().unwrap_or_default();
    let mut pointers = chart.pointers.borrow_mut();
    let corner = match pointers.corner {
        Some((corner, at)) if at == scrolled => corner,
        _ => {
            let rect = chart.stage.get_bounding_client_rect();
            (rect.left(), rect.top())
        }
    };
    pointers.corner = Some((corner, scrolled));
    (f64::from(event.client_x()) - corner.0, f64::from(event.client_y()) - corner.1)
}

/// Listens on the cursor of a chart.
pub fn listen(chart: &Rc<Chart>) {
    chart.hear(&chart.cursor, "pointerdown", |chart, event| {
        let event: PointerEvent = event.unchecked_into();
        let (x, y) = place(chart, &event);
        chart.pointers.borrow_mut().down.push((event.pointer_id(), x, x));
        // A drag that leaves the stage still ends here.
        let _ = chart.cursor.set_pointer_capture(event.pointer_id());
        let before = chart.state.borrow().hover;
        show(chart, x, y);
        let now = chart.state.borrow().hover;
        chart.pointers.borrow_mut().again = before.is_some() && before == now;
    });
    chart.hear(&chart.cursor, "pointermove", |chart, event| {
        let event: PointerEvent = event.unchecked_into();
        let (x, y) = place(chart, &event);
        let dragged = {
            let mut pointers = chart.pointers.borrow_mut();
            let down = pointers.down.iter_mut().find(|d| d.0 == event.pointer_id());
            down.map(|d| {
                d.2 = x;
                (d.1, d.2)
            })
        };
        match dragged {
            Some((from, to)) if brushes(chart, &event) && (to - from).abs() > DRAG => {
                chart.state.borrow().view.shade(from, to);
            }
            // A finger slides along the values.
            _ => show(chart, x, y),
        }
    });
    chart.hear(&chart.cursor, "pointerup", |chart, event| {
        let event: PointerEvent = event.unchecked_into();
        let (x, y) = place(chart, &event);
        let again = chart.pointers.borrow().again;
        let down = std::mem::take(&mut chart.pointers.borrow_mut().down);
        match down.as_slice() {
            [(id, from, to)] if *id == event.pointer_id() => {
                if (to - from).abs() > DRAG {
                    if brushes(chart, &event) {
                        brush(chart, from.min(*to), from.max(*to));
                    }
                } else if event.button() == 0 && (again || event.pointer_type() == "mouse") {
                    follow(chart, x, y, event.ctrl_key() || event.meta_key());
                }
            }
            [(_, a, a2), (_, b, b2)] => {
                let (before, now) = ((a - b).abs().max(1.0), (a2 - b2).abs().max(1.0));
                chart.zoom_by((before / now).clamp(0.1, 10.0));
            }
            _ => {}
        }
    });
    chart.hear(&chart.stage, "pointerleave", |chart, event| {
        let event: PointerEvent = event.unchecked_into();
        chart.pointers.borrow_mut().corner = None;
        // A finger that is lifted leaves too: what it showed stays.
        if event.pointer_type() != "touch" {
            chart.leave();
        }
    });
    chart.hear(&chart.cursor, "pointercancel", |chart, _| chart.pointers.borrow_mut().down.clear());
}

/// Shows the value under the pointer, without a word to assistive technology: the reader there has keys.
fn show(chart: &Chart, x: f64, y: f64) {
    let at = {
        let state = chart.state.borrow();
        state.view.hit(&state.spec, x, y)
    };
    let Some(at) = at else { return };
    chart.state.borrow_mut().hover = Some(at);
    chart.mark();
}

/// Whether a drag of this pointer chooses a part: a finger slides instead, and two fingers pinch.
fn brushes(chart: &Chart, event: &PointerEvent) -> bool {
    event.pointer_type() != "touch" && event.buttons() <= 1 && chart.state.borrow().zooms()
}

/// Opens what lies under the pointer, if it leads anywhere.
fn follow(chart: &Chart, x: f64, y: f64, aside: bool) {
    let link = {
        let state = chart.state.borrow();
        let at = state.view.hit(&state.spec, x, y);
        at.and_then(|at| charts::read::Reader(&state.spec).link(at).map(str::to_owned))
    };
    if let Some(link) = link {
        go_to(&link, aside);
    }
}

/// Looks closer at what lies between two places.
fn brush(chart: &Chart, from: f64, to: f64) {
    let range = {
        let state = chart.state.borrow();
        if !state.zooms() {
            return;
        }
        let step = |x: f64| state.view.hit(&state.spec, x, 0.0).map(|at| at.step);
        step(from).zip(step(to)).map(|(a, b)| (a, b + 1)).filter(|(a, b)| b - a >= 2)
    };
    // One value is no range: what was shown stays.
    match range {
        Some(range) => chart.set_zoom(Some(range)),
        None => chart.mark(),
    }
}

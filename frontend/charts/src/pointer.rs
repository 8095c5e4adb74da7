//! Mouse, pen and fingers: words under the pointer, a drag or a pinch to look closer.

use std::{cell::RefCell, rc::Rc};

use web_sys::PointerEvent;

use crate::{
    chart::Chart,
    dom::{on, window},
};

/// A shorter drag is a click.
const DRAG: f64 = 8.0;

#[derive(Default)]
struct Pointers {
    /// Where the stage stands in the window; read once a visit.
    corner: Option<(f64, f64)>,
    /// Pointers that are down: number, start, now.
    down: Vec<(i32, f64, f64)>,
}

/// Listens on the cursor of a chart.
pub fn listen(chart: &Rc<Chart>) {
    let pointers = Rc::new(RefCell::new(Pointers::default()));
    let place = {
        let (chart, pointers) = (chart.clone(), pointers.clone());
        move |event: &PointerEvent| {
            let corner = *pointers.borrow_mut().corner.get_or_insert_with(|| {
                let rect = chart.stage.get_bounding_client_rect();
                (rect.left(), rect.top())
            });
            (f64::from(event.client_x()) - corner.0, f64::from(event.client_y()) - corner.1)
        }
    };
    {
        // A scrolled page has another corner.
        let pointers = pointers.clone();
        on(&window(), "scroll", move |_: web_sys::Event| pointers.borrow_mut().corner = None);
    }
    {
        let (chart, pointers, place) = (chart.clone(), pointers.clone(), place.clone());
        on(&chart.cursor.clone(), "pointerdown", move |event: PointerEvent| {
            let (x, y) = place(&event);
            pointers.borrow_mut().down.push((event.pointer_id(), x, x));
            show(&chart, x, y);
        });
    }
    {
        let (chart, pointers, place) = (chart.clone(), pointers.clone(), place.clone());
        on(&chart.cursor.clone(), "pointermove", move |event: PointerEvent| {
            let (x, y) = place(&event);
            let dragged = {
                let mut pointers = pointers.borrow_mut();
                let down = pointers.down.iter_mut().find(|d| d.0 == event.pointer_id());
                down.map(|d| {
                    d.2 = x;
                    (d.1, d.2)
                })
            };
            match dragged {
                Some((from, to)) if (to - from).abs() > DRAG && chart.state.borrow().zooms() => {
                    chart.state.borrow().view.shade(from, to);
                }
                _ => show(&chart, x, y),
            }
        });
    }
    {
        let (chart, pointers) = (chart.clone(), pointers.clone());
        on(&chart.cursor.clone(), "pointerup", move |event: PointerEvent| {
            let down = std::mem::take(&mut pointers.borrow_mut().down);
            match down.as_slice() {
                [(id, from, to)] if *id == event.pointer_id() => {
                    if (to - from).abs() > DRAG {
                        brush(&chart, from.min(*to), from.max(*to));
                    } else if event.pointer_type() == "mouse" {
                        let link = {
                            let state = chart.state.borrow();
                            charts::read::Reader(&state.spec).link(state.at).map(str::to_owned)
                        };
                        if let Some(link) = link {
                            let _ = window().location().set_href(&link);
                        }
                    }
                }
                [(_, a, a2), (_, b, b2)] => {
                    let (before, now) = ((a - b).abs().max(1.0), (a2 - b2).abs().max(1.0));
                    chart.zoom_by((before / now).clamp(0.1, 10.0));
                }
                _ => {}
            }
        });
    }
    {
        let (chart, pointers) = (chart.clone(), pointers.clone());
        on(&chart.stage.clone(), "pointerleave", move |_: PointerEvent| {
            let mut pointers = pointers.borrow_mut();
            pointers.corner = None;
            pointers.down.clear();
            chart.unmark();
        });
    }
    on(&chart.cursor.clone(), "pointercancel", move |_: PointerEvent| pointers.borrow_mut().down.clear());
}

/// Shows the value under the pointer, without a word to assistive technology: the reader there has keys.
fn show(chart: &Chart, x: f64, y: f64) {
    let at = {
        let state = chart.state.borrow();
        state.view.hit(&state.spec, x, y)
    };
    let Some(at) = at else { return };
    chart.state.borrow_mut().at = at;
    chart.mark();
}

/// Looks closer at what lies between two places.
fn brush(chart: &Chart, from: f64, to: f64) {
    let range = {
        let state = chart.state.borrow();
        if !state.zooms() {
            return;
        }
        let step = |x: f64| state.view.hit(&state.spec, x, 0.0).map(|at| at.step);
        step(from).zip(step(to)).map(|(a, b)| (a, b + 1))
    };
    chart.set_zoom(range);
}

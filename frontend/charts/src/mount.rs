//! From a figure of the page to a chart that is awake: the picture first, hands a task later.

use std::{cell::RefCell, rc::Rc};

use charts::{
    read::{At, Reader},
    spec::ChartSpec,
};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::{
    address,
    chart::{Chart, State},
    dom::{Place, add, find, take_over},
    painter::Surface,
    picture, pointer,
    view::{View, outlines},
};

/// A chart that is seen but not yet touched: the picture comes first, hands a task later, so that both are short.
pub struct Painted {
    figure: HtmlElement,
    stage: HtmlElement,
    spec: ChartSpec,
    view: View,
    place: Place,
    /// The value that the address asks for.
    asked: Option<At>,
}

impl Painted {
    /// Lays canvases over a figure's drawing and paints them; `None` leaves the server's drawing as it is.
    pub fn paint(figure: HtmlElement, spec: ChartSpec, place: Place) -> Option<Self> {
        if Reader(&spec).is_empty() {
            return None;
        }
        let stage = find(&figure, ".stage")?;
        let base = add(&stage, "canvas", &[("aria-hidden", "true"), ("class", "layer")])?;
        let over = add(&stage, "canvas", &[("aria-hidden", "true"), ("class", "layer")])?;
        let outlines = outlines(&spec, &stage);
        let mut view =
            View::new(Surface::new(base.unchecked_into())?, Surface::new(over.unchecked_into())?, outlines);
        let asked = address::asked(&spec);
        view.zoom = asked.zoom;
        if place.near {
            view.paint(&spec, place.size);
            take_over(&stage);
        }
        Some(Self { figure, stage, spec, view, place, asked: asked.at })
    }

    /// The chart with its one Tab stop, its words and all that listens.
    pub fn wake(self) -> Option<Rc<Chart>> {
        let Self { figure, stage, spec, view, place, asked } = self;
        let reader = Reader(&spec);
        let id = spec.id.clone();
        let hint_id = id.clone() + "-touches";
        let cursor = add(
            &stage,
            "div",
            &[
                ("class", "cursor"),
                ("role", "slider"),
                ("tabindex", "0"),
                ("aria-label", &spec.title),
                ("aria-valuemin", "1"),
                ("aria-valuemax", &reader.len().to_string()),
                ("aria-describedby", &hint_id),
            ],
        )?;
        let tip = add(&stage, "div", &[("class", "tip"), ("hidden", "")])?;
        let hint = add(&stage, "p", &[("class", "hint"), ("id", &hint_id)])?;
        hint.set_text_content(Some(
            "Flèches : lire les valeurs. Point d’interrogation : toutes les touches.",
        ));
        let status = add(&figure, "p", &[("class", "fr-sr-only"), ("role", "status")])?;
        let mut at = asked.unwrap_or_else(|| reader.start());
        if let Some((from, to)) = view.zoom {
            at.step = at.step.clamp(from, to - 1);
            let _ = figure.class_list().add_1("zoomed");
        }
        let mut state = State::new(spec, at, view, place);
        state.pinned = asked.is_some();
        let chart = Rc::new(Chart {
            id,
            figure,
            stage,
            cursor,
            tip,
            status,
            pointers: RefCell::default(),
            state: RefCell::new(state),
        });
        chart.speak();
        if asked.is_some() {
            chart.mark();
        }
        chart.listen();
        pointer::listen(&chart);
        chart.observe();
        picture::offer(&chart);
        Some(chart)
    }
}

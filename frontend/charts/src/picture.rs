//! Buttons that only a browser can honour: a picture of the chart as it is seen, and the zoom without a gesture.

use std::rc::Rc;

use charts::{
    plot::draw,
    scene::{Anchor, SCALE, Size},
    spec::Kind,
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlAnchorElement, HtmlCanvasElement, HtmlElement};

use crate::{
    chart::Chart,
    dom::{add, callback, document, find, on},
    painter::{Surface, colour},
};

/// Pixels of the picture in a logical pixel.
const RATIO: f64 = 2.0;

/// Adds the buttons to the chart's list of downloads.
pub fn offer(chart: &Rc<Chart>) {
    let Some(list) = find(&chart.figure, ".downloads") else { return };
    let button = |label: &str, class: &str| -> Option<HtmlElement> {
        let item = add(&list, "li", &[("class", class)])?;
        let button = add(&item, "button", &[("type", "button"), ("class", "fr-link")])?;
        button.set_text_content(Some(label));
        Some(button)
    };
    if let Some(png) = button("Image PNG", "") {
        let chart = chart.clone();
        on(&png, "click", move |_: web_sys::Event| {
            let _ = save(&chart);
        });
    }
    let points = match &chart.state.borrow().spec.kind {
        Kind::Time(time) => time.points().len(),
        _ => 0,
    };
    if points < 6 {
        return;
    }
    for (label, class, factor) in
        [("Agrandir", "", 0.5), ("Réduire", "when-zoomed", 2.0), ("Tout afficher", "when-zoomed", 1e9)]
    {
        if let Some(zoom) = button(label, class) {
            let chart = chart.clone();
            on(&zoom, "click", move |_: web_sys::Event| chart.zoom_by(factor));
        }
    }
}

/// The chart with its title and its source, twice as fine as the page.
fn save(chart: &Chart) -> Option<()> {
    let state = chart.state.borrow();
    let mut drawn = draw(&state.spec, Size::WIDE);
    let (head, foot) = (40, 32);
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    let (w, h) = (drawn.scene.size.width, drawn.scene.size.height + head + foot);
    canvas.set_width((f64::from(w) * RATIO) as u32);
    canvas.set_height((f64::from(h) * RATIO) as u32);
    let mut surface = Surface::new(canvas.clone())?;
    surface.scaled(RATIO / f64::from(SCALE));
    surface.ground(&colour("--ground"));
    let units = |v: u32| v as i32 * SCALE;
    surface.letters((4 * SCALE, units(26)), Anchor::Start, &state.spec.title, 16, true, &colour("--ink"));
    let credit = chart.figure.get_attribute("data-credit").unwrap_or_default();
    surface.letters((4 * SCALE, units(h - 10)), Anchor::Start, &credit, 11, false, &colour("--ink-3"));
    drawn.scene.shift(units(head));
    surface.paint(&drawn.scene, &state.view.outlines);
    let name = format!("{}.png", chart.id());
    let done = callback(move |blob| {
        let blob: web_sys::Blob = blob.unchecked_into();
        let _ = (|| {
            let address = web_sys::Url::create_object_url_with_blob(&blob)?;
            let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
            link.set_href(&address);
            link.set_download(&name);
            link.click();
            web_sys::Url::revoke_object_url(&address)
        })();
    });
    canvas.to_blob(&done).ok()
}

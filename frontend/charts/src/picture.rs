//! Buttons that only a browser can honour: a picture of the chart, and the zoom without a gesture.

use std::rc::Rc;

use charts::spec::Kind;
use wasm_bindgen::JsCast;
use web_sys::{HtmlAnchorElement, HtmlCanvasElement, HtmlElement};

use crate::{
    chart::{Chart, Heard},
    dom::{add, callback, document, find, on},
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
        chart.hear(&png, "click", |chart, _| {
            let _ = save(chart);
        });
    }
    let points = match &chart.state.borrow().spec.kind {
        Kind::Time(time) => time.points().len(),
        _ => 0,
    };
    if points < 6 {
        return;
    }
    let zooms: [(&str, &str, Heard); 3] = [
        ("Agrandir", "", |chart, _| chart.zoom_by(0.5)),
        ("Réduire", "when-zoomed", |chart, _| chart.zoom_by(2.0)),
        ("Tout afficher", "when-zoomed", |chart, _| chart.zoom_by(1e9)),
    ];
    for (label, class, act) in zooms {
        if let Some(zoom) = button(label, class) {
            chart.hear(&zoom, "click", act);
        }
    }
}

/// The server's own drawing, with title, legend and source, as a picture twice as fine as the page.
fn save(chart: &Chart) -> Option<()> {
    let file = find(&chart.figure, ".downloads a[href*=\".svg\"]")?.get_attribute("href")?;
    let image = web_sys::HtmlImageElement::new().ok()?;
    let name = chart.id.clone() + ".png";
    let drawn = image.clone();
    on(&image, "load", move |_: web_sys::Event| {
        let _ = picture(&drawn, &name);
    });
    image.set_src(&file);
    Some(())
}

fn picture(image: &web_sys::HtmlImageElement, name: &str) -> Option<()> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.unchecked_into();
    let (w, h) = (f64::from(image.natural_width()) * RATIO, f64::from(image.natural_height()) * RATIO);
    canvas.set_width(w as u32);
    canvas.set_height(h as u32);
    let context: web_sys::CanvasRenderingContext2d = canvas.get_context("2d").ok()??.unchecked_into();
    context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, w, h).ok()?;
    let name = name.to_owned();
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

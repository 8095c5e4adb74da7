//! The dialog that names the keys, one for the page.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};

use crate::{
    dom::{add, document, on},
    keys::HELP,
};

const ID: &str = "touches-des-graphiques";

/// Shows the keys; closing it gives the focus back.
pub fn open(back: &HtmlElement) {
    let known = document().get_element_by_id(ID).map(JsCast::unchecked_into);
    let Some(dialog) = known.or_else(build) else { return };
    // The browser itself gives the focus back to what had it.
    let _ = back.focus();
    let _ = dialog.show_modal();
}

fn build() -> Option<HtmlDialogElement> {
    let body = document().body()?;
    let title = ID.to_owned() + "-titre";
    let dialog = add(&body, "dialog", &[("id", ID), ("class", "keys-help"), ("aria-labelledby", &title)])?;
    add(&dialog, "h2", &[("id", &title)])?.set_text_content(Some("Touches des graphiques"));
    let list = add(&dialog, "dl", &[])?;
    for (keys, meaning) in HELP {
        add(&list, "dt", &[])?.set_text_content(Some(keys));
        add(&list, "dd", &[])?.set_text_content(Some(meaning));
    }
    let close = add(&dialog, "button", &[("type", "button"), ("class", "fr-btn")])?;
    close.set_text_content(Some("Fermer"));
    let dialog: HtmlDialogElement = dialog.unchecked_into();
    let shut = dialog.clone();
    on(&close, "click", move |_: web_sys::Event| shut.close());
    Some(dialog)
}

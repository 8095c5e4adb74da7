//! A form that was refused: why, beside the field that it is about. The page stays as it is, and with it all that was typed.

use app::functions::Refused;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement};

use super::told;
use crate::browser::{all, document};

/// Says beside a field of the form why it was refused; whether there is such a field to see.
pub fn says(form: &HtmlFormElement, refused: &Refused) -> bool {
    let Some(field) = refused.field.as_ref().and_then(|name| find(form, name)) else { return false };
    let Ok(why) = document().create_element("p") else { return false };
    let named = Some(field.id()).filter(|id| !id.is_empty()).or(field.get_attribute("name"));
    let id = named.unwrap_or_default() + "-erreur";
    why.set_id(&id);
    why.set_class_name("fr-error-text");
    let _ = why.set_attribute("data-ours", "");
    why.set_text_content(Some(&refused.sentence));
    let _ = field.insert_adjacent_element("afterend", &why);
    let _ = field.set_attribute("aria-invalid", "true");
    let _ = field.set_attribute("aria-describedby", &id);
    // Who stands in the field already hears no change of focus.
    if document().active_element().as_ref() == Some(&field) {
        told::says(refused.sentence.clone());
    }
    field.focus().is_ok()
}

/// Takes back what was said of a form: it is sent again.
pub fn forget(form: &HtmlFormElement) {
    // Those of a page that was loaded with its refusal too.
    for why in all(form, ".fr-error-text, .fr-message--error") {
        why.remove();
    }
    for field in all(form, "[aria-invalid]") {
        let _ = field.remove_attribute("aria-invalid");
        let _ = field.remove_attribute("aria-describedby");
    }
}

fn find(form: &HtmlFormElement, name: &str) -> Option<HtmlElement> {
    let is_it = |field: &Element| {
        let of = |attribute: &str| field.get_attribute(attribute);
        of("name").as_deref() == Some(name) && of("type").as_deref() != Some("hidden")
    };
    all(form, "[name]").into_iter().find(is_it)?.dyn_into().ok()
}

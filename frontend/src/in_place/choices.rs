//! What a reader does that asks for a page: a link, a form. What means more than that (a new tab, a download, another site)
//! stays the browser's.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, FormData, HtmlElement, HtmlFormElement, MouseEvent, SubmitEvent, Url, UrlSearchParams,
};

use super::{
    asking::{Ask, Why},
    go,
};
use crate::browser::{document, here, on, target, window};

pub fn listen() {
    // After all others: who prevents a click has done something with it.
    on(&window(), "click", false, |event: MouseEvent| {
        let plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        if event.default_prevented() || !plain {
            return;
        }
        if let Some(ask) = target(&event).and_then(|t| link_around(&t)) {
            event.prevent_default();
            go(ask);
        }
    });
    on(&window(), "submit", false, |event: SubmitEvent| {
        if event.default_prevented() {
            return;
        }
        let submitter = event.submitter();
        let form = target(&event).and_then(|t| t.dyn_into::<HtmlFormElement>().ok());
        if let Some(ask) = form.and_then(|form| sent(&form, submitter.as_ref())) {
            event.prevent_default();
            go(ask);
        }
    });
}

/// What the link around an element asks for; nothing where it leads elsewhere, or only to a part of this page.
pub fn link_around(element: &Element) -> Option<Ask> {
    let link = element.closest("a[href]").ok().flatten()?;
    let other_way = link.has_attribute("download")
        || link.get_attribute("target").is_some_and(|t| !t.is_empty() && t != "_self")
        || link.get_attribute("rel").is_some_and(|rel| rel.contains("external"));
    if other_way {
        return None;
    }
    // Links of a drawing have no `href` of their own as text.
    let (here, there) =
        (here()?, Url::new_with_base(&link.get_attribute("href")?, &document().base_uri().ok()??).ok()?);
    let same_page = there.pathname() == here.pathname() && there.search() == here.search();
    if same_page && !there.hash().is_empty() {
        return None;
    }
    Ask::page(&there.href(), Why::Followed)
}

/// What a form asks for or sends.
fn sent(form: &HtmlFormElement, submitter: Option<&HtmlElement>) -> Option<Ask> {
    let from_button = |name: &str| submitter.and_then(|s| s.get_attribute(name));
    let method = from_button("formmethod").unwrap_or_else(|| form.method()).to_lowercase();
    let target = from_button("formtarget").unwrap_or_else(|| form.target());
    let files = form.query_selector("input[type=file]").ok().flatten();
    if !target.is_empty() || files.is_some() {
        return None;
    }
    let action = form.get_attribute("action").unwrap_or_default();
    let action = from_button("formaction").unwrap_or(action);
    let url = Url::new_with_base(&action, &document().base_uri().ok()??).ok()?;
    let fields = fields(form, submitter)?;
    match method.as_str() {
        "get" => {
            url.set_search(&fields);
            Ask::page(&url.href(), Why::Chosen)
        }
        "post" => {
            Some(Ask { body: Some(fields), form: Some(form.clone()), ..Ask::page(&url.href(), Why::Sent)? })
        }
        _ => None,
    }
}

/// The fields as an address writes them.
fn fields(form: &HtmlFormElement, submitter: Option<&HtmlElement>) -> Option<String> {
    let data = FormData::new_with_form(form).ok()?;
    if let Some(button) = submitter
        && let Some(name) = button.get_attribute("name").filter(|name| !name.is_empty())
    {
        data.append_with_str(&name, &button.get_attribute("value").unwrap_or_default()).ok()?;
    }
    // A list of pairs: no files are among them.
    let pairs: &JsValue = data.as_ref();
    Some(UrlSearchParams::new_with_str_sequence_sequence(pairs).ok()?.to_string().into())
}

//! What came.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Document, DomParser, Element, Response, SupportedType};

use super::{asking::Ask, intent};
use crate::browser::{all, document};

/// A page that can take the place of ours.
pub struct Came {
    pub document: Document,
    /// Where it came from, after all that was passed on.
    pub address: String,
    /// Another address answered than the one that was asked.
    pub passed_on: bool,
}

pub enum Answer {
    Page(Came),
    /// A page that ours has nothing in common with, or no page: the browser's affair.
    Elsewhere(String),
    /// The server says no, in a sentence of its own.
    Refusal(String),
    /// No answer at all, or none that says anything.
    Nothing,
}

/// Longest refusal that is shown as it is.
const SENTENCE: usize = 300;

pub async fn of(ask: &Ask, signal: Option<&AbortSignal>) -> Answer {
    let Some(promise) = intent::taken(ask).or_else(|| ask.fetch(signal)) else {
        return Answer::Elsewhere(ask.address.clone());
    };
    read(ask, promise).await.unwrap_or(Answer::Nothing)
}

async fn read(ask: &Ask, promise: js_sys::Promise) -> Result<Answer, JsValue> {
    let response: Response = JsFuture::from(promise).await?.dyn_into()?;
    let is_page = response.headers().get("content-type")?.is_some_and(|kind| kind.starts_with("text/html"));
    if is_page {
        let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
        let document = DomParser::new()?.parse_from_string(&text, SupportedType::TextHtml)?;
        if is_like_ours(&document) {
            return Ok(Answer::Page(Came {
                document,
                address: response.url(),
                passed_on: response.redirected(),
            }));
        }
    } else if !response.ok() {
        let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
        let is_sentence = !text.is_empty() && text.len() <= SENTENCE;
        return Ok(if is_sentence { Answer::Refusal(text) } else { Answer::Nothing });
    }
    // What was sent is not sent again: where it led to is read.
    Ok(Answer::Elsewhere(if ask.body.is_some() { response.url() } else { ask.address.clone() }))
}

/// The same frame, styled by the same version of the same sheets.
fn is_like_ours(came: &Document) -> bool {
    let sheets = |of: &Document| {
        let head = of.head().map(Element::from)?;
        let href = |link: Element| link.get_attribute("href");
        Some(all(&head, "link[rel=stylesheet]").into_iter().filter_map(href).collect::<Vec<_>>())
    };
    came.get_element_by_id("contenu").is_some() && sheets(came) == sheets(&document())
}

/// The whole page, with what a lean answer leaves out.
pub async fn whole(ask: &Ask) -> Answer {
    let request = ask.request(None).and_then(|request| {
        request.headers().set("x-in-place", "whole")?;
        Ok(crate::browser::window().fetch_with_request(&request))
    });
    match request {
        Ok(promise) => read(ask, promise).await.unwrap_or(Answer::Nothing),
        Err(_) => Answer::Nothing,
    }
}

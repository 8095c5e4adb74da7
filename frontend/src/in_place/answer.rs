//! What came.

use app::functions::Refused;
use js_sys::JsString;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::{AbortSignal, Document, Element, Response, Url};

use super::{
    asking::{Ask, Why, is_page, is_words},
    intent,
};
use crate::browser::{all, document};

#[wasm_bindgen]
extern "C" {
    /// The browser's parser, given its own text: through `web_sys` a page is copied to us and back.
    type Parser;
    #[wasm_bindgen(constructor, js_class = "DOMParser")]
    fn new() -> Parser;
    #[wasm_bindgen(method, js_class = "DOMParser", js_name = parseFromString)]
    fn parse(this: &Parser, text: &JsString, kind: &str) -> Document;
}

/// A page that can take the place of ours.
pub struct Came {
    pub document: Document,
    /// Where it came from, after all that was passed on.
    pub address: String,
    /// The part of the page that was asked for; empty for all of it.
    pub part: String,
    /// Another address answered than the one that was asked.
    pub passed_on: bool,
}

pub enum Answer {
    Page(Came),
    /// A page that ours has nothing in common with, or no page: the browser's affair.
    Elsewhere(String),
    /// The server says no, in a sentence of its own.
    Refusal(Refused),
    /// No answer at all, or none that says anything.
    Nothing,
}

/// Longest refusal that is shown as it is.
const SENTENCE: u32 = 300;

pub async fn of(ask: &Ask, signal: Option<&AbortSignal>) -> Answer {
    // What was asked ahead may have failed for a reason that is over.
    let ahead = match intent::taken(ask) {
        Some(ahead) => intent::came(ahead).await.ok().filter(|(response, _)| response.ok()),
        None => None,
    };
    let came = match ahead {
        Some(came) => Ok(came),
        None => ask.fetch(signal).await,
    };
    let answer = async {
        let (response, text) = came?;
        let elsewhere = response.headers().get("x-go-to")?;
        let is_done = ask.body.is_some() && response.ok() && is_words(&response);
        match elsewhere.or_else(|| is_done.then(|| text.clone().into())) {
            Some(address) => follow(&address, &response, signal).await,
            None => read(ask, &response, text),
        }
    };
    answer.await.unwrap_or(Answer::Nothing)
}

/// What was sent is done, and is shown elsewhere. The server names the address instead of sending us there: a browser that
/// follows by itself tells nothing of the part, and may be sent to another site.
async fn follow(address: &str, from: &Response, signal: Option<&AbortSignal>) -> Result<Answer, JsValue> {
    let address = Url::new_with_base(address, &from.url())?.href();
    let Some(ask) = Ask::page(&address, Why::Sent) else { return Ok(Answer::Elsewhere(address)) };
    // It is done, whatever becomes of showing it: the browser then finds its own way there.
    let shown = ask.fetch(signal).await.and_then(|(response, text)| read(&ask, &response, text));
    Ok(match shown {
        Ok(Answer::Page(came)) => Answer::Page(Came { passed_on: true, ..came }),
        _ => Answer::Elsewhere(address),
    })
}

fn read(ask: &Ask, response: &Response, text: JsString) -> Result<Answer, JsValue> {
    if is_page(response) {
        let document = Parser::new().parse(&text, "text/html");
        if is_like_ours(&document) {
            let part = ask.address.split_once('#').map(|(_, part)| part.to_owned()).unwrap_or_default();
            let (address, passed_on) = (response.url(), response.redirected());
            return Ok(Answer::Page(Came { document, address, part, passed_on }));
        }
        if !response.ok() {
            let said = document.query_selector("main p").ok().flatten().and_then(|p| p.text_content());
            return Ok(said
                .filter(|said| said.len() <= SENTENCE as usize)
                .map_or(Answer::Nothing, |said| Answer::Refusal(Refused::plain(said))));
        }
    } else if !response.ok() {
        let is_sentence = (1..=SENTENCE).contains(&text.length());
        return Ok(if is_sentence {
            Answer::Refusal(Refused::read(&String::from(text)))
        } else {
            Answer::Nothing
        });
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

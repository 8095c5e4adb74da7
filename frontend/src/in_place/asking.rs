//! What is asked of the server, and why.

use app::functions::Words;
use js_sys::JsString;
use leptos::server_fn::ContentType;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, HtmlFormElement, Request, RequestInit, Response, Url};

use super::shown;
use crate::browser::{all, find, here, media, root, window};

/// Why a page is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A link: another page, or another state of this one.
    Followed,
    /// A form that asks: the reader stays where they are.
    Chosen,
    /// A form that changes something.
    Sent,
    /// Back or forward: the history has moved already.
    Returned,
    /// The same page, as it is now; nobody asked.
    Renewed,
}

#[derive(Clone)]
pub struct Ask {
    pub address: String,
    pub why: Why,
    /// A form's fields, where it changes something.
    pub body: Option<String>,
    /// The form that they are of.
    pub form: Option<HtmlFormElement>,
    /// Drawings and tables are wanted too, though charts are awake.
    pub whole: bool,
    /// What the form sent is done: only showing it is left.
    pub done: bool,
}

/// Parts of the site that are no pages: files, the way in and out.
const NO_PAGES: [&str; 8] = [
    "/api/",
    "/brigade/quitter",
    "/graphiques/",
    "/integrer/",
    "/pkg/",
    "/connexion",
    "/deconnexion",
    "/service-worker.js",
];

impl Ask {
    /// What an address asks for, if it is a page of ours.
    pub fn page(address: &str, why: Why) -> Option<Self> {
        let (here, there) = (here()?, Url::new(address).ok()?);
        let path = there.pathname();
        let inside = path.strip_prefix(&prefix()?)?;
        let is_page = !NO_PAGES.iter().any(|start| inside.starts_with(start)) && !inside.contains('.');
        (there.origin() == here.origin() && is_page).then(|| Self {
            address: address.to_owned(),
            why,
            body: None,
            form: None,
            whole: why == Why::Renewed,
            done: false,
        })
    }

    /// It is the page that is shown, in whatever state.
    fn is_here(&self) -> bool {
        Url::new(&self.address).is_ok_and(|url| url.pathname() == shown::path())
    }

    /// The request of it. Charts that are awake need no drawings and no tables: they are left out, but where nobody waits.
    fn request(&self, signal: Option<&AbortSignal>) -> Result<Request, JsValue> {
        let options = RequestInit::new();
        options.set_signal(signal);
        let headers = Headers::new()?;
        let awake = root().is_some_and(|r| r.class_list().contains("awake"));
        let lean = awake && !self.whole && !media("(forced-colors: active)");
        // Of the page that is shown, what stands around it and the outlines of its maps are there.
        let state = lean && self.body.is_none() && self.is_here();
        let how = match (state, lean) {
            (true, _) => "state",
            (_, true) => "lean",
            _ => "whole",
        };
        headers.set("x-in-place", how)?;
        if state {
            headers.set("x-outlines", &outlines())?;
        }
        if self.why == Why::Renewed {
            headers.set("x-renewal", "1")?;
            let _ = js_sys::Reflect::set(&options, &"priority".into(), &"low".into());
        }
        if let Some(body) = &self.body {
            options.set_method("POST");
            options.set_body(&JsValue::from_str(body));
            headers.set("content-type", "application/x-www-form-urlencoded")?;
            // An act answers in words; what answers with pages does so whatever is accepted.
            headers.set("accept", Words::CONTENT_TYPE)?;
        }
        options.set_headers(&headers);
        let address = self.address.split('#').next().unwrap_or_default();
        Request::new_with_str_and_init(address, &options)
    }

    /// What the server answers: its head, and its text where it is a page or a refusal. Read at once: an answer that nobody reads
    /// holds its connection.
    pub async fn fetch(&self, signal: Option<&AbortSignal>) -> Result<(Response, JsString), JsValue> {
        let promise = window().fetch_with_request(&self.request(signal)?);
        let response: Response = JsFuture::from(promise).await?.dyn_into()?;
        if !is_page(&response) && response.ok() && !is_words(&response) {
            if let Some(body) = response.body() {
                let _ = body.cancel();
            }
            return Ok((response, JsString::default()));
        }
        // A page stays the browser's own text: it is only handed to its parser.
        let text = JsFuture::from(response.text()?).await?.dyn_into()?;
        Ok((response, text))
    }
}

pub fn is_page(response: &Response) -> bool {
    is_of("text/html", response)
}

/// What an act of the server answers.
pub fn is_words(response: &Response) -> bool {
    is_of("text/plain", response)
}

fn is_of(kind: &str, response: &Response) -> bool {
    let its = response.headers().get("content-type").ok().flatten();
    its.is_some_and(|its| its.starts_with(kind))
}

/// Names of the outlines that the maps of the page have: they need not come again.
fn outlines() -> String {
    let maps = root().map(|root| all(&root, "[data-outlines]")).unwrap_or_default();
    let names = maps.iter().filter_map(|map| map.get_attribute("data-outlines"));
    names.collect::<Vec<_>>().join(" ")
}

/// Path under which the site is published: what stands before `/pkg/` in the address of the style.
pub fn prefix() -> Option<String> {
    let style = find("link[rel=stylesheet]")?.dyn_into::<web_sys::HtmlLinkElement>().ok()?;
    let path = Url::new(&style.href()).ok()?.pathname();
    path.split_once("/pkg/").map(|(prefix, _)| prefix.to_owned())
}

//! Every choice answers in place: links and forms of the site are asked for by us, and what comes is put into the page that
//! is read. What can't be done so is left to the browser, which loads a page as it always did.

mod answer;
mod arrival;
mod asking;
mod choices;
mod history;
mod intent;
mod later;
mod letters;
mod morph;
mod refusal;
mod shown;
mod told;
mod transition;

use std::cell::{Cell, RefCell};

use leptos::server_fn::client::try_set_server_url;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::browser;
pub use told::says;

use answer::Answer;
use asking::Ask;

/// What is known of the page.
#[derive(Default)]
struct Page {
    /// Choices so far: an answer to any but the last one comes too late.
    choices: Cell<u32>,
    /// Takes the request back that is under way.
    under_way: RefCell<Option<web_sys::AbortController>>,
    /// A renewal was wanted meanwhile.
    renews: Cell<bool>,
    /// A form is under way: another one waits for its answer. What was sent may be done already.
    sends: Cell<bool>,
    /// The module of the islands: what wakes one is called as its element says.
    islands: RefCell<JsValue>,
}

thread_local! {
    static PAGE: Page = Page::default();
}

/// Begins to listen. `islands`: the module that this is a part of.
pub fn start(islands: JsValue) {
    PAGE.with(|page| page.islands.replace(islands));
    // Those that are there now are woken by who called us.
    if let Some(root) = browser::root() {
        browser::all(&root, ISLAND).iter().for_each(mark);
    }
    // Functions of the server are asked for where the site is.
    let _ = try_set_server_url(asking::prefix().unwrap_or_default().leak());
    history::start();
    choices::listen();
    intent::listen();
    arrival::listen();
    letters::fetch();
}

/// Goes to an address of the site, as a link does.
pub fn follow(address: &str) {
    let there = web_sys::Url::new_with_base(
        address,
        &browser::document().base_uri().ok().flatten().unwrap_or_default(),
    );
    let Ok(there) = there.map(|url| url.href()) else { return };
    match Ask::page(&there, asking::Why::Followed) {
        Some(ask) => go(ask),
        None => browser::load(&there),
    }
}

const ISLAND: &str = "leptos-island";

/// An island is woken once. Not an attribute: it would make equal parts of pages unequal.
fn mark(island: &web_sys::Element) {
    let _ = js_sys::Reflect::set(island, &"awake".into(), &JsValue::TRUE);
}

/// Wakes the islands that came later than the page.
fn wake_below(root: &web_sys::Element) {
    for island in browser::all(root, ISLAND) {
        if !js_sys::Reflect::get(&island, &"awake".into()).is_ok_and(|awake| awake.is_truthy()) {
            mark(&island);
            wake(&island);
        }
    }
}

fn wake(island: &web_sys::Element) {
    let Some(name) = island.get_attribute("data-component") else { return };
    let module = PAGE.with(|page| page.islands.borrow().clone());
    if let Ok(act) = js_sys::Reflect::get(&module, &name.into())
        && let Some(act) = act.dyn_ref::<js_sys::Function>()
    {
        let _ = act.call1(&JsValue::NULL, island);
    }
}

/// Takes back what is under way; the number of the next choice.
fn cancel() -> u32 {
    PAGE.with(|page| {
        // A form that is on its way arrives: what was written is not lost for a click that comes after it.
        if let Some(before) = page.under_way.take().filter(|_| !page.sends.get()) {
            before.abort();
        }
        page.choices.set(page.choices.get() + 1);
        page.choices.get()
    })
}

/// Asks, and shows what comes. A later choice takes this one's place.
fn go(ask: Ask) {
    let is_renewal = ask.why == asking::Why::Renewed;
    // Nobody waits for a renewal, and it takes nobody's place.
    if is_renewal && PAGE.with(|page| page.under_way.borrow().is_some()) {
        return PAGE.with(|page| page.renews.set(true));
    }
    let sends = ask.body.is_some();
    if sends && PAGE.with(|page| page.sends.replace(true)) {
        return;
    }
    if let Some(form) = &ask.form {
        refusal::forget(form);
    }
    if matches!(ask.why, asking::Why::Followed | asking::Why::Chosen) {
        later::look();
    }
    let number = cancel();
    let is_last = move || PAGE.with(|page| page.choices.get() == number);
    let aborter = web_sys::AbortController::new().ok();
    let signal = aborter.as_ref().map(web_sys::AbortController::signal);
    PAGE.with(|page| page.under_way.replace(aborter));
    if !is_renewal {
        told::waits(move || is_last() && PAGE.with(|page| page.under_way.borrow().is_some()));
    }
    spawn_local(async move {
        let answer = answer::of(&ask, signal.as_ref()).await;
        if sends {
            PAGE.with(|page| page.sends.set(false));
        }
        if !is_last() {
            // Nobody looks at its page any more; that it was not taken is said all the same.
            if sends && matches!(answer, Answer::Refusal(_) | Answer::Nothing) {
                told::failed("Ce que vous avez envoyé n’a pas été pris : revenez-y pour le vérifier.", &ask);
            }
            return;
        }
        PAGE.with(|page| page.under_way.replace(None));
        if !is_renewal {
            told::came();
        }
        match answer {
            Answer::Page(came) => arrival::arrive(ask, came),
            // What is new there is shown a little later.
            _ if is_renewal => {
                if browser::find("[data-flux]").is_some() {
                    browser::after(5000, || browser::tell("stale"));
                }
            }
            Answer::Elsewhere(address) => browser::load(&address),
            Answer::Refusal(refused) => {
                let beside = ask.form.as_ref().is_some_and(|form| refusal::says(form, &refused));
                if !beside {
                    told::failed(&refused.sentence, &ask);
                }
            }
            Answer::Nothing => told::failed(
                if ask.body.is_some() {
                    "Le réseau ou le serveur n’a pas répondu : l’envoi a peut-être abouti. Vérifiez-le avant de recommencer ; ce que vous avez écrit est resté ici."
                } else {
                    "La page n’a pas pu être chargée : le réseau ou le serveur ne répond pas."
                },
                &ask,
            ),
        }
        if PAGE.with(|page| page.renews.take()) {
            browser::tell("stale");
        }
    });
}

//! What comes by itself. On the screen "En direct" new loads come as events; charts, words and tables follow. On the pages of the
//! Brigade numérique an event says that there is something new, and the page is read again. A cut is said, and made good: the browser
//! tells the last event it has, and the server sends those since.

use std::cell::RefCell;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, EventSource, MessageEvent};

use crate::browser::{after, document, find, on, tell};

/// Loads that are listed.
const LISTED: u32 = 12;
/// Milliseconds after a cut.
const AGAIN: i32 = 10_000;
const CONNECTED: &str = "Connecté : ce qui arrive s’affiche ici.";

type Hears = Box<dyn Fn(MessageEvent)>;

/// A stream, as long as its list is on the page.
struct Live {
    list: Element,
    source: EventSource,
    _listeners: [Closure<dyn Fn(MessageEvent)>; 4],
}

impl Drop for Live {
    fn drop(&mut self) {
        self.source.close();
    }
}

thread_local! {
    static LIVE: RefCell<Option<Live>> = const { RefCell::new(None) };
}

pub fn listen() {
    attend();
    on(&document(), "arrived", false, |_: web_sys::Event| attend());
}

/// The page may have changed in place: a stream that nobody sees is closed, a new screen has its own.
fn attend() {
    let list = find("[data-flux]");
    LIVE.with_borrow_mut(|live| {
        if live.as_ref().map(|live| &live.list) != list.as_ref() {
            *live = list.and_then(open);
        }
    });
}

fn open(list: Element) -> Option<Live> {
    let state = document().get_element_by_id("etat-direct")?;
    let source = EventSource::new(&list.get_attribute("data-flux")?).ok()?;
    let says = move |sentence: &str| {
        if state.text_content().as_deref() != Some(sentence) {
            state.set_text_content(Some(sentence));
        }
    };
    let (says_cut, says_open) = (says.clone(), says.clone());
    let shown = list.clone();
    let listeners: [(&str, Hears); 4] = [
        ("news", Box::new(|_| tell("stale"))),
        ("open", Box::new(move |_| says_open(CONNECTED))),
        (
            "error",
            Box::new(move |_| {
                says_cut("Connexion coupée : reprise automatique…");
                after(AGAIN, resume);
            }),
        ),
        (
            "load",
            Box::new(move |event| {
                says(CONNECTED);
                show(&shown, &event);
                tell("renew");
            }),
        ),
    ];
    let listeners = listeners.map(|(name, act)| {
        let listener = Closure::wrap(act);
        let _ = source.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        listener
    });
    Some(Live { list, source, _listeners: listeners })
}

/// A browser gives up a stream that was answered with an error: it is asked for again.
fn resume() {
    LIVE.with_borrow_mut(|live| {
        live.take_if(|live| live.source.ready_state() == EventSource::CLOSED);
    });
    attend();
}

/// A load, before those that came earlier. The server's own words: what it says is text, never markup.
fn show(list: &Element, event: &MessageEvent) {
    let Ok(line) = document().create_element("li") else { return };
    line.set_text_content(event.data().as_string().as_deref());
    let _ = line.set_attribute("data-load", &event.last_event_id());
    let _ = list.prepend_with_node_1(&line);
    while list.child_element_count() > LISTED {
        let Some(last) = list.last_element_child() else { return };
        last.remove();
    }
}

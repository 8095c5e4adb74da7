//! One chart awake: its place, what is said there, what keys and pointer do.

use std::{cell::RefCell, rc::Rc};

use charts::{
    read::{At, Move, Reader},
    spec::{ChartSpec, Kind},
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventTarget, HtmlElement, KeyboardEvent};

use crate::{
    address,
    dom::{Place, add, after, document, find, on, take_over, when_near, when_resized},
    help,
    keys::{Action, action},
    pointers::Pointers,
    sound,
    view::{View, outlines},
};

/// The address is written after as many milliseconds at one place.
const REST: i32 = 400;
/// Milliseconds from a picture to the next while values move.
const FRAME: i32 = 16;
/// Folds the table of a chart.
const TABLE: &str = "details.data";
/// A search by letters is over after this many milliseconds of silence.
const SILENCE: f64 = 1200.0;

pub struct State {
    pub spec: ChartSpec,
    pub at: At,
    /// The place under a pointer, which is not what the slider says.
    pub hover: Option<At>,
    pub view: View,
    /// Near the part of the page that is seen: worth painting.
    near: bool,
    size: (f64, f64),
    typed: String,
    typed_at: f64,
    /// Moves so far: the address is written when they have come to rest.
    moves: u32,
    /// Marked without being read: the address asks for it.
    pub pinned: bool,
    /// Its table is waited for.
    to_table: bool,
}

impl State {
    pub fn new(spec: ChartSpec, at: At, view: View, Place { near, size }: Place) -> Self {
        Self {
            spec,
            at,
            hover: None,
            view,
            near,
            size,
            typed: String::new(),
            typed_at: 0.0,
            moves: 0,
            pinned: false,
            to_table: false,
        }
    }

    /// Whether there is a closer look: time has a before and an after.
    pub fn zooms(&self) -> bool {
        matches!(&self.spec.kind, Kind::Time(time) if time.points().len() > 1)
    }
}

/// What a chart does with an event. A function and no closure: each kind of closure weighs.
pub type Heard = fn(&Rc<Chart>, JsValue);

pub struct Chart {
    pub id: String,
    pub figure: HtmlElement,
    pub stage: HtmlElement,
    /// The one Tab stop: a native slider to assistive technology, so that it passes all keys on by itself.
    pub cursor: HtmlElement,
    pub tip: HtmlElement,
    /// Says what is not the value itself: a zoom, a search without result.
    pub status: HtmlElement,
    pub pointers: RefCell<Pointers>,
    pub state: RefCell<State>,
}

impl Chart {
    /// Sizes and visibility come to us: the page is never asked for its layout again.
    pub fn observe(self: &Rc<Self>) {
        let this = Rc::downgrade(self);
        when_resized(&self.stage, move |size| {
            if let Some(this) = this.upgrade()
                && std::mem::replace(&mut this.state.borrow_mut().size, size) != size
            {
                this.repaint();
            }
        });
        let this = Rc::downgrade(self);
        when_near(&self.stage, move |near| {
            if let Some(this) = this.upgrade()
                && !std::mem::replace(&mut this.state.borrow_mut().near, near)
                && near
            {
                this.repaint();
            }
        });
    }

    /// Listens as long as the chart is on the page: a listener that held it would hold it for ever.
    #[inline(never)]
    pub fn hear(self: &Rc<Self>, target: &EventTarget, name: &str, act: Heard) {
        let this = Rc::downgrade(self);
        on(target, name, move |event: JsValue| {
            if let Some(chart) = this.upgrade() {
                act(&chart, event);
            }
        });
    }

    /// Paints whether it is seen or not.
    pub fn paint(&self) {
        let place = Place::of(&self.stage);
        let mut state = self.state.borrow_mut();
        (state.near, state.size) = (true, place.size);
        drop(state);
        self.repaint();
    }

    /// Paints the base layer where it can be seen, then the mark.
    pub fn repaint(&self) {
        {
            let mut state = self.state.borrow_mut();
            if !state.near {
                return;
            }
            let State { spec, view, size, .. } = &mut *state;
            view.paint(spec, *size);
        }
        take_over(&self.stage);
        if self.is_read() || self.state.borrow().pinned {
            self.mark();
        }
    }

    fn is_read(&self) -> bool {
        document().active_element().is_some_and(|e| self.cursor.is_same_node(Some(&e)))
    }

    /// Marks the place and shows its sentence beside it.
    pub fn mark(&self) {
        let state = self.state.borrow();
        let place = state.hover.unwrap_or(state.at);
        let at = state.view.mark(&state.spec, Some(place));
        let sentence = Reader(&state.spec).sentence(place);
        self.tip.set_text_content(Some(&sentence));
        let Some((x, y)) = at else {
            self.tip.set_hidden(true);
            return;
        };
        let (wide, high) = state.view.size();
        // The words stand beside the value, towards the middle, and never leave the picture: their width is reckoned
        // from the table of letters, the page is not asked.
        let text = charts::measure::width(&sentence, 13.0, charts::measure::Weight::Regular);
        let across = (text + 26.0).min(288.0).min(wide * 0.7);
        let left = if x > wide / 2.0 { x - 12.0 - across } else { x + 12.0 };
        let left = left.min(wide - across).max(0.0);
        let along = if y > high / 2.0 { "calc(-100% - 8px)" } else { "8px" };
        let place = format!("translate({}px, {}px) translateY({along})", left as i32, y as i32);
        let _ = self.tip.style().set_property("transform", &place);
        self.tip.set_hidden(false);
    }

    /// The pointer left: what is read stays marked.
    pub fn leave(&self) {
        self.state.borrow_mut().hover = None;
        if self.is_read() { self.mark() } else { self.unmark() }
    }

    /// Takes mark and words away.
    fn unmark(&self) {
        let mut state = self.state.borrow_mut();
        state.pinned = false;
        state.view.mark(&state.spec, None);
        self.tip.set_hidden(true);
    }

    /// Puts the place and its sentence on the slider: assistive technology says it.
    pub(crate) fn speak(&self) {
        let state = self.state.borrow();
        let reader = Reader(&state.spec);
        let now = (reader.index(state.at) + 1).to_string();
        let _ = self.cursor.set_attribute("aria-valuenow", &now);
        let _ = self.cursor.set_attribute("aria-valuetext", &reader.sentence(state.at));
    }

    /// Says something that is not a value.
    pub fn say(&self, sentence: &str) {
        self.status.set_text_content(Some(sentence));
    }

    /// Goes to a place; a place out of view moves the view.
    pub fn go(self: &Rc<Self>, at: At) {
        let mut moved = false;
        {
            let mut state = self.state.borrow_mut();
            state.at = at;
            state.hover = None;
            if let Some((from, to)) = state.view.zoom
                && !(from..to).contains(&at.step)
            {
                let wide = to - from;
                let steps = Reader(&state.spec).steps(at.lane);
                let start = at.step.saturating_sub(wide / 2).min(steps.saturating_sub(wide));
                state.view.zoom = Some((start, start + wide));
                let State { spec, view, size, .. } = &mut *state;
                view.paint(spec, *size);
                moved = true;
            }
        }
        if moved {
            self.write_address();
        }
        self.mark();
        self.speak();
        self.keep_in_address();
    }

    /// Puts what is looked at into the address. In one copy: three of them would pass the budget of bytes.
    #[inline(never)]
    pub fn write_address(&self) {
        let state = self.state.borrow();
        address::write(&state.spec, state.view.zoom, state.at);
    }

    /// Puts the place into the address once it has not changed for a while: a browser limits how often that is done.
    fn keep_in_address(self: &Rc<Self>) {
        let moves = self.state.borrow().moves + 1;
        self.state.borrow_mut().moves = moves;
        let this = self.clone();
        after(REST, move || {
            if this.figure.is_connected() && this.state.borrow().moves == moves {
                this.write_address();
            }
        });
    }

    /// New data in place of the old: place, zoom and focus stay. `again`: the page did not change with them.
    pub fn update(self: &Rc<Self>, spec: ChartSpec, again: bool) {
        let more = {
            let mut state = self.state.borrow_mut();
            let before = Reader(&state.spec).len();
            // Periods have other numbers in another window: names find them again.
            let place = Reader(&state.spec).address(state.at);
            let reader = Reader(&spec);
            state.at = reader.at_address(&place).unwrap_or_else(|| reader.start());
            state.view.zoom = address::asked(&spec).zoom;
            let more = reader.len().saturating_sub(before);
            // Another part of France has other outlines.
            state.view.outlines = outlines(&spec, &self.stage);
            state.spec = spec;
            if state.near {
                state.view.ease();
            }
            more
        };
        let _ =
            self.cursor.set_attribute("aria-valuemax", &Reader(&self.state.borrow().spec).len().to_string());
        let _ = self.cursor.set_attribute("aria-label", &self.state.borrow().spec.title);
        // Tells `charts.js` that the words beside the drawing are old.
        if again {
            let _ = self.figure.set_attribute("data-renewed", "");
        }
        let zoomed = self.state.borrow().view.zoom.is_some();
        let _ = self.figure.class_list().toggle_with_force("zoomed", zoomed);
        self.settle();
        self.speak();
        // One page has many charts: only the one that is read is spoken of.
        if again && self.is_read() {
            self.say(&if more > 0 {
                format!("Valeurs nouvelles\u{a0}: {more}.")
            } else {
                "Données mises à jour.".to_owned()
            });
        }
    }

    /// Paints until all values are where they belong.
    fn settle(self: &Rc<Self>) {
        self.repaint();
        let state = self.state.borrow();
        if state.near && state.view.is_moving() {
            let this = self.clone();
            after(FRAME, move || this.settle());
        }
    }

    pub fn listen(self: &Rc<Self>) {
        self.hear(&self.cursor, "keydown", |this, event| {
            let event: KeyboardEvent = event.unchecked_into();
            // Brackets are typed with AltGr on a French keyboard, which says Ctrl and Alt.
            let bracket = matches!(event.key().as_str(), "[" | "]");
            if (event.ctrl_key() || event.alt_key() || event.meta_key()) && !bracket {
                return;
            }
            let searching = {
                let state = this.state.borrow();
                !state.typed.is_empty() && event.time_stamp() - state.typed_at < SILENCE
            };
            if let Some(action) = action(&event.key(), searching)
                && this.act(action, searching, event.time_stamp())
            {
                event.prevent_default();
            }
        });
        self.hear(&self.cursor, "focus", |this, _| this.mark());
        self.hear(&self.cursor, "blur", |this, _| this.unmark());
        let Some(details) = find(&self.figure, TABLE) else { return };
        self.close_table();
        self.hear(&details, "toggle", |this, _| this.close_table());
        self.hear(&details, "keydown", |this, event| {
            if event.unchecked_into::<KeyboardEvent>().key() == "Escape" {
                let _ = this.cursor.focus();
            }
        });
    }

    /// A closed table is no Tab stop.
    fn close_table(&self) {
        if let (Some(details), Some(scroll)) = (find(&self.figure, TABLE), find(&self.figure, ".scroll")) {
            let _ = match details.has_attribute("open") {
                true => scroll.set_attribute("tabindex", "0"),
                false => scroll.remove_attribute("tabindex"),
            };
        }
    }

    /// Does what a key asks; whether it was ours.
    fn act(self: &Rc<Self>, action: Action, searching: bool, now: f64) -> bool {
        if searching && action == Action::Up {
            self.unsearch();
            return true;
        }
        if !matches!(action, Action::Letter(_)) {
            // Any other key ends a search.
            self.state.borrow_mut().typed.clear();
        }
        match action {
            Action::Go(key) => self.step(key),
            Action::Letter(letter) => self.search(letter, searching, now),
            // A search that was asked for waits: the hint has to be heard first.
            Action::Search => self.search(' ', false, f64::MAX),
            Action::ZoomIn => self.zoom_by(0.5),
            Action::ZoomOut => self.zoom_by(2.0),
            Action::Open => return self.open(),
            Action::Up => {
                if self.state.borrow().view.zoom.is_some() {
                    self.set_zoom(None);
                } else if let Some(link) = find_up() {
                    go_to(&link, false);
                }
            }
            Action::Dismiss => {
                sound::stop();
                if !self.tip.hidden() {
                    self.tip.set_hidden(true);
                } else if self.state.borrow().view.zoom.is_some() {
                    self.set_zoom(None);
                }
            }
            Action::Table => self.to_table(),
            Action::Listen => {
                let state = self.state.borrow();
                let reader = Reader(&state.spec);
                let lane = state.at.lane;
                let values: Vec<Option<f64>> =
                    (0..reader.steps(lane)).map(|step| reader.value(At { lane, step })).collect();
                sound::play(&values);
            }
            Action::Help => help::open(&self.cursor),
        }
        true
    }

    fn step(self: &Rc<Self>, key: Move) {
        let (target, named) = {
            let state = self.state.borrow();
            let reader = Reader(&state.spec);
            let target = reader.go(state.at, key);
            let named = target.filter(|_| matches!(key, Move::Notable)).and_then(|at| {
                let names: Vec<String> =
                    reader.notable(at.lane).into_iter().filter(|(n, _)| *n == at).map(|(_, w)| w).collect();
                (!names.is_empty()).then(|| names.join(", "))
            });
            (target, named)
        };
        match target {
            Some(at) => self.go(at),
            // The edge: the same value is shown again, nothing is said twice.
            None => self.mark(),
        }
        if let Some(name) = named {
            self.say(&(name + "."));
        }
    }

    fn search(self: &Rc<Self>, letter: char, going_on: bool, now: f64) {
        let found = {
            let mut state = self.state.borrow_mut();
            if !going_on {
                state.typed.clear();
            }
            state.typed.push(letter);
            // One that was asked for goes on until another key ends it.
            state.typed_at = if going_on { state.typed_at.max(now) } else { now };
            let typed = state.typed.trim().to_owned();
            if typed.is_empty() { None } else { Some((Reader(&state.spec).find(&typed, state.at), typed)) }
        };
        match found {
            Some((Some(at), _)) => self.go(at),
            Some((None, typed)) => {
                self.say(&("Rien ne commence par «\u{a0}".to_owned() + &typed + "\u{a0}»."))
            }
            None => self.say("Tapez un nom."),
        }
    }

    fn open(&self) -> bool {
        let state = self.state.borrow();
        let Some(link) = Reader(&state.spec).link(state.at) else { return false };
        go_to(link, false);
        true
    }

    /// Takes the last letter of a search back.
    fn unsearch(&self) {
        let typed = {
            let mut state = self.state.borrow_mut();
            state.typed.pop();
            state.typed.trim().to_owned()
        };
        self.say(&("Recherche\u{a0}: «\u{a0}".to_owned() + &typed + "\u{a0}»."));
    }

    /// A table that was asked for by its key has come.
    pub fn filled(self: &Rc<Self>) {
        if std::mem::take(&mut self.state.borrow_mut().to_table) {
            self.to_table();
        }
    }

    /// The same value in the table; Escape comes back.
    fn to_table(self: &Rc<Self>) {
        let Some(details) = find(&self.figure, TABLE) else { return };
        let _ = details.set_attribute("open", "");
        if find(&details, "[data-later]").is_some() {
            self.state.borrow_mut().to_table = true;
            return;
        }
        let (row, column) = {
            let state = self.state.borrow();
            Reader(&state.spec).table_cell(state.at)
        };
        let cell = find(&details, &format!("tbody tr:nth-child({}) :nth-child({})", row + 1, column + 1));
        let Some(cell) = cell.or_else(|| find(&details, "tbody tr:last-child :nth-child(2)")) else { return };
        let _ = cell.set_attribute("tabindex", "-1");
        let _ = cell.focus();
    }
}

/// Follows an address of the site as a link of the page does: in place, or out of the frame where the chart stands in one.
pub fn go_to(link: &str, aside: bool) {
    let Some(body) = document().body() else { return };
    if let Some(link) = add(&body, "a", &[("href", link)]) {
        if aside {
            let _ = link.set_attribute("target", "_blank");
        }
        link.click();
        link.remove();
    }
}

/// One step up from here: the last crumb but this page, where it is a territory.
fn find_up() -> Option<String> {
    let crumbs = crate::dom::all(&document(), ".fr-breadcrumb a[href*=\"/territoires\"]");
    crumbs.last()?.get_attribute("href")
}

//! One chart awake: its place, what is said there, what keys and pointer do.

use std::{cell::RefCell, rc::Rc};

use charts::{
    read::{At, Move, Reader},
    spec::{ChartSpec, Kind},
};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::{
    dom::{Place, add, document, find, media, on, when_near, when_resized, window},
    help,
    keys::{Action, action},
    painter::Surface,
    picture, pointer, sound,
    view::View,
    zoom,
};

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
}

impl State {
    /// Whether there is a closer look: time has a before and an after.
    pub fn zooms(&self) -> bool {
        matches!(&self.spec.kind, Kind::Time(time) if time.points().len() > 1)
    }
}

pub struct Chart {
    id: String,
    pub figure: HtmlElement,
    pub stage: HtmlElement,
    /// The one Tab stop: a native slider to assistive technology, so that it passes all keys on by itself.
    pub cursor: HtmlElement,
    tip: HtmlElement,
    /// Says what is not the value itself: a zoom, a search without result.
    status: HtmlElement,
    pub state: RefCell<State>,
}

/// A chart that is seen but not yet touched: the picture comes first, hands a task later, so that both are short.
pub struct Picture {
    figure: HtmlElement,
    stage: HtmlElement,
    spec: ChartSpec,
    view: View,
    place: Place,
}

impl Picture {
    /// Lays canvases over a figure's drawing and paints them; `None` leaves the server's drawing as it is.
    pub fn paint(figure: HtmlElement, spec: ChartSpec, place: Place) -> Option<Self> {
        if Reader(&spec).is_empty() {
            return None;
        }
        let stage = find(&figure, ".stage")?;
        let base = add(&stage, "canvas", &[("aria-hidden", "true"), ("class", "layer")])?;
        let over = add(&stage, "canvas", &[("aria-hidden", "true"), ("class", "layer")])?;
        let outlines = match &spec.kind {
            Kind::Map(_) => outlines(&stage),
            _ => Vec::new(),
        };
        let mut view =
            View::new(Surface::new(base.dyn_into().ok()?)?, Surface::new(over.dyn_into().ok()?)?, outlines);
        view.zoom = zoom::asked(&spec);
        if place.near {
            view.paint(&spec, place.size);
            shown(&stage);
        }
        Some(Self { figure, stage, spec, view, place })
    }

    /// The chart with its one Tab stop, its words and all that listens.
    pub fn wake(self) -> Option<Rc<Chart>> {
        let Self { figure, stage, spec, view, place } = self;
        let reader = Reader(&spec);
        let id = spec.id.clone();
        let hint_id = format!("{id}-touches");
        let cursor = add(
            &stage,
            "div",
            &[
                ("class", "cursor"),
                ("role", "slider"),
                ("tabindex", "0"),
                ("aria-label", &spec.title),
                ("aria-valuemin", "1"),
                ("aria-valuemax", &reader.len().to_string()),
                ("aria-describedby", &hint_id),
            ],
        )?;
        let tip = add(&stage, "div", &[("class", "tip"), ("hidden", "")])?;
        let hint = add(&stage, "p", &[("class", "hint"), ("id", &hint_id)])?;
        hint.set_text_content(Some(
            "Flèches : lire les valeurs. Point d’interrogation : toutes les touches.",
        ));
        let status = add(&figure, "p", &[("class", "fr-sr-only"), ("role", "status")])?;
        let mut at = reader.start();
        if let Some((from, to)) = view.zoom {
            at.step = at.step.clamp(from, to - 1);
            let _ = figure.class_list().add_1("zoomed");
        }
        let (near, size) = (place.near, place.size);
        let state = State { spec, at, hover: None, view, near, size, typed: String::new(), typed_at: 0.0 };
        let chart = Rc::new(Chart { id, figure, stage, cursor, tip, status, state: RefCell::new(state) });
        chart.speak();
        chart.listen();
        chart.observe();
        picture::offer(&chart);
        Some(chart)
    }
}

/// The canvas takes the place of the drawing. With forced colours the drawing stays: the system recolours SVG, not
/// canvas.
fn shown(stage: &HtmlElement) {
    let forced = media("(forced-colors: active)");
    let _ = stage.class_list().toggle_with_force("drawn", !forced);
    let _ = stage.class_list().toggle_with_force("forced", forced);
}

impl Chart {
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Sizes and visibility come to us: the page is never asked for its layout again.
    fn observe(self: &Rc<Self>) {
        let this = self.clone();
        when_resized(&self.stage, move |size| {
            let before = std::mem::replace(&mut this.state.borrow_mut().size, size);
            if before != size {
                this.repaint();
            }
        });
        let this = self.clone();
        when_near(&self.stage, move |near| {
            let before = std::mem::replace(&mut this.state.borrow_mut().near, near);
            if near && !before {
                this.repaint();
            }
        });
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
        shown(&self.stage);
        if self.is_read() {
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
        let letters = charts::measure::width(&sentence, 13.0, charts::measure::Weight::Regular);
        let across = (letters + 26.0).min(288.0).min(wide * 0.7);
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
        let state = self.state.borrow();
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
    pub fn go(&self, at: At) {
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
            self.write_zoom();
        }
        self.mark();
        self.speak();
    }

    /// New data in place of the old: place, zoom and focus stay.
    pub fn update(&self, spec: ChartSpec) {
        let more = {
            let mut state = self.state.borrow_mut();
            let before = Reader(&state.spec).len();
            state.spec = spec;
            let steps = Reader(&state.spec).steps(state.at.lane);
            state.at.step = state.at.step.min(steps.saturating_sub(1));
            Reader(&state.spec).len().saturating_sub(before)
        };
        let _ =
            self.cursor.set_attribute("aria-valuemax", &Reader(&self.state.borrow().spec).len().to_string());
        self.repaint();
        self.speak();
        self.say(&if more > 0 {
            format!("Valeurs nouvelles\u{a0}: {more}.")
        } else {
            "Données mises à jour.".to_owned()
        });
    }

    fn listen(self: &Rc<Self>) {
        let this = self.clone();
        on(&self.cursor, "keydown", move |event: web_sys::KeyboardEvent| {
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
        let this = self.clone();
        on(&self.cursor, "focus", move |_: web_sys::Event| this.mark());
        let this = self.clone();
        on(&self.cursor, "blur", move |_: web_sys::Event| this.unmark());
        pointer::listen(self);
        self.watch_table();
    }

    /// A closed table is no Tab stop.
    fn watch_table(&self) {
        let (Some(details), Some(scroll)) =
            (find(&self.figure, "details.data"), find(&self.figure, ".scroll"))
        else {
            return;
        };
        let toggled = details.clone();
        let update = move || {
            let _ = match toggled.has_attribute("open") {
                true => scroll.set_attribute("tabindex", "0"),
                false => scroll.remove_attribute("tabindex"),
            };
        };
        update();
        on(&details, "toggle", move |_: web_sys::Event| update());
        let cursor = self.cursor.clone();
        on(&details, "keydown", move |event: web_sys::KeyboardEvent| {
            if event.key() == "Escape" {
                let _ = cursor.focus();
            }
        });
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
                    go_to(&link);
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

    fn step(&self, key: Move) {
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
            self.say(&format!("{name}."));
        }
    }

    fn search(&self, letter: char, going_on: bool, now: f64) {
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
            Some((None, typed)) => self.say(&format!("Rien ne commence par «\u{a0}{typed}\u{a0}».")),
            None => self.say("Tapez un nom."),
        }
    }

    fn open(&self) -> bool {
        let state = self.state.borrow();
        let Some(link) = Reader(&state.spec).link(state.at) else { return false };
        go_to(link);
        true
    }

    /// Takes the last letter of a search back.
    fn unsearch(&self) {
        let typed = {
            let mut state = self.state.borrow_mut();
            state.typed.pop();
            state.typed.trim().to_owned()
        };
        self.say(&format!("Recherche\u{a0}: «\u{a0}{typed}\u{a0}»."));
    }

    /// The same value in the table; Escape comes back.
    fn to_table(self: &Rc<Self>) {
        let Some(details) = find(&self.figure, "details.data") else { return };
        let _ = details.set_attribute("open", "");
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

/// Outlines that the server's drawing has, in the order of the areas.
fn outlines(stage: &HtmlElement) -> Vec<web_sys::Path2d> {
    let Ok(list) = stage.query_selector_all(".areas path") else { return Vec::new() };
    let path = |i: u32| {
        let element: web_sys::Element = list.item(i)?.dyn_into().ok()?;
        web_sys::Path2d::new_with_path_string(&element.get_attribute("d")?).ok()
    };
    (0..list.length()).filter_map(path).collect()
}

/// Opens an address of the site: out of the frame where the chart stands in one.
pub fn go_to(link: &str) {
    let _ = window().open_with_url_and_target(link, "_top");
}

/// One step up from here: the last crumb but this page, where it is a territory.
fn find_up() -> Option<String> {
    let crumbs = crate::dom::all(&document(), ".fr-breadcrumb a[href*=\"/territoires\"]");
    crumbs.last()?.get_attribute("href")
}

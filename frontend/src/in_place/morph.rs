//! Makes a part of the page like the one that came, and leaves alone what is the same: what has focus keeps it, a canvas its
//! picture, a folding its state.
//!
//! Children are matched by what names them (an id, a chart), then by being equal, then by their kind in their order.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, Node};

use crate::browser::{all, document};

#[derive(Default)]
pub struct Morph {
    /// Nobody asked: what is being read is left alone.
    pub renews: bool,
    /// Sections that are left for later.
    pub far: Vec<Element>,
    /// They, and what they are to be like.
    pub left: RefCell<Vec<(Element, Element)>>,
}

/// Attributes that are the reader's or the charts': the server never takes them away.
const OURS: [&str; 6] = ["open", "data-renewed", "tabindex", "aria-busy", "aria-invalid", "aria-describedby"];
/// Marks of charts that are awake.
const MARKS: [&str; 3] = ["drawn", "forced", "zoomed"];
/// Replaced whole: a walk through them costs more than they do.
const BLOCKS: [&str; 3] = ["svg", "TABLE", "PRE"];
/// How far ahead an equal sibling is looked for.
const AHEAD: usize = 8;

impl Morph {
    pub fn element(&self, old: &Element, new: &Element) {
        // What was typed is no part of what is compared: it stays. A list that asks by itself shows what was answered.
        if old.is_equal_node(Some(new)) && !asks(old) {
            return;
        }
        let (tag, were, are) = (old.tag_name(), attributes_of(old), attributes_of(new));
        // A script of the page tells something there.
        if value(&were, "data-kept").is_some() {
            return;
        }
        let later = (value(&were, LATER).is_some(), value(&are, LATER).is_some());
        if later.0 || later.1 {
            return left_out(old, new, later.1);
        }
        // What islands show is theirs; another one has other properties, and is not matched with this one.
        if tag == ISLAND {
            return;
        }
        if BLOCKS.contains(&tag.as_str()) {
            if self.renews && document().active_element().is_some_and(|read| old.contains(Some(&read))) {
                return;
            }
            let _ = old.replace_with_with_node_1(new);
            return;
        }
        if tag == "SECTION" && self.far.contains(old) && can_wait(old, new) {
            return self.left.borrow_mut().push((old.clone(), new.clone()));
        }
        field(old, new);
        attributes(old, &were, &are);
        self.children(old, new);
        if let (Some(old), Some(new)) =
            (old.dyn_ref::<HtmlSelectElement>(), new.dyn_ref::<HtmlSelectElement>())
        {
            old.set_value(&new.value());
        }
    }

    fn children(&self, old: &Element, new: &Element) {
        let olds: Vec<Node> = nodes(old).into_iter().filter(|node| !is_ours(node)).collect();
        let news = nodes(new);
        let matches = matched(&olds, &news);
        for (at, node) in olds.iter().enumerate() {
            if !matches.contains(&Some(at)) {
                let _ = old.remove_child(node);
            }
        }
        let mut cursor = ahead_of(old.first_child());
        for (fresh, matching) in news.iter().zip(matches) {
            match matching.map(|at| &olds[at]) {
                Some(kept) => {
                    if cursor.as_ref() == Some(kept) {
                        cursor = ahead_of(kept.next_sibling());
                    } else {
                        let _ = old.insert_before(kept, cursor.as_ref());
                    }
                    match (kept.dyn_ref::<Element>(), fresh.dyn_ref::<Element>()) {
                        // A block that is replaced takes its place along.
                        (Some(kept), Some(fresh)) => self.element(kept, fresh),
                        _ if kept.node_value() != fresh.node_value() => {
                            kept.set_node_value(fresh.node_value().as_deref());
                        }
                        _ => {}
                    }
                }
                None => {
                    let _ = old.insert_before(fresh, cursor.as_ref());
                }
            }
        }
    }
}

/// Whether a section can wait: it has the charts that it had, on the same outlines.
fn can_wait(old: &Element, new: &Element) -> bool {
    let of = |section: &Element| -> Vec<Option<String>> {
        let charts =
            all(section, "figure[data-chart]").into_iter().map(|figure| figure.get_attribute("data-chart"));
        let maps = all(section, "[data-outlines]").into_iter().map(|map| map.get_attribute("data-outlines"));
        charts.chain(maps).collect()
    };
    of(old) == of(new)
}

/// A field shows what the page that came says where it says something else than before; what was typed stays otherwise.
fn field(old: &Element, new: &Element) {
    if let (Some(old), Some(new)) = (old.dyn_ref::<HtmlInputElement>(), new.dyn_ref::<HtmlInputElement>()) {
        let ticked = matches!(old.type_().as_str(), "checkbox" | "radio");
        if !ticked && old.get_attribute("value") != new.get_attribute("value") {
            old.set_value(&new.default_value());
        }
    } else if let (Some(old), Some(new)) =
        (old.dyn_ref::<HtmlTextAreaElement>(), new.dyn_ref::<HtmlTextAreaElement>())
        && let (Ok(before), Ok(now)) = (old.default_value(), new.default_value())
        && before != now
    {
        // What was typed is not lost to what comes: that comes after it.
        let typed = old.value();
        if typed == before {
            old.set_value(&now);
        } else if !now.is_empty() {
            old.set_value(&[&typed, "\n\n", &now].concat());
        }
    }
}

/// Left out of a lean answer.
const LATER: &str = "data-later";
const ISLAND: &str = "LEPTOS-ISLAND";

/// A list that asks by itself, or what holds a list.
fn asks(element: &Element) -> bool {
    let is_list = element.tag_name() == "SELECT";
    is_list && element.closest("form[data-auto]").ok().flatten().is_some()
        || element.query_selector("select").ok().flatten().is_some()
}

/// A part that a lean answer leaves out: the drawing under an awake chart keeps the room, a table is asked for when it is opened.
fn left_out(old: &Element, new: &Element, again: bool) {
    if !again {
        old.set_inner_html(&new.inner_html());
        let _ = old.remove_attribute(LATER);
        return;
    }
    let _ = old.set_attribute(LATER, "");
    if !old.class_list().contains("plot") {
        old.set_inner_html("");
    }
}

/// Names and values. Read from their list: each name that is asked for by us is a text that crosses into JavaScript.
fn attributes_of(element: &Element) -> Vec<(String, String)> {
    let list = element.attributes();
    (0..list.length()).filter_map(|at| list.item(at)).map(|one| (one.name(), one.value())).collect()
}

fn value<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(its, _)| its == name).map(|(_, value)| value.as_str())
}

fn attributes(old: &Element, were: &[(String, String)], are: &[(String, String)]) {
    for (name, now) in are {
        let was = value(were, name);
        let kept = MARKS.iter().filter(|mark| {
            name == "class" && was.is_some_and(|was| was.split_whitespace().any(|token| token == **mark))
        });
        let now = kept.fold(now.clone(), |now, mark| now + " " + mark);
        if was != Some(&now) {
            let _ = old.set_attribute(name, &now);
        }
    }
    for (name, _) in were {
        if value(are, name).is_none() && !OURS.contains(&name.as_str()) {
            let _ = old.remove_attribute(name);
        }
    }
}

fn nodes(parent: &Element) -> Vec<Node> {
    let list = parent.child_nodes();
    (0..list.length()).filter_map(|i| list.item(i)).collect()
}

/// Put there by charts and islands: no page that comes knows of it.
fn is_ours(node: &Node) -> bool {
    node.dyn_ref::<Element>().is_some_and(|e| e.has_attribute("data-ours"))
}

/// The first from here on that is not ours.
fn ahead_of(mut node: Option<Node>) -> Option<Node> {
    while let Some(ours) = node.as_ref().filter(|n| is_ours(n)) {
        node = ours.next_sibling();
    }
    node
}

/// What names an element among its siblings.
fn name(node: &Node) -> Option<String> {
    let element = node.dyn_ref::<Element>()?;
    let of = |name: &str| element.get_attribute(name);
    // Not its property: a field of that name would take its place.
    let (tag, id) = (element.tag_name(), of("id").unwrap_or_default());
    match tag.as_str() {
        ISLAND => Some(of("data-component").unwrap_or_default() + &of("data-props").unwrap_or_default()),
        _ if !id.is_empty() => Some(tag + "#" + &id),
        "FIGURE" => of("data-chart").map(|id| tag + "#" + &id),
        _ => None,
    }
}

/// For each that came, which of ours it is.
fn matched(olds: &[Node], news: &[Node]) -> Vec<Option<usize>> {
    let named: Vec<Option<String>> = olds.iter().map(name).collect();
    let mut taken = vec![false; olds.len()];
    let names: Vec<Option<String>> = news.iter().map(name).collect();
    let mut matches: Vec<Option<usize>> = names
        .iter()
        .map(|name| {
            let name = name.as_ref()?;
            let at = (0..olds.len()).find(|at| !taken[*at] && named[*at].as_ref() == Some(name))?;
            taken[at] = true;
            Some(at)
        })
        .collect();
    let free: Vec<usize> = (0..olds.len()).filter(|at| named[*at].is_none()).collect();
    let mut next = 0;
    for ((fresh, name), matching) in news.iter().zip(&names).zip(&mut matches) {
        if matching.is_some() || name.is_some() {
            continue;
        }
        let window = free.iter().enumerate().skip(next).take(AHEAD);
        let found = window
            .clone()
            .find(|(_, at)| olds[**at].is_equal_node(Some(fresh)))
            .or_else(|| window.clone().find(|(_, at)| is_alike(&olds[**at], fresh)));
        if let Some((order, at)) = found {
            *matching = Some(*at);
            next = order + 1;
        }
    }
    matches
}

/// The same kind of node, of the same style.
fn is_alike(old: &Node, fresh: &Node) -> bool {
    let style = |node: &Node| {
        // Not `className`: of a drawing that is no text.
        let class = node.dyn_ref::<Element>().and_then(|e| e.get_attribute("class")).unwrap_or_default();
        class.split_whitespace().find(|token| !MARKS.contains(token)).map(str::to_owned)
    };
    old.node_name() == fresh.node_name() && style(old) == style(fresh)
}

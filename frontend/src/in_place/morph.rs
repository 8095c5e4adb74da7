//! Makes a part of the page like the one that came, and leaves alone what is the same: what has focus keeps it, a canvas its
//! picture, a folding its state.
//!
//! Children are matched by what names them (an id, a chart), then by being equal, then by their kind in their order.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, Node};

use crate::browser::document;

pub struct Morph {
    /// Nobody asked: what is being read is left alone.
    pub renews: bool,
}

/// Attributes that are the reader's or the charts': the server never takes them away.
const OURS: [&str; 4] = ["open", "data-renewed", "tabindex", "aria-busy"];
/// Marks of charts that are awake.
const MARKS: [&str; 3] = ["drawn", "forced", "zoomed"];
/// Replaced whole: a walk through them costs more than they do.
const BLOCKS: [&str; 3] = ["svg", "TABLE", "PRE"];
/// How far ahead an equal sibling is looked for.
const AHEAD: usize = 8;

impl Morph {
    pub fn element(&self, old: &Element, new: &Element) {
        // What was typed is no part of what is compared: it stays. A list that asks by itself shows what was answered.
        let asks = old.tag_name() == "SELECT" && old.closest("form[data-auto]").ok().flatten().is_some();
        let lists = asks || old.query_selector("select").ok().flatten().is_some();
        if !lists && old.is_equal_node(Some(new)) {
            return;
        }
        // A script of the page tells something there.
        if old.has_attribute("data-kept") {
            return;
        }
        if old.has_attribute("data-later") || new.has_attribute("data-later") {
            later(old, new);
            return;
        }
        // What islands show is theirs; another one has other properties, and is not matched with this one.
        if old.tag_name() == "LEPTOS-ISLAND" {
            return;
        }
        if BLOCKS.contains(&old.tag_name().as_str()) {
            if self.renews && document().active_element().is_some_and(|read| old.contains(Some(&read))) {
                return;
            }
            let _ = old.replace_with_with_node_1(new);
            return;
        }
        field(old, new);
        attributes(old, new);
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

/// A field shows what the page that came says where it says something else than before; what was typed stays otherwise.
fn field(old: &Element, new: &Element) {
    if let (Some(old), Some(new)) = (old.dyn_ref::<HtmlInputElement>(), new.dyn_ref::<HtmlInputElement>()) {
        let ticked = matches!(old.type_().as_str(), "checkbox" | "radio");
        if !ticked && old.get_attribute("value") != new.get_attribute("value") {
            old.set_value(&new.default_value());
        }
    } else if let (Some(old), Some(new)) =
        (old.dyn_ref::<HtmlTextAreaElement>(), new.dyn_ref::<HtmlTextAreaElement>())
        && let (before, Ok(now)) = (old.default_value(), new.default_value())
        && before.as_ref() != Ok(&now)
    {
        old.set_value(&now);
    }
}

/// A part that a lean answer leaves out: the drawing under an awake chart keeps the room, a table is asked for when it is opened.
fn later(old: &Element, new: &Element) {
    if !new.has_attribute("data-later") {
        old.set_inner_html(&new.inner_html());
        let _ = old.remove_attribute("data-later");
        return;
    }
    let _ = old.set_attribute("data-later", "");
    if !old.class_list().contains("plot") {
        old.set_inner_html("");
    }
}

fn attributes(old: &Element, new: &Element) {
    for name in new.get_attribute_names().iter().filter_map(|n| n.as_string()) {
        let value = new.get_attribute(&name);
        let value = match (name.as_str(), value) {
            ("class", Some(value)) => {
                let kept = MARKS.iter().filter(|mark| old.class_list().contains(mark));
                Some(kept.fold(value, |value, mark| value + " " + mark))
            }
            (_, value) => value,
        };
        if let Some(value) = value
            && old.get_attribute(&name).as_ref() != Some(&value)
        {
            let _ = old.set_attribute(&name, &value);
        }
    }
    for name in old.get_attribute_names().iter().filter_map(|n| n.as_string()) {
        if !new.has_attribute(&name) && !OURS.contains(&name.as_str()) {
            let _ = old.remove_attribute(&name);
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
    if element.tag_name() == "LEPTOS-ISLAND" {
        let of = |name: &str| element.get_attribute(name).unwrap_or_default();
        return Some(of("data-component") + &of("data-props"));
    }
    element
        .get_attribute("id")
        .or_else(|| element.get_attribute("data-chart"))
        .map(|id| element.tag_name() + "#" + &id)
}

/// For each that came, which of ours it is.
fn matched(olds: &[Node], news: &[Node]) -> Vec<Option<usize>> {
    let named: Vec<Option<String>> = olds.iter().map(name).collect();
    let mut taken = vec![false; olds.len()];
    let mut matches: Vec<Option<usize>> = news
        .iter()
        .map(|fresh| {
            let name = name(fresh)?;
            let at = (0..olds.len()).find(|at| !taken[*at] && named[*at].as_ref() == Some(&name))?;
            taken[at] = true;
            Some(at)
        })
        .collect();
    let free: Vec<usize> = (0..olds.len()).filter(|at| named[*at].is_none()).collect();
    let mut next = 0;
    for (fresh, matching) in news.iter().zip(&mut matches) {
        if matching.is_some() || name(fresh).is_some() {
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

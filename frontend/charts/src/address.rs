//! What is looked at is part of the address, so that a link shows what its sender saw: `vue-…` is the zoom of a chart,
//! `point-…` the value that is read.

use charts::{
    read::{At, Reader},
    spec::{ChartSpec, Kind},
};
use web_sys::UrlSearchParams;

use crate::dom::window;

/// What the address asks of a chart.
#[derive(Default)]
pub struct Asked {
    /// First and end of the points in view.
    pub zoom: Option<(usize, usize)>,
    /// The value that is read.
    pub at: Option<At>,
}

fn query() -> Option<UrlSearchParams> {
    UrlSearchParams::new_with_str(&window().location().search().ok()?).ok()
}

fn parameter(name: &str, spec: &ChartSpec) -> String {
    name.to_owned() + &spec.id
}

pub fn asked(spec: &ChartSpec) -> Asked {
    let Some(query) = query() else { return Asked::default() };
    let zoom = query.get(&parameter("vue-", spec)).and_then(|text| {
        let Kind::Time(time) = &spec.kind else { return None };
        let points = time.points();
        let (a, b) = text.split_once('~')?;
        let (a, b) = (points.find(a)?, points.find(b)? + 1);
        (b >= a + 2 && b - a < points.len()).then_some((a, b))
    });
    let at = query.get(&parameter("point-", spec)).and_then(|text| Reader(spec).at_address(&text));
    Asked { zoom, at }
}

/// Writes what is looked at: the points in view, and the value that is read.
pub fn write(spec: &ChartSpec, zoom: Option<(usize, usize)>, at: At) {
    let location = window().location();
    let (Some(query), Ok(path), Ok(hash)) = (query(), location.pathname(), location.hash()) else { return };
    let reader = Reader(spec);
    let zoom = zoom.map(|(a, b)| {
        let name = |step| reader.address(At { lane: 0, step });
        name(a) + "~" + &name(b - 1)
    });
    let at = (at != reader.start()).then(|| reader.address(at));
    for (name, value) in [("vue-", zoom), ("point-", at)] {
        let name = parameter(name, spec);
        match value {
            Some(value) => query.set(&name, &value),
            None => query.delete(&name),
        }
    }
    let text = String::from(query.to_string());
    let mark = if text.is_empty() { "" } else { "?" };
    if let Ok(history) = window().history() {
        let address = path + mark + &text + &hash;
        // What the entry knows of itself stays.
        let state = history.state().unwrap_or_default();
        let _ = history.replace_state_with_url(&state, "", Some(&address));
    }
}

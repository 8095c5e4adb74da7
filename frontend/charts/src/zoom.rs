//! A closer look at a part of the time: by keys, by drag, by button, and in the address.

use charts::{
    read::Reader,
    spec::{ChartSpec, Kind},
};

use crate::{
    chart::Chart,
    dom::{document, window},
};

impl Chart {
    pub fn zoom_by(&self, factor: f64) {
        let (zoom, at, steps) = {
            let state = self.state.borrow();
            if !state.zooms() {
                return;
            }
            (state.view.zoom, state.at, Reader(&state.spec).steps(state.at.lane))
        };
        let (from, to) = zoom.unwrap_or((0, steps));
        let wide = (((to - from) as f64 * factor).round() as usize).max(4);
        if wide >= steps {
            return self.set_zoom(None);
        }
        let start = at.step.saturating_sub(wide / 2).min(steps - wide);
        self.set_zoom(Some((start, start + wide)));
    }

    pub fn set_zoom(&self, zoom: Option<(usize, usize)>) {
        let steps = Reader(&self.state.borrow().spec).steps(0);
        let zoom = zoom
            .map(|(a, b)| (a.min(steps), b.min(steps)))
            .filter(|(a, b)| b > a && b - a < steps && b - a >= 2);
        self.state.borrow_mut().view.zoom = zoom;
        {
            let mut state = self.state.borrow_mut();
            if let Some((a, b)) = zoom {
                state.at.step = state.at.step.clamp(a, b - 1);
            }
        }
        self.repaint();
        self.write_zoom();
        self.speak();
        let leaves = |e: web_sys::Element| e.closest(".when-zoomed").is_ok_and(|c| c.is_some());
        if zoom.is_none() && document().active_element().is_some_and(leaves) {
            // The button that was pressed leaves: the focus goes to what it acted upon.
            let _ = self.cursor.focus();
        }
        let _ = self.figure.class_list().toggle_with_force("zoomed", zoom.is_some());
        self.say(&match self.bounds() {
            Some((from, to)) => format!("Vue de {from} à {to}."),
            None => "Toute la période.".to_owned(),
        });
    }

    /// First and last period in view, as they are said.
    fn bounds(&self) -> Option<(String, String)> {
        let state = self.state.borrow();
        let (a, b) = state.view.zoom?;
        let Kind::Time(time) = &state.spec.kind else { return None };
        let points = time.points();
        let name = |i: usize| points.get(i).map(|p| charts::french::period(p.period));
        Some((name(a)?, name(b - 1)?))
    }

    /// The zoom is part of the address, so that a link shows what its sender saw.
    pub(crate) fn write_zoom(&self) {
        let location = window().location();
        let (Ok(search), Ok(path), Ok(hash)) = (location.search(), location.pathname(), location.hash())
        else {
            return;
        };
        let Ok(query) = web_sys::UrlSearchParams::new_with_str(&search) else { return };
        let state = self.state.borrow();
        let bounds = state.view.zoom.and_then(|(a, b)| {
            let Kind::Time(time) = &state.spec.kind else { return None };
            let points = time.points();
            Some(format!("{}~{}", points.get(a)?.period, points.get(b - 1)?.period))
        });
        match bounds {
            Some(bounds) => query.set(&parameter(self.id()), &bounds),
            None => query.delete(&parameter(self.id())),
        }
        let text = String::from(query.to_string());
        let mark = if text.is_empty() { "" } else { "?" };
        if let Ok(history) = window().history() {
            let address = format!("{path}{mark}{text}{hash}");
            let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address));
        }
    }
}

/// First and end of the points that the address asks for.
pub fn asked(spec: &ChartSpec) -> Option<(usize, usize)> {
    let search = window().location().search().ok()?;
    let wanted = web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(&parameter(&spec.id))?;
    let Kind::Time(time) = &spec.kind else { return None };
    let points = time.points();
    let place = |text: &str| points.iter().position(|p| p.period.to_string() == text);
    let (a, b) = wanted.split_once('~')?;
    let (a, b) = (place(a)?, place(b)? + 1);
    (b >= a + 2 && b - a < points.len()).then_some((a, b))
}

/// Name of a chart's zoom in the address.
fn parameter(id: &str) -> String {
    format!("vue-{id}")
}

//! A closer look at a part of the time: by keys, by drag, by button, and in the address.

use charts::{read::Reader, spec::Kind};

use crate::{chart::Chart, dom::document};

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
        self.write_address();
        self.speak();
        let leaves = |e: web_sys::Element| e.closest(".when-zoomed").is_ok_and(|c| c.is_some());
        if zoom.is_none() && document().active_element().is_some_and(leaves) {
            // The button that was pressed leaves: the focus goes to what it acted upon.
            let _ = self.cursor.focus();
        }
        let _ = self.figure.class_list().toggle_with_force("zoomed", zoom.is_some());
        self.say(&match self.bounds() {
            Some((from, to)) => "Vue de ".to_owned() + &from + " à " + &to + ".",
            None => "Toute la période.".to_owned(),
        });
    }

    /// First and last period in view, as they are said.
    fn bounds(&self) -> Option<(String, String)> {
        let state = self.state.borrow();
        let (a, b) = state.view.zoom?;
        let Kind::Time(time) = &state.spec.kind else { return None };
        let points = time.points();
        let name = |i: usize| points.get(i).map(|p| french::period(p.period));
        Some((name(a)?, name(b - 1)?))
    }
}

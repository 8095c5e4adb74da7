//! What can be told of a figure to this reader: where it is published, and by which periods.

use domain::{
    catalogue::{Dimension, Measure},
    query::Place,
    territory::Territory,
    time::{Grain, Period, Window},
};
use services::Finest;

use super::builder::Builder;

/// A place and a window at which a figure is told.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    pub place: Place,
    pub window: Window,
    /// Its finest published period, where that is coarser than it is measured.
    pub whole: Option<Grain>,
}

impl Builder<'_> {
    /// Fits what the reader looks at to what is published: a crossing that is told for the whole country only is told
    /// for it, and a window that holds no whole published period becomes the last one.
    pub fn told(&self, measure: &Measure, by: &[Dimension], window: Window, covered: Window) -> Told {
        let here = if measure.territorial { self.state.territory } else { Territory::France };
        let finest = |place: Territory| self.env.barometer.finest(measure, place.level(), by);
        let place = match finest(here) {
            Finest::Nowhere => Territory::France,
            _ => here,
        };
        let whole = match finest(place) {
            Finest::Whole(grain) => Some(grain),
            _ => None,
        };
        let window = whole.map_or(window, |grain| with_whole(window, grain, covered));
        Told { place: Place::One(place), window, whole }
    }

    /// A finding that says for where it holds, where that is not what the reader asked for.
    pub fn told_at(&self, place: Place, finding: String) -> String {
        let wider = place == Place::One(Territory::France) && self.state.territory != Territory::France;
        if wider { format!("France entière. {finding}") } else { finding }
    }
}

/// The window, or the last period of `grain` that is over where it holds none.
pub fn with_whole(window: Window, grain: Grain, covered: Window) -> Window {
    let of = |period: Period| Window { from: period.first_day(), to: period.last_day() };
    let before = |period: Period| Period { ordinal: period.ordinal - 1, ..period };
    let end = window.to.min(covered.to);
    let mut last = Period::of_day(grain, end);
    if last.last_day() > end {
        last = before(last);
    }
    let holds_one = last.first_day() >= window.from || window.from <= covered.from;
    if holds_one { window } else { of(last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(from: &str, to: &str) -> Window {
        Window::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_window_without_a_whole_period_becomes_the_last_one() {
        let covered = window("2018-02-27", "2026-11-25");
        let last_30 = window("2026-10-27", "2026-11-25");
        assert_eq!(with_whole(last_30, Grain::Month, covered), window("2026-10-01", "2026-10-31"));
        assert_eq!(with_whole(last_30, Grain::Year, covered), window("2025-01-01", "2025-12-31"));
        let twelve = window("2025-11-26", "2026-11-25");
        assert_eq!(with_whole(twelve, Grain::Month, covered), twelve);
        assert_eq!(with_whole(covered, Grain::Year, covered), covered);
    }
}

//! What can be told of a figure to this reader: where it is published, and by which periods.

use domain::{
    catalogue::{Dimension, Measure},
    query::Place,
    territory::Territory,
    time::{Grain, Window},
};
use services::Finest;

use super::{builder::Builder, whole::with_whole};

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

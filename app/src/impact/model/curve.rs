//! Curves of the explorer, read.

use charts::points::Points;
use domain::{catalogue::Unit, query::Ask};

/// Path of the screen, as the addresses of its charts have it.
pub const PATH: &str = "cyberimpact/explorer";

/// A curve that was read.
pub struct Curve {
    pub ask: Ask,
    pub name: String,
    pub unit: Unit,
    pub points: Points,
    /// What was computed, of whole periods.
    pub values: Vec<Option<f64>>,
    pub simulated: bool,
}

//! A place among the values of a chart.

/// A place in a chart: which curve, row of hours or panel; and which of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct At {
    pub lane: usize,
    pub step: usize,
}

//! What answers come from: known by it, they are kept until it changes.

use chrono::{DateTime, NaiveDate, Utc};

/// What the figures of a measure come from: equal origins, equal figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Origin {
    /// Changes of its source.
    pub changes: i64,
    /// The release that changed it last; 0 where none decides it.
    pub release: i64,
}

/// What an answer comes from: its figures, and the days that they cover today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    pub(super) origin: Origin,
    pub(super) covered: Option<(NaiveDate, NaiveDate)>,
}

/// What an answer says of the figures that it was made from.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    pub refreshed_at: Option<DateTime<Utc>>,
    pub simulated: bool,
    pub origin: Origin,
}

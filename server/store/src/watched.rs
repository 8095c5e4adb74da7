//! What machines that watch us ask of the store.

use std::time::Duration;

/// Hears how long who writes waited for their place.
pub type WaitsTold = Box<dyn Fn(Duration) + Send + Sync>;

/// Connections of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    pub pool: &'static str,
    pub open: usize,
    /// Of these, how many nobody uses.
    pub idle: usize,
}

//! What machines that watch us ask of the store.

use std::time::Duration;

use crate::{JobState, Store, StoreError, each};

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

impl Store {
    /// From now on `told` hears how long each unit of work waited to begin. The first one stays.
    pub fn tell_waits(&self, told: WaitsTold) {
        match self {
            Self::Sqlite(body) => body.tell_waits(told),
            Self::Postgres(body) => body.tell_waits(told),
        }
    }

    pub fn connections(&self) -> Vec<Connections> {
        match self {
            Self::Sqlite(body) => body.connections(),
            Self::Postgres(body) => body.connections(),
        }
    }

    /// How many jobs there are in each state.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn job_counts(&self) -> Result<Vec<(JobState, i64)>, StoreError> {
        each!(self, b => b.job_counts())
    }
}

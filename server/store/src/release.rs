//! What a release is to the store: blocks of published cells, written at once.

use chrono::{DateTime, Utc};

use crate::{Store, StoreError, each};

/// A release as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRelease {
    pub id: i64,
    /// The last load that it knows.
    pub version: i64,
    pub threshold: i64,
    pub decided_at: DateTime<Utc>,
    pub duration_ms: i64,
    pub small_cells: i64,
    pub withheld_cells: i64,
    /// Linear programmes that its audit solved.
    pub programmes: i64,
    /// Why it was not published.
    pub failure: Option<String>,
}

/// The published cells of one measure and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBlock {
    pub measure: String,
    pub year: i32,
    pub release: i64,
    pub content: Vec<u8>,
}

/// A release to store: published where `failure` is absent, else only noted.
#[derive(Debug, Clone)]
pub struct NewRelease {
    pub version: i64,
    pub threshold: i64,
    pub decided_at: DateTime<Utc>,
    pub duration_ms: i64,
    pub small_cells: i64,
    pub withheld_cells: i64,
    pub programmes: i64,
    pub failure: Option<String>,
    pub coverage: Vec<(String, i32, i32)>,
    /// Measure, year, content: only what changed.
    pub blocks: Vec<(String, i32, Vec<u8>)>,
    /// Measures and years that failed: they wait for the next load as they are.
    pub refused: Vec<(String, i32)>,
}

impl Store {
    /// The last release that was published (or, with `false`, the last that failed its audit).
    ///
    /// # Errors
    /// The database can't be read. The same holds for every method below.
    pub async fn release(&self, published: bool) -> Result<Option<StoredRelease>, StoreError> {
        each!(self, b => b.release(published))
    }

    /// Blocks that were published after a release, by measure and year.
    pub async fn release_blocks(&self, after: i64) -> Result<Vec<StoredBlock>, StoreError> {
        each!(self, b => b.release_blocks(after))
    }

    /// First and last period of each measure that the published cells know.
    pub async fn release_coverage(&self) -> Result<Vec<(String, i32, i32)>, StoreError> {
        each!(self, b => b.release_coverage())
    }

    /// Measures and years that loads up to `version` changed since they were published.
    pub async fn release_stale(&self, version: i64) -> Result<Vec<(String, i32)>, StoreError> {
        each!(self, b => b.release_stale(version))
    }

    /// Writes a release, all of it or nothing; returns its number.
    pub async fn release_put(&self, new: NewRelease) -> Result<i64, StoreError> {
        each!(self, b => b.release_put(new))
    }
}

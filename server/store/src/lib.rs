//! The statistics on disk: SQLite when one machine is enough, Postgres when it is not.
//!
//! `DATABASE_URL` chooses once, in [`Store::open`]. The body is one text compiled for both drivers (see
//! `body/`), the SQL lies in `queries/`, and the conformance suite runs on both.
//!
//! Invariants: no rule, no authorization, no clock. Nothing outside this crate knows sqlx.

mod accumulate;
mod actions;
mod annotations;
mod arrivals;
mod desk;
mod error;
mod files;
mod identity;
mod jobs;
mod migrations;
#[cfg(feature = "proof")]
mod proof;
mod public;
mod release;
mod steering;
mod unit_of_work;
mod watched;

pub use actions::{NewAction, StoredAction};
pub use annotations::{NewAnnotation, StoredAnnotation, StoredComment};
pub use arrivals::Arrivals;
pub use desk::{DueDigest, NewView, StoredSeriesRef, StoredView};
pub use error::StoreError;
pub use files::{backup, file_of, people_file, private_copy};
pub use identity::{
    AuditEntry, Chain, NewAccount, NewSession, OwnSession, StoredAccount, StoredAudit, StoredSession,
};
pub use jobs::{HeldJob, JobState, NewJob, StoredJob, Taker};
#[cfg(feature = "proof")]
pub use proof::QUERIES;
pub use public::PublicStore;
pub use release::{NewRelease, StoredBlock, StoredRelease};
pub use steering::{Setting, Steered};
pub use unit_of_work::UnitOfWork;
pub use watched::{Connections, WaitsTold};

mod open;
#[allow(clippy::duplicate_mod, reason = "one body, compiled for each driver")]
mod postgres;
mod sqlite;

use domain::{
    observation::SourceRow,
    source::{RejectedRow, Run, SourceState},
    territory::Level,
    time::Grain,
};

/// One of the two databases, chosen at the door.
#[derive(Debug, Clone)]
pub enum Store {
    Sqlite(sqlite::body::Body),
    Postgres(postgres::body::Body),
}

/// A load in progress: nothing is visible, and nothing stays, until [`Load::commit`].
pub enum Load {
    Sqlite(Box<sqlite::body::load::Load>),
    Postgres(Box<postgres::body::load::Load>),
}

/// A series as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSeries {
    pub id: i32,
    pub level: Level,
    pub territory: String,
    pub categories: [String; 3],
}

/// A stored cell.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCell {
    pub series: i32,
    pub period: i32,
    pub sum: f64,
    pub count: i64,
    pub sketch: Option<Vec<u8>>,
}

/// Which cells to read: one measure, one level of territory, one stored grain, one range of ordinals.
#[derive(Debug, Clone)]
pub struct CellRange<'a> {
    pub measure: &'a str,
    pub level: Level,
    /// Public form of one territory, or empty for all of the level.
    pub territory: &'a str,
    /// One value for each category column, or empty for all.
    pub categories: [&'a str; 3],
    pub grain: Grain,
    pub first: i32,
    pub last: i32,
}

/// One line of the motif table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MotifCategory {
    pub parent: String,
    pub motif: String,
    pub category: String,
}

/// What a load tells about itself once its rows are in.
#[derive(Clone)]
pub struct RunEntry<'a> {
    /// Tells when the rows are in.
    pub clock: &'a dyn domain::time::Clock,
    pub file_name: &'a str,
    pub checksum: &'a str,
    pub simulated: bool,
    pub started_at: chrono::DateTime<chrono::Utc>,
    pub read: i64,
    pub rejects: &'a [RejectedRow],
    pub rejected: i64,
    pub warnings: i64,
}

/// Calls the body of the database that was chosen.
macro_rules! each {
    ($store:expr, $body:ident => $call:expr) => {
        match $store {
            Self::Sqlite($body) => $call.await,
            Self::Postgres($body) => $call.await,
        }
    };
}
use each;

impl Store {
    /// Brings the schema up to date.
    ///
    /// # Errors
    /// The database can't be reached or holds a newer schema.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        each!(self, b => b.migrate())
    }

    /// Number of the last run.
    ///
    /// # Errors
    /// The database can't be read. The same holds for every method below.
    pub async fn version(&self) -> Result<i64, StoreError> {
        each!(self, b => b.version())
    }

    /// Grows whenever a figure may have changed.
    pub async fn figures_version(&self) -> Result<i64, StoreError> {
        each!(self, b => b.figures_version())
    }

    /// What is known of each source that was ever loaded.
    pub async fn sources(&self) -> Result<Vec<SourceState>, StoreError> {
        each!(self, b => b.sources())
    }

    pub async fn runs(&self, limit: i64) -> Result<Vec<Run>, StoreError> {
        each!(self, b => b.runs(limit))
    }

    pub async fn rejects(&self, run: i64, limit: i64) -> Result<Vec<RejectedRow>, StoreError> {
        each!(self, b => b.rejects(run, limit))
    }

    pub async fn series(&self, measure: &str) -> Result<Vec<StoredSeries>, StoreError> {
        each!(self, b => b.series(measure))
    }

    pub async fn cells(&self, range: CellRange<'_>) -> Result<Vec<StoredCell>, StoreError> {
        each!(self, b => b.cells(range))
    }

    /// First and last ordinal of a measure at its own grain.
    pub async fn coverage(&self, measure: &str) -> Result<Option<(i32, i32)>, StoreError> {
        each!(self, b => b.coverage(measure))
    }

    pub async fn motifs(&self) -> Result<Vec<MotifCategory>, StoreError> {
        each!(self, b => b.motifs())
    }

    /// Adds the motifs that the table does not know yet.
    pub async fn motifs_seed(&self, motifs: &[MotifCategory]) -> Result<(), StoreError> {
        each!(self, b => b.motifs_seed(motifs))
    }

    /// Gives a motif its category, and moves what is already counted.
    pub async fn motif_set(&self, motif: &MotifCategory) -> Result<(), StoreError> {
        each!(self, b => b.motif_set(motif))
    }

    /// Moves what loads wrote to where reads are fastest. Nothing is lost without it.
    pub async fn settle(&self) -> Result<(), StoreError> {
        each!(self, b => b.settle())
    }

    /// Starts a load; a second one waits until this one is committed or dropped.
    pub async fn load(&self, source: domain::source::Source) -> Result<Load, StoreError> {
        Ok(match self {
            Self::Sqlite(b) => Load::Sqlite(Box::new(b.load(source).await?)),
            Self::Postgres(b) => Load::Postgres(Box::new(b.load(source).await?)),
        })
    }
}

impl Load {
    /// Takes one parsed row; writes when enough have come.
    pub async fn push(&mut self, row: SourceRow) -> Result<(), StoreError> {
        each!(self, l => l.push(row))
    }

    /// Rows that changed the store and rows that were already there, so far.
    pub fn counts(&self) -> (i64, i64) {
        match self {
            Self::Sqlite(l) => l.counts(),
            Self::Postgres(l) => l.counts(),
        }
    }

    /// Writes the rest and the run, and makes all of it visible at once.
    pub async fn commit(self, entry: RunEntry<'_>) -> Result<Run, StoreError> {
        match self {
            Self::Sqlite(l) => l.commit(entry).await,
            Self::Postgres(l) => l.commit(entry).await,
        }
    }
}

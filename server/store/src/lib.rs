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
mod public;
mod release;
mod steering;
mod unit_of_work;

pub use actions::{NewAction, StoredAction};
pub use annotations::{NewAnnotation, StoredAnnotation, StoredComment};
pub use arrivals::Arrivals;
pub use desk::{DueDigest, NewView, StoredSeriesRef, StoredView};
pub use error::StoreError;
pub use files::{backup, file_of, private_copy};
pub use identity::{
    AuditEntry, Chain, NewAccount, NewSession, OwnSession, StoredAccount, StoredAudit, StoredSession,
};
pub use jobs::{HeldJob, JobState, NewJob, StoredJob, Taker};
pub use public::PublicStore;
pub use release::{NewRelease, StoredBlock, StoredRelease};
pub use steering::{Setting, Steered};
pub use unit_of_work::UnitOfWork;

mod open;
#[allow(clippy::duplicate_mod, reason = "one body, compiled for each driver")]
mod postgres;
mod sqlite;

use domain::{
    observation::SourceRow,
    source::{RejectedRow, Run},
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

    /// Number of the last run: changes whenever the figures may have.
    ///
    /// # Errors
    /// The database can't be read. The same holds for every method below.
    pub async fn version(&self) -> Result<i64, StoreError> {
        each!(self, b => b.version())
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

/// Every `.sql` file of the crate, for the test that prepares each on both databases.
pub const QUERIES: &[(&str, &str)] = &[
    ("statistics/series_of_measure", include_str!("../queries/statistics/series_of_measure.sql")),
    ("statistics/cells", include_str!("../queries/statistics/cells.sql")),
    ("statistics/coverage", include_str!("../queries/statistics/coverage.sql")),
    ("statistics/coverage_extend", include_str!("../queries/statistics/coverage_extend.sql")),
    ("public/cells", include_str!("../queries/public/cells.sql")),
    ("public/coverage", include_str!("../queries/public/coverage.sql")),
    ("public/measure_add", include_str!("../queries/public/measure_add.sql")),
    ("public/measure_remove", include_str!("../queries/public/measure_remove.sql")),
    ("public/measures", include_str!("../queries/public/measures.sql")),
    ("public/series_of_measure", include_str!("../queries/public/series_of_measure.sql")),
    ("release/block_put", include_str!("../queries/release/block_put.sql")),
    ("release/blocks", include_str!("../queries/release/blocks.sql")),
    ("release/coverage", include_str!("../queries/release/coverage.sql")),
    ("release/coverage_put", include_str!("../queries/release/coverage_put.sql")),
    ("release/insert", include_str!("../queries/release/insert.sql")),
    ("release/latest", include_str!("../queries/release/latest.sql")),
    ("release/stale", include_str!("../queries/release/stale.sql")),
    ("release/stale_all", include_str!("../queries/release/stale_all.sql")),
    ("release/stale_clear", include_str!("../queries/release/stale_clear.sql")),
    ("release/stale_put", include_str!("../queries/release/stale_put.sql")),
    ("runs/insert", include_str!("../queries/runs/insert.sql")),
    ("runs/latest", include_str!("../queries/runs/latest.sql")),
    ("runs/rejects", include_str!("../queries/runs/rejects.sql")),
    ("runs/version", include_str!("../queries/runs/version.sql")),
    ("motifs/all", include_str!("../queries/motifs/all.sql")),
    ("motifs/set", include_str!("../queries/motifs/set.sql")),
    ("motifs/seed", include_str!("../queries/motifs/seed.sql")),
    ("motifs/move_series", include_str!("../queries/motifs/move_series.sql")),
    ("actions/insert", include_str!("../queries/actions/insert.sql")),
    ("actions/all", include_str!("../queries/actions/all.sql")),
    ("actions/withdraw", include_str!("../queries/actions/withdraw.sql")),
    ("steering/target_clear", include_str!("../queries/steering/target_clear.sql")),
    ("steering/target_set", include_str!("../queries/steering/target_set.sql")),
    ("steering/targets", include_str!("../queries/steering/targets.sql")),
    ("steering/weight_set", include_str!("../queries/steering/weight_set.sql")),
    ("steering/weights", include_str!("../queries/steering/weights.sql")),
    ("annotations/all", include_str!("../queries/annotations/all.sql")),
    ("annotations/comment_insert", include_str!("../queries/annotations/comment_insert.sql")),
    ("annotations/comment_withdraw", include_str!("../queries/annotations/comment_withdraw.sql")),
    ("annotations/comments", include_str!("../queries/annotations/comments.sql")),
    ("annotations/insert", include_str!("../queries/annotations/insert.sql")),
    ("annotations/withdraw", include_str!("../queries/annotations/withdraw.sql")),
    ("desk/digest_claim", include_str!("../queries/desk/digest_claim.sql")),
    ("desk/digest_confirm", include_str!("../queries/desk/digest_confirm.sql")),
    ("desk/digest_of", include_str!("../queries/desk/digest_of.sql")),
    ("desk/digest_put", include_str!("../queries/desk/digest_put.sql")),
    ("desk/digest_remove", include_str!("../queries/desk/digest_remove.sql")),
    ("desk/digests_due", include_str!("../queries/desk/digests_due.sql")),
    ("desk/follow", include_str!("../queries/desk/follow.sql")),
    ("desk/followed", include_str!("../queries/desk/followed.sql")),
    ("desk/unfollow", include_str!("../queries/desk/unfollow.sql")),
    ("desk/view_insert", include_str!("../queries/desk/view_insert.sql")),
    ("desk/view_remove", include_str!("../queries/desk/view_remove.sql")),
    ("desk/views", include_str!("../queries/desk/views.sql")),
    ("identity/accounts", include_str!("../queries/identity/accounts.sql")),
    ("identity/account_of_subject", include_str!("../queries/identity/account_of_subject.sql")),
    ("identity/account_put", include_str!("../queries/identity/account_put.sql")),
    ("identity/account_bind", include_str!("../queries/identity/account_bind.sql")),
    ("identity/account_close", include_str!("../queries/identity/account_close.sql")),
    ("identity/account_try", include_str!("../queries/identity/account_try.sql")),
    ("identity/account_try_nobody", include_str!("../queries/identity/account_try_nobody.sql")),
    ("identity/account_proved", include_str!("../queries/identity/account_proved.sql")),
    ("identity/session_open", include_str!("../queries/identity/session_open.sql")),
    ("identity/session_find", include_str!("../queries/identity/session_find.sql")),
    ("identity/session_seen", include_str!("../queries/identity/session_seen.sql")),
    ("identity/session_end", include_str!("../queries/identity/session_end.sql")),
    ("identity/sessions_end", include_str!("../queries/identity/sessions_end.sql")),
    ("identity/sessions_sweep", include_str!("../queries/identity/sessions_sweep.sql")),
    ("identity/sessions_of", include_str!("../queries/identity/sessions_of.sql")),
    ("identity/session_end_of", include_str!("../queries/identity/session_end_of.sql")),
    ("identity/account_mandate", include_str!("../queries/identity/account_mandate.sql")),
    ("identity/account_reopen", include_str!("../queries/identity/account_reopen.sql")),
    ("identity/account_seal", include_str!("../queries/identity/account_seal.sql")),
    ("identity/demonstration_end", include_str!("../queries/identity/demonstration_end.sql")),
    ("identity/demonstration_close", include_str!("../queries/identity/demonstration_close.sql")),
    ("identity/login_use", include_str!("../queries/identity/login_use.sql")),
    ("identity/key_put", include_str!("../queries/identity/key_put.sql")),
    ("identity/key_of", include_str!("../queries/identity/key_of.sql")),
    ("identity/logins_sweep", include_str!("../queries/identity/logins_sweep.sql")),
    ("jobs/again", include_str!("../queries/jobs/again.sql")),
    ("jobs/cancel", include_str!("../queries/jobs/cancel.sql")),
    ("jobs/done", include_str!("../queries/jobs/done.sql")),
    ("jobs/extend", include_str!("../queries/jobs/extend.sql")),
    ("jobs/give_up", include_str!("../queries/jobs/give_up.sql")),
    ("jobs/insert", include_str!("../queries/jobs/insert.sql")),
    ("jobs/latest", include_str!("../queries/jobs/latest.sql")),
    ("jobs/lost", include_str!("../queries/jobs/lost.sql")),
    ("jobs/revive", include_str!("../queries/jobs/revive.sql")),
    ("jobs/schedule_add", include_str!("../queries/jobs/schedule_add.sql")),
    ("jobs/schedule_move", include_str!("../queries/jobs/schedule_move.sql")),
    ("jobs/schedules", include_str!("../queries/jobs/schedules.sql")),
    ("jobs/sweep", include_str!("../queries/jobs/sweep.sql")),
    ("audit/areas", include_str!("../queries/audit/areas.sql")),
    ("audit/count", include_str!("../queries/audit/count.sql")),
    ("audit/last", include_str!("../queries/audit/last.sql")),
    ("audit/append", include_str!("../queries/audit/append.sql")),
    ("audit/after", include_str!("../queries/audit/after.sql")),
    ("audit/latest", include_str!("../queries/audit/latest.sql")),
];

/// For the tests that compare the two databases.
impl Store {
    /// Prepares every query of [`QUERIES`].
    ///
    /// # Errors
    /// A query that this database doesn't understand.
    pub async fn prepare_all(&self) -> Result<(), StoreError> {
        each!(self, b => b.prepare_all())
    }

    /// Table, column and whether it may be null, of the tables that are ours, sorted.
    pub async fn columns(&self) -> Result<Vec<(String, String, bool)>, StoreError> {
        each!(self, b => b.columns())
    }

    /// Tries to change and to cut the journal: succeeds only where one of both does.
    pub async fn rewrite_journal(&self) -> Result<(), StoreError> {
        each!(self, b => b.rewrite_journal())
    }

    /// Tries to write through the reading pool.
    pub async fn reader_can_write(&self) -> Result<(), StoreError> {
        each!(self, b => b.reader_can_write())
    }
}

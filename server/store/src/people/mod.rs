//! Everything that people do: accounts, sessions, the journal, annotations, actions, what they keep and steer by.

pub(crate) mod accounts;
pub(crate) mod actions;
pub(crate) mod annotations;
pub(crate) mod following;
pub(crate) mod journal;
pub(crate) mod knowledge;
pub(crate) mod steering;

use std::{
    sync::{Arc, OnceLock},
    time::Instant,
};

use both::both;
use tokio::sync::watch;

pub use self::{
    accounts::{NewAccount, NewSession, OwnSession, StoredAccount, StoredSession},
    actions::{NewAction, StoredAction},
    annotations::{NewAnnotation, StoredAnnotation, StoredComment},
    following::{DueDigest, NewView, StoredView},
    journal::{AuditEntry, Chain, StoredAudit},
    knowledge::StoredEntry,
    steering::{Setting, Steered},
};
use crate::{StoreError, WaitsTold};

/// The key of a series, each part in its public form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSeriesRef {
    pub indicator: String,
    pub territory: String,
    /// One `dimension:value` a line.
    pub filters: String,
}

/// What people do, in the database that was chosen.
#[derive(Debug, Clone)]
pub enum People {
    Sqlite(sqlite::People),
    Postgres(postgres::People),
}

/// What is written together: an act, its line in the journal, what follows from it. It becomes visible at
/// [`UnitOfWork::commit`], or, dropped before, was never there. The methods lie beside the types of their subject.
///
/// On SQLite others who write wait meanwhile: nothing slow happens between [`People::write`] and the commit.
#[must_use = "nothing stays without commit()"]
pub enum UnitOfWork {
    Sqlite(sqlite::UnitOfWork),
    Postgres(postgres::UnitOfWork),
}

impl People {
    /// Starts to write.
    ///
    /// # Errors
    /// The database can't be reached.
    pub async fn write(&self) -> Result<UnitOfWork, StoreError> {
        Ok(match self {
            Self::Sqlite(people) => UnitOfWork::Sqlite(people.begin().await?),
            Self::Postgres(people) => UnitOfWork::Postgres(people.begin().await?),
        })
    }

    /// From now on `told` hears how long each unit of work waited to begin. The first one stays.
    pub fn tell_waits(&self, told: WaitsTold) {
        let waits = match self {
            Self::Sqlite(people) => &people.waits,
            Self::Postgres(people) => &people.waits,
        };
        let _ = waits.set(told);
    }
}

#[both]
mod queries {
    use driver::{BEGIN, Pool, Transaction};

    /// Connections to what people do.
    #[derive(Clone)]
    pub struct People {
        pub(crate) writer: Pool,
        /// Can't write.
        pub(crate) reader: Pool,
        /// Counts the units of work of this process that added jobs.
        pub(crate) bell: Arc<watch::Sender<u64>>,
        /// Told how long who writes waited for their place.
        pub(crate) waits: Arc<OnceLock<WaitsTold>>,
    }

    impl std::fmt::Debug for People {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("People")
        }
    }

    impl People {
        pub(crate) fn new(writer: Pool, reader: Pool) -> Self {
            Self { writer, reader, bell: Arc::default(), waits: Arc::default() }
        }

        pub(crate) async fn begin(&self) -> Result<UnitOfWork, StoreError> {
            let started = Instant::now();
            let tx = self.writer.begin_with(BEGIN).await?;
            if let Some(told) = self.waits.get() {
                told(started.elapsed());
            }
            Ok(UnitOfWork { tx, bell: self.bell.clone(), has_jobs: false })
        }
    }

    /// A transaction; dropped before its commit, it leaves nothing.
    pub struct UnitOfWork {
        pub(crate) tx: Transaction,
        /// Rung at the commit, where jobs were added.
        bell: Arc<watch::Sender<u64>>,
        pub(crate) has_jobs: bool,
    }

    impl UnitOfWork {
        /// Makes all of it visible at once.
        ///
        /// # Errors
        /// The database can't be written: nothing of it stays.
        pub async fn commit(self) -> Result<(), StoreError> {
            self.tx.commit().await?;
            if self.has_jobs {
                self.bell.send_modify(|rung| *rung += 1);
            }
            Ok(())
        }
    }
}

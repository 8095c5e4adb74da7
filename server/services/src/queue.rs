//! What the server does by itself, as an administrator sees and steers it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    identity::{Actor, Operation},
    ids::JobId,
    time::Clock,
};
use store::Store;
pub use store::{JobState, StoredJob};

use crate::{audit::Journal, unfit::Unfit};

/// Jobs that are shown.
const SHOWN: i64 = 100;

/// The queue, and when each thing comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Given-up jobs first, then those that run, that wait, and the last that ended.
    pub jobs: Vec<StoredJob>,
    pub next: Vec<(String, DateTime<Utc>)>,
    /// Of the instance that answers.
    pub tasks: Vec<Fare>,
}

/// How a task of this process fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fare {
    pub name: &'static str,
    /// How often it fell and was started again.
    pub restarts: u64,
    pub runs: bool,
}

/// Tells how the tasks of this process fare.
pub type Fares = Arc<dyn Fn() -> Vec<Fare> + Send + Sync>;

impl Overview {
    pub fn count(&self, state: JobState) -> usize {
        self.jobs.iter().filter(|job| job.state == state).count()
    }
}

/// Use cases of the queue.
#[derive(Clone)]
pub struct Queue {
    store: Store,
    clock: Arc<dyn Clock>,
    journal: Journal,
    fares: Fares,
}

impl Queue {
    pub fn new(store: Store, clock: Arc<dyn Clock>, journal: Journal, fares: Fares) -> Self {
        Self { store, clock, journal, fares }
    }

    /// # Errors
    /// Who asks is no administrator, or the store can't be read. The same holds below.
    pub async fn overview(&self, actor: &Actor) -> Result<Overview, Unfit> {
        self.journal.require(actor, Operation::ManageAccounts, "taches").await?;
        let (jobs, next) = (self.store.jobs().latest(SHOWN).await?, self.store.jobs().schedules().await?);
        Ok(Overview { jobs, next, tasks: (self.fares)() })
    }

    /// Has a given-up job tried again, at once.
    pub async fn run_again(&self, actor: &Actor, id: JobId) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::ManageAccounts, "taches").await?;
        let mut act = self.journal.act().await?;
        if !act.work.job_revive(id, self.clock.now()).await? {
            return Err(Unfit::Malformed("Cette tâche ne peut pas être relancée : elle l’a déjà été."));
        }
        Ok(act.done(actor.account, "relancer-tache", &id.to_string()).await?)
    }

    /// Takes a waiting job back.
    pub async fn cancel(&self, actor: &Actor, id: JobId) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::ManageAccounts, "taches").await?;
        let mut act = self.journal.act().await?;
        if !act.work.job_cancel(id, self.clock.now()).await? {
            return Err(Unfit::Malformed("Cette tâche n’attend plus : elle a commencé ou fini entre-temps."));
        }
        Ok(act.done(actor.account, "annuler-tache", &id.to_string()).await?)
    }
}

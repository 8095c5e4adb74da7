//! What the server does by itself, as stored: a queue for all instances, and what comes again.

use chrono::{DateTime, Utc};

use crate::{Store, StoreError, UnitOfWork, each};

/// Where a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    Waits,
    Runs,
    Done,
    /// Tried as often as it may be, or failed for good.
    GivenUp,
    Cancelled,
}

impl JobState {
    /// As machines call it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::Runs => "runs",
            Self::Done => "done",
            Self::GivenUp => "given-up",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A job to take on.
#[derive(Debug, Clone)]
pub struct NewJob<'a> {
    pub kind: &'a str,
    /// Numbers only: nobody's name, nobody's words.
    pub payload: &'a str,
    /// Of jobs of one kind with one key, one waits or runs at a time.
    pub key: Option<&'a str>,
    /// Higher ones come first among those that are due.
    pub priority: i16,
    pub due_at: DateTime<Utc>,
    pub most_attempts: i32,
    pub at: DateTime<Utc>,
}

/// A job that this instance holds until its lease ends. `attempt` tells it from an earlier holder's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldJob {
    pub id: i64,
    pub kind: String,
    pub payload: String,
    pub attempt: i32,
    pub most_attempts: i32,
}

/// A job as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredJob {
    pub id: i64,
    pub kind: String,
    pub payload: String,
    pub state: JobState,
    pub due_at: DateTime<Utc>,
    pub attempts: i32,
    pub most_attempts: i32,
    pub holder: Option<String>,
    pub lease_until: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub error: Option<String>,
}

/// Who takes jobs: the kinds that it can do, and its name.
#[derive(Debug, Clone)]
pub struct Taker<'a> {
    pub kinds: &'a [&'a str],
    pub holder: &'a str,
}

impl Store {
    /// Takes the job that is due first, for so long: one that waits, or one whose holder's lease ended. Several instances never
    /// get the same.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn job_take(
        &self,
        taker: &Taker<'_>,
        at: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<HeldJob>, StoreError> {
        each!(self, b => b.job_take(taker, at, until))
    }

    /// Jobs, given-up ones first, then those that run, that wait, and the last that ended.
    ///
    /// # Errors
    /// The database can't be read. The same holds below.
    pub async fn jobs(&self, limit: i64) -> Result<Vec<StoredJob>, StoreError> {
        each!(self, b => b.jobs(limit))
    }

    /// What comes again, and when next.
    pub async fn schedules(&self) -> Result<Vec<(String, DateTime<Utc>)>, StoreError> {
        each!(self, b => b.schedules())
    }
}

impl UnitOfWork {
    /// Takes a job on; nothing where one with its key waits or runs.
    ///
    /// # Errors
    /// The database can't be written. The same holds below.
    pub async fn job_add(&mut self, new: NewJob<'_>) -> Result<Option<i64>, StoreError> {
        each!(self, w => w.job_add(new))
    }

    /// False where somebody else holds it meanwhile. The same holds for every method with a job.
    pub async fn job_extend(&mut self, job: &HeldJob, until: DateTime<Utc>) -> Result<bool, StoreError> {
        each!(self, w => w.job_extend(job, until))
    }

    pub async fn job_done(&mut self, job: &HeldJob, at: DateTime<Utc>) -> Result<bool, StoreError> {
        each!(self, w => w.job_done(job, at))
    }

    /// It failed, and is tried again later.
    pub async fn job_again(
        &mut self,
        job: &HeldJob,
        due_at: DateTime<Utc>,
        error: &str,
    ) -> Result<bool, StoreError> {
        each!(self, w => w.job_again(job, due_at, error))
    }

    /// It failed, and is not tried again unless an administrator says so.
    pub async fn job_give_up(
        &mut self,
        job: &HeldJob,
        at: DateTime<Utc>,
        error: &str,
    ) -> Result<bool, StoreError> {
        each!(self, w => w.job_give_up(job, at, error))
    }

    /// Gives up what was taken as often as it may be and never came to an end; forgets what ended before `ended`, and what was
    /// given up before `given_up`.
    pub async fn jobs_sweep(
        &mut self,
        at: DateTime<Utc>,
        ended: DateTime<Utc>,
        given_up: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        each!(self, w => w.jobs_sweep(at, ended, given_up))
    }

    /// Has a given-up job tried again; false where it is not given up, or another with its key waits.
    pub async fn job_revive(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        each!(self, w => w.job_revive(id, at))
    }

    /// Takes a waiting job back; false where it does not wait any more.
    pub async fn job_cancel(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        each!(self, w => w.job_cancel(id, at))
    }

    /// Says when something comes for the first time; what is known stays.
    pub async fn schedule_add(&mut self, name: &str, next: DateTime<Utc>) -> Result<(), StoreError> {
        each!(self, w => w.schedule_add(name, next))
    }

    /// Moves what comes again from one time to the next; false where another instance did.
    pub async fn schedule_move(
        &mut self,
        name: &str,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        each!(self, w => w.schedule_move(name, from, to))
    }
}

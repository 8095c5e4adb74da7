//! What the server does by itself, as stored: a queue for all instances, and what comes again.

use both::both;
use chrono::{DateTime, Utc};
use domain::ids::JobId;

use crate::{
    StoreError, UnitOfWork,
    row::{instant, maybe_instant},
};

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
    pub id: JobId,
    pub kind: String,
    pub payload: String,
    pub attempt: i32,
    pub most_attempts: i32,
}

/// A job as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredJob {
    pub id: JobId,
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

/// The queue, in the database that was chosen.
#[derive(Debug, Clone)]
pub enum Jobs {
    Sqlite(sqlite::Jobs),
    Postgres(postgres::Jobs),
}

#[both]
mod queries {
    use sqlx::Row as _;

    use driver::{ANNOUNCE_JOB, DbRow, JOB_TAKE, Pool, UnitOfWork};

    /// The queue lies with what people do: jobs are added in their units of work.
    #[derive(Debug, Clone)]
    pub struct Jobs {
        pub(crate) writer: Pool,
        /// Can't write.
        pub(crate) reader: Pool,
    }

    fn state(code: i16) -> Result<JobState, StoreError> {
        Ok(match code {
            0 => JobState::Waits,
            1 => JobState::Runs,
            2 => JobState::Done,
            3 => JobState::GivenUp,
            4 => JobState::Cancelled,
            _ => return Err(StoreError::Inconsistent("job")),
        })
    }

    fn stored(row: &DbRow) -> Result<StoredJob, StoreError> {
        Ok(StoredJob {
            id: JobId(row.try_get("id")?),
            kind: row.try_get("kind")?,
            payload: row.try_get("payload")?,
            state: state(row.try_get("state")?)?,
            due_at: instant(row, "due_at")?,
            attempts: row.try_get("attempts")?,
            most_attempts: row.try_get("most_attempts")?,
            holder: row.try_get("holder")?,
            lease_until: maybe_instant(row, "lease_until")?,
            ended_at: maybe_instant(row, "ended_at")?,
            error: row.try_get("error")?,
        })
    }

    impl Jobs {
        /// Takes the job that is due first, for so long: one that waits, or one whose holder's lease ended. Several instances never
        /// get the same.
        ///
        /// # Errors
        /// The database can't be written.
        pub async fn take(
            &self,
            taker: &Taker<'_>,
            at: DateTime<Utc>,
            until: DateTime<Utc>,
        ) -> Result<Option<HeldJob>, StoreError> {
            // Who only looks takes no writer's place.
            let kinds = format!(",{},", taker.kinds.join(","));
            let due = sqlx::query(include_str!("queries/jobs/due.sql"))
                .bind(at.timestamp_micros())
                .bind(&kinds)
                .fetch_optional(&self.reader)
                .await?;
            if due.is_none() {
                return Ok(None);
            }
            let row = sqlx::query(JOB_TAKE)
                .bind(at.timestamp_micros())
                .bind(&kinds)
                .bind(taker.holder)
                .bind(until.timestamp_micros())
                .fetch_optional(&self.writer)
                .await?;
            row.map(|row| {
                Ok(HeldJob {
                    id: JobId(row.try_get("id")?),
                    kind: row.try_get("kind")?,
                    payload: row.try_get("payload")?,
                    attempt: row.try_get("attempts")?,
                    most_attempts: row.try_get("most_attempts")?,
                })
            })
            .transpose()
        }

        /// Jobs, given-up ones first, then those that run, that wait, and the last that ended.
        ///
        /// # Errors
        /// The database can't be read. The same holds below.
        pub async fn latest(&self, limit: i64) -> Result<Vec<StoredJob>, StoreError> {
            let sql = include_str!("queries/jobs/latest.sql");
            sqlx::query(sql).bind(limit).fetch_all(&self.reader).await?.iter().map(stored).collect()
        }

        /// How many jobs there are in each state.
        ///
        /// # Errors
        /// The database can't be read.
        pub async fn counts(&self) -> Result<Vec<(JobState, i64)>, StoreError> {
            let sql = include_str!("queries/jobs/counts.sql");
            let rows = sqlx::query(sql).fetch_all(&self.reader).await?;
            rows.iter().map(|row| Ok((state(row.try_get("state")?)?, row.try_get("jobs")?))).collect()
        }

        /// What comes again, and when next.
        pub async fn schedules(&self) -> Result<Vec<(String, DateTime<Utc>)>, StoreError> {
            let sql = include_str!("queries/jobs/schedules.sql");
            let rows = sqlx::query(sql).fetch_all(&self.reader).await?;
            rows.iter().map(|row| Ok((row.try_get("name")?, instant(row, "next_at")?))).collect()
        }
    }

    impl UnitOfWork {
        /// Takes a job on; nothing where one with its key waits or runs.
        ///
        /// # Errors
        /// The database can't be written. The same holds below.
        pub async fn job_add(&mut self, new: NewJob<'_>) -> Result<Option<JobId>, StoreError> {
            if let Some(announce) = ANNOUNCE_JOB {
                sqlx::query(announce).execute(&mut *self.tx).await?;
            }
            self.has_jobs = true;
            let id: Option<i64> = sqlx::query_scalar(include_str!("queries/jobs/insert.sql"))
                .bind(new.kind)
                .bind(new.payload)
                .bind(new.key)
                .bind(new.priority)
                .bind(new.due_at.timestamp_micros())
                .bind(new.most_attempts)
                .bind(new.at.timestamp_micros())
                .fetch_optional(&mut *self.tx)
                .await?;
            Ok(id.map(JobId))
        }

        /// False where somebody else holds it meanwhile. The same holds for every method with a job.
        pub async fn job_extend(&mut self, job: &HeldJob, until: DateTime<Utc>) -> Result<bool, StoreError> {
            let sql = include_str!("queries/jobs/extend.sql");
            let query = sqlx::query(sql).bind(job.id.0).bind(job.attempt).bind(until.timestamp_micros());
            Ok(query.execute(&mut *self.tx).await?.rows_affected() > 0)
        }

        pub async fn job_done(&mut self, job: &HeldJob, at: DateTime<Utc>) -> Result<bool, StoreError> {
            let sql = include_str!("queries/jobs/done.sql");
            let query = sqlx::query(sql).bind(job.id.0).bind(job.attempt).bind(at.timestamp_micros());
            Ok(query.execute(&mut *self.tx).await?.rows_affected() > 0)
        }

        /// It failed, and is tried again later.
        pub async fn job_again(
            &mut self,
            job: &HeldJob,
            due_at: DateTime<Utc>,
            error: &str,
        ) -> Result<bool, StoreError> {
            let sql = include_str!("queries/jobs/again.sql");
            let query = sqlx::query(sql).bind(job.id.0).bind(job.attempt).bind(due_at.timestamp_micros());
            Ok(query.bind(error).execute(&mut *self.tx).await?.rows_affected() > 0)
        }

        /// It failed, and is not tried again unless an administrator says so.
        pub async fn job_give_up(
            &mut self,
            job: &HeldJob,
            at: DateTime<Utc>,
            error: &str,
        ) -> Result<bool, StoreError> {
            let sql = include_str!("queries/jobs/give_up.sql");
            let query = sqlx::query(sql).bind(job.id.0).bind(job.attempt).bind(at.timestamp_micros());
            Ok(query.bind(error).execute(&mut *self.tx).await?.rows_affected() > 0)
        }

        /// Gives up what was taken as often as it may be and never came to an end; forgets what ended before `ended`, and what was
        /// given up before `given_up`.
        pub async fn jobs_sweep(
            &mut self,
            at: DateTime<Utc>,
            ended: DateTime<Utc>,
            given_up: DateTime<Utc>,
        ) -> Result<(), StoreError> {
            let sql = include_str!("queries/jobs/lost.sql");
            sqlx::query(sql).bind(at.timestamp_micros()).execute(&mut *self.tx).await?;
            sqlx::query(include_str!("queries/jobs/sweep.sql"))
                .bind(ended.timestamp_micros())
                .bind(given_up.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            Ok(())
        }

        /// Has a given-up job tried again; false where it is not given up, or another with its key waits.
        pub async fn job_revive(&mut self, id: JobId, at: DateTime<Utc>) -> Result<bool, StoreError> {
            let sql = include_str!("queries/jobs/revive.sql");
            let query = sqlx::query(sql).bind(id.0).bind(at.timestamp_micros());
            Ok(query.execute(&mut *self.tx).await?.rows_affected() > 0)
        }

        /// Takes a waiting job back; false where it does not wait any more.
        pub async fn job_cancel(&mut self, id: JobId, at: DateTime<Utc>) -> Result<bool, StoreError> {
            let sql = include_str!("queries/jobs/cancel.sql");
            let query = sqlx::query(sql).bind(id.0).bind(at.timestamp_micros());
            Ok(query.execute(&mut *self.tx).await?.rows_affected() > 0)
        }

        /// Says when something comes for the first time; what is known stays.
        pub async fn schedule_add(&mut self, name: &str, next: DateTime<Utc>) -> Result<(), StoreError> {
            let sql = include_str!("queries/jobs/schedule_add.sql");
            sqlx::query(sql).bind(name).bind(next.timestamp_micros()).execute(&mut *self.tx).await?;
            Ok(())
        }

        /// Moves what comes again from one time to the next; false where another instance did.
        pub async fn schedule_move(
            &mut self,
            name: &str,
            from: DateTime<Utc>,
            to: DateTime<Utc>,
        ) -> Result<bool, StoreError> {
            let sql = include_str!("queries/jobs/schedule_move.sql");
            let query = sqlx::query(sql).bind(name).bind(from.timestamp_micros()).bind(to.timestamp_micros());
            Ok(query.execute(&mut *self.tx).await?.rows_affected() > 0)
        }
    }
}

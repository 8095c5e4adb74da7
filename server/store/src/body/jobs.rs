//! The queue, and what comes again.

use chrono::{DateTime, Utc};
use sqlx::Row;

use super::{
    super::{ANNOUNCE_JOB, Db, JOB_TAKE},
    Body, UnitOfWork, instant,
};
use crate::{HeldJob, JobState, NewJob, StoreError, StoredJob, Taker};

type DbRow = <Db as sqlx::Database>::Row;

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
    let maybe = |name: &str| -> Result<Option<DateTime<Utc>>, StoreError> {
        let at: Option<i64> = row.try_get(name)?;
        Ok(at.and_then(DateTime::from_timestamp_micros))
    };
    Ok(StoredJob {
        id: row.try_get("id")?,
        kind: row.try_get("kind")?,
        payload: row.try_get("payload")?,
        state: state(row.try_get("state")?)?,
        due_at: maybe("due_at")?.ok_or(StoreError::Inconsistent("instant"))?,
        attempts: row.try_get("attempts")?,
        most_attempts: row.try_get("most_attempts")?,
        holder: row.try_get("holder")?,
        lease_until: maybe("lease_until")?,
        ended_at: maybe("ended_at")?,
        error: row.try_get("error")?,
    })
}

impl Body {
    pub async fn job_take(
        &self,
        taker: &Taker<'_>,
        at: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<HeldJob>, StoreError> {
        // Who only looks takes no writer's place.
        let due = sqlx::query(include_str!("../../queries/jobs/due.sql"))
            .bind(at.timestamp_micros())
            .fetch_optional(&self.people.reader)
            .await?;
        if due.is_none() {
            return Ok(None);
        }
        let row = sqlx::query(JOB_TAKE)
            .bind(at.timestamp_micros())
            .bind(format!(",{},", taker.kinds.join(",")))
            .bind(taker.holder)
            .bind(until.timestamp_micros())
            .fetch_optional(&self.people.writer)
            .await?;
        row.map(|row| {
            Ok(HeldJob {
                id: row.try_get("id")?,
                kind: row.try_get("kind")?,
                payload: row.try_get("payload")?,
                attempt: row.try_get("attempts")?,
                most_attempts: row.try_get("most_attempts")?,
            })
        })
        .transpose()
    }

    pub async fn jobs(&self, limit: i64) -> Result<Vec<StoredJob>, StoreError> {
        let sql = include_str!("../../queries/jobs/latest.sql");
        sqlx::query(sql).bind(limit).fetch_all(&self.people.reader).await?.iter().map(stored).collect()
    }

    pub async fn job_counts(&self) -> Result<Vec<(JobState, i64)>, StoreError> {
        let sql = include_str!("../../queries/jobs/counts.sql");
        let rows = sqlx::query(sql).fetch_all(&self.people.reader).await?;
        rows.iter().map(|row| Ok((state(row.try_get("state")?)?, row.try_get("jobs")?))).collect()
    }

    pub async fn schedules(&self) -> Result<Vec<(String, DateTime<Utc>)>, StoreError> {
        let sql = include_str!("../../queries/jobs/schedules.sql");
        let rows = sqlx::query(sql).fetch_all(&self.people.reader).await?;
        rows.iter().map(|row| Ok((row.try_get("name")?, instant(row, 1)?))).collect()
    }
}

impl UnitOfWork {
    pub async fn job_add(&mut self, new: NewJob<'_>) -> Result<Option<i64>, StoreError> {
        if let Some(announce) = ANNOUNCE_JOB {
            sqlx::query(announce).execute(&mut *self.tx).await?;
        }
        self.has_jobs = true;
        Ok(sqlx::query_scalar(include_str!("../../queries/jobs/insert.sql"))
            .bind(new.kind)
            .bind(new.payload)
            .bind(new.key)
            .bind(new.priority)
            .bind(new.due_at.timestamp_micros())
            .bind(new.most_attempts)
            .bind(new.at.timestamp_micros())
            .fetch_optional(&mut *self.tx)
            .await?)
    }

    pub async fn job_extend(&mut self, job: &HeldJob, until: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = include_str!("../../queries/jobs/extend.sql");
        let query = sqlx::query(sql).bind(job.id).bind(job.attempt).bind(until.timestamp_micros());
        Ok(query.execute(&mut *self.tx).await?.rows_affected() > 0)
    }

    pub async fn job_done(&mut self, job: &HeldJob, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = include_str!("../../queries/jobs/done.sql");
        let query = sqlx::query(sql).bind(job.id).bind(job.attempt).bind(at.timestamp_micros());
        Ok(query.execute(&mut *self.tx).await?.rows_affected() > 0)
    }

    pub async fn job_again(
        &mut self,
        job: &HeldJob,
        due_at: DateTime<Utc>,
        error: &str,
    ) -> Result<bool, StoreError> {
        let sql = include_str!("../../queries/jobs/again.sql");
        let query = sqlx::query(sql).bind(job.id).bind(job.attempt).bind(due_at.timestamp_micros());
        Ok(query.bind(error).execute(&mut *self.tx).await?.rows_affected() > 0)
    }

    pub async fn job_give_up(
        &mut self,
        job: &HeldJob,
        at: DateTime<Utc>,
        error: &str,
    ) -> Result<bool, StoreError> {
        let sql = include_str!("../../queries/jobs/give_up.sql");
        let query = sqlx::query(sql).bind(job.id).bind(job.attempt).bind(at.timestamp_micros());
        Ok(query.bind(error).execute(&mut *self.tx).await?.rows_affected() > 0)
    }

    pub async fn jobs_sweep(
        &mut self,
        at: DateTime<Utc>,
        ended: DateTime<Utc>,
        given_up: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = include_str!("../../queries/jobs/lost.sql");
        sqlx::query(sql).bind(at.timestamp_micros()).execute(&mut *self.tx).await?;
        sqlx::query(include_str!("../../queries/jobs/sweep.sql"))
            .bind(ended.timestamp_micros())
            .bind(given_up.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    pub async fn job_revive(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = include_str!("../../queries/jobs/revive.sql");
        let query = sqlx::query(sql).bind(id).bind(at.timestamp_micros());
        Ok(query.execute(&mut *self.tx).await?.rows_affected() > 0)
    }

    pub async fn job_cancel(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = include_str!("../../queries/jobs/cancel.sql");
        let query = sqlx::query(sql).bind(id).bind(at.timestamp_micros());
        Ok(query.execute(&mut *self.tx).await?.rows_affected() > 0)
    }

    pub async fn schedule_add(&mut self, name: &str, next: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = include_str!("../../queries/jobs/schedule_add.sql");
        sqlx::query(sql).bind(name).bind(next.timestamp_micros()).execute(&mut *self.tx).await?;
        Ok(())
    }

    pub async fn schedule_move(
        &mut self,
        name: &str,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = include_str!("../../queries/jobs/schedule_move.sql");
        let query = sqlx::query(sql).bind(name).bind(from.timestamp_micros()).bind(to.timestamp_micros());
        Ok(query.execute(&mut *self.tx).await?.rows_affected() > 0)
    }
}

//! The one body of queries. `super` is the driver: its `Db`, its `Pool`, its few words of its own.

mod actions;
mod annotations;
mod audit;
mod desk;
mod identity;
pub mod load;
mod proof;
mod release;
mod runs;
mod statistics;
mod steering;

use chrono::{DateTime, Utc};
use sqlx::{Row, migrate::Migrator};

use super::{Db, Pool, SETTLE};
use crate::{StoreError, StoredSeriesRef};

#[derive(Clone)]
pub struct Body {
    writer: Pool,
    reader: Pool,
    migrator: fn() -> Migrator,
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Body")
    }
}

impl Body {
    pub fn new(writer: Pool, reader: Pool, migrator: fn() -> Migrator) -> Self {
        Self { writer, reader, migrator }
    }

    /// The pool that only reads.
    #[allow(dead_code, reason = "only Postgres is listened to through it")]
    pub(crate) fn readers(&self) -> &Pool {
        &self.reader
    }

    /// A schema that is up to date is left alone: who serves need not be allowed to change it.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let migrator = (self.migrator)();
        let sql = "select max(version) from _sqlx_migrations where success";
        let done: Option<i64> = sqlx::query_scalar(sql).fetch_one(&self.writer).await.unwrap_or_default();
        if done.is_some() && done == migrator.iter().map(|m| m.version).max() {
            return Ok(());
        }
        Ok(migrator.run(&self.writer).await?)
    }

    pub async fn settle(&self) -> Result<(), StoreError> {
        if let Some(statement) = SETTLE {
            sqlx::query(statement).execute(&self.writer).await?;
        }
        Ok(())
    }
}

/// An instant as it is stored: microseconds UTC.
fn instant(row: &<Db as sqlx::Database>::Row, column: usize) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_micros(row.try_get(column)?).ok_or(StoreError::Inconsistent("instant"))
}

/// The key of a series, in three columns.
fn series(row: &<Db as sqlx::Database>::Row, column: usize) -> Result<StoredSeriesRef, StoreError> {
    Ok(StoredSeriesRef {
        indicator: row.try_get(column)?,
        territory: row.try_get(column + 1)?,
        filters: row.try_get(column + 2)?,
    })
}

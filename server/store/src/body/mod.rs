//! The one body of queries. `super` is the driver: its `Db`, its `Pool`, its few words of its own.

mod actions;
mod annotations;
mod audit;
mod desk;
mod identity;
mod jobs;
pub mod load;
#[cfg(feature = "proof")]
mod proof;
mod release;
mod runs;
mod statistics;
mod steering;
mod unit_of_work;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::catalogue::Catalogue;
use sqlx::{Row, migrate::Migrator};
use tokio::sync::Notify;

pub use self::unit_of_work::UnitOfWork;
use super::{BEGIN, Db, IS_APART, Pool, SETTLE};
use crate::{StoreError, StoredSeriesRef};

#[derive(Clone)]
pub struct Body {
    writer: Pool,
    reader: Pool,
    /// Reads as the role of the public, where the database has one.
    public: Pool,
    migrator: fn() -> Migrator,
    /// Rung when this process adds jobs.
    bell: Arc<Notify>,
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Body")
    }
}

impl Body {
    pub fn new(writer: Pool, reader: Pool, public: Pool, migrator: fn() -> Migrator) -> Self {
        Self { writer, reader, public, migrator, bell: Arc::default() }
    }

    /// The same database, read as the public may.
    pub fn as_public(&self) -> Self {
        Self { reader: self.public.clone(), ..self.clone() }
    }

    /// Returns when this process added jobs.
    #[allow(dead_code, reason = "Postgres tells it to all instances")]
    pub(crate) async fn rung(&self) {
        self.bell.notified().await;
    }

    /// The pool that only reads.
    #[allow(dead_code, reason = "only Postgres is listened to through it")]
    pub(crate) fn readers(&self) -> &Pool {
        &self.reader
    }

    pub async fn public_is_apart(&self) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar(IS_APART).fetch_one(&self.public).await?)
    }

    /// A schema that is up to date is left alone: who serves need not be allowed to change it.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let migrator = (self.migrator)();
        let sql = "select max(version) from _sqlx_migrations where success";
        let done: Option<i64> = sqlx::query_scalar(sql).fetch_one(&self.writer).await.unwrap_or_default();
        if done.is_none() || done != migrator.iter().map(|m| m.version).max() {
            migrator.run(&self.writer).await?;
        }
        self.tell_public_measures().await
    }

    /// Lists the measures that count no persons: the public's views hold these and no other.
    async fn tell_public_measures(&self) -> Result<(), StoreError> {
        let listed: Vec<String> = sqlx::query_scalar(include_str!("../../queries/public/measures.sql"))
            .fetch_all(&self.writer)
            .await?;
        let catalogue = Catalogue::shipped();
        let protects = |id: &str| catalogue.populations().iter().any(|p| p.measure == id);
        let meant: Vec<&str> =
            catalogue.measures().iter().map(|m| m.id.as_str()).filter(|id| !protects(id)).collect();
        let gone: Vec<&String> = listed.iter().filter(|id| !meant.contains(&id.as_str())).collect();
        let missing: Vec<&str> = meant.into_iter().filter(|id| !listed.iter().any(|l| l == id)).collect();
        if gone.is_empty() && missing.is_empty() {
            return Ok(());
        }
        let mut tx = self.writer.begin_with(BEGIN).await?;
        for id in gone {
            let sql = include_str!("../../queries/public/measure_remove.sql");
            sqlx::query(sql).bind(id).execute(&mut *tx).await?;
        }
        for id in missing {
            let sql = include_str!("../../queries/public/measure_add.sql");
            sqlx::query(sql).bind(id).execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
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

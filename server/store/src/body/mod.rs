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
mod sources;
mod statistics;
mod steering;
mod unit_of_work;

use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use domain::catalogue::Catalogue;
use sqlx::{Row, migrate::Migrator};
use tokio::sync::watch;

pub use self::unit_of_work::UnitOfWork;
use super::{BEGIN, Db, IS_APART, Pool, SETTLE};
use crate::{Connections, StoreError, StoredSeriesRef, WaitsTold};

/// Connections to what belongs together: who writes in one waits for nobody in another.
#[derive(Clone)]
pub struct Pools {
    pub writer: Pool,
    /// Can't write.
    pub reader: Pool,
}

#[derive(Clone)]
pub struct Body {
    /// Loads, sums, releases.
    figures: Pools,
    /// Everything that people do: accounts, sessions, the journal, remarks, jobs.
    people: Pools,
    /// Reads figures as the role of the public, where the database has one.
    public: Pool,
    /// Counts the units of work of this process that added jobs.
    bell: Arc<watch::Sender<u64>>,
    /// Told how long who writes waited for their place.
    waits: Arc<OnceLock<WaitsTold>>,
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Body")
    }
}

impl Body {
    pub fn new(figures: Pools, people: Pools, public: Pool) -> Self {
        Self { figures, people, public, bell: Arc::default(), waits: Arc::default() }
    }

    /// The same database, read as the public may.
    pub fn as_public(&self) -> Self {
        let figures = Pools { reader: self.public.clone(), ..self.figures.clone() };
        Self { figures, ..self.clone() }
    }

    /// Hears when this process adds jobs.
    #[allow(dead_code, reason = "Postgres tells it to all instances")]
    pub(crate) fn bell(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }

    pub fn tell_waits(&self, told: WaitsTold) {
        let _ = self.waits.set(told);
    }

    pub fn connections(&self) -> Vec<Connections> {
        let pools = [
            ("figures-write", &self.figures.writer),
            ("figures-read", &self.figures.reader),
            ("people-write", &self.people.writer),
            ("people-read", &self.people.reader),
            ("public-read", &self.public),
        ];
        pools
            .map(|(pool, of)| Connections { pool, open: of.size() as usize, idle: of.num_idle() })
            .into_iter()
            .collect()
    }

    /// The connections that Postgres is listened to through.
    #[allow(dead_code, reason = "SQLite tells nothing")]
    pub(crate) fn readers(&self) -> &Pool {
        &self.people.reader
    }

    pub async fn public_is_apart(&self) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar(IS_APART).fetch_one(&self.public).await?)
    }

    pub async fn migrate(&self) -> Result<(), StoreError> {
        super::migrate(&self.figures.writer, &self.people.writer).await?;
        self.tell_public_measures().await
    }

    /// Lists the measures that count no persons: the public's views hold these and no other.
    async fn tell_public_measures(&self) -> Result<(), StoreError> {
        let listed: Vec<String> = sqlx::query_scalar(include_str!("../../queries/public/measures.sql"))
            .fetch_all(&self.figures.writer)
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
        let mut tx = self.figures.writer.begin_with(BEGIN).await?;
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
            sqlx::query(statement).execute(&self.figures.writer).await?;
        }
        Ok(())
    }
}

/// The version of a schema; `None` before the first.
pub async fn schema_version(pool: &Pool) -> Option<i64> {
    let sql = "select max(version) from _sqlx_migrations where success";
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap_or_default()
}

/// Brings a schema up to date. One that is, is left alone: who serves need not be allowed to change it.
pub async fn bring_up(pool: &Pool, migrator: &Migrator) -> Result<(), StoreError> {
    let done = schema_version(pool).await;
    if done.is_none() || done != migrator.iter().map(|m| m.version).max() {
        migrator.run(pool).await?;
    }
    Ok(())
}

/// An instant as it is stored: microseconds UTC.
fn instant<I>(row: &<Db as sqlx::Database>::Row, column: I) -> Result<DateTime<Utc>, StoreError>
where
    I: sqlx::ColumnIndex<<Db as sqlx::Database>::Row>,
{
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

//! What a release is to the store: blocks of published cells, written at once.

use both::both;
use chrono::{DateTime, Utc};

use crate::{Figures, StoreError, row::instant};

/// A release as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRelease {
    pub id: i64,
    /// The last load that it knows.
    pub version: i64,
    pub threshold: i64,
    pub decided_at: DateTime<Utc>,
    pub duration_ms: i64,
    pub small_cells: i64,
    pub withheld_cells: i64,
    /// Linear programmes that its audit solved.
    pub programmes: i64,
    /// Why it was not published.
    pub failure: Option<String>,
}

/// The published cells of one measure and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBlock {
    pub measure: String,
    pub year: i32,
    pub release: i64,
    pub content: Vec<u8>,
}

/// A release to store: published where `failure` is absent, else only noted.
#[derive(Debug, Clone)]
pub struct NewRelease {
    pub version: i64,
    pub threshold: i64,
    pub decided_at: DateTime<Utc>,
    pub duration_ms: i64,
    pub small_cells: i64,
    pub withheld_cells: i64,
    pub programmes: i64,
    pub failure: Option<String>,
    pub coverage: Vec<(String, i32, i32)>,
    /// Measure, year, content: only what changed.
    pub blocks: Vec<(String, i32, Vec<u8>)>,
    /// Measures and years that failed: they wait for the next load as they are.
    pub refused: Vec<(String, i32)>,
}

/// What a release was decided from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecidedFrom {
    /// [`Figures::figures_version`] before it was read.
    pub changes: i64,
    /// Number of the last published release; 0 where there was none.
    pub release: i64,
}

#[both]
mod queries {
    use sqlx::Row as _;

    use driver::{BEGIN, Figures, LOCK, Transaction};

    impl Figures {
        /// The last release that was published (or, with `false`, the last that failed its audit).
        ///
        /// # Errors
        /// The database can't be read. The same holds for every method below.
        pub async fn release(&self, published: bool) -> Result<Option<StoredRelease>, StoreError> {
            let row = sqlx::query(include_str!("queries/release/latest.sql"))
                .bind(published)
                .fetch_optional(&self.reader)
                .await?;
            row.map(|row| {
                Ok(StoredRelease {
                    id: row.try_get("id")?,
                    version: row.try_get("version")?,
                    threshold: row.try_get("threshold")?,
                    decided_at: instant(&row, "decided_at")?,
                    duration_ms: row.try_get("duration_ms")?,
                    small_cells: row.try_get("small_cells")?,
                    withheld_cells: row.try_get("withheld_cells")?,
                    programmes: row.try_get("programmes")?,
                    failure: row.try_get("failure")?,
                })
            })
            .transpose()
        }

        /// Blocks that were published after a release, by measure and year.
        pub async fn release_blocks(&self, after: i64) -> Result<Vec<StoredBlock>, StoreError> {
            let rows = sqlx::query(include_str!("queries/release/blocks.sql"))
                .bind(after)
                .fetch_all(&self.reader)
                .await?;
            rows.iter()
                .map(|row| {
                    Ok(StoredBlock {
                        measure: row.try_get("measure")?,
                        year: row.try_get("year")?,
                        release: row.try_get("release_id")?,
                        content: row.try_get("content")?,
                    })
                })
                .collect()
        }

        /// First and last period of each measure that the published cells know.
        pub async fn release_coverage(&self) -> Result<Vec<(String, i32, i32)>, StoreError> {
            let rows =
                sqlx::query(include_str!("queries/release/coverage.sql")).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    Ok((row.try_get("measure")?, row.try_get("first_period")?, row.try_get("last_period")?))
                })
                .collect()
        }

        /// Measures and years that loads up to `version` changed since they were published.
        pub async fn release_stale(&self, version: i64) -> Result<Vec<(String, i32)>, StoreError> {
            let rows = sqlx::query(include_str!("queries/release/stale.sql"))
                .bind(version)
                .fetch_all(&self.reader)
                .await?;
            rows.iter().map(|row| Ok((row.try_get("measure")?, row.try_get("year")?))).collect()
        }

        /// Writes a release, all of it or nothing; returns its number. `None`, and nothing, where the store is no longer what it was
        /// decided from: a load, a motif, another release came in between.
        pub async fn release_put(
            &self,
            new: NewRelease,
            from: Option<DecidedFrom>,
        ) -> Result<Option<i64>, StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            sqlx::query(LOCK).execute(&mut *tx).await?;
            if let Some(from) = from {
                let changes: i64 = sqlx::query_scalar(include_str!("queries/sources/version.sql"))
                    .fetch_one(&mut *tx)
                    .await?;
                let release: i64 =
                    sqlx::query_scalar(include_str!("queries/release/last.sql")).fetch_one(&mut *tx).await?;
                if from != (DecidedFrom { changes, release }) {
                    return Ok(None);
                }
            }
            let id: i64 = sqlx::query_scalar(include_str!("queries/release/insert.sql"))
                .bind(new.version)
                .bind(new.threshold)
                .bind(new.decided_at.timestamp_micros())
                .bind(new.duration_ms)
                .bind(new.small_cells)
                .bind(new.withheld_cells)
                .bind(new.programmes)
                .bind(new.failure.as_deref())
                .fetch_one(&mut *tx)
                .await?;
            if new.failure.is_none() {
                put_cells(&mut tx, id, &new).await?;
            }
            tx.commit().await?;
            Ok(Some(id))
        }
    }

    async fn put_cells(tx: &mut Transaction, id: i64, new: &NewRelease) -> Result<(), StoreError> {
        for (measure, year, content) in &new.blocks {
            sqlx::query(include_str!("queries/release/block_put.sql"))
                .bind(measure)
                .bind(year)
                .bind(id)
                .bind(content.as_slice())
                .execute(&mut **tx)
                .await?;
        }
        for (measure, first, last) in &new.coverage {
            sqlx::query(include_str!("queries/release/coverage_put.sql"))
                .bind(measure)
                .bind(first)
                .bind(last)
                .execute(&mut **tx)
                .await?;
        }
        sqlx::query(include_str!("queries/release/stale_clear.sql"))
            .bind(new.version)
            .execute(&mut **tx)
            .await?;
        mark_stale(tx, new.version, new.refused.clone()).await
    }

    /// Notes that a load changed these years.
    pub async fn mark_stale(
        tx: &mut Transaction,
        run: i64,
        years: impl IntoIterator<Item = (String, i32)>,
    ) -> Result<(), StoreError> {
        for (measure, year) in years {
            sqlx::query(include_str!("queries/release/stale_put.sql"))
                .bind(measure)
                .bind(year)
                .bind(run)
                .execute(&mut **tx)
                .await?;
        }
        Ok(())
    }
}

//! Releases: what was decided, the published cells, and which years wait for a decision.

use sqlx::{Row, Transaction};

use super::{super::BEGIN, super::Db, super::LOCK, Body, instant};
use crate::{NewRelease, StoreError, StoredBlock, StoredRelease};

impl Body {
    /// The last release that was published, or the last that was not.
    pub async fn release(&self, published: bool) -> Result<Option<StoredRelease>, StoreError> {
        let row = sqlx::query(include_str!("../../queries/release/latest.sql"))
            .bind(published)
            .fetch_optional(&self.figures.reader)
            .await?;
        row.map(|row| {
            Ok(StoredRelease {
                id: row.try_get(0)?,
                version: row.try_get(1)?,
                threshold: row.try_get(2)?,
                decided_at: instant(&row, 3)?,
                duration_ms: row.try_get(4)?,
                small_cells: row.try_get(5)?,
                withheld_cells: row.try_get(6)?,
                programmes: row.try_get(7)?,
                failure: row.try_get(8)?,
            })
        })
        .transpose()
    }

    pub async fn release_blocks(&self, after: i64) -> Result<Vec<StoredBlock>, StoreError> {
        let rows = sqlx::query(include_str!("../../queries/release/blocks.sql"))
            .bind(after)
            .fetch_all(&self.figures.reader)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(StoredBlock {
                    measure: row.try_get(0)?,
                    year: row.try_get(1)?,
                    release: row.try_get(2)?,
                    content: row.try_get(3)?,
                })
            })
            .collect()
    }

    pub async fn release_coverage(&self) -> Result<Vec<(String, i32, i32)>, StoreError> {
        let rows = sqlx::query(include_str!("../../queries/release/coverage.sql"))
            .fetch_all(&self.figures.reader)
            .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
    }

    pub async fn release_stale(&self, version: i64) -> Result<Vec<(String, i32)>, StoreError> {
        let rows = sqlx::query(include_str!("../../queries/release/stale.sql"))
            .bind(version)
            .fetch_all(&self.figures.reader)
            .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    pub async fn release_put(&self, new: NewRelease) -> Result<i64, StoreError> {
        let mut tx = self.figures.writer.begin_with(BEGIN).await?;
        sqlx::query(LOCK).execute(&mut *tx).await?;
        let id: i64 = sqlx::query_scalar(include_str!("../../queries/release/insert.sql"))
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
        Ok(id)
    }
}

async fn put_cells(tx: &mut Transaction<'static, Db>, id: i64, new: &NewRelease) -> Result<(), StoreError> {
    for (measure, year, content) in &new.blocks {
        sqlx::query(include_str!("../../queries/release/block_put.sql"))
            .bind(measure)
            .bind(year)
            .bind(id)
            .bind(content.as_slice())
            .execute(&mut **tx)
            .await?;
    }
    for (measure, first, last) in &new.coverage {
        sqlx::query(include_str!("../../queries/release/coverage_put.sql"))
            .bind(measure)
            .bind(first)
            .bind(last)
            .execute(&mut **tx)
            .await?;
    }
    sqlx::query(include_str!("../../queries/release/stale_clear.sql"))
        .bind(new.version)
        .execute(&mut **tx)
        .await?;
    mark_stale(tx, new.version, new.refused.clone()).await
}

/// Notes that a load changed these years.
pub async fn mark_stale(
    tx: &mut Transaction<'static, Db>,
    run: i64,
    years: impl IntoIterator<Item = (String, i32)>,
) -> Result<(), StoreError> {
    for (measure, year) in years {
        sqlx::query(include_str!("../../queries/release/stale_put.sql"))
            .bind(measure)
            .bind(year)
            .bind(run)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

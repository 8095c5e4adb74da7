//! Runs, their rejects, and the table of motifs.

use domain::source::{RejectedRow, Run, Source};
use sqlx::Row;

use super::{
    super::{ANNOUNCE, BEGIN, Db},
    Body, instant, sources,
};
use crate::{MotifCategory, StoreError};

impl Body {
    pub async fn version(&self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(include_str!("../../queries/runs/version.sql"))
            .fetch_one(&self.figures.reader)
            .await?)
    }

    pub async fn runs(&self, limit: i64) -> Result<Vec<Run>, StoreError> {
        let rows = sqlx::query(include_str!("../../queries/runs/latest.sql"))
            .bind(limit)
            .fetch_all(&self.figures.reader)
            .await?;
        rows.iter().map(run).collect()
    }

    pub async fn rejects(&self, run: i64, limit: i64) -> Result<Vec<RejectedRow>, StoreError> {
        let rows = sqlx::query(include_str!("../../queries/runs/rejects.sql"))
            .bind(run)
            .bind(limit)
            .fetch_all(&self.figures.reader)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(RejectedRow {
                    line: row.try_get(0)?,
                    field: row.try_get(1)?,
                    reason: row.try_get(2)?,
                    kept: row.try_get(3)?,
                })
            })
            .collect()
    }

    pub async fn motifs(&self) -> Result<Vec<MotifCategory>, StoreError> {
        let rows =
            sqlx::query(include_str!("../../queries/motifs/all.sql")).fetch_all(&self.figures.reader).await?;
        rows.iter()
            .map(|row| {
                Ok(MotifCategory {
                    parent: row.try_get(0)?,
                    motif: row.try_get(1)?,
                    category: row.try_get(2)?,
                })
            })
            .collect()
    }

    pub async fn motifs_seed(&self, motifs: &[MotifCategory]) -> Result<(), StoreError> {
        let mut tx = self.figures.writer.begin_with(BEGIN).await?;
        for m in motifs {
            sqlx::query(include_str!("../../queries/motifs/seed.sql"))
                .bind(&m.parent)
                .bind(&m.motif)
                .bind(&m.category)
                .execute(&mut *tx)
                .await?;
        }
        Ok(tx.commit().await?)
    }

    pub async fn motif_set(&self, m: &MotifCategory) -> Result<(), StoreError> {
        let mut tx = self.figures.writer.begin_with(BEGIN).await?;
        sqlx::query(include_str!("../../queries/motifs/set.sql"))
            .bind(&m.parent)
            .bind(&m.motif)
            .bind(&m.category)
            .execute(&mut *tx)
            .await?;
        sqlx::query(include_str!("../../queries/motifs/move_series.sql"))
            .bind(format!("{} / {}", m.parent, m.motif))
            .bind(&m.category)
            .execute(&mut *tx)
            .await?;
        sqlx::query(include_str!("../../queries/release/stale_all.sql"))
            .bind("contacts")
            .execute(&mut *tx)
            .await?;
        sources::changed(&mut tx, Source::Easiware).await?;
        if let Some(announce) = ANNOUNCE {
            sqlx::query(announce).bind(0i64).execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// A run as it is stored.
pub fn run(row: &<Db as sqlx::Database>::Row) -> Result<Run, StoreError> {
    let source: String = row.try_get("source")?;
    Ok(Run {
        id: row.try_get("id")?,
        source: Source::parse(&source).ok_or(StoreError::Inconsistent("source"))?,
        file_name: row.try_get("file_name")?,
        checksum: row.try_get("checksum")?,
        simulated: row.try_get("simulated")?,
        started_at: instant(row, "started_at")?,
        duration_ms: row.try_get("duration_ms")?,
        read: row.try_get("rows_read")?,
        accepted: row.try_get("accepted")?,
        rejected: row.try_get("rejected")?,
        unchanged: row.try_get("unchanged")?,
        warnings: row.try_get("warnings")?,
    })
}

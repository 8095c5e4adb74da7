//! Runs and their rejects, and what is known of each source.

use both::both;
use domain::source::{RowNote, Run, Source, SourceState};

use crate::{Figures, StoreError, row::instant};

#[both]
mod queries {
    use sqlx::Row as _;

    use driver::{DbRow, Figures, Transaction};

    impl Figures {
        /// Number of the last run.
        ///
        /// # Errors
        /// The database can't be read. The same holds for every method below.
        pub async fn version(&self) -> Result<i64, StoreError> {
            Ok(sqlx::query_scalar(include_str!("queries/runs/version.sql")).fetch_one(&self.reader).await?)
        }

        pub async fn runs(&self, limit: i64) -> Result<Vec<Run>, StoreError> {
            let rows = sqlx::query(include_str!("queries/runs/latest.sql"))
                .bind(limit)
                .fetch_all(&self.reader)
                .await?;
            rows.iter().map(run).collect()
        }

        pub async fn rejects(&self, run: i64, limit: i64) -> Result<Vec<RowNote>, StoreError> {
            let rows = sqlx::query(include_str!("queries/runs/rejects.sql"))
                .bind(run)
                .bind(limit)
                .fetch_all(&self.reader)
                .await?;
            rows.iter()
                .map(|row| {
                    Ok(RowNote {
                        line: row.try_get("line")?,
                        field: row.try_get("field")?,
                        reason: row.try_get("reason")?,
                        kept: row.try_get("kept")?,
                    })
                })
                .collect()
        }
    }

    /// A run as it is stored.
    pub fn run(row: &DbRow) -> Result<Run, StoreError> {
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

    impl Figures {
        /// Grows whenever a figure may have changed.
        pub async fn figures_version(&self) -> Result<i64, StoreError> {
            let sql = include_str!("queries/sources/version.sql");
            Ok(sqlx::query_scalar(sql).fetch_one(&self.reader).await?)
        }

        /// What is known of each source that was ever loaded.
        pub async fn sources(&self) -> Result<Vec<SourceState>, StoreError> {
            let sql = include_str!("queries/sources/all.sql");
            let rows = sqlx::query(sql).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    Ok(SourceState {
                        last: run(row)?,
                        changes: row.try_get("changes")?,
                        changed_rows: row.try_get("changed_rows")?,
                        simulated: row.try_get("some_simulated")?,
                        measured: row.try_get("measured")?,
                    })
                })
                .collect()
        }
    }

    /// Takes note of a run.
    pub async fn loaded(tx: &mut Transaction, run: &Run) -> Result<(), StoreError> {
        sqlx::query(include_str!("queries/sources/loaded.sql"))
            .bind(run.source.id())
            .bind(run.id)
            .bind(run.accepted - run.unchanged)
            .bind(run.simulated)
            .bind(!run.simulated)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Takes note that figures of a source changed without a run.
    pub async fn changed(tx: &mut Transaction, source: Source) -> Result<(), StoreError> {
        let sql = include_str!("queries/sources/changed.sql");
        sqlx::query(sql).bind(source.id()).execute(&mut **tx).await?;
        Ok(())
    }
}

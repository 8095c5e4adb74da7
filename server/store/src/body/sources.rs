//! What is known of each source.

use domain::source::{Run, Source, SourceState};
use sqlx::{Row, Transaction};

use super::{super::Db, Body, runs::run};
use crate::StoreError;

impl Body {
    pub async fn figures_version(&self) -> Result<i64, StoreError> {
        let sql = include_str!("../../queries/sources/version.sql");
        Ok(sqlx::query_scalar(sql).fetch_one(&self.figures.reader).await?)
    }

    pub async fn sources(&self) -> Result<Vec<SourceState>, StoreError> {
        let sql = include_str!("../../queries/sources/all.sql");
        let rows = sqlx::query(sql).fetch_all(&self.figures.reader).await?;
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
pub async fn loaded(tx: &mut Transaction<'static, Db>, run: &Run) -> Result<(), StoreError> {
    sqlx::query(include_str!("../../queries/sources/loaded.sql"))
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
pub async fn changed(tx: &mut Transaction<'static, Db>, source: Source) -> Result<(), StoreError> {
    let sql = include_str!("../../queries/sources/changed.sql");
    sqlx::query(sql).bind(source.id()).execute(&mut **tx).await?;
    Ok(())
}

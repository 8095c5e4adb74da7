//! What the tests ask to compare the two databases.

use sqlx::{AssertSqlSafe, Executor, Row, SqlSafeStr};

use super::{super::COLUMNS, Body};
use crate::{QUERIES, StoreError};

/// Folders of queries about figures.
const FIGURES: [&str; 6] = ["statistics/", "public/", "release/", "runs/", "sources/", "motifs/"];

impl Body {
    pub async fn prepare_all(&self) -> Result<(), StoreError> {
        let (mut figures, mut people) =
            (self.figures.writer.acquire().await?, self.people.writer.acquire().await?);
        for (name, sql) in QUERIES {
            let of_figures = FIGURES.iter().any(|folder| name.starts_with(folder));
            let connection = if of_figures { &mut figures } else { &mut people };
            connection.prepare(AssertSqlSafe((*sql).to_owned()).into_sql_str()).await?;
        }
        Ok(())
    }

    pub async fn columns(&self) -> Result<Vec<(String, String, bool)>, StoreError> {
        let mut columns = Vec::new();
        for reader in [&self.figures.reader, &self.people.reader] {
            for row in sqlx::query(COLUMNS).fetch_all(reader).await? {
                columns.push((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
            }
        }
        columns.sort();
        columns.dedup();
        Ok(columns)
    }

    pub async fn rewrite_journal(&self) -> Result<(), StoreError> {
        let changed = sqlx::query("update audit set outcome = 'x'").execute(&self.people.writer).await;
        let cut = sqlx::query("delete from audit").execute(&self.people.writer).await;
        changed.or(cut)?;
        Ok(())
    }

    pub async fn reader_can_write(&self) -> Result<(), StoreError> {
        sqlx::query("delete from motif_category").execute(&self.figures.reader).await?;
        Ok(())
    }
}

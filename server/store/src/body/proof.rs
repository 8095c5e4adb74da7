//! What the tests ask to compare the two databases.

use sqlx::{AssertSqlSafe, Executor, Row, SqlSafeStr};

use super::{super::COLUMNS, Body};
use crate::{QUERIES, StoreError};

impl Body {
    pub async fn prepare_all(&self) -> Result<(), StoreError> {
        let mut connection = self.writer.acquire().await?;
        for (_, sql) in QUERIES {
            connection.prepare(AssertSqlSafe((*sql).to_owned()).into_sql_str()).await?;
        }
        Ok(())
    }

    pub async fn columns(&self) -> Result<Vec<(String, String, bool)>, StoreError> {
        let rows = sqlx::query(COLUMNS).fetch_all(&self.reader).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
    }

    pub async fn rewrite_journal(&self) -> Result<(), StoreError> {
        let changed = sqlx::query("update audit set outcome = 'x'").execute(&self.writer).await;
        let cut = sqlx::query("delete from audit").execute(&self.writer).await;
        changed.or(cut)?;
        Ok(())
    }

    pub async fn reader_can_write(&self) -> Result<(), StoreError> {
        sqlx::query("delete from motif_category").execute(&self.reader).await?;
        Ok(())
    }
}

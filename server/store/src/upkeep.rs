//! Schemas brought up to date.

use both::both;
use sqlx::migrate::Migrator;

use crate::StoreError;

#[both]
mod queries {
    use driver::Pool;

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
}

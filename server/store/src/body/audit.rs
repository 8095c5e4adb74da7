//! The journal: lines are added, never changed; the database itself refuses.

use chrono::DateTime;
use sqlx::Row;

use super::{
    super::{AUDIT_LOCK, BEGIN, Db},
    Body,
};
use crate::{AuditEntry, Chain, StoreError, StoredAudit};

impl Body {
    pub async fn audit_append(&self, entry: &AuditEntry, chain: Chain) -> Result<(), StoreError> {
        let mut tx = self.writer.begin_with(BEGIN).await?;
        sqlx::query(AUDIT_LOCK).execute(&mut *tx).await?;
        let last = sqlx::query(include_str!("../../queries/audit/last.sql")).fetch_optional(&mut *tx).await?;
        let (id, before): (i64, Vec<u8>) = match last {
            Some(row) => (row.try_get(0)?, row.try_get(1)?),
            None => (0, Vec::new()),
        };
        sqlx::query(include_str!("../../queries/audit/append.sql"))
            .bind(id + 1)
            .bind(entry.at.timestamp_micros())
            .bind(entry.account)
            .bind(&entry.operation)
            .bind(&entry.object)
            .bind(&entry.outcome)
            .bind(chain(&before, id + 1, entry))
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    pub async fn audit_after(&self, id: i64, limit: i64) -> Result<Vec<StoredAudit>, StoreError> {
        let rows = sqlx::query(include_str!("../../queries/audit/after.sql"))
            .bind(id)
            .bind(limit)
            .fetch_all(&self.reader)
            .await?;
        rows.iter().map(line).collect()
    }

    pub async fn audit_latest(&self, limit: i64) -> Result<Vec<StoredAudit>, StoreError> {
        let rows = sqlx::query(include_str!("../../queries/audit/latest.sql"))
            .bind(limit)
            .fetch_all(&self.reader)
            .await?;
        rows.iter().map(line).collect()
    }
}

fn line(row: &<Db as sqlx::Database>::Row) -> Result<StoredAudit, StoreError> {
    Ok(StoredAudit {
        id: row.try_get(0)?,
        entry: AuditEntry {
            at: DateTime::from_timestamp_micros(row.try_get(1)?).ok_or(StoreError::Inconsistent("at"))?,
            account: row.try_get(2)?,
            operation: row.try_get(3)?,
            object: row.try_get(4)?,
            outcome: row.try_get(5)?,
        },
        hash: row.try_get(6)?,
    })
}

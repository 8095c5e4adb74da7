//! The journal: lines are added, never changed; the database itself refuses.

use chrono::DateTime;
use sqlx::Row;

use super::{
    super::{AUDIT_ID, AUDIT_LOCK, Db},
    Body, UnitOfWork,
};
use crate::{AuditEntry, Chain, StoreError, StoredAudit};

impl Body {
    pub async fn audit_count(&self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(include_str!("../../queries/audit/count.sql"))
            .fetch_one(&self.people.reader)
            .await?)
    }

    pub async fn audit_areas(&self) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(include_str!("../../queries/audit/areas.sql"))
            .fetch_all(&self.people.reader)
            .await?)
    }

    pub async fn audit_after(
        &self,
        area: &str,
        number: i64,
        limit: i64,
    ) -> Result<Vec<StoredAudit>, StoreError> {
        let rows = sqlx::query(include_str!("../../queries/audit/after.sql"))
            .bind(area)
            .bind(number)
            .bind(limit)
            .fetch_all(&self.people.reader)
            .await?;
        rows.iter().map(line).collect()
    }

    pub async fn audit_latest(&self, limit: i64) -> Result<Vec<StoredAudit>, StoreError> {
        let rows = sqlx::query(include_str!("../../queries/audit/latest.sql"))
            .bind(limit)
            .fetch_all(&self.people.reader)
            .await?;
        rows.iter().map(line).collect()
    }
}

impl UnitOfWork {
    pub async fn audit_append(
        &mut self,
        area: &str,
        entry: &AuditEntry,
        chain: &Chain<'_>,
    ) -> Result<(), StoreError> {
        sqlx::query(AUDIT_LOCK).bind(area).execute(&mut *self.tx).await?;
        let last = sqlx::query(include_str!("../../queries/audit/last.sql"))
            .bind(area)
            .fetch_optional(&mut *self.tx)
            .await?;
        let (number, before): (i64, Vec<u8>) = match last {
            Some(row) => (row.try_get(0)?, row.try_get(1)?),
            None => (0, Vec::new()),
        };
        let id: i64 = sqlx::query_scalar(AUDIT_ID).fetch_one(&mut *self.tx).await?;
        sqlx::query(include_str!("../../queries/audit/append.sql"))
            .bind(id)
            .bind(area)
            .bind(number + 1)
            .bind(entry.at.timestamp_micros())
            .bind(entry.account)
            .bind(&entry.operation)
            .bind(&entry.object)
            .bind(&entry.outcome)
            .bind(chain(&before, number + 1, entry))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}

fn line(row: &<Db as sqlx::Database>::Row) -> Result<StoredAudit, StoreError> {
    Ok(StoredAudit {
        id: row.try_get(0)?,
        area: row.try_get(1)?,
        number: row.try_get(2)?,
        entry: AuditEntry {
            at: DateTime::from_timestamp_micros(row.try_get(3)?).ok_or(StoreError::Inconsistent("at"))?,
            account: row.try_get(4)?,
            operation: row.try_get(5)?,
            object: row.try_get(6)?,
            outcome: row.try_get(7)?,
        },
        hash: row.try_get(8)?,
    })
}

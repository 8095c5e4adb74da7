//! The journal, as stored: lines are added, never changed; the database itself refuses.

use both::both;
use chrono::{DateTime, Utc};
use domain::ids::AccountId;

use crate::{People, StoreError, UnitOfWork, row::instant};

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    pub at: DateTime<Utc>,
    pub account: Option<AccountId>,
    pub operation: String,
    pub object: String,
    pub outcome: String,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAudit {
    pub id: i64,
    /// Its chain, and its place in it, from 1.
    pub area: String,
    pub number: i64,
    pub entry: AuditEntry,
    pub hash: Vec<u8>,
}

/// Hash of a line from the hash before it, its number and what it says.
pub type Chain<'c> = dyn Fn(&[u8], i64, &AuditEntry) -> Vec<u8> + Send + Sync + 'c;

#[both]
mod queries {
    use sqlx::Row as _;

    use driver::{AUDIT_ID, AUDIT_LOCK, DbRow, People, UnitOfWork};

    impl People {
        /// All lines of the journal.
        pub async fn audit_count(&self) -> Result<i64, StoreError> {
            Ok(sqlx::query_scalar(include_str!("queries/audit/count.sql")).fetch_one(&self.reader).await?)
        }

        /// Areas of the journal that have lines.
        pub async fn audit_areas(&self) -> Result<Vec<String>, StoreError> {
            Ok(sqlx::query_scalar(include_str!("queries/audit/areas.sql")).fetch_all(&self.reader).await?)
        }

        /// Lines of an area after a number, first first.
        pub async fn audit_after(
            &self,
            area: &str,
            number: i64,
            limit: i64,
        ) -> Result<Vec<StoredAudit>, StoreError> {
            let rows = sqlx::query(include_str!("queries/audit/after.sql"))
                .bind(area)
                .bind(number)
                .bind(limit)
                .fetch_all(&self.reader)
                .await?;
            rows.iter().map(line).collect()
        }

        /// The last lines, last first.
        pub async fn audit_latest(&self, limit: i64) -> Result<Vec<StoredAudit>, StoreError> {
            let rows = sqlx::query(include_str!("queries/audit/latest.sql"))
                .bind(limit)
                .fetch_all(&self.reader)
                .await?;
            rows.iter().map(line).collect()
        }
    }

    impl UnitOfWork {
        /// Adds a line to an area of the journal, chained to the last one there.
        pub async fn audit_append(
            &mut self,
            area: &str,
            entry: &AuditEntry,
            chain: &Chain<'_>,
        ) -> Result<(), StoreError> {
            sqlx::query(AUDIT_LOCK).bind(area).execute(&mut *self.tx).await?;
            let last = sqlx::query(include_str!("queries/audit/last.sql"))
                .bind(area)
                .fetch_optional(&mut *self.tx)
                .await?;
            let (number, before): (i64, Vec<u8>) = match last {
                Some(row) => (row.try_get("number")?, row.try_get("hash")?),
                None => (0, Vec::new()),
            };
            let id: i64 = sqlx::query_scalar(AUDIT_ID).fetch_one(&mut *self.tx).await?;
            sqlx::query(include_str!("queries/audit/append.sql"))
                .bind(id)
                .bind(area)
                .bind(number + 1)
                .bind(entry.at.timestamp_micros())
                .bind(entry.account.map(|account| account.0))
                .bind(&entry.operation)
                .bind(&entry.object)
                .bind(&entry.outcome)
                .bind(chain(&before, number + 1, entry))
                .execute(&mut *self.tx)
                .await?;
            Ok(())
        }
    }

    fn line(row: &DbRow) -> Result<StoredAudit, StoreError> {
        Ok(StoredAudit {
            id: row.try_get("id")?,
            area: row.try_get("area")?,
            number: row.try_get("line")?,
            entry: AuditEntry {
                at: instant(row, "at")?,
                account: row.try_get::<Option<i64>, _>("account_id")?.map(AccountId),
                operation: row.try_get("operation")?,
                object: row.try_get("object")?,
                outcome: row.try_get("outcome")?,
            },
            hash: row.try_get("hash")?,
        })
    }
}

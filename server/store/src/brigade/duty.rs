//! Who is at the desk, and what the brigade set for itself, as stored.

use std::collections::BTreeMap;

use both::both;
use chrono::{DateTime, Utc};
use domain::ids::AccountId;

use super::Brigade;
use crate::{
    StoreError,
    row::{instant, maybe_instant},
};

/// An agent who is at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDuty {
    pub account: AccountId,
    /// Until when they are, as far as is known.
    pub until: DateTime<Utc>,
    pub paused_at: Option<DateTime<Utc>>,
    /// Conversations that they have and that are not closed,
    pub held: i64,
    /// those of them in which a citizen waits,
    pub waiting: i64,
    /// and since when the first of these waits.
    pub oldest: Option<DateTime<Utc>>,
}

#[both]
mod queries {
    use driver::{BEGIN, Brigade};
    use sqlx::Row as _;

    impl Brigade {
        /// An agent is at the desk until then. `at_least`: what is known to last longer stays.
        pub async fn seen_at_desk(
            &self,
            account: AccountId,
            until: DateTime<Utc>,
            at_least: bool,
        ) -> Result<(), StoreError> {
            let sql = match at_least {
                true => include_str!("queries/duty/seen_at_least.sql"),
                false => include_str!("queries/duty/seen.sql"),
            };
            sqlx::query(sql).bind(account.0).bind(until.timestamp_micros()).execute(&self.writer).await?;
            Ok(())
        }

        /// An agent is at the desk no more.
        pub async fn leave_desk(&self, account: AccountId) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/duty/leave.sql")).bind(account.0).execute(&self.writer).await?;
            Ok(())
        }

        /// An agent begins a break, or ends it.
        pub async fn pause(&self, account: AccountId, at: Option<DateTime<Utc>>) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/duty/pause.sql"))
                .bind(account.0)
                .bind(at.map(|at| at.timestamp_micros()))
                .execute(&self.writer)
                .await?;
            Ok(())
        }

        /// Since when an agent is on a break.
        pub async fn paused(&self, account: AccountId) -> Result<Option<DateTime<Utc>>, StoreError> {
            let sql = include_str!("queries/duty/of.sql");
            let row = sqlx::query(sql).bind(account.0).fetch_optional(&self.reader).await?;
            row.as_ref().map_or(Ok(None), |row| maybe_instant(row, "paused_at"))
        }

        /// Conversations in which a citizen waits for somebody who is not at the desk are anybody's again; how many.
        pub async fn relieve_absent(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
            let sql = include_str!("queries/duty/relieve.sql");
            Ok(sqlx::query(sql).bind(now.timestamp_micros()).execute(&self.writer).await?.rows_affected())
        }

        /// Who is at the desk.
        pub async fn on_duty(&self, now: DateTime<Utc>, most: i64) -> Result<Vec<StoredDuty>, StoreError> {
            let sql = include_str!("queries/duty/all.sql");
            let rows =
                sqlx::query(sql).bind(now.timestamp_micros()).bind(most).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    Ok(StoredDuty {
                        account: AccountId(row.try_get("account_id")?),
                        until: instant(row, "until_at")?,
                        paused_at: maybe_instant(row, "paused_at")?,
                        held: row.try_get("held")?,
                        waiting: row.try_get("waiting")?,
                        oldest: maybe_instant(row, "oldest")?,
                    })
                })
                .collect()
        }

        /// Sets something, by its name.
        pub async fn set(&self, name: &str, value: i64) -> Result<(), StoreError> {
            let sql = include_str!("queries/settings/put.sql");
            sqlx::query(sql).bind(name).bind(value).execute(&self.writer).await?;
            Ok(())
        }

        /// Sets several things, all or none.
        pub async fn set_all(&self, all: &[(String, i64)]) -> Result<(), StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            for (name, value) in all {
                let sql = include_str!("queries/settings/put.sql");
                sqlx::query(sql).bind(name).bind(value).execute(&mut *tx).await?;
            }
            tx.commit().await?;
            Ok(())
        }

        /// All that was set.
        pub async fn settings(&self) -> Result<BTreeMap<String, i64>, StoreError> {
            let rows = sqlx::query(include_str!("queries/settings/all.sql")).fetch_all(&self.reader).await?;
            rows.iter().map(|row| Ok((row.try_get("name")?, row.try_get("value")?))).collect()
        }
    }
}

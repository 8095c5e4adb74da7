//! Actions of the organisation, as stored.

use both::both;
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{AccountId, ActionId};

use crate::{
    People, StoreError, UnitOfWork,
    row::{day, instant, number},
};

/// An action that was described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAction {
    pub id: ActionId,
    pub title: String,
    pub kind: String,
    /// Public form of the territory.
    pub territory: String,
    pub indicator: String,
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    pub expected: String,
    pub account: AccountId,
    /// Name of who described it.
    pub author: String,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Clone)]
pub struct NewAction<'a> {
    pub title: &'a str,
    pub kind: &'a str,
    pub territory: &'a str,
    pub indicator: &'a str,
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub expected: &'a str,
    pub account: AccountId,
    pub at: DateTime<Utc>,
}

#[both]
mod queries {
    use sqlx::Row as _;

    use driver::{People, UnitOfWork};

    impl People {
        /// Actions that were not withdrawn, latest first.
        pub async fn actions(&self) -> Result<Vec<StoredAction>, StoreError> {
            let rows = sqlx::query(include_str!("queries/actions/all.sql")).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    Ok(StoredAction {
                        id: ActionId(row.try_get("id")?),
                        title: row.try_get("title")?,
                        kind: row.try_get("kind")?,
                        territory: row.try_get("territory")?,
                        indicator: row.try_get("indicator")?,
                        from: day(row.try_get("from_day")?)?,
                        until: day(row.try_get("until_day")?)?,
                        expected: row.try_get("expected")?,
                        account: AccountId(row.try_get("account_id")?),
                        author: row.try_get("name")?,
                        created_at: instant(row, "created_at")?,
                    })
                })
                .collect()
        }
    }

    impl UnitOfWork {
        pub async fn action_add(&mut self, new: NewAction<'_>) -> Result<ActionId, StoreError> {
            Ok(ActionId(
                sqlx::query_scalar(include_str!("queries/actions/insert.sql"))
                    .bind(new.title)
                    .bind(new.kind)
                    .bind(new.territory)
                    .bind(new.indicator)
                    .bind(number(new.from))
                    .bind(number(new.until))
                    .bind(new.expected)
                    .bind(new.account.0)
                    .bind(new.at.timestamp_micros())
                    .fetch_one(&mut *self.tx)
                    .await?,
            ))
        }

        /// False where it was withdrawn already.
        pub async fn action_withdraw(&mut self, id: ActionId, at: DateTime<Utc>) -> Result<bool, StoreError> {
            let done = sqlx::query(include_str!("queries/actions/withdraw.sql"))
                .bind(id.0)
                .bind(at.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            Ok(done.rows_affected() > 0)
        }
    }
}

//! What a person keeps, as stored: followed series, views, the weekly digest.

use both::both;
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, ViewId};

use crate::{People, StoreError, StoredSeriesRef, UnitOfWork, row::series};

/// A view of the explorer that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredView {
    pub id: ViewId,
    pub title: String,
    /// Query string of the view.
    pub query: String,
    pub shared: bool,
    pub account: AccountId,
    pub author: String,
}

#[derive(Debug, Clone)]
pub struct NewView<'a> {
    pub account: AccountId,
    pub title: &'a str,
    pub query: &'a str,
    pub shared: bool,
    pub at: DateTime<Utc>,
}

/// A weekly digest that was not sent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDigest {
    pub account: AccountId,
    pub address: String,
    pub name: String,
    pub role: String,
    pub scope: String,
}

#[both]
mod queries {
    use sqlx::Row as _;

    use driver::{People, UnitOfWork};

    impl People {
        /// The series that an account follows, first one first.
        pub async fn followed(&self, account: AccountId) -> Result<Vec<StoredSeriesRef>, StoreError> {
            let sql = include_str!("queries/following/followed.sql");
            let rows = sqlx::query(sql).bind(account.0).fetch_all(&self.reader).await?;
            rows.iter().map(series).collect()
        }

        /// An account's own views and those that others share, latest first.
        pub async fn views(&self, account: AccountId) -> Result<Vec<StoredView>, StoreError> {
            let sql = include_str!("queries/following/views.sql");
            let rows = sqlx::query(sql).bind(account.0).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    Ok(StoredView {
                        id: ViewId(row.try_get("id")?),
                        title: row.try_get("title")?,
                        query: row.try_get("query")?,
                        shared: row.try_get("shared")?,
                        account: AccountId(row.try_get("account_id")?),
                        author: row.try_get("name")?,
                    })
                })
                .collect()
        }

        /// The address of a person's digest, and whether its owner confirmed it.
        pub async fn digest_of(&self, account: AccountId) -> Result<Option<(String, bool)>, StoreError> {
            let sql = include_str!("queries/following/digest_of.sql");
            let row = sqlx::query(sql).bind(account.0).fetch_optional(&self.reader).await?;
            row.map(|row| {
                let confirmed: Option<i64> = row.try_get("confirmed_at")?;
                Ok((row.try_get("address")?, confirmed.is_some()))
            })
            .transpose()
        }

        /// Digests of open accounts that a week is missing to.
        pub async fn digests_due(&self, week: i32) -> Result<Vec<DueDigest>, StoreError> {
            let sql = include_str!("queries/following/digests_due.sql");
            let rows = sqlx::query(sql).bind(week).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    Ok(DueDigest {
                        account: AccountId(row.try_get("account_id")?),
                        address: row.try_get("address")?,
                        name: row.try_get("name")?,
                        role: row.try_get("role")?,
                        scope: row.try_get("scope")?,
                    })
                })
                .collect()
        }
    }

    impl UnitOfWork {
        pub async fn follow(
            &mut self,
            account: AccountId,
            series: &StoredSeriesRef,
            at: DateTime<Utc>,
        ) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/following/follow.sql"))
                .bind(account.0)
                .bind(&series.indicator)
                .bind(&series.territory)
                .bind(&series.filters)
                .bind(at.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            Ok(())
        }

        pub async fn unfollow(
            &mut self,
            account: AccountId,
            series: &StoredSeriesRef,
        ) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/following/unfollow.sql"))
                .bind(account.0)
                .bind(&series.indicator)
                .bind(&series.territory)
                .bind(&series.filters)
                .execute(&mut *self.tx)
                .await?;
            Ok(())
        }

        pub async fn view_add(&mut self, new: NewView<'_>) -> Result<ViewId, StoreError> {
            Ok(ViewId(
                sqlx::query_scalar(include_str!("queries/following/view_insert.sql"))
                    .bind(new.account.0)
                    .bind(new.title)
                    .bind(new.query)
                    .bind(new.shared)
                    .bind(new.at.timestamp_micros())
                    .fetch_one(&mut *self.tx)
                    .await?,
            ))
        }

        /// False where it is somebody else's.
        pub async fn view_rename(
            &mut self,
            id: ViewId,
            account: AccountId,
            title: &str,
        ) -> Result<bool, StoreError> {
            let sql = include_str!("queries/following/view_rename.sql");
            let done = sqlx::query(sql).bind(id.0).bind(account.0).bind(title).execute(&mut *self.tx).await?;
            Ok(done.rows_affected() > 0)
        }

        /// False where it is somebody else's.
        pub async fn view_remove(&mut self, id: ViewId, account: AccountId) -> Result<bool, StoreError> {
            let sql = include_str!("queries/following/view_remove.sql");
            let done = sqlx::query(sql).bind(id.0).bind(account.0).execute(&mut *self.tx).await?;
            Ok(done.rows_affected() > 0)
        }

        /// Starts the weekly digest of an account, or changes its address. `week`: the last one that it has no need of.
        pub async fn digest_put(
            &mut self,
            account: AccountId,
            address: &str,
            at: DateTime<Utc>,
            week: i32,
        ) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/following/digest_put.sql"))
                .bind(account.0)
                .bind(address)
                .bind(at.timestamp_micros())
                .bind(week)
                .execute(&mut *self.tx)
                .await?;
            Ok(())
        }

        pub async fn digest_remove(&mut self, account: AccountId) -> Result<(), StoreError> {
            let sql = include_str!("queries/following/digest_remove.sql");
            sqlx::query(sql).bind(account.0).execute(&mut *self.tx).await?;
            Ok(())
        }

        /// Says that an address is its owner's; false where it was said before, or the address is another one.
        pub async fn digest_confirm(
            &mut self,
            account: AccountId,
            address: &str,
            at: DateTime<Utc>,
        ) -> Result<bool, StoreError> {
            let done = sqlx::query(include_str!("queries/following/digest_confirm.sql"))
                .bind(account.0)
                .bind(address)
                .bind(at.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            Ok(done.rows_affected() > 0)
        }

        /// True for the one who asks first: of two instances one sends.
        pub async fn digest_claim(&mut self, account: AccountId, week: i32) -> Result<bool, StoreError> {
            let sql = include_str!("queries/following/digest_claim.sql");
            let done = sqlx::query(sql).bind(account.0).bind(week).execute(&mut *self.tx).await?;
            Ok(done.rows_affected() > 0)
        }
    }
}

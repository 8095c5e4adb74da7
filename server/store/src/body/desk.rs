//! Followed series, views, the weekly letter.

use chrono::{DateTime, Utc};
use sqlx::Row;

use super::{Body, UnitOfWork, series};
use crate::{DueDigest, NewView, StoreError, StoredSeriesRef, StoredView};

impl Body {
    pub async fn followed(&self, account: i64) -> Result<Vec<StoredSeriesRef>, StoreError> {
        let sql = include_str!("../../queries/desk/followed.sql");
        let rows = sqlx::query(sql).bind(account).fetch_all(&self.people.reader).await?;
        rows.iter().map(|row| series(row, 0)).collect()
    }

    pub async fn views(&self, account: i64) -> Result<Vec<StoredView>, StoreError> {
        let sql = include_str!("../../queries/desk/views.sql");
        let rows = sqlx::query(sql).bind(account).fetch_all(&self.people.reader).await?;
        rows.iter()
            .map(|row| {
                Ok(StoredView {
                    id: row.try_get(0)?,
                    title: row.try_get(1)?,
                    query: row.try_get(2)?,
                    shared: row.try_get(3)?,
                    account: row.try_get(4)?,
                    author: row.try_get(5)?,
                })
            })
            .collect()
    }

    pub async fn digest_of(&self, account: i64) -> Result<Option<(String, bool)>, StoreError> {
        let sql = include_str!("../../queries/desk/digest_of.sql");
        let row = sqlx::query(sql).bind(account).fetch_optional(&self.people.reader).await?;
        row.map(|row| {
            let confirmed: Option<i64> = row.try_get(1)?;
            Ok((row.try_get(0)?, confirmed.is_some()))
        })
        .transpose()
    }

    pub async fn digests_due(&self, week: i32) -> Result<Vec<DueDigest>, StoreError> {
        let sql = include_str!("../../queries/desk/digests_due.sql");
        let rows = sqlx::query(sql).bind(week).fetch_all(&self.people.reader).await?;
        rows.iter()
            .map(|row| {
                Ok(DueDigest {
                    account: row.try_get(0)?,
                    address: row.try_get(1)?,
                    name: row.try_get(2)?,
                    role: row.try_get(3)?,
                    scope: row.try_get(4)?,
                })
            })
            .collect()
    }
}

impl UnitOfWork {
    pub async fn follow(
        &mut self,
        account: i64,
        series: &StoredSeriesRef,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        sqlx::query(include_str!("../../queries/desk/follow.sql"))
            .bind(account)
            .bind(&series.indicator)
            .bind(&series.territory)
            .bind(&series.filters)
            .bind(at.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    pub async fn unfollow(&mut self, account: i64, series: &StoredSeriesRef) -> Result<(), StoreError> {
        sqlx::query(include_str!("../../queries/desk/unfollow.sql"))
            .bind(account)
            .bind(&series.indicator)
            .bind(&series.territory)
            .bind(&series.filters)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    pub async fn view_add(&mut self, new: NewView<'_>) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(include_str!("../../queries/desk/view_insert.sql"))
            .bind(new.account)
            .bind(new.title)
            .bind(new.query)
            .bind(new.shared)
            .bind(new.at.timestamp_micros())
            .fetch_one(&mut *self.tx)
            .await?)
    }

    pub async fn view_remove(&mut self, id: i64, account: i64) -> Result<bool, StoreError> {
        let sql = include_str!("../../queries/desk/view_remove.sql");
        let done = sqlx::query(sql).bind(id).bind(account).execute(&mut *self.tx).await?;
        Ok(done.rows_affected() > 0)
    }

    pub async fn digest_put(
        &mut self,
        account: i64,
        address: &str,
        at: DateTime<Utc>,
        week: i32,
    ) -> Result<(), StoreError> {
        sqlx::query(include_str!("../../queries/desk/digest_put.sql"))
            .bind(account)
            .bind(address)
            .bind(at.timestamp_micros())
            .bind(week)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    pub async fn digest_remove(&mut self, account: i64) -> Result<(), StoreError> {
        let sql = include_str!("../../queries/desk/digest_remove.sql");
        sqlx::query(sql).bind(account).execute(&mut *self.tx).await?;
        Ok(())
    }

    pub async fn digest_confirm(
        &mut self,
        account: i64,
        address: &str,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../../queries/desk/digest_confirm.sql"))
            .bind(account)
            .bind(address)
            .bind(at.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    pub async fn digest_claim(&mut self, account: i64, week: i32) -> Result<bool, StoreError> {
        let sql = include_str!("../../queries/desk/digest_claim.sql");
        let done = sqlx::query(sql).bind(account).bind(week).execute(&mut *self.tx).await?;
        Ok(done.rows_affected() > 0)
    }
}

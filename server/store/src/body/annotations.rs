//! Remarks and answers.

use chrono::{DateTime, Utc};
use sqlx::Row;

use super::{
    Body, UnitOfWork,
    actions::{day, number},
    instant, series,
};
use crate::{NewAnnotation, StoreError, StoredAnnotation, StoredComment};

impl Body {
    pub async fn annotations(&self) -> Result<Vec<StoredAnnotation>, StoreError> {
        let sql = include_str!("../../queries/annotations/all.sql");
        let rows = sqlx::query(sql).fetch_all(&self.people.reader).await?;
        rows.iter()
            .map(|row| {
                Ok(StoredAnnotation {
                    id: row.try_get(0)?,
                    series: series(row, 1)?,
                    day: day(row.try_get(4)?)?,
                    body: row.try_get(5)?,
                    audience: row.try_get(6)?,
                    account: row.try_get(7)?,
                    author: row.try_get(8)?,
                    scope: row.try_get(9)?,
                    created_at: instant(row, 10)?,
                })
            })
            .collect()
    }

    pub async fn comments(&self) -> Result<Vec<StoredComment>, StoreError> {
        let sql = include_str!("../../queries/annotations/comments.sql");
        let rows = sqlx::query(sql).fetch_all(&self.people.reader).await?;
        rows.iter()
            .map(|row| {
                Ok(StoredComment {
                    id: row.try_get(0)?,
                    annotation: row.try_get(1)?,
                    body: row.try_get(2)?,
                    account: row.try_get(3)?,
                    author: row.try_get(4)?,
                    created_at: instant(row, 5)?,
                })
            })
            .collect()
    }
}

impl UnitOfWork {
    pub async fn annotation_add(&mut self, new: NewAnnotation<'_>) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(include_str!("../../queries/annotations/insert.sql"))
            .bind(&new.series.indicator)
            .bind(&new.series.territory)
            .bind(&new.series.filters)
            .bind(number(new.day))
            .bind(new.body)
            .bind(new.audience)
            .bind(new.account)
            .bind(new.at.timestamp_micros())
            .bind(new.scope)
            .fetch_one(&mut *self.tx)
            .await?)
    }

    pub async fn annotation_withdraw(
        &mut self,
        id: i64,
        account: i64,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.withdraw(include_str!("../../queries/annotations/withdraw.sql"), id, account, at).await
    }

    pub async fn comment_add(
        &mut self,
        annotation: i64,
        body: &str,
        account: i64,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        sqlx::query(include_str!("../../queries/annotations/comment_insert.sql"))
            .bind(annotation)
            .bind(body)
            .bind(account)
            .bind(at.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    pub async fn comment_withdraw(
        &mut self,
        id: i64,
        account: i64,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.withdraw(include_str!("../../queries/annotations/comment_withdraw.sql"), id, account, at).await
    }

    async fn withdraw(
        &mut self,
        sql: &'static str,
        id: i64,
        account: i64,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(sql)
            .bind(id)
            .bind(account)
            .bind(at.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }
}

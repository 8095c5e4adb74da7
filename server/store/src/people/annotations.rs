//! Annotations on a series and comments on them, as stored.

use both::both;
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{AccountId, AnnotationId, CommentId};

use crate::{
    People, StoreError, StoredSeriesRef, UnitOfWork,
    row::{day, instant, number, series},
};

/// An annotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnnotation {
    pub id: AnnotationId,
    pub series: StoredSeriesRef,
    pub day: NaiveDate,
    pub body: String,
    pub audience: String,
    pub account: AccountId,
    pub author: String,
    /// Territory of the author's mandate when it was written.
    pub scope: String,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Clone)]
pub struct NewAnnotation<'a> {
    pub series: StoredSeriesRef,
    pub day: NaiveDate,
    pub body: &'a str,
    pub audience: &'a str,
    pub account: AccountId,
    /// Territory of the author's mandate.
    pub scope: &'a str,
    pub at: DateTime<Utc>,
}

/// A comment on an annotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredComment {
    pub id: CommentId,
    pub annotation: AnnotationId,
    pub body: String,
    pub account: AccountId,
    pub author: String,
    pub created_at: DateTime<Utc>,
}

#[both]
mod queries {
    use sqlx::Row as _;

    use driver::{People, UnitOfWork};

    impl People {
        /// Annotations that were not withdrawn, latest day first.
        pub async fn annotations(&self) -> Result<Vec<StoredAnnotation>, StoreError> {
            let sql = include_str!("queries/annotations/all.sql");
            let rows = sqlx::query(sql).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    Ok(StoredAnnotation {
                        id: AnnotationId(row.try_get("id")?),
                        series: series(row)?,
                        day: day(row.try_get("day")?)?,
                        body: row.try_get("body")?,
                        audience: row.try_get("audience")?,
                        account: AccountId(row.try_get("account_id")?),
                        author: row.try_get("name")?,
                        scope: row.try_get("scope")?,
                        created_at: instant(row, "created_at")?,
                    })
                })
                .collect()
        }

        /// Answers that were not withdrawn, first one first.
        pub async fn comments(&self) -> Result<Vec<StoredComment>, StoreError> {
            let sql = include_str!("queries/annotations/comments.sql");
            let rows = sqlx::query(sql).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    Ok(StoredComment {
                        id: CommentId(row.try_get("id")?),
                        annotation: AnnotationId(row.try_get("annotation_id")?),
                        body: row.try_get("body")?,
                        account: AccountId(row.try_get("account_id")?),
                        author: row.try_get("name")?,
                        created_at: instant(row, "created_at")?,
                    })
                })
                .collect()
        }
    }

    impl UnitOfWork {
        pub async fn annotation_add(&mut self, new: NewAnnotation<'_>) -> Result<AnnotationId, StoreError> {
            Ok(AnnotationId(
                sqlx::query_scalar(include_str!("queries/annotations/insert.sql"))
                    .bind(&new.series.indicator)
                    .bind(&new.series.territory)
                    .bind(&new.series.filters)
                    .bind(number(new.day))
                    .bind(new.body)
                    .bind(new.audience)
                    .bind(new.account.0)
                    .bind(new.at.timestamp_micros())
                    .bind(new.scope)
                    .fetch_one(&mut *self.tx)
                    .await?,
            ))
        }

        /// False where it is somebody else's, or was withdrawn already.
        pub async fn annotation_withdraw(
            &mut self,
            id: AnnotationId,
            account: AccountId,
            at: DateTime<Utc>,
        ) -> Result<bool, StoreError> {
            self.withdraw(include_str!("queries/annotations/withdraw.sql"), id.0, account, at).await
        }

        pub async fn comment_add(
            &mut self,
            annotation: AnnotationId,
            body: &str,
            account: AccountId,
            at: DateTime<Utc>,
        ) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/annotations/comment_insert.sql"))
                .bind(annotation.0)
                .bind(body)
                .bind(account.0)
                .bind(at.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            Ok(())
        }

        /// False where it is somebody else's, or was withdrawn already.
        pub async fn comment_withdraw(
            &mut self,
            id: CommentId,
            account: AccountId,
            at: DateTime<Utc>,
        ) -> Result<bool, StoreError> {
            self.withdraw(include_str!("queries/annotations/comment_withdraw.sql"), id.0, account, at).await
        }

        async fn withdraw(
            &mut self,
            sql: &'static str,
            id: i64,
            account: AccountId,
            at: DateTime<Utc>,
        ) -> Result<bool, StoreError> {
            let done = sqlx::query(sql)
                .bind(id)
                .bind(account.0)
                .bind(at.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            Ok(done.rows_affected() > 0)
        }
    }
}

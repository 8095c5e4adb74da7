//! Remarks on a series and answers to them, as stored.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{Store, StoreError, StoredSeriesRef, UnitOfWork, each};

/// A remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnnotation {
    pub id: i64,
    pub series: StoredSeriesRef,
    pub day: NaiveDate,
    pub body: String,
    pub audience: String,
    pub account: i64,
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
    pub account: i64,
    /// Territory of the author's mandate.
    pub scope: &'a str,
    pub at: DateTime<Utc>,
}

/// An answer to a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredComment {
    pub id: i64,
    pub annotation: i64,
    pub body: String,
    pub account: i64,
    pub author: String,
    pub created_at: DateTime<Utc>,
}

impl Store {
    /// Remarks that were not withdrawn, latest day first.
    pub async fn annotations(&self) -> Result<Vec<StoredAnnotation>, StoreError> {
        each!(self, b => b.annotations())
    }

    /// Answers that were not withdrawn, first one first.
    pub async fn comments(&self) -> Result<Vec<StoredComment>, StoreError> {
        each!(self, b => b.comments())
    }
}

impl UnitOfWork {
    pub async fn annotation_add(&mut self, new: NewAnnotation<'_>) -> Result<i64, StoreError> {
        each!(self, w => w.annotation_add(new))
    }

    /// False where it is somebody else's, or was withdrawn already.
    pub async fn annotation_withdraw(
        &mut self,
        id: i64,
        account: i64,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        each!(self, w => w.annotation_withdraw(id, account, at))
    }

    pub async fn comment_add(
        &mut self,
        annotation: i64,
        body: &str,
        account: i64,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        each!(self, w => w.comment_add(annotation, body, account, at))
    }

    /// False where it is somebody else's, or was withdrawn already.
    pub async fn comment_withdraw(
        &mut self,
        id: i64,
        account: i64,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        each!(self, w => w.comment_withdraw(id, account, at))
    }
}

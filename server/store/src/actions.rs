//! Actions of the organisation, as stored.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{Store, StoreError, UnitOfWork, each};

/// An action that was described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAction {
    pub id: i64,
    pub title: String,
    pub kind: String,
    /// Public form of the territory.
    pub territory: String,
    pub indicator: String,
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    pub expected: String,
    pub account: i64,
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
    pub account: i64,
    pub at: DateTime<Utc>,
}

impl Store {
    /// Actions that were not withdrawn, latest first.
    pub async fn actions(&self) -> Result<Vec<StoredAction>, StoreError> {
        each!(self, b => b.actions())
    }
}

impl UnitOfWork {
    pub async fn action_add(&mut self, new: NewAction<'_>) -> Result<i64, StoreError> {
        each!(self, w => w.action_add(new))
    }

    /// False where it was withdrawn already.
    pub async fn action_withdraw(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        each!(self, w => w.action_withdraw(id, at))
    }
}

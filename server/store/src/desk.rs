//! What a person keeps for himself, as stored: followed series, views, the weekly letter.

use chrono::{DateTime, Utc};

use crate::{Store, StoreError, UnitOfWork, each};

/// The key of a series, each part in its public form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSeriesRef {
    pub indicator: String,
    pub territory: String,
    /// One `dimension:value` a line.
    pub filters: String,
}

/// A view of the explorer that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredView {
    pub id: i64,
    pub title: String,
    /// Query string of the view.
    pub query: String,
    pub shared: bool,
    pub account: i64,
    pub author: String,
}

#[derive(Debug, Clone)]
pub struct NewView<'a> {
    pub account: i64,
    pub title: &'a str,
    pub query: &'a str,
    pub shared: bool,
    pub at: DateTime<Utc>,
}

/// A weekly letter that was not sent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDigest {
    pub account: i64,
    pub address: String,
    pub name: String,
    pub role: String,
    pub scope: String,
}

impl Store {
    /// The series that an account follows, first one first.
    pub async fn followed(&self, account: i64) -> Result<Vec<StoredSeriesRef>, StoreError> {
        each!(self, b => b.followed(account))
    }

    /// An account's own views and those that others share, latest first.
    pub async fn views(&self, account: i64) -> Result<Vec<StoredView>, StoreError> {
        each!(self, b => b.views(account))
    }

    /// The address of a person's letter, and whether its owner confirmed it.
    pub async fn digest_of(&self, account: i64) -> Result<Option<(String, bool)>, StoreError> {
        each!(self, b => b.digest_of(account))
    }

    /// Letters of open accounts that a week is missing to.
    pub async fn digests_due(&self, week: i32) -> Result<Vec<DueDigest>, StoreError> {
        each!(self, b => b.digests_due(week))
    }
}

impl UnitOfWork {
    pub async fn follow(
        &mut self,
        account: i64,
        series: &StoredSeriesRef,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        each!(self, w => w.follow(account, series, at))
    }

    pub async fn unfollow(&mut self, account: i64, series: &StoredSeriesRef) -> Result<(), StoreError> {
        each!(self, w => w.unfollow(account, series))
    }

    pub async fn view_add(&mut self, new: NewView<'_>) -> Result<i64, StoreError> {
        each!(self, w => w.view_add(new))
    }

    /// False where it is somebody else's.
    pub async fn view_remove(&mut self, id: i64, account: i64) -> Result<bool, StoreError> {
        each!(self, w => w.view_remove(id, account))
    }

    /// Starts the weekly letter of an account, or changes its address. `week`: the last one that it has no need of.
    pub async fn digest_put(
        &mut self,
        account: i64,
        address: &str,
        at: DateTime<Utc>,
        week: i32,
    ) -> Result<(), StoreError> {
        each!(self, w => w.digest_put(account, address, at, week))
    }

    pub async fn digest_remove(&mut self, account: i64) -> Result<(), StoreError> {
        each!(self, w => w.digest_remove(account))
    }

    /// Says that an address is its owner's; false where it was said before, or the address is another one.
    pub async fn digest_confirm(
        &mut self,
        account: i64,
        address: &str,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        each!(self, w => w.digest_confirm(account, address, at))
    }

    /// True for the one who asks first: of two instances one sends.
    pub async fn digest_claim(&mut self, account: i64, week: i32) -> Result<bool, StoreError> {
        each!(self, w => w.digest_claim(account, week))
    }
}

//! How long anything is kept.

use chrono::TimeDelta;
use store::{Forgotten, Keeping, StoreError};

use crate::Brigade;

/// A conversation that was answered and in which nobody writes is closed,
const SILENT: TimeDelta = TimeDelta::days(7);
/// and gone after this (the legal notice of Ma Sécurité: three months at most);
const KEPT: TimeDelta = TimeDelta::days(90);
/// where it told of an emergency, after this;
const KEPT_URGENT: TimeDelta = TimeDelta::hours(24);
/// where nobody wrote, after this.
const KEPT_EMPTY: TimeDelta = TimeDelta::hours(1);

impl Brigade {
    /// Closes what is silent, removes what is over, with its texts and its key.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn forget(&self) -> Result<Forgotten, StoreError> {
        let now = self.clock.now();
        self.store
            .forget(Keeping {
                now,
                silent: now - SILENT,
                over: now - KEPT,
                urgent_over: now - KEPT_URGENT,
                empty: now - KEPT_EMPTY,
            })
            .await
    }
}

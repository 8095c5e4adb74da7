//! What is written together.

use std::sync::Arc;

use sqlx::Transaction;
use tokio::sync::Notify;

use super::{
    super::{BEGIN, Db},
    Body,
};
use crate::StoreError;

/// A transaction; dropped before its commit, it leaves nothing.
pub struct UnitOfWork {
    pub(super) tx: Transaction<'static, Db>,
    /// Rung at the commit, where jobs were added.
    bell: Arc<Notify>,
    pub(super) has_jobs: bool,
}

impl Body {
    pub async fn write(&self) -> Result<UnitOfWork, StoreError> {
        let tx = self.people.writer.begin_with(BEGIN).await?;
        Ok(UnitOfWork { tx, bell: self.bell.clone(), has_jobs: false })
    }
}

impl UnitOfWork {
    pub async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await?;
        if self.has_jobs {
            self.bell.notify_one();
        }
        Ok(())
    }
}

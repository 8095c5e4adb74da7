//! What is written together.

use std::{sync::Arc, time::Instant};

use sqlx::Transaction;
use tokio::sync::watch;

use super::{
    super::{BEGIN, Db},
    Body,
};
use crate::StoreError;

/// A transaction; dropped before its commit, it leaves nothing.
pub struct UnitOfWork {
    pub(super) tx: Transaction<'static, Db>,
    /// Rung at the commit, where jobs were added.
    bell: Arc<watch::Sender<u64>>,
    pub(super) has_jobs: bool,
}

impl Body {
    pub async fn write(&self) -> Result<UnitOfWork, StoreError> {
        let started = Instant::now();
        let tx = self.people.writer.begin_with(BEGIN).await?;
        if let Some(told) = self.waits.get() {
            told(started.elapsed());
        }
        Ok(UnitOfWork { tx, bell: self.bell.clone(), has_jobs: false })
    }
}

impl UnitOfWork {
    pub async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await?;
        if self.has_jobs {
            self.bell.send_modify(|rung| *rung += 1);
        }
        Ok(())
    }
}

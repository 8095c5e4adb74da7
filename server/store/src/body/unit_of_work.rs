//! What is written together.

use sqlx::Transaction;

use super::{
    super::{BEGIN, Db},
    Body,
};
use crate::StoreError;

/// A transaction; dropped before its commit, it leaves nothing.
pub struct UnitOfWork {
    pub(super) tx: Transaction<'static, Db>,
}

impl Body {
    pub async fn write(&self) -> Result<UnitOfWork, StoreError> {
        Ok(UnitOfWork { tx: self.writer.begin_with(BEGIN).await? })
    }
}

impl UnitOfWork {
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }
}

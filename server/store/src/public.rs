//! What the public side may read: figures of nobody as they are, and of persons only what was published.

use std::sync::Arc;

use domain::source::{RejectedRow, Run, SourceState};

use crate::{CellRange, Store, StoreError, StoredBlock, StoredCell, StoredRelease, StoredSeries, each};

/// A store with no way to a cell of a protected measure: it refuses to ask for one, its queries read views that hold none, and on
/// Postgres its connections take a role that has no right to the tables behind (`migrations/postgres-roles.sql`).
#[derive(Debug, Clone)]
pub struct PublicStore {
    store: Store,
    protected: Arc<[String]>,
}

impl Store {
    /// The view of this store that leaves protected measures out.
    pub fn public(&self, protected: impl IntoIterator<Item = String>) -> PublicStore {
        let store = match self {
            Self::Sqlite(body) => Self::Sqlite(body.as_public()),
            Self::Postgres(body) => Self::Postgres(body.as_public()),
        };
        PublicStore { store, protected: protected.into_iter().collect() }
    }
}

impl Store {
    async fn public_series(&self, measure: &str) -> Result<Vec<StoredSeries>, StoreError> {
        each!(self, b => b.public_series(measure))
    }

    async fn public_cells(&self, range: CellRange<'_>) -> Result<Vec<StoredCell>, StoreError> {
        each!(self, b => b.public_cells(range))
    }

    async fn public_coverage(&self, measure: &str) -> Result<Option<(i32, i32)>, StoreError> {
        each!(self, b => b.public_coverage(measure))
    }
}

impl Store {
    /// Whether the public reads with fewer rights than the server: on Postgres, where the operator made its role.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn public_is_apart(&self) -> Result<bool, StoreError> {
        each!(self, b => b.public_is_apart())
    }
}

impl PublicStore {
    fn allow(&self, measure: &str) -> Result<(), StoreError> {
        if self.protected.iter().any(|p| p == measure) { Err(StoreError::Protected) } else { Ok(()) }
    }

    /// # Errors
    /// The database can't be read. The same holds for every method below.
    pub async fn figures_version(&self) -> Result<i64, StoreError> {
        self.store.figures_version().await
    }

    pub async fn sources(&self) -> Result<Vec<SourceState>, StoreError> {
        self.store.sources().await
    }

    pub async fn runs(&self, limit: i64) -> Result<Vec<Run>, StoreError> {
        self.store.runs(limit).await
    }

    pub async fn rejects(&self, run: i64, limit: i64) -> Result<Vec<RejectedRow>, StoreError> {
        self.store.rejects(run, limit).await
    }

    /// # Errors
    /// [`StoreError::Protected`] for a measure that counts persons.
    pub async fn series(&self, measure: &str) -> Result<Vec<StoredSeries>, StoreError> {
        self.allow(measure)?;
        self.store.public_series(measure).await
    }

    /// # Errors
    /// As for [`PublicStore::series`].
    pub async fn cells(&self, range: CellRange<'_>) -> Result<Vec<StoredCell>, StoreError> {
        self.allow(range.measure)?;
        self.store.public_cells(range).await
    }

    /// # Errors
    /// As for [`PublicStore::series`].
    pub async fn coverage(&self, measure: &str) -> Result<Option<(i32, i32)>, StoreError> {
        self.allow(measure)?;
        self.store.public_coverage(measure).await
    }

    pub async fn release(&self, published: bool) -> Result<Option<StoredRelease>, StoreError> {
        self.store.release(published).await
    }

    pub async fn release_blocks(&self, after: i64) -> Result<Vec<StoredBlock>, StoreError> {
        self.store.release_blocks(after).await
    }

    pub async fn release_coverage(&self) -> Result<Vec<(String, i32, i32)>, StoreError> {
        self.store.release_coverage().await
    }
}

//! What the public side may read: figures of nobody as they are, and of persons only what was published.

use std::sync::Arc;

use domain::source::{RowNote, Run, SourceState};

use crate::{CellRange, Figures, StoreError, StoredBlock, StoredCell, StoredRelease, StoredSeries};

/// Figures with no way to a cell of a protected measure: they refuse to ask for one, their queries read views that hold none, and on
/// Postgres their connections take a role that has no right to the tables behind (`migrations/postgres-roles.sql`).
#[derive(Debug, Clone)]
pub struct PublicFigures {
    figures: Figures,
    protected: Arc<[String]>,
}

impl Figures {
    /// The view of these figures that leaves protected measures out.
    pub fn public(&self, protected: impl IntoIterator<Item = String>) -> PublicFigures {
        let figures = match self {
            Self::Sqlite(figures) => Self::Sqlite(figures.as_public()),
            Self::Postgres(figures) => Self::Postgres(figures.as_public()),
        };
        PublicFigures { figures, protected: protected.into_iter().collect() }
    }
}

impl PublicFigures {
    fn allow(&self, measure: &str) -> Result<(), StoreError> {
        if self.protected.iter().any(|p| p == measure) { Err(StoreError::Protected) } else { Ok(()) }
    }

    /// # Errors
    /// The database can't be read. The same holds for every method below.
    pub async fn figures_version(&self) -> Result<i64, StoreError> {
        self.figures.figures_version().await
    }

    pub async fn sources(&self) -> Result<Vec<SourceState>, StoreError> {
        self.figures.sources().await
    }

    pub async fn runs(&self, limit: i64) -> Result<Vec<Run>, StoreError> {
        self.figures.runs(limit).await
    }

    pub async fn rejects(&self, run: i64, limit: i64) -> Result<Vec<RowNote>, StoreError> {
        self.figures.rejects(run, limit).await
    }

    /// # Errors
    /// [`StoreError::Protected`] for a measure that counts persons.
    pub async fn series(&self, measure: &str) -> Result<Vec<StoredSeries>, StoreError> {
        self.allow(measure)?;
        self.figures.public_series(measure).await
    }

    /// # Errors
    /// As for [`PublicFigures::series`].
    pub async fn cells(&self, range: CellRange<'_>) -> Result<Vec<StoredCell>, StoreError> {
        self.allow(range.measure)?;
        self.figures.public_cells(range).await
    }

    /// # Errors
    /// As for [`PublicFigures::series`].
    pub async fn coverage(&self, measure: &str) -> Result<Option<(i32, i32)>, StoreError> {
        self.allow(measure)?;
        self.figures.public_coverage(measure).await
    }

    pub async fn release(&self, published: bool) -> Result<Option<StoredRelease>, StoreError> {
        self.figures.release(published).await
    }

    pub async fn release_blocks(&self, after: i64) -> Result<Vec<StoredBlock>, StoreError> {
        self.figures.release_blocks(after).await
    }

    pub async fn release_coverage(&self) -> Result<Vec<(String, i32, i32)>, StoreError> {
        self.figures.release_coverage().await
    }
}

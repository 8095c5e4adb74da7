//! How far a barometer can read: everything behind the login, published cells outside.

use domain::source::{RowNote, Run, SourceState};
use store::{CellRange, Figures, PublicFigures, StoreError, StoredCell, StoredSeries};

/// Where figures come from.
#[derive(Debug, Clone)]
pub enum Reach {
    /// Every cell: behind the login, or where an operator withholds nothing.
    Whole(Figures),
    /// Of persons, only what was published.
    Published(PublicFigures),
}

impl Reach {
    pub async fn figures_version(&self) -> Result<i64, StoreError> {
        match self {
            Self::Whole(store) => store.figures_version().await,
            Self::Published(store) => store.figures_version().await,
        }
    }

    pub async fn sources(&self) -> Result<Vec<SourceState>, StoreError> {
        match self {
            Self::Whole(store) => store.sources().await,
            Self::Published(store) => store.sources().await,
        }
    }

    pub async fn runs(&self, limit: i64) -> Result<Vec<Run>, StoreError> {
        match self {
            Self::Whole(store) => store.runs(limit).await,
            Self::Published(store) => store.runs(limit).await,
        }
    }

    pub async fn rejects(&self, run: i64, limit: i64) -> Result<Vec<RowNote>, StoreError> {
        match self {
            Self::Whole(store) => store.rejects(run, limit).await,
            Self::Published(store) => store.rejects(run, limit).await,
        }
    }

    pub async fn series(&self, measure: &str) -> Result<Vec<StoredSeries>, StoreError> {
        match self {
            Self::Whole(store) => store.series(measure).await,
            Self::Published(store) => store.series(measure).await,
        }
    }

    pub async fn cells(&self, range: CellRange<'_>) -> Result<Vec<StoredCell>, StoreError> {
        match self {
            Self::Whole(store) => store.cells(range).await,
            Self::Published(store) => store.cells(range).await,
        }
    }

    /// First and last period of a measure that is not protected here.
    pub async fn coverage(&self, measure: &str) -> Result<Option<(i32, i32)>, StoreError> {
        match self {
            Self::Whole(store) => store.coverage(measure).await,
            Self::Published(store) => store.coverage(measure).await,
        }
    }
}

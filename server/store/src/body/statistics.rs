//! Reading series and cells.

use sqlx::Row;

use super::{super::Db, Body};
use crate::{
    CellRange, StoreError, StoredCell, StoredSeries,
    accumulate::{grain_code, level_code, level_of},
};

/// A row of `series_of_measure.sql`.
pub fn stored_series(row: &<Db as sqlx::Database>::Row) -> Result<StoredSeries, StoreError> {
    Ok(StoredSeries {
        id: row.try_get(0)?,
        level: level_of(row.try_get(1)?)?,
        territory: row.try_get(2)?,
        categories: [row.try_get(3)?, row.try_get(4)?, row.try_get(5)?],
    })
}

impl Body {
    pub async fn series(&self, measure: &str) -> Result<Vec<StoredSeries>, StoreError> {
        self.series_by(include_str!("../../queries/statistics/series_of_measure.sql"), measure).await
    }

    pub async fn public_series(&self, measure: &str) -> Result<Vec<StoredSeries>, StoreError> {
        self.series_by(include_str!("../../queries/public/series_of_measure.sql"), measure).await
    }

    async fn series_by(&self, sql: &'static str, measure: &str) -> Result<Vec<StoredSeries>, StoreError> {
        let rows = sqlx::query(sql).bind(measure).fetch_all(&self.figures.reader).await?;
        rows.iter().map(stored_series).collect()
    }

    pub async fn cells(&self, range: CellRange<'_>) -> Result<Vec<StoredCell>, StoreError> {
        self.cells_by(include_str!("../../queries/statistics/cells.sql"), range).await
    }

    pub async fn public_cells(&self, range: CellRange<'_>) -> Result<Vec<StoredCell>, StoreError> {
        self.cells_by(include_str!("../../queries/public/cells.sql"), range).await
    }

    async fn cells_by(&self, sql: &'static str, range: CellRange<'_>) -> Result<Vec<StoredCell>, StoreError> {
        let rows = sqlx::query(sql)
            .bind(range.measure)
            .bind(level_code(range.level))
            .bind(range.territory)
            .bind(range.categories[0])
            .bind(range.categories[1])
            .bind(range.categories[2])
            .bind(grain_code(range.grain))
            .bind(range.first)
            .bind(range.last)
            .fetch_all(&self.figures.reader)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(StoredCell {
                    series: row.try_get(0)?,
                    period: row.try_get(1)?,
                    sum: row.try_get(2)?,
                    count: row.try_get(3)?,
                    sketch: row.try_get(4)?,
                })
            })
            .collect()
    }

    pub async fn coverage(&self, measure: &str) -> Result<Option<(i32, i32)>, StoreError> {
        self.coverage_by(include_str!("../../queries/statistics/coverage.sql"), measure).await
    }

    pub async fn public_coverage(&self, measure: &str) -> Result<Option<(i32, i32)>, StoreError> {
        self.coverage_by(include_str!("../../queries/public/coverage.sql"), measure).await
    }

    async fn coverage_by(&self, sql: &'static str, measure: &str) -> Result<Option<(i32, i32)>, StoreError> {
        let row = sqlx::query(sql).bind(measure).fetch_optional(&self.figures.reader).await?;
        row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
    }
}

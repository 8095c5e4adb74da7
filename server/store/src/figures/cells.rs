//! Series and their cells.

use both::both;
use domain::{territory::Level, time::Grain};

use crate::{
    Figures, StoreError,
    row::{grain_code, level_code, level_of},
};

/// A series as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSeries {
    pub id: i32,
    pub level: Level,
    pub territory: String,
    pub categories: [String; 3],
}

/// A stored cell.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCell {
    pub series: i32,
    pub period: i32,
    pub sum: f64,
    pub count: i64,
    pub sketch: Option<Vec<u8>>,
}

/// Which cells to read: one measure, one level of territory, one stored grain, one range of ordinals.
#[derive(Debug, Clone)]
pub struct CellRange<'a> {
    pub measure: &'a str,
    pub level: Level,
    /// Public form of one territory, or empty for all of the level.
    pub territory: &'a str,
    /// One value for each category column, or empty for all.
    pub categories: [&'a str; 3],
    pub grain: Grain,
    pub first: i32,
    pub last: i32,
}

#[both]
mod queries {
    use sqlx::Row as _;

    use driver::{DbRow, Figures};

    /// A row of `series_of_measure.sql`.
    pub fn stored_series(row: &DbRow) -> Result<StoredSeries, StoreError> {
        Ok(StoredSeries {
            id: row.try_get("id")?,
            level: level_of(row.try_get("level")?)?,
            territory: row.try_get("territory")?,
            categories: [row.try_get("category_1")?, row.try_get("category_2")?, row.try_get("category_3")?],
        })
    }

    impl Figures {
        pub async fn series(&self, measure: &str) -> Result<Vec<StoredSeries>, StoreError> {
            self.series_by(include_str!("queries/statistics/series_of_measure.sql"), measure).await
        }

        pub async fn public_series(&self, measure: &str) -> Result<Vec<StoredSeries>, StoreError> {
            self.series_by(include_str!("queries/public/series_of_measure.sql"), measure).await
        }

        async fn series_by(&self, sql: &'static str, measure: &str) -> Result<Vec<StoredSeries>, StoreError> {
            let rows = sqlx::query(sql).bind(measure).fetch_all(&self.reader).await?;
            rows.iter().map(stored_series).collect()
        }

        pub async fn cells(&self, range: CellRange<'_>) -> Result<Vec<StoredCell>, StoreError> {
            self.cells_by(include_str!("queries/statistics/cells.sql"), range).await
        }

        pub async fn public_cells(&self, range: CellRange<'_>) -> Result<Vec<StoredCell>, StoreError> {
            self.cells_by(include_str!("queries/public/cells.sql"), range).await
        }

        async fn cells_by(
            &self,
            sql: &'static str,
            range: CellRange<'_>,
        ) -> Result<Vec<StoredCell>, StoreError> {
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
                .fetch_all(&self.reader)
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

        /// First and last ordinal of a measure at its own grain.
        pub async fn coverage(&self, measure: &str) -> Result<Option<(i32, i32)>, StoreError> {
            self.coverage_by(include_str!("queries/statistics/coverage.sql"), measure).await
        }

        pub async fn public_coverage(&self, measure: &str) -> Result<Option<(i32, i32)>, StoreError> {
            self.coverage_by(include_str!("queries/public/coverage.sql"), measure).await
        }

        async fn coverage_by(
            &self,
            sql: &'static str,
            measure: &str,
        ) -> Result<Option<(i32, i32)>, StoreError> {
            let row = sqlx::query(sql).bind(measure).fetch_optional(&self.reader).await?;
            row.map(|row| Ok((row.try_get("first_period")?, row.try_get("last_period")?))).transpose()
        }
    }
}

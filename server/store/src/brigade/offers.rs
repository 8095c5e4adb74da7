//! Answers that are offered while one writes, as counted.

use both::both;
use chrono::{Datelike, NaiveDate};

use super::Brigade;
use crate::StoreError;

/// Of those to whom answers are offered, or from whom they are held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Offered {
    /// Who began to write,
    pub begun: i64,
    /// and who sent what they wrote.
    pub sent: i64,
}

#[both]
mod queries {
    use driver::Brigade;
    use sqlx::Row as _;

    impl Brigade {
        /// Adds to the counts of a day.
        pub async fn count_offer(
            &self,
            day: NaiveDate,
            is_held_back: bool,
            more: Offered,
        ) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/offers/count.sql"))
                .bind(i64::from(day.num_days_from_ce()))
                .bind(i16::from(is_held_back))
                .bind(more.begun)
                .bind(more.sent)
                .execute(&self.writer)
                .await?;
            Ok(())
        }

        /// Counts of the days from one to before another: of those to whom answers were offered, and of the others.
        pub async fn offers(&self, from: NaiveDate, to: NaiveDate) -> Result<[Offered; 2], StoreError> {
            let sql = include_str!("queries/offers/since.sql");
            let [from, to] = [from, to].map(|day| i64::from(day.num_days_from_ce()));
            let rows = sqlx::query(sql).bind(from).bind(to).fetch_all(&self.reader).await?;
            let mut counts = [Offered::default(); 2];
            for row in &rows {
                let arm = usize::try_from(row.try_get::<i16, _>("arm")?).unwrap_or(0).min(1);
                counts[arm] = Offered { begun: row.try_get("begun")?, sent: row.try_get("sent")? };
            }
            Ok(counts)
        }
    }
}

//! Weights and targets, as stored.

use both::both;
use chrono::{DateTime, Utc};
use domain::ids::AccountId;

use crate::{People, StoreError, UnitOfWork, row::instant};

/// A value that somebody set.
#[derive(Debug, Clone, PartialEq)]
pub struct Steered {
    /// Part of a score, or indicator.
    pub key: String,
    pub value: f64,
    /// Who set it.
    pub author: String,
    pub at: DateTime<Utc>,
}

/// A value to set.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    pub key: &'a str,
    pub value: f64,
    pub account: AccountId,
    pub at: DateTime<Utc>,
}

#[both]
mod queries {
    use sqlx::Row as _;

    use driver::{DbRow, People, STEERING_LOCK, UnitOfWork};

    fn steered(row: &DbRow) -> Result<Steered, StoreError> {
        Ok(Steered {
            key: row.try_get("key")?,
            value: row.try_get("value")?,
            author: row.try_get("name")?,
            at: instant(row, "set_at")?,
        })
    }

    impl People {
        /// Weights that were set; parts that are not there have those that are shipped.
        pub async fn weights(&self) -> Result<Vec<Steered>, StoreError> {
            let sql = include_str!("queries/steering/weights.sql");
            sqlx::query(sql).fetch_all(&self.reader).await?.iter().map(steered).collect()
        }

        pub async fn targets(&self) -> Result<Vec<Steered>, StoreError> {
            let sql = include_str!("queries/steering/targets.sql");
            sqlx::query(sql).fetch_all(&self.reader).await?.iter().map(steered).collect()
        }
    }

    impl UnitOfWork {
        /// Weights and targets as they are now; nobody else sets any before the commit.
        pub async fn steered(&mut self) -> Result<(Vec<Steered>, Vec<Steered>), StoreError> {
            sqlx::query(STEERING_LOCK).execute(&mut *self.tx).await?;
            let weights =
                sqlx::query(include_str!("queries/steering/weights.sql")).fetch_all(&mut *self.tx).await?;
            let targets =
                sqlx::query(include_str!("queries/steering/targets.sql")).fetch_all(&mut *self.tx).await?;
            let read = |rows: Vec<_>| rows.iter().map(steered).collect::<Result<Vec<_>, StoreError>>();
            Ok((read(weights)?, read(targets)?))
        }

        pub async fn weight_set(&mut self, setting: Setting<'_>) -> Result<(), StoreError> {
            self.steer(include_str!("queries/steering/weight_set.sql"), setting).await
        }

        pub async fn target_set(&mut self, setting: Setting<'_>) -> Result<(), StoreError> {
            self.steer(include_str!("queries/steering/target_set.sql"), setting).await
        }

        pub async fn target_clear(&mut self, indicator: &str) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/steering/target_clear.sql"))
                .bind(indicator)
                .execute(&mut *self.tx)
                .await?;
            Ok(())
        }

        async fn steer(&mut self, sql: &'static str, setting: Setting<'_>) -> Result<(), StoreError> {
            sqlx::query(sql)
                .bind(setting.key)
                .bind(setting.value)
                .bind(setting.account.0)
                .bind(setting.at.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            Ok(())
        }
    }
}

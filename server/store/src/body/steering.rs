//! Weights and targets.

use sqlx::Row;

use super::{
    super::{Db, STEERING_LOCK},
    Body, UnitOfWork, instant,
};
use crate::{Setting, Steered, StoreError};

fn steered(row: &<Db as sqlx::Database>::Row) -> Result<Steered, StoreError> {
    Ok(Steered {
        key: row.try_get(0)?,
        value: row.try_get(1)?,
        author: row.try_get(2)?,
        at: instant(row, 3)?,
    })
}

impl Body {
    pub async fn weights(&self) -> Result<Vec<Steered>, StoreError> {
        let sql = include_str!("../../queries/steering/weights.sql");
        sqlx::query(sql).fetch_all(&self.people.reader).await?.iter().map(steered).collect()
    }

    pub async fn targets(&self) -> Result<Vec<Steered>, StoreError> {
        let sql = include_str!("../../queries/steering/targets.sql");
        sqlx::query(sql).fetch_all(&self.people.reader).await?.iter().map(steered).collect()
    }
}

impl UnitOfWork {
    pub async fn steered(&mut self) -> Result<(Vec<Steered>, Vec<Steered>), StoreError> {
        sqlx::query(STEERING_LOCK).execute(&mut *self.tx).await?;
        let weights =
            sqlx::query(include_str!("../../queries/steering/weights.sql")).fetch_all(&mut *self.tx).await?;
        let targets =
            sqlx::query(include_str!("../../queries/steering/targets.sql")).fetch_all(&mut *self.tx).await?;
        let read = |rows: Vec<_>| rows.iter().map(steered).collect::<Result<Vec<_>, StoreError>>();
        Ok((read(weights)?, read(targets)?))
    }

    pub async fn weight_set(&mut self, setting: Setting<'_>) -> Result<(), StoreError> {
        self.steer(include_str!("../../queries/steering/weight_set.sql"), setting).await
    }

    pub async fn target_set(&mut self, setting: Setting<'_>) -> Result<(), StoreError> {
        self.steer(include_str!("../../queries/steering/target_set.sql"), setting).await
    }

    pub async fn target_clear(&mut self, indicator: &str) -> Result<(), StoreError> {
        sqlx::query(include_str!("../../queries/steering/target_clear.sql"))
            .bind(indicator)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn steer(&mut self, sql: &'static str, setting: Setting<'_>) -> Result<(), StoreError> {
        sqlx::query(sql)
            .bind(setting.key)
            .bind(setting.value)
            .bind(setting.account)
            .bind(setting.at.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}

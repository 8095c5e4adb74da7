//! Actions of the organisation.

use chrono::{DateTime, Days, NaiveDate, Utc};
use sqlx::Row;

use super::{Body, UnitOfWork};
use crate::{NewAction, StoreError, StoredAction};

pub(super) fn number(day: NaiveDate) -> i32 {
    day.signed_duration_since(NaiveDate::default()).num_days() as i32
}

pub(super) fn day(number: i32) -> Result<NaiveDate, StoreError> {
    let days = Days::new(u64::from(number.unsigned_abs()));
    let day = NaiveDate::default();
    let day = if number < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) };
    day.ok_or(StoreError::Inconsistent("day"))
}

impl Body {
    pub async fn actions(&self) -> Result<Vec<StoredAction>, StoreError> {
        let rows =
            sqlx::query(include_str!("../../queries/actions/all.sql")).fetch_all(&self.people.reader).await?;
        rows.iter()
            .map(|row| {
                Ok(StoredAction {
                    id: row.try_get(0)?,
                    title: row.try_get(1)?,
                    kind: row.try_get(2)?,
                    territory: row.try_get(3)?,
                    indicator: row.try_get(4)?,
                    from: day(row.try_get(5)?)?,
                    until: day(row.try_get(6)?)?,
                    expected: row.try_get(7)?,
                    account: row.try_get(8)?,
                    author: row.try_get(9)?,
                    created_at: DateTime::from_timestamp_micros(row.try_get(10)?)
                        .ok_or(StoreError::Inconsistent("created_at"))?,
                })
            })
            .collect()
    }
}

impl UnitOfWork {
    pub async fn action_add(&mut self, new: NewAction<'_>) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(include_str!("../../queries/actions/insert.sql"))
            .bind(new.title)
            .bind(new.kind)
            .bind(new.territory)
            .bind(new.indicator)
            .bind(number(new.from))
            .bind(number(new.until))
            .bind(new.expected)
            .bind(new.account)
            .bind(new.at.timestamp_micros())
            .fetch_one(&mut *self.tx)
            .await?)
    }

    pub async fn action_withdraw(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../../queries/actions/withdraw.sql"))
            .bind(id)
            .bind(at.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }
}

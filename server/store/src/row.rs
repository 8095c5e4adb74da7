//! What a column holds, as the rest of the program says it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{territory::Level, time::Grain};
use sqlx::{ColumnIndex, Decode, Row, Type};

use crate::{StoreError, StoredSeriesRef};

/// An instant: microseconds UTC.
pub fn instant<R, I>(row: &R, column: I) -> Result<DateTime<Utc>, StoreError>
where
    R: Row,
    I: ColumnIndex<R>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
{
    DateTime::from_timestamp_micros(row.try_get(column)?).ok_or(StoreError::Inconsistent("instant"))
}

/// An instant that may be missing.
pub fn maybe_instant<R, I>(row: &R, column: I) -> Result<Option<DateTime<Utc>>, StoreError>
where
    R: Row,
    I: ColumnIndex<R>,
    for<'r> Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
{
    let at: Option<i64> = row.try_get(column)?;
    Ok(at.and_then(DateTime::from_timestamp_micros))
}

/// The key of a series, in three columns.
pub fn series<R>(row: &R) -> Result<StoredSeriesRef, StoreError>
where
    R: Row,
    for<'i> &'i str: ColumnIndex<R>,
    for<'r> String: Decode<'r, R::Database> + Type<R::Database>,
{
    Ok(StoredSeriesRef {
        indicator: row.try_get("indicator")?,
        territory: row.try_get("territory")?,
        filters: row.try_get("filters")?,
    })
}

/// A day as it is stored: days since 1970-01-01.
pub fn number(day: NaiveDate) -> i32 {
    day.signed_duration_since(NaiveDate::default()).num_days() as i32
}

/// The other way round.
pub fn day(number: i32) -> Result<NaiveDate, StoreError> {
    let days = Days::new(u64::from(number.unsigned_abs()));
    let day = NaiveDate::default();
    let day = if number < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) };
    day.ok_or(StoreError::Inconsistent("day"))
}

/// Codes of the stored grains; they order the clustered key.
pub fn grain_code(grain: Grain) -> i16 {
    match grain {
        Grain::Hour => 1,
        Grain::Day => 2,
        Grain::Week => 3,
        Grain::Month => 4,
        Grain::Quarter => 5,
        Grain::Year => 6,
        Grain::Total => 7,
    }
}

pub fn level_code(level: Level) -> i16 {
    match level {
        Level::France => 0,
        Level::Region => 1,
        Level::Departement => 2,
    }
}

/// # Errors
/// A code that this version never wrote.
pub fn level_of(code: i16) -> Result<Level, StoreError> {
    match code {
        0 => Ok(Level::France),
        1 => Ok(Level::Region),
        2 => Ok(Level::Departement),
        _ => Err(StoreError::Inconsistent("level")),
    }
}

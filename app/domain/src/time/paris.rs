//! The two edges of summer time: instants and what a clock in Paris shows.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Europe::Paris;

/// First instant of a civil day in Paris.
pub fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    from_paris(midnight).0
}

/// What the edge of summer time did to a civil time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The civil time names one instant.
    None,
    /// Spring: the hour does not exist; it was read one hour later.
    Skipped,
    /// Autumn: the hour exists twice; it was read as the first.
    Repeated,
}

/// Reads a civil time of Europe/Paris.
pub fn from_paris(civil: NaiveDateTime) -> (DateTime<Utc>, Edge) {
    match Paris.from_local_datetime(&civil) {
        LocalResult::Single(instant) => (instant.with_timezone(&Utc), Edge::None),
        LocalResult::Ambiguous(first, _) => (first.with_timezone(&Utc), Edge::Repeated),
        LocalResult::None => {
            // Summer time starts at 01:00 UTC: 02:30 that never was is 03:30 summer time.
            (Utc.from_utc_datetime(&(civil - chrono::Duration::hours(1))), Edge::Skipped)
        }
    }
}

/// The civil day of an instant in Paris.
pub fn civil_day(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&Paris).date_naive()
}

/// The civil time of an instant in Paris.
pub fn to_paris(instant: DateTime<Utc>) -> NaiveDateTime {
    instant.with_timezone(&Paris).naive_local()
}

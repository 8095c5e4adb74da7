//! What comes again: at an hour of Paris, once for all instances.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveTime, Utc, Weekday};
use domain::time::{Clock, civil_day, from_paris};
use store::{NewJob, Store, StoreError};

/// When something comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// So many minutes after the last time.
    Every(u32),
    /// Each day at an hour of Paris.
    Daily(NaiveTime),
    /// Each week on a day, at an hour of Paris.
    Weekly(Weekday, NaiveTime),
}

impl Rhythm {
    /// The first time after an instant. An hour that spring skips is the one after it; one that autumn has twice is the first: each
    /// comes once.
    pub fn next(self, after: DateTime<Utc>) -> DateTime<Utc> {
        let (weekday, time) = match self {
            Self::Every(minutes) => return after + chrono::Duration::minutes(i64::from(minutes)),
            Self::Daily(time) => (None, time),
            Self::Weekly(weekday, time) => (Some(weekday), time),
        };
        let today = civil_day(after);
        (0..=8)
            .filter_map(|days| today.checked_add_days(Days::new(days)))
            .filter(|day| weekday.is_none_or(|weekday| day.weekday() == weekday))
            .map(|day| from_paris(day.and_time(time)).0)
            .find(|at| *at > after)
            .unwrap_or(after + chrono::Duration::weeks(1))
    }
}

/// Puts jobs into the queue when they come again.
#[derive(Clone)]
pub struct Timetable {
    store: Store,
    clock: Arc<dyn Clock>,
    /// Kinds of jobs, and when each comes.
    entries: Vec<(&'static str, Rhythm)>,
}

/// Attempts of what comes again: the next time is near.
const ATTEMPTS: i32 = 5;

impl Timetable {
    pub fn new(store: Store, clock: Arc<dyn Clock>, entries: Vec<(&'static str, Rhythm)>) -> Self {
        Self { store, clock, entries }
    }

    /// Puts into the queue what is due by now. What was due several times while nobody ran comes once.
    ///
    /// # Errors
    /// The store can't be read or written.
    pub async fn tick(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let known = self.store.jobs().schedules().await?;
        for (kind, rhythm) in &self.entries {
            let Some((_, due)) = known.iter().find(|(name, _)| name == kind) else {
                let mut work = self.store.write().await?;
                work.schedule_add(kind, rhythm.next(now)).await?;
                work.commit().await?;
                continue;
            };
            if *due > now {
                continue;
            }
            let mut work = self.store.write().await?;
            // Another instance may have been first.
            if work.schedule_move(kind, *due, rhythm.next(now)).await? {
                let job = NewJob {
                    kind,
                    payload: "",
                    key: Some("timetable"),
                    priority: 0,
                    due_at: now,
                    most_attempts: ATTEMPTS,
                    at: now,
                };
                work.job_add(job).await?;
                work.commit().await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn o_clock(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    #[test]
    fn an_hour_of_paris_is_kept_over_both_changes() {
        let morning = Rhythm::Daily(o_clock(7, 0));
        assert_eq!(morning.next(at("2026-11-27T05:59:00Z")), at("2026-11-27T06:00:00Z"));
        assert_eq!(morning.next(at("2026-11-27T06:00:00Z")), at("2026-11-28T06:00:00Z"));
        // Summer time begins on 29 March 2026, and ends on 25 October.
        assert_eq!(morning.next(at("2026-03-28T06:00:00Z")), at("2026-03-29T05:00:00Z"));
        assert_eq!(morning.next(at("2026-10-24T05:00:00Z")), at("2026-10-25T06:00:00Z"));
        // 02:30 is skipped in spring, and there twice in autumn: once each.
        let night = Rhythm::Daily(o_clock(2, 30));
        assert_eq!(night.next(at("2026-03-28T02:00:00Z")), at("2026-03-29T01:30:00Z"));
        assert_eq!(night.next(at("2026-03-29T01:30:00Z")), at("2026-03-30T00:30:00Z"));
        assert_eq!(night.next(at("2026-10-24T12:00:00Z")), at("2026-10-25T00:30:00Z"));
        assert_eq!(night.next(at("2026-10-25T00:30:00Z")), at("2026-10-26T01:30:00Z"));
    }

    #[test]
    fn a_week_has_one_monday() {
        let letter = Rhythm::Weekly(Weekday::Mon, o_clock(7, 0));
        assert_eq!(letter.next(at("2026-11-27T12:00:00Z")), at("2026-11-30T06:00:00Z"));
        assert_eq!(letter.next(at("2026-11-30T06:00:00Z")), at("2026-12-07T06:00:00Z"));
        assert_eq!(letter.next(at("2026-11-30T05:59:59Z")), at("2026-11-30T06:00:00Z"));
        assert_eq!(Rhythm::Every(30).next(at("2026-11-27T12:00:00Z")), at("2026-11-27T12:30:00Z"));
    }
}

//! Summer time in metropolitan France by its rule (directive 2000/84/CE): from the last Sunday of March to the last
//! Sunday of October, both at 01:00 UTC. Enough for hours since 1996, and small enough for a browser.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, Weekday};

fn last_sunday(year: i32, month: u32) -> Option<NaiveDateTime> {
    // March and October both have 31 days.
    let mut day = NaiveDate::from_ymd_opt(year, month, 31)?;
    while day.weekday() != Weekday::Sun {
        day = day.pred_opt()?;
    }
    day.and_hms_opt(1, 0, 0)
}

/// Civil time in Paris of an instant given in UTC.
pub fn paris(utc: NaiveDateTime) -> NaiveDateTime {
    let (start, end) = (last_sunday(utc.year(), 3), last_sunday(utc.year(), 10));
    let is_summer = start.zip(end).is_some_and(|(start, end)| (start..end).contains(&utc));
    utc + Duration::hours(if is_summer { 2 } else { 1 })
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn the_rule_agrees_with_the_time_zone_database() {
        let mut utc = NaiveDate::from_ymd_opt(1996, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
        while utc.year() < 2037 {
            let known = chrono_tz::Europe::Paris.from_utc_datetime(&utc).naive_local();
            assert_eq!(paris(utc), known, "{utc}");
            utc += Duration::hours(1);
        }
    }
}

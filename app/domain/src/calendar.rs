//! French public holidays and working days.

use chrono::{Datelike, Days, NaiveDate};

/// Easter Sunday of the Gregorian calendar (Meeus, *Astronomical Algorithms*, ch. 8).
pub fn easter(year: i32) -> NaiveDate {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(year, (n / 31).unsigned_abs(), (n % 31).unsigned_abs() + 1)
        .unwrap_or(NaiveDate::MAX)
}

/// French name of the public holiday that falls on `day` (code du travail, art. L3133-1).
pub fn public_holiday(day: NaiveDate) -> Option<&'static str> {
    let fixed = match (day.month(), day.day()) {
        (1, 1) => Some("Jour de l’an"),
        (5, 1) => Some("Fête du travail"),
        (5, 8) => Some("Victoire de 1945"),
        (7, 14) => Some("Fête nationale"),
        (8, 15) => Some("Assomption"),
        (11, 1) => Some("Toussaint"),
        (11, 11) => Some("Armistice de 1918"),
        (12, 25) => Some("Noël"),
        _ => None,
    };
    fixed.or_else(|| {
        let easter = easter(day.year());
        [(1, "Lundi de Pâques"), (39, "Ascension"), (50, "Lundi de Pentecôte")]
            .into_iter()
            .find(|(after, _)| easter + Days::new(*after) == day)
            .map(|(_, name)| name)
    })
}

/// Whether offices are open: neither a week-end nor a public holiday.
pub fn is_working_day(day: NaiveDate) -> bool {
    day.weekday().num_days_from_monday() < 5 && public_holiday(day).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_of_known_years() {
        for (year, text) in
            [(2018, "2018-04-01"), (2020, "2020-04-12"), (2024, "2024-03-31"), (2026, "2026-04-05")]
        {
            assert_eq!(easter(year).to_string(), text);
        }
    }

    /// Against another way to the same day (Gauss, 1816), its two exceptions among the years.
    #[test]
    fn easter_of_four_centuries() {
        for year in 1900..2300 {
            let (a, b, c, k) = (year % 19, year % 4, year % 7, year / 100);
            let m = (15 - (13 + 8 * k) / 25 + k - k / 4) % 30;
            let n = (4 + k - k / 4) % 7;
            let d = (19 * a + m) % 30;
            let e = (2 * b + 4 * c + 6 * d + n) % 7;
            let after = match (d, e) {
                (29, 6) => 28,
                (28, 6) if (11 * m + 11) % 30 < 19 => 27,
                _ => d + e,
            };
            let march = NaiveDate::from_ymd_opt(year, 3, 22).unwrap();
            assert_eq!(easter(year), march + Days::new(after.unsigned_abs().into()), "{year}");
        }
    }

    #[test]
    fn offices_are_open_on_working_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let closed = [
            "2024-01-01",
            "2024-04-01",
            "2024-05-01",
            "2024-05-08",
            "2024-05-09",
            "2024-05-20",
            "2024-08-15",
            "2024-11-01",
            "2024-11-11",
            "2024-12-25",
            "2024-06-01",
            "2024-06-02",
            "2024-07-14",
        ];
        assert!(closed.into_iter().all(|text| !is_working_day(day(text))));
        for open in ["2024-03-29", "2024-05-10", "2024-06-03", "2024-06-07", "2024-12-24"] {
            assert!(is_working_day(day(open)), "{open}");
        }
        let working = day("2024-01-01").iter_days().take(366).filter(|d| is_working_day(*d)).count();
        assert_eq!(working, 366 - 52 * 2 - 10, "eleven holidays, one of them a Sunday");
        assert_eq!(public_holiday(day("2024-05-20")), Some("Lundi de Pentecôte"));
    }

    #[test]
    fn eleven_holidays_a_year() {
        let first = NaiveDate::from_ymd_opt(2023, 1, 1).unwrap();
        let count = first.iter_days().take(365).filter(|d| public_holiday(*d).is_some()).count();
        assert_eq!(count, 11);
    }
}

//! Civil time in Europe/Paris: grains, periods and windows.

mod paris;

use std::fmt;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Timelike, Utc};
use chrono_tz::Europe::Paris;
use serde::{Deserialize, Serialize};

pub use paris::{Edge, civil_day, from_paris, start_of_day, to_paris};

/// Width of a period. `Total` is the whole window of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Total,
}

impl Grain {
    pub const ALL: [Self; 7] =
        [Self::Hour, Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year, Self::Total];

    pub fn id(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Total => "total",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|g| g.id() == text)
    }

    /// The stored grain from which this one is folded: weeks from days, quarters and years from months.
    /// Grains are never mixed: a month is stored as a month.
    pub fn stored(self) -> Self {
        match self {
            Self::Hour => Self::Hour,
            Self::Day | Self::Week => Self::Day,
            Self::Month | Self::Quarter | Self::Total => Self::Month,
            Self::Year => Self::Year,
        }
    }

    /// The grain that suits a window of `days`: hour under 2 days, day under 92, week under a year, month.
    pub fn automatic(days: i64) -> Self {
        match days {
            ..2 => Self::Hour,
            2..92 => Self::Day,
            92..365 => Self::Week,
            _ => Self::Month,
        }
    }
}

impl fmt::Display for Grain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// One period of one grain, as an ordinal so that storage and arithmetic stay on integers.
///
/// | grain | ordinal |
/// |---|---|
/// | hour | UTC hours since 1970-01-01T00 |
/// | day | days since 1970-01-01 |
/// | week | ISO weeks since the one that holds 1970-01-01 |
/// | month | 12 × year + month − 1 |
/// | quarter | 4 × year + quarter − 1 |
/// | year | year |
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    pub grain: Grain,
    pub ordinal: i32,
}

const EPOCH: NaiveDate = match NaiveDate::from_ymd_opt(1970, 1, 1) {
    Some(day) => day,
    None => panic!("a date"),
};

fn day_number(day: NaiveDate) -> i32 {
    i32::try_from((day - EPOCH).num_days()).unwrap_or(i32::MAX)
}

fn day_of_number(number: i32) -> NaiveDate {
    EPOCH.checked_add_signed(chrono::Duration::days(i64::from(number))).unwrap_or(NaiveDate::MAX)
}

fn first_of_month(months: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(months.div_euclid(12), months.rem_euclid(12).unsigned_abs() + 1, 1)
        .unwrap_or(NaiveDate::MAX)
}

impl Period {
    pub const TOTAL: Self = Self { grain: Grain::Total, ordinal: 0 };

    /// The period of `grain` that holds the civil `day` (its first hour for [`Grain::Hour`]).
    pub fn of_day(grain: Grain, day: NaiveDate) -> Self {
        let months = day.year() * 12 + day.month0() as i32;
        let ordinal = match grain {
            Grain::Hour => return Self::of_instant(Grain::Hour, start_of_day(day)),
            Grain::Day => day_number(day),
            Grain::Week => (day_number(day) + 3).div_euclid(7),
            Grain::Month => months,
            Grain::Quarter => months.div_euclid(3),
            Grain::Year => day.year(),
            Grain::Total => 0,
        };
        Self { grain, ordinal }
    }

    /// The period that holds an instant.
    pub fn of_instant(grain: Grain, instant: DateTime<Utc>) -> Self {
        if grain == Grain::Hour {
            let ordinal = i32::try_from(instant.timestamp().div_euclid(3600)).unwrap_or(i32::MAX);
            return Self { grain, ordinal };
        }
        Self::of_day(grain, instant.with_timezone(&Paris).date_naive())
    }

    /// Local civil hour of an hour period; `None` for the other grains.
    pub fn civil_hour(self) -> Option<NaiveDateTime> {
        (self.grain == Grain::Hour).then(|| {
            let instant = DateTime::from_timestamp(i64::from(self.ordinal) * 3600, 0).unwrap_or_default();
            // By rule: the time zone database is too heavy for a browser.
            crate::summer_time::paris(instant.naive_utc())
        })
    }

    /// First civil day.
    pub fn first_day(self) -> NaiveDate {
        match self.grain {
            Grain::Hour => self.civil_hour().map_or(EPOCH, |t| t.date()),
            Grain::Day => day_of_number(self.ordinal),
            Grain::Week => day_of_number(self.ordinal * 7 - 3),
            Grain::Month => first_of_month(self.ordinal),
            Grain::Quarter => first_of_month(self.ordinal * 3),
            Grain::Year => first_of_month(self.ordinal * 12),
            Grain::Total => EPOCH,
        }
    }

    /// Last civil day, inclusive.
    pub fn last_day(self) -> NaiveDate {
        match self.grain {
            Grain::Hour => self.first_day(),
            Grain::Total => EPOCH,
            _ => self.next().first_day().pred_opt().unwrap_or(EPOCH),
        }
    }

    pub fn next(self) -> Self {
        Self { ordinal: self.ordinal + 1, ..self }
    }

    /// The period of a coarser `grain` that holds this one.
    pub fn within(self, grain: Grain) -> Self {
        if grain == self.grain { self.canonical() } else { Self::of_day(grain, self.first_day()) }
    }

    /// On the autumn edge two hours carry the same civil name; both answer to the first.
    pub fn canonical(self) -> Self {
        match self.civil_hour() {
            Some(civil) => {
                let earlier = Self { ordinal: self.ordinal - 1, ..self };
                if earlier.civil_hour() == Some(civil) { earlier } else { self }
            }
            None => self,
        }
    }

    /// All periods of `grain` that touch the window, in order.
    pub fn covering(grain: Grain, window: Window) -> Vec<Self> {
        match grain {
            Grain::Total => vec![Self::TOTAL],
            Grain::Hour => {
                let first = Self::of_day(grain, window.from);
                let end = Self::of_day(grain, window.to.succ_opt().unwrap_or(window.to));
                let mut hours: Vec<Self> =
                    (first.ordinal..end.ordinal).map(|ordinal| Self { grain, ordinal }.canonical()).collect();
                hours.dedup();
                hours
            }
            _ => (Self::of_day(grain, window.from).ordinal..=Self::of_day(grain, window.to).ordinal)
                .map(|ordinal| Self { grain, ordinal })
                .collect(),
        }
    }

    /// Whether the window holds the whole period.
    pub fn is_inside(self, window: Window) -> bool {
        self.grain == Grain::Total || (self.first_day() >= window.from && self.last_day() <= window.to)
    }
}

/// The public name: `2024-03-31T14`, `2024-03-31`, `2024-W13`, `2024-03`, `2024-Q1`, `2024` or `total`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.first_day();
        match self.grain {
            Grain::Hour => match self.civil_hour() {
                Some(civil) => write!(f, "{}T{:02}", civil.date(), civil.hour()),
                None => Ok(()),
            },
            Grain::Day => write!(f, "{day}"),
            Grain::Week => write!(f, "{:04}-W{:02}", day.iso_week().year(), day.iso_week().week()),
            Grain::Month => write!(f, "{:04}-{:02}", day.year(), day.month()),
            Grain::Quarter => write!(f, "{:04}-Q{}", day.year(), day.month0() / 3 + 1),
            Grain::Year => write!(f, "{:04}", day.year()),
            Grain::Total => f.write_str("total"),
        }
    }
}

/// Longest window, in days, in which a weekday more or less is felt.
const FEW_WEEKS: i64 = 62;

/// A window of civil days, both ends inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Window {
    /// `None` when the end precedes the start.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    pub fn days(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// The window of the same length that ends the day before this one starts. A window of whole
    /// months goes back by as many months, so that March is compared with February.
    pub fn previous(self) -> Self {
        let to = self.from.pred_opt().unwrap_or(self.from);
        if self.is_whole_months() {
            let months = Period::of_day(Grain::Month, self.to).ordinal
                - Period::of_day(Grain::Month, self.from).ordinal
                + 1;
            let from = Period {
                grain: Grain::Month,
                ordinal: Period::of_day(Grain::Month, to).ordinal - months + 1,
            };
            return Self { from: from.first_day(), to };
        }
        Self { from: to - Days::new(u64::try_from(self.days() - 1).unwrap_or(0)), to }
    }

    /// The same civil days one year earlier; 29 February becomes 28. A few weeks are compared with the same days of the
    /// week, 52 weeks earlier: a Sunday less would look like a rise.
    pub fn year_before(self) -> Self {
        let weeks_back = |day: NaiveDate| day.checked_sub_days(Days::new(52 * 7)).unwrap_or(day);
        if self.days() <= FEW_WEEKS && !self.is_whole_months() {
            return Self { from: weeks_back(self.from), to: weeks_back(self.to) };
        }
        let back = |day: NaiveDate| {
            day.with_year(day.year() - 1)
                .or_else(|| NaiveDate::from_ymd_opt(day.year() - 1, 2, 28))
                .unwrap_or(day)
        };
        let to = back(self.to);
        // A month that ends on 28 February of a leap year's eve must reach its own last day.
        let to = if self.is_whole_months() { Period::of_day(Grain::Month, to).last_day() } else { to };
        Self { from: back(self.from), to }
    }

    /// Starts on a first and ends on a last day of a month.
    pub fn is_whole_months(self) -> bool {
        self.from.day() == 1 && self.to.succ_opt().is_some_and(|d| d.day() == 1)
    }

    /// The smallest window of whole periods of `grain` that holds this one.
    pub fn widened(self, grain: Grain) -> Self {
        match grain {
            Grain::Hour | Grain::Day | Grain::Total => self,
            _ => Self {
                from: Period::of_day(grain, self.from).first_day(),
                to: Period::of_day(grain, self.to).last_day(),
            },
        }
    }

    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to))
    }
}

/// Where "now" comes from, so that tests and demonstrations decide.
pub trait Clock: Send + Sync {
    /// Now, in whole microseconds: what both databases can keep.
    fn now(&self) -> DateTime<Utc>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn civil(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn names_follow_the_contract() {
        let d = day("2024-03-31");
        let names: Vec<String> =
            [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Year, Grain::Total]
                .map(|g| Period::of_day(g, d).to_string())
                .into();
        assert_eq!(names, ["2024-03-31", "2024-W13", "2024-03", "2024-Q1", "2024", "total"]);
        let (instant, _) = from_paris(civil("2024-03-31 14:59"));
        assert_eq!(Period::of_instant(Grain::Hour, instant).to_string(), "2024-03-31T14");
        assert_eq!(Period::of_day(Grain::Week, day("2021-01-03")).to_string(), "2020-W53");
    }

    #[test]
    fn spring_has_23_hours_and_no_two_o_clock() {
        let hours = Period::covering(Grain::Hour, Window { from: day("2024-03-31"), to: day("2024-03-31") });
        assert_eq!(hours.len(), 23);
        assert!(!hours.iter().any(|h| h.to_string() == "2024-03-31T02"));
        let (instant, edge) = from_paris(civil("2022-03-27 02:30"));
        assert_eq!(edge, Edge::Skipped);
        assert_eq!(Period::of_instant(Grain::Hour, instant).to_string(), "2022-03-27T03");
    }

    #[test]
    fn autumn_folds_its_25_hours_into_24_names() {
        let window = Window { from: day("2020-10-25"), to: day("2020-10-25") };
        let hours = Period::covering(Grain::Hour, window);
        assert_eq!(hours.len(), 24);
        let (instant, edge) = from_paris(civil("2020-10-25 02:30"));
        assert_eq!(edge, Edge::Repeated);
        let first = Period::of_instant(Grain::Hour, instant);
        assert_eq!(first.next().canonical(), first, "both 2 o'clocks answer to the first");
        assert_eq!(first.next().next().canonical().to_string(), "2020-10-25T03");
    }

    #[test]
    fn a_late_evening_belongs_to_its_civil_day_and_month() {
        let (instant, _) = from_paris(civil("2021-12-31 23:38"));
        assert_eq!(Period::of_instant(Grain::Month, instant).to_string(), "2021-12");
        let (instant, _) = from_paris(civil("2021-07-01 00:10"));
        assert_eq!(Period::of_instant(Grain::Day, instant).to_string(), "2021-07-01");
    }

    #[test]
    fn comparisons_keep_whole_months_whole() {
        let march = Window { from: day("2024-03-01"), to: day("2024-03-31") };
        assert_eq!(march.previous(), Window { from: day("2024-02-01"), to: day("2024-02-29") });
        let february = Window { from: day("2024-02-01"), to: day("2024-02-29") };
        assert_eq!(february.year_before(), Window { from: day("2023-02-01"), to: day("2023-02-28") });
        let week = Window { from: day("2024-03-04"), to: day("2024-03-10") };
        assert_eq!(week.previous(), Window { from: day("2024-02-26"), to: day("2024-03-03") });
        let february = Window { from: day("2025-02-01"), to: day("2025-02-28") };
        assert_eq!(february.year_before().to, day("2024-02-29"));
    }

    #[test]
    fn weeks_are_compared_with_the_same_days_of_the_week() {
        let week = Window { from: day("2024-03-04"), to: day("2024-03-10") };
        assert_eq!(week.year_before(), Window { from: day("2023-03-06"), to: day("2023-03-12") });
        let season = Window { from: day("2024-03-04"), to: day("2024-06-10") };
        assert_eq!(season.year_before(), Window { from: day("2023-03-04"), to: day("2023-06-10") });
    }

    #[test]
    fn first_and_last_days_enclose_each_period() {
        for grain in [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Year] {
            let mut d = day("2019-12-20");
            for _ in 0..500 {
                let p = Period::of_day(grain, d);
                assert!(p.first_day() <= d && d <= p.last_day(), "{grain} {d}");
                assert_eq!(Period::of_day(grain, p.last_day()), p);
                d = d.succ_opt().unwrap();
            }
        }
    }
    #[test]
    fn the_grain_suits_the_window_and_is_folded_from_a_stored_one() {
        let suits = [
            (1, Grain::Hour),
            (2, Grain::Day),
            (91, Grain::Day),
            (92, Grain::Week),
            (364, Grain::Week),
            (365, Grain::Month),
        ];
        for (days, grain) in suits {
            assert_eq!(Grain::automatic(days), grain, "{days}");
        }
        let stored =
            [Grain::Hour, Grain::Day, Grain::Day, Grain::Month, Grain::Month, Grain::Year, Grain::Month];
        assert_eq!(Grain::ALL.map(Grain::stored), stored);
        assert!(Grain::ALL.iter().all(|g| Grain::parse(g.id()) == Some(*g) && g.to_string() == g.id()));
    }

    #[test]
    fn a_period_is_inside_when_all_its_days_are() {
        let month = Period::of_day(Grain::Month, day("2024-02-10"));
        let inside = |from: &str, to: &str| month.is_inside(Window { from: day(from), to: day(to) });
        assert!(inside("2024-02-01", "2024-02-29"));
        assert!(!inside("2024-02-02", "2024-02-29"));
        assert!(!inside("2024-02-01", "2024-02-28"));
        let whole = Window { from: day("2024-02-10"), to: day("2024-02-10") };
        assert!(Period::TOTAL.is_inside(whole));
        assert!(whole.contains(day("2024-02-10")) && !whole.contains(day("2024-02-11")));
    }
    #[test]
    fn hours_and_totals_have_their_days_too() {
        let hour = Period::of_instant(Grain::Hour, from_paris(civil("2024-03-10 14:00")).0);
        assert_eq!((hour.first_day(), hour.last_day()), (day("2024-03-10"), day("2024-03-10")));
        assert_eq!(Period::TOTAL.last_day(), EPOCH);
        let week = Window { from: day("2024-03-04"), to: day("2024-03-10") };
        assert_eq!(Period::covering(Grain::Total, week), [Period::TOTAL]);
        for grain in [Grain::Hour, Grain::Day, Grain::Total] {
            assert_eq!(week.widened(grain), week, "{grain}");
        }
        assert_eq!(week.widened(Grain::Month), Window { from: day("2024-03-01"), to: day("2024-03-31") });
        // The second 2 o'clock of autumn is in the first, and in its day.
        let second = Period::of_instant(Grain::Hour, from_paris(civil("2020-10-25 02:30")).0).next();
        assert_eq!(second.within(Grain::Hour).ordinal, second.ordinal - 1);
        assert_eq!(second.within(Grain::Day).to_string(), "2020-10-25");
    }

    #[test]
    fn windows_meet_or_they_do_not() {
        let window = |from: &str, to: &str| Window { from: day(from), to: day(to) };
        let march = window("2024-03-01", "2024-03-31");
        assert_eq!(
            march.intersection(window("2024-03-20", "2024-04-02")),
            Some(window("2024-03-20", "2024-03-31"))
        );
        assert_eq!(march.intersection(window("2024-04-01", "2024-04-02")), None);
        assert!(march.is_whole_months());
        assert!(!window("2024-03-01", "2024-03-30").is_whole_months());
        assert!(!window("2024-03-02", "2024-03-31").is_whole_months());
    }

    #[test]
    fn an_instant_has_its_civil_day_and_time_in_paris() {
        let instant: DateTime<Utc> = "2024-06-30T22:15:00Z".parse().unwrap();
        assert_eq!(civil_day(instant), day("2024-07-01"));
        assert_eq!(to_paris(instant), civil("2024-07-01 00:15"));
    }
}

//! What the next days bring: a regression on the calendar, and an interval made of the errors that the same regression would
//! have made in the past (conformal prediction: Vovk, Gammerman and Shafer, 2005).
//!
//! The logarithm of a day's count is a level, a slope, the weekday, public holidays and four harmonics of the year, fitted by
//! least squares in which a year counts half of the next (Hyndman and Athanasopoulos, *Forecasting*, ch. 7). What the last
//! weeks were above or below it is added, and fades. Limits: nothing that the calendar doesn't know is foreseen, and less
//! than two years of days is refused.

use chrono::{Datelike, Days, NaiveDate};
use domain::calendar::public_holiday;

use crate::regression::{Fit, fit};

/// Days that a fit looks back at, most.
const LONGEST: usize = 4 * 365;
/// Days without which there is no forecast.
const SHORTEST: usize = 2 * 365;
/// Age in days at which a day counts half.
const HALF: f64 = 365.0;
/// Age at which the distance to the recent level counts half; how fast it fades in the future.
const RECENT: f64 = 14.0;
const FADES: f64 = 0.98;
const RIDGE: f64 = 1.0;
/// Past weeks from which a forecast is made again.
const ORIGINS: usize = 40;

/// Counts of consecutive days. A day that nobody measured is not a number.
#[derive(Debug, Clone)]
pub struct Daily {
    pub first: NaiveDate,
    pub counts: Vec<f64>,
}

/// What is expected of a week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Week {
    pub monday: NaiveDate,
    pub value: f64,
    /// Bounds between which 95 of 100 weeks fall.
    pub low: f64,
    pub high: f64,
}

/// Expected weeks, and how wrong such expectations were.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    pub weeks: Vec<Week>,
    /// Mean absolute scaled error of daily values over the back-test (Hyndman and Koehler, 2006): 1 is as wrong as "the same
    /// weekday last week" was on the days that were fitted.
    pub mase: f64,
    /// The same of "the same weekday of the last known week".
    pub naive_mase: f64,
    /// Forecasts that were made again in the past.
    pub origins: usize,
}

/// The last whole week against what was to be expected before it began.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surprise {
    pub week: Week,
    pub actual: f64,
}

impl Surprise {
    /// Outside of the bounds.
    pub fn is_unusual(&self) -> bool {
        self.actual < self.week.low || self.actual > self.week.high
    }

    /// How far outside of what was expected, in half-widths of the interval.
    pub fn strength(&self) -> f64 {
        let half = ((self.week.high + 1.0) / (self.week.value + 1.0)).ln();
        if half > 0.0 { ((self.actual + 1.0) / (self.week.value + 1.0)).ln().abs() / half } else { 0.0 }
    }
}

impl Daily {
    fn day(&self, index: usize) -> NaiveDate {
        self.first.checked_add_days(Days::new(index as u64)).unwrap_or(self.first)
    }

    /// Number of days up to the end of the last whole week.
    fn whole_weeks(&self) -> usize {
        let last = self.day(self.counts.len().saturating_sub(1));
        let over = (last.weekday().num_days_from_monday() as usize + 1) % 7;
        self.counts.len().saturating_sub(over)
    }

    /// Sums of whole weeks, oldest first, with their Monday; a week with an unknown day is left out.
    pub fn weeks(&self) -> Vec<(NaiveDate, f64)> {
        let end = self.whole_weeks();
        (end % 7..end)
            .step_by(7)
            .map(|i| (self.day(i), self.counts[i..i + 7].iter().sum::<f64>()))
            .filter(|(_, sum)| sum.is_finite())
            .collect()
    }

    /// The next weeks after the last whole one. `None` for too short a history.
    pub fn forecast(&self, weeks: usize) -> Option<Forecast> {
        let end = self.whole_weeks();
        let past = BackTest::of(self, end, weeks)?;
        let model = Model::of(self, end)?;
        let weeks = (0..weeks)
            .map(|ahead| {
                let value = (0..7).map(|day| model.expected(self, end + 7 * ahead + day)).sum();
                past.bounded(self.day(end + 7 * ahead), value, ahead)
            })
            .collect();
        Some(Forecast { weeks, mase: past.mase, naive_mase: past.naive_mase, origins: past.origins })
    }

    /// The last whole week, forecast from the day before it. `None` for too short a history.
    pub fn surprise(&self) -> Option<Surprise> {
        let start = self.whole_weeks().checked_sub(7)?;
        let past = BackTest::of(self, start, 1)?;
        let model = Model::of(self, start)?;
        let value = (0..7).map(|day| model.expected(self, start + day)).sum();
        let actual: f64 = self.counts[start..start + 7].iter().sum();
        actual.is_finite().then(|| Surprise { week: past.bounded(self.day(start), value, 0), actual })
    }
}

/// A fit on the days before `end`.
struct Model {
    fit: Fit,
    end: usize,
    /// Mean of the logarithm's noise that a mean of counts has and a median hasn't.
    lift: f64,
    /// How far the last weeks were from the fit.
    recent: f64,
}

fn row(day: NaiveDate, age: f64) -> Vec<f64> {
    let mut row = vec![1.0, -age / 365.0];
    row.extend((1..7).map(|weekday| f64::from(u8::from(day.weekday().num_days_from_monday() == weekday))));
    row.push(f64::from(u8::from(public_holiday(day).is_some())));
    let angle = f64::from(day.ordinal()) / 365.25 * std::f64::consts::TAU;
    for harmonic in 1..=4 {
        row.push((f64::from(harmonic) * angle).sin());
        row.push((f64::from(harmonic) * angle).cos());
    }
    row
}

impl Model {
    fn of(daily: &Daily, end: usize) -> Option<Self> {
        let start = end.saturating_sub(LONGEST);
        let known: Vec<usize> = (start..end).filter(|i| daily.counts[*i].is_finite()).collect();
        if known.len() < SHORTEST {
            return None;
        }
        let age = |i: usize| (end - i) as f64;
        let rows: Vec<Vec<f64>> = known.iter().map(|i| row(daily.day(*i), age(*i))).collect();
        let logs: Vec<f64> = known.iter().map(|i| daily.counts[*i].max(0.0).ln_1p()).collect();
        let weights: Vec<f64> = known.iter().map(|i| 0.5f64.powf(age(*i) / HALF)).collect();
        let fit = fit(&rows, &logs, &weights, RIDGE)?;
        let off: Vec<f64> = rows.iter().zip(&logs).map(|(row, log)| log - fit.at(row)).collect();
        let mean = |weight: &dyn Fn(usize) -> f64, value: &dyn Fn(usize) -> f64| {
            let total: f64 = (0..off.len()).map(weight).sum();
            (0..off.len()).map(|i| weight(i) * value(i)).sum::<f64>() / total
        };
        let recent = mean(&|i| 0.5f64.powf(age(known[i]) / RECENT), &|i| off[i]);
        let variance = mean(&|i| weights[i], &|i| off[i] * off[i]);
        Some(Self { fit, end, lift: variance / 2.0, recent })
    }

    fn expected(&self, daily: &Daily, index: usize) -> f64 {
        let ahead = index as f64 - self.end as f64;
        let log = self.fit.at(&row(daily.day(index), -ahead)) + self.recent * FADES.powf(ahead) + self.lift;
        // Nobody counts more than that, and infinity is no forecast.
        log.min(30.0).exp_m1().max(0.0)
    }
}

/// Forecasts made again from past weeks.
struct BackTest {
    /// By weeks ahead: how far the logarithm of the week's sum was from the expected one, smallest first.
    errors: Vec<Vec<f64>>,
    mase: f64,
    naive_mase: f64,
    origins: usize,
}

impl BackTest {
    fn of(daily: &Daily, end: usize, horizon: usize) -> Option<Self> {
        let mut errors = vec![Vec::new(); horizon];
        let (mut ours, mut naive, mut days, mut origins) = (0.0, 0.0, 0.0, 0);
        for back in 1..=ORIGINS {
            let Some(origin) = end.checked_sub(7 * back) else { break };
            let Some(model) = Model::of(daily, origin) else { break };
            origins += 1;
            for (ahead, errors) in errors.iter_mut().enumerate() {
                let week = origin + 7 * ahead..origin + 7 * (ahead + 1);
                if week.end > end || daily.counts[week.clone()].iter().any(|c| !c.is_finite()) {
                    continue;
                }
                let (mut actual, mut expected) = (0.0, 0.0);
                for index in week {
                    let (count, value) = (daily.counts[index], model.expected(daily, index));
                    let same_weekday = daily.counts[index - 7 * (ahead + 1)];
                    if same_weekday.is_finite() {
                        ours += (count - value).abs();
                        naive += (count - same_weekday).abs();
                        days += 1.0;
                    }
                    actual += count;
                    expected += value;
                }
                errors.push(((actual + 1.0) / (expected + 1.0)).ln().abs());
            }
        }
        // One error in twenty can't be told from fewer than twenty.
        if errors.first()?.len() < 19 {
            return None;
        }
        errors.iter_mut().for_each(|list| list.sort_by(f64::total_cmp));
        let first = end - 7 * origins;
        let steps = (first.saturating_sub(LONGEST).max(7)..first)
            .map(|i| (daily.counts[i] - daily.counts[i - 7]).abs())
            .filter(|step| step.is_finite());
        let (sum, n) = steps.fold((0.0, 0.0), |(sum, n), step| (sum + step, n + 1.0));
        let scale: f64 = if n > 0.0 { sum / n } else { 0.0 };
        if scale <= 0.0 || days <= 0.0 {
            return None;
        }
        Some(Self { errors, mase: ours / days / scale, naive_mase: naive / days / scale, origins })
    }

    /// A week with its bounds: the error that 95 of 100 past ones did not pass.
    fn bounded(&self, monday: NaiveDate, value: f64, ahead: usize) -> Week {
        // Far weeks have fewer past errors than near ones, and are not more certain.
        let quantile = |list: &Vec<f64>| {
            let rank = (0.95 * (list.len() + 1) as f64).ceil() as usize;
            list.get(rank.min(list.len()).saturating_sub(1)).copied()
        };
        let error =
            self.errors[..=ahead.min(self.errors.len() - 1)].iter().filter_map(quantile).fold(0.0, f64::max);
        let bound = |by: f64| ((value + 1.0) * by - 1.0).max(0.0);
        Week { monday, value, low: bound((-error).exp()), high: bound(error.exp()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Counts that grow by the same share each day, from Monday 6 January 2020.
    fn growing(days: usize, rate: f64) -> Daily {
        let counts = (0..days).map(|i| 1000.0 * (rate * i as f64).exp()).collect();
        Daily { first: day("2020-01-06"), counts }
    }

    #[test]
    fn weeks_begin_on_monday_and_are_whole_and_known() {
        // Wednesday to Saturday two weeks later: one whole week in between.
        let of = |days: i32| Daily { first: day("2024-01-03"), counts: (1..=days).map(f64::from).collect() };
        assert_eq!(of(18).weeks(), [(day("2024-01-08"), 63.0)]);
        assert_eq!(of(12).weeks(), [(day("2024-01-08"), 63.0)], "it ends on the Sunday itself");
        assert!(of(11).weeks().is_empty());
        let mut unknown = of(18);
        unknown.counts[6] = f64::NAN;
        assert!(unknown.weeks().is_empty());
        let two = Daily { first: day("2024-01-01"), counts: (1..=14).map(f64::from).collect() };
        assert_eq!(two.weeks(), [(day("2024-01-01"), 28.0), (day("2024-01-08"), 77.0)]);
    }

    #[test]
    fn what_lies_on_a_bound_is_usual_and_strength_counts_half_widths() {
        let week = Week { monday: day("2024-01-01"), value: 3.0, low: 1.0, high: 7.0 };
        let of = |actual| Surprise { week, actual };
        assert!(!of(1.0).is_unusual() && !of(7.0).is_unusual() && !of(3.0).is_unusual());
        assert!(of(0.999).is_unusual() && of(7.001).is_unusual());
        // ln((15 + 1) / (3 + 1)) is twice ln((7 + 1) / (3 + 1)).
        assert!((of(15.0).strength() - 2.0).abs() < 1e-12);
        assert!((of(0.0).strength() - 2.0).abs() < 1e-12, "as far below as above");
        assert!(of(3.0).strength().abs() < 1e-12);
        let certain = Surprise { week: Week { high: 3.0, ..week }, actual: 15.0 };
        assert!(certain.strength().abs() < 1e-12, "no width, no measure");
    }

    #[test]
    fn what_grows_steadily_goes_on() {
        const RATE: f64 = 0.002;
        let daily = growing(1403, RATE);
        let forecast = daily.forecast(3).unwrap();
        // 200 whole weeks and three days: the next whole week begins with these.
        let next = day("2020-01-06") + Days::new(1400);
        for (ahead, week) in forecast.weeks.iter().enumerate() {
            assert_eq!(week.monday, next + Days::new(7 * ahead as u64));
            let start = 1400 + 7 * ahead;
            let truth: f64 = (start..start + 7).map(|i| 1000.0 * (RATE * i as f64).exp()).sum();
            assert!((week.value / truth - 1.0).abs() < 0.005, "week {ahead}: {} for {truth}", week.value);
        }
        assert_eq!(forecast.origins, ORIGINS);
        let surprise = daily.surprise().unwrap();
        assert_eq!(surprise.week.monday, day("2020-01-06") + Days::new(1393));
        let actual: f64 = daily.counts[1393..1400].iter().sum();
        assert!((surprise.actual - actual).abs() < 1e-6);
        assert!((surprise.week.value / actual - 1.0).abs() < 0.005);
    }

    #[test]
    fn two_years_of_known_days_are_needed() {
        // As many for the fit from the first of the past weeks.
        let shortest = SHORTEST + 7 * 20;
        assert!(growing(shortest + 7, 0.001).forecast(1).is_some());
        assert!(growing(SHORTEST, 0.001).forecast(1).is_none());
        let mut unknown = growing(shortest + 7, 0.001);
        unknown.counts[..300].fill(f64::NAN);
        assert!(unknown.forecast(1).is_none());
    }

    #[test]
    fn a_row_tells_age_weekday_holiday_and_season() {
        let monday = row(day("2024-07-01"), 730.0);
        assert_eq!(&monday[..9], [1.0, -2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        let holiday = row(day("2023-07-14"), 0.0);
        // A Friday, the fourth after Monday, and a public holiday.
        assert_eq!(&holiday[..9], [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
        let turn = 183.0 / 365.25 * std::f64::consts::TAU;
        let season: Vec<f64> =
            [turn, 2.0 * turn, 3.0 * turn, 4.0 * turn].into_iter().flat_map(|a| [a.sin(), a.cos()]).collect();
        assert_eq!(monday.len(), 17);
        for (told, expected) in monday[9..].iter().zip(season) {
            assert!((told - expected).abs() < 1e-12);
        }
    }
}

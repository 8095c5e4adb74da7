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
                let value = (0..7).map(|day| model.expect(self, end + 7 * ahead + day)).sum();
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
        let value = (0..7).map(|day| model.expect(self, start + day)).sum();
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

    fn expect(&self, daily: &Daily, index: usize) -> f64 {
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
                    let (count, value) = (daily.counts[index], model.expect(daily, index));
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

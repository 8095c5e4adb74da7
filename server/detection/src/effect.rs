//! What an action changed: the days after it against what they would have been without it, told by series that the action did
//! not touch (Brodersen et al., *Inferring causal impact using Bayesian structural time-series models*, 2015; here by least
//! squares with correlated noise, whose mean effect and interval have a closed form).
//!
//! Before the action the series is fitted on its controls. Afterwards, what the controls foretell is the counterfactual; the
//! mean difference is the effect. Its interval has the noise of the days after, which are correlated as those before, and the
//! doubt about the fit. Limits: the controls must not feel the action, and must go on following the series as before.

use crate::regression::fit;

/// A series, what else is known of the same days, and when the action began.
#[derive(Debug, Clone)]
pub struct Study {
    pub values: Vec<f64>,
    /// One list for each control, as long as `values`.
    pub controls: Vec<Vec<f64>>,
    /// First day after the beginning.
    pub start: usize,
}

/// The mean effect a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    pub mean: f64,
    /// Bounds of 95 %.
    pub low: f64,
    pub high: f64,
    /// What each day, before and after, would have been without the action.
    pub counterfactual: Vec<f64>,
    /// Noise of one day, for the band around the counterfactual (95 %).
    pub band: f64,
}

impl Effect {
    /// Whether anything can be concluded.
    pub fn is_conclusive(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

impl Study {
    /// `None` for fewer than ten days and three per control before the action, for none after it, or for values that are
    /// no numbers.
    pub fn effect(&self) -> Option<Effect> {
        let n = self.values.len();
        let size = self.controls.len() + 1;
        let whole = self.controls.iter().all(|c| c.len() == n && c.iter().all(|v| v.is_finite()));
        if !whole
            || self.values.iter().any(|v| !v.is_finite())
            || self.start >= n
            || self.start < 10 + 3 * size
        {
            return None;
        }
        let before = self.start as f64;
        // Centred on the days before, so that the level says what it should.
        let centres: Vec<f64> =
            self.controls.iter().map(|c| c[..self.start].iter().sum::<f64>() / before).collect();
        let row = |day: usize| -> Vec<f64> {
            let mut row = vec![1.0];
            row.extend(self.controls.iter().zip(&centres).map(|(c, centre)| c[day] - centre));
            row
        };
        let rows: Vec<Vec<f64>> = (0..n).map(row).collect();
        let fit = fit(&rows[..self.start], &self.values[..self.start], &vec![1.0; self.start], 0.0)?;
        let counterfactual: Vec<f64> = rows.iter().map(|row| fit.at(row)).collect();
        let noise: Vec<f64> = (0..self.start).map(|i| self.values[i] - counterfactual[i]).collect();
        let squares: f64 = noise.iter().map(|e| e * e).sum();
        let variance = squares / (before - size as f64);
        let carried = persistence(&noise, squares, size);
        let after = (n - self.start) as f64;
        let mean_row: Vec<f64> =
            (0..size).map(|j| rows[self.start..].iter().map(|row| row[j]).sum::<f64>() / after).collect();
        // Doubt about the fit, larger where the noise is carried over from day to day.
        let doubt: f64 = fit
            .inverse
            .iter()
            .zip(&mean_row)
            .map(|(line, x)| x * line.iter().zip(&mean_row).map(|(v, y)| v * y).sum::<f64>())
            .sum();
        let inflated = (1.0 + carried) / (1.0 - carried);
        let spread = (variance * (of_mean(carried, after) + doubt * inflated)).sqrt();
        let mean = (self.start..n).map(|i| self.values[i] - counterfactual[i]).sum::<f64>() / after;
        // As many independent days as the noise leaves.
        let free = ((before - size as f64) / inflated).max(2.0);
        let half = student(free) * spread;
        Some(Effect {
            mean,
            low: mean - half,
            high: mean + half,
            counterfactual,
            band: student(free) * variance.sqrt(),
        })
    }
}

/// How much of a day's noise is in the next day's: the first autocorrelation, mended for the bias of short series
/// (Marriott and Pope, 1954; Kendall, 1954).
fn persistence(noise: &[f64], squares: f64, size: usize) -> f64 {
    if squares <= 0.0 {
        return 0.0;
    }
    let products: f64 = noise.windows(2).map(|w| w[0] * w[1]).sum();
    let n = noise.len() as f64;
    let raw = products / squares;
    (raw + (size as f64 + 3.0 * raw) / n).clamp(0.0, 0.95)
}

/// Variance of the mean of some days of noise of variance one, correlated as a first-order autoregression.
fn of_mean(carried: f64, days: f64) -> f64 {
    let pairs = (1..days as usize).map(|lag| 2.0 * (1.0 - lag as f64 / days) * carried.powi(lag as i32));
    (1.0 + pairs.sum::<f64>()) / days
}

/// The 97.5th percentile of Student's law (Cornish and Fisher's expansion; Abramowitz and Stegun 26.7.5).
fn student(free: f64) -> f64 {
    let z: f64 = 1.959_964;
    let (z3, z5, z7) = (z.powi(3), z.powi(5), z.powi(7));
    z + (z3 + z) / (4.0 * free)
        + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * free.powi(2))
        + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * free.powi(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_tables() {
        for (free, t) in [(5.0, 2.571), (10.0, 2.228), (30.0, 2.042), (1000.0, 1.962)] {
            assert!((student(free) - t).abs() < 0.01, "{free}: {}", student(free));
        }
    }

    #[test]
    fn the_mean_of_correlated_days_is_less_sure() {
        assert!((of_mean(0.0, 10.0) - 0.1).abs() < 1e-12);
        // Two days: (1 + 1 + 2ρ) / 4.
        assert!((of_mean(0.5, 2.0) - 0.75).abs() < 1e-12);
    }

    #[test]
    fn what_can_not_be_concluded_is_not() {
        let study = |start| Study { values: vec![1.0; 40], controls: Vec::new(), start };
        assert!(study(5).effect().is_none(), "too little before");
        assert!(study(40).effect().is_none(), "nothing after");
        let mut broken = study(20);
        broken.values[3] = f64::NAN;
        assert!(broken.effect().is_none());
    }
    /// Twenty days of 10 with noise of one that lasts two days, then ten of 13.
    fn steps() -> Study {
        let noise = [1.0, 1.0, -1.0, -1.0];
        let before = (0..20).map(|day| 10.0 + noise[day % 4]);
        Study { values: before.chain([13.0; 10]).collect(), controls: Vec::new(), start: 20 }
    }

    /// Worked out apart, without centring and with the normal equations solved by elimination.
    #[test]
    fn the_interval_is_that_of_the_formula() {
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        let alone = steps().effect().unwrap();
        near(alone.mean, 3.0);
        near(alone.low, 2.065_068_729_425_219_5);
        near(alone.high, 3.934_931_270_574_780_5);
        near(alone.band, 2.182_921_846_852_666);
        let x: Vec<f64> = (0..30).map(|i| f64::from(i * 7 % 11)).collect();
        let base = steps();
        let values =
            (0..30).map(|i| 2.0 + 3.0 * x[i] + if i < 20 { base.values[i] - 10.0 } else { 5.0 }).collect();
        let led = Study { values, controls: vec![x], start: 20 }.effect().unwrap();
        near(led.mean, 5.019_065_776_930_413);
        near(led.low, 4.010_278_882_026_333);
        near(led.high, 6.027_852_671_834_492);
        near(led.band, 2.254_313_781_143_145_5);
        near(led.counterfactual[20], 25.881_792_183_031_457);
    }

    #[test]
    fn an_interval_that_holds_nothing_concludes_nothing() {
        let effect =
            |low: f64, high: f64| Effect { mean: 0.0, low, high, counterfactual: Vec::new(), band: 1.0 };
        assert!(effect(0.1, 2.0).is_conclusive() && effect(-2.0, -0.1).is_conclusive());
        for (low, high) in [(-1.0, 1.0), (0.0, 1.0), (-1.0, 0.0)] {
            assert!(!effect(low, high).is_conclusive(), "{low} {high}");
        }
    }

    #[test]
    fn a_control_asks_for_more_days_and_is_known_on_each() {
        let with = |control: Vec<f64>, start: usize| Study { controls: vec![control], start, ..steps() };
        let known: Vec<f64> = (0..30).map(|i| f64::from(i * 7 % 11)).collect();
        assert!(with(known.clone(), 16).effect().is_some());
        assert!(with(known.clone(), 15).effect().is_none(), "ten, and three for the level and each control");
        assert!(with(known[..29].to_vec(), 20).effect().is_none(), "a day is missing");
        let mut broken = known;
        broken[25] = f64::NAN;
        assert!(with(broken, 20).effect().is_none());
        assert!(Study { start: 13, ..steps() }.effect().is_some());
        assert!(Study { start: 12, ..steps() }.effect().is_none());
    }
}

//! A twin made of others: the mix of untouched territories that followed a series best before an action (Abadie, Diamond and
//! Hainmueller, *Synthetic control methods for comparative case studies*, 2010).
//!
//! Weights are not negative and sum to one, so that the twin stays among what was really seen. Territories differ in size:
//! each is brought to a mean of one before the action. How sure the effect is comes from the others themselves: each gets a
//! twin too, and the gap that opens where nobody acted is what chance does (placebos in space, *ibid.*, § 2.4), in units of
//! how well each twin had fitted. Limits: the others must not feel the action, nor have one of their own; a territory like no
//! other has no twin, which shows in its fit.

use crate::effect::Effect;

/// Steps of the search: each comes closer by a known part (Frank and Wolfe, 1956; Jaggi, 2013).
const STEPS: usize = 400;
/// Placebos without which 95 % can't be told: 19 of 20.
const FEWEST: usize = 19;
/// Days before the action without which a twin can't be judged.
const BEFORE: usize = 60;

/// An effect, and the weights of the others in the twin.
#[derive(Debug, Clone, PartialEq)]
pub struct TwinEffect {
    pub effect: Effect,
    /// By donor; zero for one that was of no use.
    pub weights: Vec<f64>,
}

/// Series brought to a mean of one, and the products of their days before the action.
struct Panel {
    series: Vec<Vec<f64>>,
    products: Vec<Vec<f64>>,
    start: usize,
}

/// The effect on days `start` to before `end` of a series; donors are as long as it. The counterfactual covers all days.
///
/// `None` for fewer than 60 days before, for none after, without 19 donors that counted something each, or for values that
/// are no numbers.
pub fn effect(values: &[f64], donors: &[Vec<f64>], start: usize, end: usize) -> Option<TwinEffect> {
    if start < BEFORE || end <= start || end > values.len() {
        return None;
    }
    let mean = |series: &[f64]| series[..start].iter().sum::<f64>() / start as f64;
    let usable = |series: &[f64]| {
        series.len() == values.len() && series.iter().all(|v| v.is_finite()) && mean(series) > 0.0
    };
    let kept: Vec<usize> = (0..donors.len()).filter(|i| usable(&donors[*i])).collect();
    if !usable(values) || kept.len() < FEWEST {
        return None;
    }
    let size = mean(values);
    let own: Vec<f64> = values.iter().map(|v| v / size).collect();
    let mut series = vec![own];
    series.extend(kept.iter().map(|i| {
        let size = mean(&donors[*i]);
        donors[*i].iter().map(|v| v / size).collect()
    }));
    let panel = Panel::new(series, start);
    let (twin, weights) = panel.twin(0);
    let (gap, fit) = panel.gap(0, &twin, end);
    let mut chance: Vec<f64> = (1..panel.series.len())
        .map(|donor| {
            let (gap, fit) = panel.gap(donor, &panel.twin(donor).0, end);
            if fit > 0.0 { (gap / fit).abs() } else { 0.0 }
        })
        .collect();
    chance.sort_by(f64::total_cmp);
    // The gap that 95 of 100 stay below, the series itself counted among them.
    let rank = (0.95 * (chance.len() + 1) as f64).ceil() as usize;
    let half = chance.get(rank - 1)? * fit;
    let mut all = vec![0.0; donors.len()];
    for (i, weight) in kept.into_iter().zip(weights) {
        all[i] = weight;
    }
    let effect = Effect {
        mean: gap * size,
        low: (gap - half) * size,
        high: (gap + half) * size,
        counterfactual: twin.iter().map(|v| v * size).collect(),
        band: 1.96 * fit * size,
    };
    Some(TwinEffect { effect, weights: all })
}

impl Panel {
    fn new(series: Vec<Vec<f64>>, start: usize) -> Self {
        let dot = |a: &[f64], b: &[f64]| a[..start].iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
        let products = series.iter().map(|a| series.iter().map(|b| dot(a, b)).collect()).collect();
        Self { series, products, start }
    }

    /// The twin of a series on all days, and the weights of the donors (all series but the first).
    fn twin(&self, of: usize) -> (Vec<f64>, Vec<f64>) {
        let others: Vec<usize> = (1..self.series.len()).filter(|i| *i != of).collect();
        let n = others.len() as f64;
        // From the plain mean, each step goes some way towards the donor that mends most. `mixed` holds the products of the
        // mix with each series, `square` that with itself.
        let mut weights = vec![0.0; self.series.len()];
        others.iter().for_each(|i| weights[*i] = 1.0 / n);
        let mut mixed: Vec<f64> =
            self.products.iter().map(|line| others.iter().map(|i| line[*i]).sum::<f64>() / n).collect();
        let mut square = others.iter().map(|i| mixed[*i]).sum::<f64>() / n;
        for _ in 0..STEPS {
            let gain = |i: usize| self.products[of][i] - mixed[i];
            let Some(best) = others.iter().copied().max_by(|a, b| gain(*a).total_cmp(&gain(*b))) else {
                break;
            };
            // Products of the way to go: with what is missing, and with itself.
            let along = gain(best) - (mixed[of] - square);
            let length = self.products[best][best] - 2.0 * mixed[best] + square;
            if length <= 1e-12 || along <= 1e-9 {
                break;
            }
            let step = (along / length).min(1.0);
            let (old, new) = (1.0 - step, step);
            square =
                old * old * square + 2.0 * old * new * mixed[best] + new * new * self.products[best][best];
            weights.iter_mut().for_each(|w| *w *= old);
            weights[best] += new;
            for (i, m) in mixed.iter_mut().enumerate() {
                *m = old * *m + new * self.products[best][i];
            }
        }
        let days = self.series[of].len();
        let mix = |day: usize| others.iter().map(|i| weights[*i] * self.series[*i][day]).sum();
        let twin = (0..days).map(mix).collect();
        weights.remove(0);
        (twin, weights)
    }

    /// Mean gap between a series and its twin after the beginning, and how well the twin had fitted: the root of the mean
    /// square of the gaps before it.
    fn gap(&self, of: usize, twin: &[f64], end: usize) -> (f64, f64) {
        let gap = |day: usize| self.series[of][day] - twin[day];
        let after = (self.start..end).map(gap).sum::<f64>() / (end - self.start) as f64;
        let fit = (0..self.start).map(|day| gap(day).powi(2)).sum::<f64>() / self.start as f64;
        (after, fit.sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A series of its own rhythm; `length` in days.
    fn wave(length: f64, day: usize) -> f64 {
        50.0 + 20.0 * (day as f64 / length).sin()
    }

    fn donors() -> Vec<Vec<f64>> {
        (0..24).map(|n| (0..130).map(|d| 3.0 * wave(2.0 + 1.3 * f64::from(n), d)).collect()).collect()
    }

    #[test]
    fn a_mix_is_found_again() {
        let lift = |day: usize| if day >= 100 { 6.0 } else { 0.0 };
        let values: Vec<f64> =
            (0..130).map(|d| (0.7 * donors()[3][d] + 0.3 * donors()[9][d]) / 3.0 + lift(d)).collect();
        let found = effect(&values, &donors(), 100, 130).unwrap();
        assert!((found.weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(found.weights.iter().all(|w| *w >= 0.0));
        assert!((found.weights[3] - 0.7).abs() < 0.05 && (found.weights[9] - 0.3).abs() < 0.05);
        assert!((found.effect.mean - 6.0).abs() < 1.0, "{}", found.effect.mean);
        assert!(found.effect.is_conclusive(), "{} {}", found.effect.low, found.effect.high);
    }

    #[test]
    fn what_has_no_twin_is_not_told() {
        let values: Vec<f64> = (0..130).map(|d| wave(4.0, d)).collect();
        assert!(effect(&values, &donors(), 100, 130).is_some());
        assert!(effect(&values, &donors()[..18], 100, 130).is_none(), "too few others");
        assert!(effect(&values, &donors(), 59, 130).is_none(), "too few days");
        assert!(effect(&values, &donors(), 100, 100).is_none(), "nothing after");
        assert!(effect(&vec![0.0; 130], &donors(), 100, 130).is_none(), "nothing to follow");
        let mut empty = donors();
        empty.push(vec![0.0; 130]);
        empty.push(vec![f64::NAN; 130]);
        let found = effect(&values, &empty, 100, 130).unwrap();
        assert_eq!(found.weights[24..], [0.0, 0.0], "donors that tell nothing are left out");
    }
}

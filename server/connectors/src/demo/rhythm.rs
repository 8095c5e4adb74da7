//! What all simulated sources share: weeks, hours, holidays, territories.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use domain::{calendar::public_holiday, territory::Territory};
use rand::Rng;
use rand_distr::{Distribution, Poisson};

/// Requests of citizens by weekday, Monday first, around 1.
pub const WEEK: [f64; 7] = [1.14, 1.10, 1.07, 1.05, 1.04, 0.86, 0.74];

/// Requests by hour of the day, summing to about 24.
pub const DAY: [f64; 24] = [
    0.42, 0.26, 0.18, 0.14, 0.14, 0.20, 0.40, 0.72, 1.16, 1.50, 1.58, 1.50, 1.24, 1.36, 1.62, 1.60, 1.55,
    1.48, 1.40, 1.30, 1.22, 1.14, 0.96, 0.72,
];

/// Factor of a day: weekday, and public holidays.
pub fn day_factor(day: NaiveDate) -> f64 {
    let holiday = if public_holiday(day).is_some() { 0.74 } else { 1.0 };
    WEEK[day.weekday().num_days_from_monday() as usize] * holiday
}

/// A Poisson count.
pub fn poisson(rng: &mut impl Rng, mean: f64) -> u64 {
    if mean <= 0.0 {
        return 0;
    }
    Poisson::new(mean).map_or(0, |p| p.sample(rng) as u64)
}

/// Index drawn by weight.
pub fn pick(rng: &mut impl Rng, weights: &[f64]) -> usize {
    let total: f64 = weights.iter().sum();
    let mut rest = rng.random::<f64>() * total;
    for (i, w) in weights.iter().enumerate() {
        rest -= w;
        if rest < 0.0 {
            return i;
        }
    }
    weights.len() - 1
}

/// Linear interpolation between dated levels.
pub fn level(day: NaiveDate, points: &[(NaiveDate, f64)]) -> f64 {
    let after = points.iter().position(|(d, _)| *d > day);
    match after {
        Some(0) => points[0].1,
        None => points.last().map_or(0.0, |p| p.1),
        Some(i) => {
            let ((d0, v0), (d1, v1)) = (points[i - 1], points[i]);
            v0 + (v1 - v0) * (day - d0).num_days() as f64 / (d1 - d0).num_days() as f64
        }
    }
}

/// Départements with their share of the gendarmerie's activity: inhabitants, less where the police
/// nationale serves the towns.
pub static PLACES: LazyLock<(Vec<Territory>, Vec<f64>)> = LazyLock::new(|| {
    let list = Territory::the_101();
    let weights = list
        .iter()
        .map(|d| {
            let police = match d.code() {
                "75" => 0.01,
                "92" | "93" | "94" => 0.05,
                "13" | "59" | "69" | "06" | "78" | "91" | "95" => 0.45,
                _ => 1.0,
            };
            d.population().unwrap_or(0) as f64 * police
        })
        .collect();
    (list, weights)
});

/// Three towns a département: `(département, town, post code)`.
pub static TOWNS: LazyLock<Vec<(&str, &str, &str)>> = LazyLock::new(|| {
    include_str!(concat!(env!("OUT_DIR"), "/towns.txt"))
        .lines()
        .filter_map(|line| {
            let mut cells = line.split('|');
            Some((cells.next()?, cells.next()?, cells.next()?))
        })
        .collect()
});

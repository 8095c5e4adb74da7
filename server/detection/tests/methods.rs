//! Methods against what was published, and against series whose truth is known.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use chrono::{Datelike, NaiveDate};
use detection::{effect::Study, forecast::Daily, synthetic};
use rand::{Rng, SeedableRng, rngs::StdRng};
use rand_distr::{Distribution, Normal, Poisson};

/// The example of CausalImpact's documentation (R package, Apache-2.0): an effect of 10 on points 71 to 100.
#[test]
fn the_published_example_is_found_again() {
    let text = include_str!("causal_impact_example.csv");
    let (mut values, mut control) = (Vec::new(), Vec::new());
    for line in text.lines().skip(1) {
        let cells: Vec<f64> = line.split(',').map(|c| c.trim_matches('"').parse().unwrap()).collect();
        let [.., y, x] = cells.as_slice() else { panic!("two columns") };
        values.push(*y);
        control.push(*x);
    }
    assert_eq!(values.len(), 100);
    let effect = Study { values, controls: vec![control], start: 70 }.effect().unwrap();
    assert!((9.8..=11.0).contains(&effect.mean), "{}", effect.mean);
    assert!(
        effect.low > 9.0 && effect.high < 12.0 && effect.is_conclusive(),
        "{} {}",
        effect.low,
        effect.high
    );
}

/// A thousand series whose effect is known, without and with noise that lasts: 95 of 100 intervals must hold it.
#[test]
fn intervals_hold_the_truth_in_95_of_100_series() {
    let mut random = StdRng::seed_from_u64(71);
    let noise = Normal::new(0.0, 1.0).unwrap();
    for carried in [0.0, 0.3, 0.6] {
        let mut held = 0;
        for _ in 0..1000 {
            let (mut level, mut last) = (100.0, 0.0);
            let (mut values, mut control) = (Vec::new(), Vec::new());
            for day in 0..130 {
                level += 0.3 * noise.sample(&mut random);
                let x = level + noise.sample(&mut random);
                last = carried * last + noise.sample(&mut random);
                values.push(5.0 + 1.2 * x + last + if day >= 100 { 4.0 } else { 0.0 });
                control.push(x);
            }
            let effect = Study { values, controls: vec![control], start: 100 }.effect().unwrap();
            held += u32::from((effect.low..=effect.high).contains(&4.0));
        }
        assert!((930..=975).contains(&held), "noise of {carried}: {held} of 1000");
    }
}

/// The same against a twin of forty other territories that share what moves all of them, learnt on the same days.
#[test]
fn intervals_hold_the_truth_against_a_twin() {
    let mut random = StdRng::seed_from_u64(2010);
    let noise = Normal::new(0.0, 1.0).unwrap();
    let (mut held, mut closer) = (0, 0);
    for _ in 0..1000 {
        // Two things move all territories, each in its own measure; the days are counts.
        let (mut a, mut b) = (0.0, 0.0);
        let moves: Vec<(f64, f64)> = (0..230)
            .map(|day| {
                a = 0.9 * a + 0.04 * noise.sample(&mut random);
                b = 0.1 * (f64::from(day) / 20.0).sin();
                (a, b)
            })
            .collect();
        let mut territory = |effect: f64| -> Vec<f64> {
            let (size, x, y): (f64, f64, f64) = (
                random.random_range(20.0..200.0),
                random.random_range(0.5..1.5),
                random.random_range(-1.0..1.0),
            );
            moves
                .iter()
                .enumerate()
                .map(|(day, (a, b))| {
                    let rate = size * (1.0 + x * a + y * b) + if day >= 200 { effect } else { 0.0 };
                    Poisson::new(rate.max(0.1)).unwrap().sample(&mut random)
                })
                .collect()
        };
        let values = territory(8.0);
        let donors: Vec<Vec<f64>> = (0..40).map(|_| territory(0.0)).collect();
        let found = synthetic::effect(&values, &donors, 200, 230).unwrap().effect;
        held += u32::from((found.low..=found.high).contains(&8.0));
        // The rest of the country taken as it is, for comparison.
        let rest: Vec<f64> = (0..230).map(|day| donors.iter().map(|d| d[day]).sum()).collect();
        let plain = Study { values, controls: vec![rest], start: 200 }.effect().unwrap();
        closer += u32::from((found.mean - 8.0).abs() < (plain.mean - 8.0).abs());
    }
    assert!((930..=975).contains(&held), "{held} of 1000");
    assert!(closer > 600, "the twin is closer to the truth than the rest of the country: {closer} of 1000");
}

/// Counts with a weekly and a yearly rhythm, a slope, and holidays.
fn counts(random: &mut StdRng, days: usize, mean: f64) -> Daily {
    let first: NaiveDate = "2021-01-04".parse().unwrap();
    let counts = first
        .iter_days()
        .take(days)
        .enumerate()
        .map(|(i, day)| {
            let week = [1.1, 1.15, 1.1, 1.05, 1.0, 0.8, 0.7][day.weekday().num_days_from_monday() as usize];
            let year = 1.0 + 0.2 * (f64::from(day.ordinal()) / 365.25 * std::f64::consts::TAU).cos();
            let rate = mean * week * year * (1.0 + 0.0002 * i as f64) * random.random_range(0.95..1.05);
            Poisson::new(rate).unwrap().sample(random)
        })
        .collect();
    Daily { first, counts }
}

#[test]
fn forecasts_beat_last_week_and_their_intervals_hold() {
    let mut random = StdRng::seed_from_u64(5);
    let (mut inside, mut told) = (0, 0);
    for mean in [5.0, 40.0, 400.0] {
        for _ in 0..12 {
            let mut daily = counts(&mut random, 1500, mean);
            let future = daily.counts.split_off(1500 - 56);
            let forecast = daily.forecast(8).unwrap();
            assert!(forecast.mase < forecast.naive_mase, "{} {}", forecast.mase, forecast.naive_mase);
            let last: NaiveDate = daily.first + chrono::Days::new(daily.counts.len() as u64);
            for week in &forecast.weeks {
                let at = (week.monday - last).num_days();
                let Ok(at) = usize::try_from(at) else { continue };
                let Some(days) = future.get(at..at + 7) else { continue };
                told += 1;
                inside += u32::from((week.low..=week.high).contains(&days.iter().sum::<f64>()));
            }
        }
    }
    let share = f64::from(inside) / f64::from(told);
    assert!(told > 200 && share > 0.92, "{inside} of {told}");
}

#[test]
fn a_week_out_of_the_ordinary_is_told_and_an_ordinary_one_is_not() {
    let mut random = StdRng::seed_from_u64(9);
    let mut false_alarms = 0;
    for _ in 0..40 {
        let daily = counts(&mut random, 1400, 60.0);
        false_alarms += u32::from(daily.surprise().unwrap().is_unusual());
        let mut struck = daily.clone();
        let end = struck.counts.len();
        struck.counts[end - 14..].iter_mut().for_each(|c| *c *= 1.8);
        let surprise = struck.surprise().unwrap();
        assert!(surprise.actual > 0.0);
        let mut last_only = daily.clone();
        last_only.counts[end - 7..].iter_mut().for_each(|c| *c *= 1.8);
        let surprise = last_only.surprise().unwrap();
        assert!(surprise.is_unusual() && surprise.strength() > 1.5, "{surprise:?}");
    }
    assert!(false_alarms <= 5, "{false_alarms} of 40");
}

#[test]
fn too_short_or_empty_a_history_has_no_forecast() {
    let mut random = StdRng::seed_from_u64(1);
    assert!(counts(&mut random, 500, 30.0).forecast(4).is_none());
    let first = "2021-01-04".parse().unwrap();
    assert!(Daily { first, counts: vec![0.0; 1500] }.forecast(4).is_none(), "nothing ever happened");
    assert!(Daily { first, counts: vec![f64::NAN; 1500] }.forecast(4).is_none());
    assert!(Daily { first, counts: Vec::new() }.surprise().is_none());
}

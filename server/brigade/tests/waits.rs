//! How near the wait that a citizen is told comes to the wait that they have, in simulated shifts: arrivals and answers by chance,
//! agents who answer one after another.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use brigade::citizen::expected_wait;
use rand::{Rng, SeedableRng, rngs::StdRng};

/// Mean minutes of an answer.
const ANSWER: f64 = 4.0;
const WINDOW: f64 = 15.0;

/// A time by chance, around a mean: exponential.
fn chance(rng: &mut StdRng, mean: f64) -> f64 {
    -mean * (1.0 - rng.random::<f64>()).ln()
}

/// An answer takes at least half of its mean: nobody reads and writes in no time.
fn answer(rng: &mut StdRng) -> f64 {
    ANSWER / 2.0 + chance(rng, ANSWER / 2.0)
}

/// What each citizen of a shift was told and had, with how many were before them. `load`: arrivals beside what agents can answer.
fn shift(rng: &mut StdRng, agents: usize, load: f64, minutes: f64) -> Vec<(i64, i64, f64)> {
    let mut free = vec![0.0_f64; agents];
    let (mut now, mut ends, mut told) = (0.0, Vec::<f64>::new(), Vec::new());
    loop {
        now += chance(rng, ANSWER / (agents as f64 * load));
        if now > minutes {
            return told;
        }
        let ahead = ends.iter().filter(|end| **end > now).count() as i64;
        let lately = ends.iter().filter(|end| **end <= now && **end > now - WINDOW);
        let answered = lately.clone().count() as i64;
        let begun = lately.fold(now, |first, end| first.min(*end));
        // First come, first served: the agent who is free first.
        let next = free.iter_mut().min_by(|a, b| a.total_cmp(b)).unwrap();
        let end = next.max(now) + answer(rng);
        *next = end;
        ends.push(end);
        if let Some(said) = expected_wait(ahead, answered, (now - begun) as i64) {
            told.push((ahead, said, end - now));
        }
    }
}

/// The 95th percentile of the relative error, and the mean error, of those who had at least so many before them.
fn error(told: &[(i64, i64, f64)], least: i64) -> (f64, f64, usize) {
    let of: Vec<f64> = told
        .iter()
        .filter(|(ahead, ..)| *ahead >= least)
        .map(|(_, said, had)| (*said as f64 - had) / had)
        .collect();
    let mut sizes: Vec<f64> = of.iter().map(|error| error.abs()).collect();
    sizes.sort_by(f64::total_cmp);
    (sizes[sizes.len() * 95 / 100], of.iter().sum::<f64>() / of.len() as f64, of.len())
}

#[test]
fn a_long_wait_is_told_within_three_tenths() {
    let mut rng = StdRng::seed_from_u64(13);
    let mut told = Vec::new();
    for _ in 0..20 {
        // Twenty agents and half as many citizens again as they can answer: a surge.
        told.extend(shift(&mut rng, 20, 1.5, 240.0));
    }
    for least in [10, 20, 40, 80, 160] {
        let (p95, mean, n) = error(&told, least);
        println!(
            "{least} before them or more: p95 {:.1} %, mean {:+.1} %, n = {n}",
            100.0 * p95,
            100.0 * mean
        );
    }
    let (p95, mean, n) = error(&told, 20);
    assert!(n > 1_000 && p95 < 0.30 && mean.abs() < 0.25, "p95 {p95:.3}, mean {mean:.3}, n = {n}");
}

#[test]
fn nothing_is_promised_where_nobody_answers() {
    assert_eq!(expected_wait(0, 0, 0), None);
    assert_eq!(expected_wait(0, 1_000, 15), Some(1));
    assert_eq!((expected_wait(9, 10, 15), expected_wait(10, 10, 15)), (Some(15), Some(17)));
    // Two minutes after a shift began, five were answered: three minutes are the least that is a pace.
    assert_eq!((expected_wait(9, 5, 2), expected_wait(9, 4, 2)), (Some(6), Some(38)));
}

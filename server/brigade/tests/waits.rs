//! How near the wait that a citizen is told comes to the wait that they have, in simulated shifts: arrivals and answers by chance, agents
//! who have ten conversations at once, citizens who write again.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
};

use brigade::{CAPACITY, citizen::expected_wait};
use rand::{Rng, SeedableRng, rngs::StdRng};

/// Seconds: an answer, and until a citizen writes again.
const ANSWER: f64 = 90.0;
const THOUGHT: f64 = 60.0;
const WINDOW: i64 = 15 * 60;
/// Answers of a conversation, most; each number is as likely.
const ANSWERS: u32 = 4;

/// A time by chance, in whole seconds: half of the mean at least, for nobody reads and writes in no time.
fn chance(rng: &mut StdRng, mean: f64) -> i64 {
    (mean / 2.0 - mean / 2.0 * (1.0 - rng.random::<f64>()).ln()).ceil() as i64
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Comes,
    /// A citizen of an agent's wrote again.
    Again {
        agent: usize,
        citizen: usize,
    },
    /// An agent sent an answer.
    Answered {
        agent: usize,
        citizen: usize,
    },
}

struct Citizen {
    since: i64,
    /// Before them, minutes that they were told.
    told: Option<(i64, i64)>,
    had: Option<i64>,
    answers: u32,
}

#[derive(Clone, Default)]
struct Agent {
    is_busy: bool,
    /// Conversations of theirs.
    held: i64,
    /// Those in which a citizen waits, first come first served.
    waiting: VecDeque<usize>,
}

/// One shift: who was before each citizen, what they were told, and what they had, in minutes. `every`: seconds between two arrivals.
fn shift(rng: &mut StdRng, agents: usize, every: f64, hours: i64) -> Vec<(i64, i64, f64)> {
    let mut agents = vec![Agent::default(); agents];
    let (mut citizens, mut queue) = (Vec::<Citizen>::new(), VecDeque::new());
    let mut firsts = VecDeque::<i64>::new();
    let mut events = BinaryHeap::from([Reverse((0, Event::Comes))]);
    while let Some(Reverse((now, event))) = events.pop() {
        match event {
            Event::Comes if now > hours * 3600 => {}
            Event::Comes => {
                while firsts.front().is_some_and(|first| *first < now - WINDOW) {
                    firsts.pop_front();
                }
                let begun = firsts.front().map_or(0, |first| (now - first) / 60);
                let ahead = queue.len() as i64;
                let said = expected_wait(ahead, firsts.len() as i64, begun);
                queue.push_back(citizens.len());
                let answers = rng.random_range(1..=ANSWERS);
                citizens.push(Citizen {
                    since: now,
                    told: said.map(|said| (ahead, said)),
                    had: None,
                    answers,
                });
                let next = -every * (1.0 - rng.random::<f64>()).ln();
                events.push(Reverse((now + next.ceil() as i64, Event::Comes)));
            }
            Event::Again { agent, citizen } => agents[agent].waiting.push_back(citizen),
            Event::Answered { agent, citizen } => {
                agents[agent].is_busy = false;
                let of = &mut citizens[citizen];
                if of.had.is_none() {
                    of.had = Some(now - of.since);
                    firsts.push_back(now);
                }
                of.answers -= 1;
                if of.answers == 0 {
                    agents[agent].held -= 1;
                } else {
                    events.push(Reverse((now + chance(rng, THOUGHT), Event::Again { agent, citizen })));
                }
            }
        }
        for (at, agent) in agents.iter_mut().enumerate().filter(|(_, agent)| !agent.is_busy) {
            // Their own first; then whoever is next in the queue.
            let mut next = agent.waiting.pop_front();
            if next.is_none() && agent.held < CAPACITY {
                next = queue.pop_front();
                agent.held += i64::from(next.is_some());
            }
            if let Some(citizen) = next {
                agent.is_busy = true;
                events.push(Reverse((now + chance(rng, ANSWER), Event::Answered { agent: at, citizen })));
            }
        }
    }
    citizens
        .iter()
        .filter_map(|citizen| {
            citizen.told.map(|(ahead, said)| (ahead, said, citizen.had.unwrap() as f64 / 60.0))
        })
        .collect()
}

/// The 95th percentile of the relative error, the mean error, and how many had at least so many before them.
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

/// Twenty agents, and half as many citizens again as they can answer.
#[test]
fn a_long_wait_is_told_within_three_tenths() {
    let mut rng = StdRng::seed_from_u64(13);
    let every = ANSWER * f64::from(ANSWERS + 1) / 2.0 / 20.0 / 1.5;
    let told: Vec<_> = (0..20).flat_map(|_| shift(&mut rng, 20, every, 4)).collect();
    for least in [10, 20, 40, 80, 160] {
        let (p95, mean, n) = error(&told, least);
        println!(
            "{least} before them or more: p95 {:.1} %, mean {:+.1} %, n = {n}",
            100.0 * p95,
            100.0 * mean
        );
    }
    let (p95, mean, n) = error(&told, LONG);
    assert!(n > 1_000 && p95 < 0.30 && mean.abs() < 0.10, "p95 {p95:.3}, mean {mean:.3}, n = {n}");
}

/// So many before one are a long wait.
const LONG: i64 = 10;

#[test]
fn nothing_is_promised_where_nobody_answers() {
    assert_eq!(expected_wait(0, 0, 0), None);
    assert_eq!(expected_wait(0, 1_000, 15), Some(1));
    assert_eq!((expected_wait(9, 10, 15), expected_wait(10, 10, 15)), (Some(15), Some(17)));
    // Two minutes after a shift began, five were answered: three minutes are the least that is a pace.
    assert_eq!((expected_wait(9, 5, 2), expected_wait(9, 4, 2)), (Some(6), Some(38)));
}

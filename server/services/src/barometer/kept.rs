//! Answers kept under what they come from: bounded in bytes, whatever strangers ask. A load of one source changes the stamps of
//! what depends on it, and nothing else; what nobody asks any more goes as room is needed.

use std::{mem::size_of, sync::Arc};

use chrono::NaiveDate;
use domain::{query::Query, territory::Territory, time::Window};
use quick_cache::{Weighter, sync::Cache};

use super::{Answer, Cell, answer::RhythmTold, stamp::Stamp};
use crate::{actions::Impact, insight::Insight};

/// Bytes of answers kept by one barometer.
const ANSWERS: u64 = 24 << 20;
/// A larger answer is made again each time: keeping it would push out hundreds of others.
const LARGEST: u64 = 1 << 20;
/// Things kept whose size is known: a grid of a week, five years of weeks.
const FEW: usize = 512;

/// Indicator, territory, first and last day of an action.
pub type ImpactKey = (String, Territory, NaiveDate, NaiveDate);
/// Indicator, territory and window of a grid.
type RhythmKey = (String, String, Window);

/// What was computed once.
#[derive(Debug)]
pub struct Kept {
    answers: Cache<(Stamp, Query), Arc<Answer>, Bytes>,
    pub rhythms: Cache<(Stamp, RhythmKey), RhythmTold>,
    pub insights: Cache<(Stamp, Query), Arc<Insight>>,
    pub impacts: Cache<(Stamp, ImpactKey), Option<Arc<Impact>>>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            answers: Cache::with_weighter(4096, ANSWERS, Bytes),
            rhythms: Cache::new(FEW),
            insights: Cache::new(FEW),
            impacts: Cache::new(FEW),
        }
    }
}

/// How answers that are kept fare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptAnswers {
    pub bytes: u64,
    /// Questions whose answer was there, and those whose was not.
    pub hits: u64,
    pub misses: u64,
}

impl Kept {
    pub fn answers(&self) -> KeptAnswers {
        let answers = &self.answers;
        KeptAnswers { bytes: answers.weight(), hits: answers.hits(), misses: answers.misses() }
    }

    pub fn answer(&self, stamp: Stamp, query: &Query) -> Option<Arc<Answer>> {
        self.answers.get(&(stamp, query.clone()))
    }

    pub fn keep(&self, stamp: Stamp, query: &Query, answer: &Arc<Answer>) {
        if weight(query, answer) <= LARGEST {
            self.answers.insert((stamp, query.clone()), answer.clone());
        }
    }
}

/// Weighs an answer by what it holds.
#[derive(Debug, Clone)]
struct Bytes;

impl Weighter<(Stamp, Query), Arc<Answer>> for Bytes {
    fn weight(&self, key: &(Stamp, Query), answer: &Arc<Answer>) -> u64 {
        weight(&key.1, answer)
    }
}

/// Near enough, and quick: the cache asks often. A group is a territory, a few short words and their places.
fn weight(query: &Query, answer: &Answer) -> u64 {
    const GROUP: usize = 256;
    const REST: usize = 1024;
    let of = |a: &Answer| a.cells.len() * size_of::<Cell>() + a.groups.len() * GROUP + a.periods.len() * 8;
    let filters: usize = query.filters().iter().map(|(_, value)| value.len()).sum();
    (REST + 2 * filters + of(answer) + answer.comparison.as_deref().map_or(0, of)) as u64
}

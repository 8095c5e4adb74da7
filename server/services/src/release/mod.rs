//! Releases: after a load, or when a day ends, what the public may read of persons is decided once, audited, and published at once.
//!
//! Everything public is computed from published cells (`barometer::published`); what a release does not hold can't be
//! asked for. A year of a measure that fails its audit is not published: what was told of it stays, and the data page says so.

mod before;
pub(crate) mod block;
mod table;
mod verdict;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use before::Before;
use block::Block;
use chrono::{Datelike, NaiveDate};
use disclosure::Rule;
use domain::{
    catalogue::{Catalogue, Measure},
    release::Population,
    time::{Clock, Grain, Period, Window, civil_day},
};
use rustc_hash::FxHashMap;
use store::{DecidedFrom, NewJob, NewRelease, Store, StoreError, StoredRelease};
use table::Tables;

/// Decides and publishes releases of one store.
#[derive(Clone)]
pub struct Releases {
    store: Store,
    clock: Arc<dyn Clock>,
    rule: Rule,
}

/// How often a decision starts again because a load came in between.
const TRIES: usize = 10;

/// The job that decides a release.
pub const RELEASE: &str = "release";
/// Attempts before an administrator is told (seven minutes); what is still due is asked for again.
const ATTEMPTS: i32 = 5;

type Blocks = FxHashMap<(String, i32), Block>;

impl Releases {
    /// `threshold`: counts of persons below it are withheld.
    pub fn new(store: Store, clock: Arc<dyn Clock>, threshold: i64) -> Self {
        Self { store, clock, rule: Rule { threshold } }
    }

    /// Has a release decided if one is due: a job for whichever instance takes it; of several that ask, one is done.
    ///
    /// # Errors
    /// The store can't be read or written.
    pub async fn ask_due(&self) -> Result<(), StoreError> {
        let version = self.store.figures().version().await?;
        if version == 0 || !self.is_due(version).await? {
            return Ok(());
        }
        let now = self.clock.now();
        let job = NewJob {
            kind: RELEASE,
            payload: "",
            key: Some(RELEASE),
            priority: 0,
            due_at: now,
            most_attempts: ATTEMPTS,
            at: now,
        };
        let mut work = self.store.write().await?;
        work.job_add(job).await?;
        work.commit().await
    }

    /// Publishes a release if loads came since the last one. Returns it; `None` where nothing was due.
    ///
    /// # Errors
    /// The store can't be read or written.
    pub async fn publish_due(&self) -> Result<Option<StoredRelease>, StoreError> {
        for _ in 0..TRIES {
            let version = self.store.figures().version().await?;
            if version == 0 || !self.is_due(version).await? {
                return Ok(None);
            }
            let figures = self.store.figures();
            let from = DecidedFrom {
                changes: figures.figures_version().await?,
                release: figures.release(true).await?.map_or(0, |r| r.id),
            };
            let (new, failed) = self.decide(version).await?;
            // A load, a motif or a release that came in between may have been read in part: decided again.
            if figures.release_put(new.clone(), Some(from)).await?.is_some() {
                let published = failed.is_empty();
                if !published {
                    let blocks = Vec::new();
                    figures.release_put(NewRelease { failure: Some(failed), blocks, ..new }, None).await?;
                }
                return self.store.figures().release(published).await;
            }
        }
        Ok(None)
    }

    async fn is_due(&self, version: i64) -> Result<bool, StoreError> {
        let known = |r: &Option<StoredRelease>| {
            r.as_ref().is_some_and(|r| r.version == version && r.threshold == self.rule.threshold)
        };
        let (published, failed) =
            (self.store.figures().release(true).await?, self.store.figures().release(false).await?);
        if !known(&published) && !known(&failed) {
            return Ok(true);
        }
        // What failed waits for the next load, and for the next day.
        if !known(&failed) && !self.store.figures().release_stale(version).await?.is_empty() {
            return Ok(true);
        }
        let decided = published.iter().chain(&failed).map(|r| civil_day(r.decided_at)).max();
        Ok(decided < Some(civil_day(self.clock.now())) && self.has_days_over().await?)
    }

    /// Whether days that were in progress when the last release was decided are over.
    async fn has_days_over(&self) -> Result<bool, StoreError> {
        let published = self.store.figures().release_coverage().await?;
        for population in Catalogue::shipped().populations() {
            let Some(measure) = Catalogue::shipped().measure(&population.measure) else { continue };
            let Some(covered) = self.covered(measure).await? else { continue };
            let last = last_of(measure.grain, covered.to);
            let told = published.iter().find(|(id, ..)| *id == measure.id);
            if told.is_none_or(|(.., told)| *told < last) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The days of a measure that may be published: a day in progress is not, two releases of it would tell the hours between
    /// them.
    async fn covered(&self, measure: &Measure) -> Result<Option<Window>, StoreError> {
        let Some((first, last)) = self.store.figures().coverage(&measure.id).await? else { return Ok(None) };
        let period = |ordinal| Period { grain: measure.grain, ordinal };
        let yesterday = civil_day(self.clock.now()).pred_opt().unwrap_or_default();
        Ok(Window::new(period(first).first_day(), period(last).last_day().min(yesterday)))
    }

    /// A release, and what of it failed: empty where nothing did.
    async fn decide(&self, version: i64) -> Result<(NewRelease, String), StoreError> {
        let started = self.clock.now();
        let catalogue = Catalogue::shipped();
        let mut blocks: Blocks = FxHashMap::default();
        for stored in self.store.figures().release_blocks(0).await? {
            // What a reader was told before and we can't read, we can't protect.
            let block =
                Block::from_bytes(&stored.content).ok_or(StoreError::Inconsistent("release_block"))?;
            blocks.insert((stored.measure, stored.year), block);
        }
        // Another threshold: everything is decided again, and what was told stays known.
        let is_same =
            self.store.figures().release(true).await?.is_some_and(|r| r.threshold == self.rule.threshold);
        let told = self.store.figures().release_coverage().await?;
        let stale: BTreeSet<(String, i32)> =
            self.store.figures().release_stale(version).await?.into_iter().collect();
        let mut new = NewRelease {
            version,
            threshold: self.rule.threshold,
            decided_at: started,
            duration_ms: 0,
            small_cells: 0,
            withheld_cells: 0,
            programmes: 0,
            failure: None,
            coverage: Vec::new(),
            blocks: Vec::new(),
            refused: Vec::new(),
        };
        let mut changed: BTreeSet<(String, i32)> = BTreeSet::new();
        // Years of a measure that fail: the earlier release of them stays, and the others go on.
        let mut refused: BTreeSet<(String, i32)> = BTreeSet::new();
        let mut failures = Vec::new();
        for population in catalogue.populations() {
            let Some(measure) = catalogue.measure(&population.measure) else { continue };
            let Some(covered) = self.covered(measure).await? else { continue };
            let (first, last) =
                (Period::of_day(measure.grain, covered.from).ordinal, last_of(measure.grain, covered.to));
            let told = told.iter().find(|(id, ..)| *id == measure.id).map(|(.., last)| *last);
            // Years of which days are over that were in progress.
            let grown = told.filter(|told| *told < last).map(|told| {
                Period { grain: measure.grain, ordinal: told }.first_day().year()..=covered.to.year()
            });
            let years = Period::of_day(Grain::Year, covered.from).ordinal
                ..=Period::of_day(Grain::Year, covered.to).ordinal;
            let series = self.store.figures().series(&measure.id).await?;
            let wider = population.within.as_deref().and_then(|w| catalogue.measure(w));
            let wider = match wider {
                Some(wider) => Some((wider, self.store.figures().series(&wider.id).await?)),
                None => None,
            };
            for year in years {
                let key = (measure.id.clone(), year);
                let whole = population.within.clone().map(|w| (w, year));
                if whole.as_ref().is_some_and(|whole| refused.contains(whole)) {
                    // Its parts stay as they were, too.
                    refused.insert(key);
                    continue;
                }
                let moved = whole.is_some_and(|whole| changed.contains(&whole));
                let grows = grown.as_ref().is_some_and(|years| years.contains(&year));
                if blocks.contains_key(&key) && is_same && !stale.contains(&key) && !moved && !grows {
                    continue;
                }
                let tables =
                    Tables::read(&self.store, measure, population, (&series, &wider), year, covered).await?;
                let mut before = before(measure, population, year, &blocks);
                if !is_same {
                    before.withheld.clear();
                    before.slots_withheld.clear();
                }
                let rule = self.rule;
                let (block, verdicts) =
                    tokio::task::spawn_blocking(move || tables.decide(measure, population, rule, &before))
                        .await
                        .map_err(|_| StoreError::Inconsistent("release"))?;
                let found: usize = verdicts.iter().map(|v| v.unprotected.len()).sum();
                if found > 0 {
                    failures.push(format!(
                        "« {} » en {year} : {found} effectifs pourraient être retrouvés.",
                        measure.id
                    ));
                    refused.insert(key);
                    continue;
                }
                for verdict in verdicts {
                    new.small_cells += verdict.primary as i64;
                    new.withheld_cells += verdict.withheld.iter().filter(|w| **w).count() as i64;
                    new.programmes += verdict.solved as i64;
                }
                new.blocks.push((measure.id.clone(), year, block.to_bytes()));
                blocks.insert(key.clone(), block);
                changed.insert(key);
            }
            if !refused.iter().any(|(id, _)| *id == measure.id) {
                new.coverage.push((measure.id.clone(), first, last));
            }
        }
        new.refused = refused.into_iter().collect();
        new.duration_ms = (self.clock.now() - started).num_milliseconds();
        Ok((new, failures.join(" ")))
    }
}

fn before(measure: &Measure, population: &Population, year: i32, blocks: &Blocks) -> Before {
    let mut before = blocks
        .get(&(measure.id.clone(), year))
        .map(|block| Before::of(block, measure, population.persons))
        .unwrap_or_default();
    let wider = population.within.as_ref().and_then(|w| Catalogue::shipped().measure(w));
    if let Some(wider) = wider
        && let Some(block) = blocks.get(&(wider.id.clone(), year))
    {
        before.hide(block, wider);
    }
    before
}

/// The last period of a grain that is over at the end of a day.
fn last_of(grain: Grain, day: NaiveDate) -> i32 {
    Period::of_day(grain, day.succ_opt().unwrap_or(day)).ordinal - 1
}

/// The last day of a measure's periods that are over, for each grain: what a release may know.
pub(crate) fn last_whole(grain: Grain, covered: NaiveDate) -> Option<NaiveDate> {
    let period = Period::of_day(grain, covered);
    if period.last_day() <= covered { Some(covered) } else { period.first_day().pred_opt() }
}

/// Published blocks by measure, year by year.
pub(crate) type Years = BTreeMap<i32, Arc<Block>>;

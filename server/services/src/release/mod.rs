//! Releases: after a load, what the public may read of persons is decided once, audited, and published at once.
//!
//! Everything public is computed from published cells (`barometer::published`); what a release does not hold can't be
//! asked for. A release that fails its audit is not published: the earlier one stays, and the data page says so.

pub(crate) mod block;
mod table;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use block::Block;
use chrono::NaiveDate;
use disclosure::Rule;
use domain::{
    catalogue::{Catalogue, Measure},
    release::Population,
    time::{Clock, Grain, Period, Window},
};
use rustc_hash::FxHashMap;
use store::{NewRelease, Store, StoreError, StoredRelease};
use table::{Before, Tables};

/// Decides and publishes releases of one store.
#[derive(Clone)]
pub struct Releases {
    store: Store,
    clock: Arc<dyn Clock>,
    rule: Rule,
}

/// How often a decision starts again because a load came in between.
const TRIES: usize = 10;

type Blocks = FxHashMap<(String, i32), Block>;

impl Releases {
    /// `threshold`: counts of persons below it are withheld.
    pub fn new(store: Store, clock: Arc<dyn Clock>, threshold: i64) -> Self {
        Self { store, clock, rule: Rule { threshold } }
    }

    /// Publishes a release if loads came since the last one. Returns it; `None` where nothing was due.
    ///
    /// # Errors
    /// The store can't be read or written.
    pub async fn publish_due(&self) -> Result<Option<StoredRelease>, StoreError> {
        for _ in 0..TRIES {
            let version = self.store.version().await?;
            if version == 0 || !self.is_due(version).await? {
                return Ok(None);
            }
            let new = self.decide(version).await?;
            // A load that came in between may have been read in part.
            if self.store.version().await? == version {
                let published = new.failure.is_none();
                self.store.release_put(new).await?;
                return self.store.release(published).await;
            }
        }
        Ok(None)
    }

    async fn is_due(&self, version: i64) -> Result<bool, StoreError> {
        let known = |r: &Option<StoredRelease>| {
            r.as_ref().is_some_and(|r| r.version == version && r.threshold == self.rule.threshold)
        };
        if known(&self.store.release(false).await?) {
            return Ok(false);
        }
        Ok(!known(&self.store.release(true).await?) || !self.store.release_stale(version).await?.is_empty())
    }

    async fn decide(&self, version: i64) -> Result<NewRelease, StoreError> {
        let started = self.clock.now();
        let catalogue = Catalogue::shipped();
        let earlier = self.store.release(true).await?.filter(|r| r.threshold == self.rule.threshold);
        let mut blocks: Blocks = FxHashMap::default();
        if earlier.is_some() {
            for stored in self.store.release_blocks(0).await? {
                if let Some(block) = Block::from_bytes(&stored.content) {
                    blocks.insert((stored.measure, stored.year), block);
                }
            }
        }
        let stale: BTreeSet<(String, i32)> = self.store.release_stale(version).await?.into_iter().collect();
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
        };
        let mut changed: BTreeSet<(String, i32)> = BTreeSet::new();
        for population in catalogue.populations() {
            let Some(measure) = catalogue.measure(&population.measure) else { continue };
            let Some((first, last)) = self.store.coverage(&measure.id).await? else { continue };
            new.coverage.push((measure.id.clone(), first, last));
            let period = |ordinal| Period { grain: measure.grain, ordinal };
            let covered = Window { from: period(first).first_day(), to: period(last).last_day() };
            let years = Period::of_day(Grain::Year, covered.from).ordinal
                ..=Period::of_day(Grain::Year, covered.to).ordinal;
            let series = self.store.series(&measure.id).await?;
            for year in years {
                let key = (measure.id.clone(), year);
                let wider = population.within.clone().is_some_and(|w| changed.contains(&(w, year)));
                if blocks.contains_key(&key) && !stale.contains(&key) && !wider {
                    continue;
                }
                let tables = Tables::read(&self.store, measure, population, &series, year, covered).await?;
                let before = before(measure, population, year, &blocks);
                let (rule, persons) = (self.rule, population.persons);
                let declared: &'static Measure = measure;
                let (block, verdicts) =
                    tokio::task::spawn_blocking(move || tables.decide(declared, persons, rule, &before))
                        .await
                        .map_err(|_| StoreError::Inconsistent("release"))?;
                for verdict in verdicts {
                    new.small_cells += verdict.primary as i64;
                    new.withheld_cells += verdict.withheld.iter().filter(|w| **w).count() as i64;
                    new.programmes += verdict.solved as i64;
                    if !verdict.unprotected.is_empty() {
                        new.failure = Some(format!(
                            "« {} » en {year} : {} effectifs pourraient être retrouvés.",
                            measure.id,
                            verdict.unprotected.len()
                        ));
                    }
                }
                new.blocks.push((measure.id.clone(), year, block.to_bytes()));
                blocks.insert(key.clone(), block);
                changed.insert(key);
            }
        }
        new.duration_ms = (self.clock.now() - started).num_milliseconds();
        Ok(new)
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

/// The last day of a measure's periods that are over, for each grain: what a release may know.
pub(crate) fn last_whole(grain: Grain, covered: NaiveDate) -> Option<NaiveDate> {
    let period = Period::of_day(grain, covered);
    if period.last_day() <= covered { Some(covered) } else { period.first_day().pred_opt() }
}

/// Published blocks by measure, year by year.
pub(crate) type Years = BTreeMap<i32, Arc<Block>>;

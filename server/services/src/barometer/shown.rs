//! What a barometer knows of its store: read by the reader who comes first after a load, or prepared before it is shown.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use domain::{
    catalogue::Measure,
    source::{Run, Source, SourceState},
};
use store::{StoredRelease, StoredSeries};

use super::{
    Barometer, Failure,
    kept::{Kept, KeptAnswers},
    published::Published,
    reach::Reach,
    stamp::{Known, Origin, Stamp},
};

/// How long what was prepared is believed without a look: after it, each reader looks again.
const PREPARED: Duration = Duration::from_secs(60);

/// What is known of the store as a whole, read again when a run was added.
#[derive(Debug, Default)]
pub struct Snapshot {
    pub version: i64,
    sources: Vec<SourceState>,
    pub(super) coverage: HashMap<String, Option<(i32, i32)>>,
    pub(super) series: RwLock<HashMap<String, Arc<Vec<StoredSeries>>>>,
    pub(super) published: Arc<Published>,
    /// Shared by all snapshots of a barometer: what it holds is known by its [`Stamp`].
    pub(crate) kept: Arc<Kept>,
}

/// What answers are made from.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    snapshot: Arc<Snapshot>,
    /// When somebody who looks for what is new last did; nothing where each reader looks.
    prepared: Option<Instant>,
}

impl Shown {
    pub fn kept_answers(&self) -> KeptAnswers {
        self.snapshot.kept.answers()
    }
}

impl Snapshot {
    /// What is known of a source; nothing where it was never loaded.
    pub fn source(&self, source: Source) -> Option<&SourceState> {
        self.sources.iter().find(|state| state.last.source == source)
    }

    pub fn latest_run(&self, source: Source) -> Option<&Run> {
        self.source(source).map(|state| &state.last)
    }

    /// Whether any figure of the source was simulated.
    pub fn is_simulated(&self, source: Source) -> bool {
        self.source(source).is_some_and(|state| state.simulated)
    }

    pub fn any_simulated(&self) -> bool {
        self.sources.iter().any(|state| state.simulated)
    }

    /// What an answer about a measure says of where it comes from.
    pub(super) fn known(&self, measure: &Measure) -> Known {
        Known {
            refreshed_at: self.latest_run(measure.source).map(|run| run.started_at),
            simulated: self.is_simulated(measure.source),
            origin: self.origin(measure),
        }
    }

    /// What the figures of a measure are known by.
    pub(super) fn origin(&self, measure: &Measure) -> Origin {
        Origin {
            changes: self.source(measure.source).map_or(0, |state| state.changes),
            release: self.published.changed_by(&measure.id),
        }
    }

    /// The release that the public reads.
    pub fn release(&self) -> Option<&StoredRelease> {
        self.published.release.as_ref()
    }

    /// A later one that failed its audit and was not published.
    pub fn refused_release(&self) -> Option<&StoredRelease> {
        self.published.refused.as_ref()
    }
}

impl Barometer {
    /// The state of the store that answers are made from: what somebody prepared of late, else read again after each run.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn snapshot(&self) -> Result<Arc<Snapshot>, Failure> {
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner).clone();
        if shown.prepared.is_some_and(|at| at.elapsed() < PREPARED) {
            return Ok(shown.snapshot);
        }
        let fresh = self.read_since(&shown.snapshot).await?;
        self.shown.write().unwrap_or_else(PoisonError::into_inner).snapshot = fresh.clone();
        Ok(fresh)
    }

    /// The same barometer on what the store holds now, where that is not what it shows: its answers can be made before anybody
    /// is shown one ([`Self::show`]). Nothing where what it shows is the latest.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn ahead(&self) -> Result<Option<Self>, Failure> {
        let known = self.shown.read().unwrap_or_else(PoisonError::into_inner).snapshot.clone();
        let fresh = self.read_since(&known).await?;
        if Arc::ptr_eq(&known, &fresh) && self.is_prepared() {
            self.shown.write().unwrap_or_else(PoisonError::into_inner).prepared = Some(Instant::now());
            return Ok(None);
        }
        let shown = Shown { snapshot: fresh, prepared: Some(Instant::now()) };
        Ok(Some(Self { shown: Arc::new(RwLock::new(shown)), ..self.clone() }))
    }

    /// Shows what was prepared ahead.
    pub fn show(&self, ahead: &Self) {
        let snapshot = ahead.shown.read().unwrap_or_else(PoisonError::into_inner).snapshot.clone();
        let shown = Shown { snapshot, prepared: Some(Instant::now()) };
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = shown;
    }

    /// What answers about a measure are kept under.
    pub(crate) fn stamp(&self, snapshot: &Snapshot, measure: &Measure) -> Stamp {
        let covered = self.coverage(snapshot, measure).map(|window| (window.from, window.to));
        Stamp { origin: snapshot.origin(measure), covered }
    }

    fn is_prepared(&self) -> bool {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).prepared.is_some()
    }

    /// What the store holds now; `known` itself where that is the same.
    async fn read_since(&self, known: &Arc<Snapshot>) -> Result<Arc<Snapshot>, Failure> {
        let version = self.reach.figures_version().await?;
        let release = match &self.reach {
            Reach::Whole(_) => 0,
            Reach::Published(store) => {
                let release = store.release(true).await?;
                // Decided elsewhere under a lower threshold than ours: what we show stays until ours is decided.
                let is_lower = release.as_ref().is_some_and(|r| r.threshold < self.threshold);
                if is_lower && known.published.id() > 0 {
                    return Ok(known.clone());
                }
                release.map_or(0, |r| r.id)
            }
        };
        let is_same = known.version == version && known.published.id() == release;
        if is_same && (version > 0 || !known.coverage.is_empty()) {
            return Ok(known.clone());
        }
        let published = match &self.reach {
            Reach::Whole(_) => Arc::default(),
            Reach::Published(store) => Arc::new(Published::read(store, &known.published).await?),
        };
        let mut coverage = HashMap::new();
        for measure in self.catalogue().measures() {
            let span = match self.protected(measure) {
                true => published.coverage(&measure.id),
                false => self.reach.coverage(&measure.id).await?,
            };
            coverage.insert(measure.id.clone(), span);
        }
        let fresh = Snapshot {
            version,
            sources: self.reach.sources().await?,
            coverage,
            published,
            series: RwLock::default(),
            kept: known.kept.clone(),
        };
        let series = known.series.read().unwrap_or_else(PoisonError::into_inner).clone();
        let same = series.into_iter().filter(|(id, _)| {
            self.catalogue().measure(id).is_some_and(|m| fresh.origin(m) == known.origin(m))
        });
        fresh.series.write().unwrap_or_else(PoisonError::into_inner).extend(same);
        Ok(Arc::new(fresh))
    }
}

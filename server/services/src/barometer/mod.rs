//! The statistics, for the public and behind the login: one question, one answer with its provenance.

mod answer;
mod fold;
mod kept;
mod published;
mod reach;
mod rhythm;
mod shown;
mod stamp;

use std::sync::{Arc, PoisonError, RwLock};

pub use answer::{Answer, Cell, Coverage, Rhythm};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use domain::{
    catalogue::{Catalogue, Dimension, Indicator, Measure},
    identity::{Mandate, Operation},
    query::{Ask, Place, Query, Refusal},
    site::Site,
    source::{RowNote, Run},
    territory::Level,
    time::{Clock, Grain, Period, Window, civil_day},
};
pub use kept::KeptAnswers;
use reach::Reach;
use shown::Shown;
pub use shown::Snapshot;
use store::{Figures, Store, StoreError, StoredSeries};

use crate::turns::{Busy, Turns};

/// Cells that one answer may hold, before paging: protects the server from "each hour since 2018".
const LARGEST_ANSWER: usize = 250_000;

/// Rows and cells from which a question takes its turn: a few milliseconds of one processor.
const HEAVY: usize = 20_000;

/// Days that may be asked hour by hour.
const LONGEST_HOURLY: i64 = 366;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The question is wrong: told to the asker.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The asker's mandate doesn't reach so far.
    #[error("ce territoire n’est pas dans votre mandat")]
    Forbidden,
    /// Too many heavy questions at once: the asker comes back in a moment.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// We are wrong: logged, not told.
    #[error("the statistics can't be read")]
    Store(#[from] StoreError),
}

/// How finely a figure may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finest {
    /// As finely as it is measured.
    Measured,
    /// Published by whole periods of this grain.
    Whole(Grain),
    /// Not at all at this level.
    Nowhere,
}

/// Answers questions about the statistics of one store.
#[derive(Clone)]
pub struct Barometer {
    reach: Reach,
    figures: Figures,
    clock: Arc<dyn Clock>,
    site: Arc<Site>,
    threshold: i64,
    /// Behind the login: whose eyes look. The public has none, and reads what is not withheld.
    mandate: Option<Mandate>,
    shown: Arc<RwLock<Shown>>,
    /// For questions that read or tell a lot; one queue for the public, another behind the login.
    turns: Turns,
}

impl Barometer {
    /// What the public reads. `threshold`: counts of persons below it are withheld; 0 or 1 withholds nothing.
    pub fn new(store: &Store, clock: Arc<dyn Clock>, site: Arc<Site>, threshold: i64) -> Self {
        let reach = if threshold > 1 {
            let protected = Catalogue::shipped().populations().iter().map(|p| p.measure.clone());
            Reach::Published(store.figures().public(protected))
        } else {
            Reach::Whole(store.figures())
        };
        Self {
            reach,
            figures: store.figures(),
            clock,
            site,
            threshold,
            mandate: None,
            shown: Arc::default(),
            turns: Turns::default(),
        }
    }

    /// The same figures behind the login, where small counts are told: answers are kept apart from the public's.
    pub fn mandated(&self) -> Mandated {
        let reach = Reach::Whole(self.figures.clone());
        Mandated(Self { reach, threshold: 0, shown: Arc::default(), turns: Turns::default(), ..self.clone() })
    }

    /// Without a mandate: for what is computed from all territories and tells none of them.
    pub(crate) fn of_all(&self) -> Self {
        Self { mandate: None, ..self.clone() }
    }

    /// Refuses what the asker's mandate doesn't reach.
    fn allow(&self, place: Place) -> Result<(), Failure> {
        match self.mandate {
            Some(mandate) if !mandate.may(Operation::ReadFigures) || !mandate.covers(place) => {
                Err(Failure::Forbidden)
            }
            _ => Ok(()),
        }
    }

    pub fn site(&self) -> &Site {
        &self.site
    }

    pub fn catalogue(&self) -> &'static Catalogue {
        Catalogue::shipped()
    }

    pub fn threshold(&self) -> i64 {
        self.threshold
    }

    /// The queue of heavy work.
    pub fn turns(&self) -> &Turns {
        &self.turns
    }

    /// How answers that are kept fare.
    pub fn kept_answers(&self) -> KeptAnswers {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).kept_answers()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub fn today(&self) -> NaiveDate {
        civil_day(self.clock.now())
    }

    /// Whether a measure counts persons, for this reader.
    fn protected(&self, measure: &Measure) -> bool {
        matches!(self.reach, Reach::Published(_)) && self.catalogue().population(&measure.id).is_some()
    }

    /// How finely an indicator may be told at a level, by some dimensions.
    pub fn finest(&self, measure: &Measure, level: Level, by: &[Dimension]) -> Finest {
        let Some(population) = self.catalogue().population(&measure.id).filter(|_| self.protected(measure))
        else {
            return Finest::Measured;
        };
        let Some(by) = population.dimensions(level, by) else { return Finest::Nowhere };
        match population.grains(level, by).first() {
            Some(grain) if *grain > measure.grain => Finest::Whole(*grain),
            Some(_) => Finest::Measured,
            None => Finest::Nowhere,
        }
    }

    /// Last loads of any source, latest first.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn runs(&self, limit: i64) -> Result<Vec<Run>, Failure> {
        Ok(self.reach.runs(limit).await?)
    }

    /// Rejects and reserves of a run, first lines first.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn rejects(&self, run: i64, limit: i64) -> Result<Vec<RowNote>, Failure> {
        Ok(self.reach.rejects(run, limit).await?)
    }

    /// Civil days that a measure covers, up to today.
    pub fn coverage(&self, snapshot: &Snapshot, measure: &Measure) -> Option<Window> {
        let (first, last) = (*snapshot.coverage.get(&measure.id)?)?;
        let period = |ordinal| Period { grain: measure.grain, ordinal };
        let to = period(last).last_day();
        Window::new(period(first).first_day(), to.min(self.today()).max(period(last).first_day()))
    }

    /// Values that a dimension takes in the store, in alphabetical order.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn values(
        &self,
        measure: &Measure,
        dimension: domain::catalogue::Dimension,
    ) -> Result<Vec<String>, Failure> {
        let snapshot = self.snapshot().await?;
        let series = self.series(&snapshot, measure).await?;
        let Some(column) = measure.dimensions.iter().position(|d| *d == dimension) else {
            return Ok(Vec::new());
        };
        let mut values: Vec<String> = series
            .iter()
            .map(|s| s.categories[column].clone())
            .filter(|v| !v.is_empty() && (column > 0 || !measure.excluded.contains(v)))
            .collect();
        values.sort();
        values.dedup();
        Ok(values)
    }

    async fn series(
        &self,
        snapshot: &Snapshot,
        measure: &Measure,
    ) -> Result<Arc<Vec<StoredSeries>>, Failure> {
        if let Some(known) = snapshot.series.read().unwrap_or_else(PoisonError::into_inner).get(&measure.id) {
            return Ok(known.clone());
        }
        let read = if self.protected(measure) {
            snapshot.published.figures(&measure.id).map(|f| f.series()).unwrap_or_default()
        } else {
            self.reach.series(&measure.id).await?
        };
        let read = Arc::new(read);
        snapshot
            .series
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(measure.id.clone(), read.clone());
        Ok(read)
    }

    /// Checks and answers a question.
    ///
    /// # Errors
    /// [`Failure::Refused`] names the parameter at fault.
    pub async fn ask(&self, ask: Ask) -> Result<Arc<Answer>, Failure> {
        let query = Query::new(self.catalogue(), ask)?;
        self.observe(&query).await
    }

    /// Answers a question; equal questions on the same data share one answer.
    ///
    /// # Errors
    /// The answer would be too large, or the store can't be read.
    pub async fn observe(&self, query: &Query) -> Result<Arc<Answer>, Failure> {
        self.allow(query.place())?;
        let snapshot = self.snapshot().await?;
        let (query, note) = self.clipped(&snapshot, query);
        let stamp = self
            .catalogue()
            .indicator(query.indicator())
            .map(|indicator| self.catalogue().measure_of(indicator));
        let stamp = stamp.map(|measure| self.stamp(&snapshot, measure));
        if let Some(known) = stamp.and_then(|stamp| snapshot.kept.answer(stamp, &query)) {
            return Ok(known);
        }
        let mut answer = if self.cost(&snapshot, &query).await? > HEAVY {
            let (barometer, snapshot, query) = (self.clone(), snapshot.clone(), query.clone());
            self.turns.run(async move { barometer.whole(&snapshot, &query).await }).await??
        } else {
            self.whole(&snapshot, &query).await?
        };
        answer.note = answer.note.or(note);
        let answer = Arc::new(answer);
        if let Some(stamp) = stamp {
            snapshot.kept.keep(stamp, &query, &answer);
        }
        Ok(answer)
    }

    /// A question over what is covered and about a year around it: centuries of "missing" help nobody, and cost.
    fn clipped(&self, snapshot: &Snapshot, query: &Query) -> (Query, Option<String>) {
        let coverage = self
            .catalogue()
            .indicator(query.indicator())
            .and_then(|i| self.coverage(snapshot, self.catalogue().measure_of(i)));
        let asked = query.window();
        let told = around(coverage, self.today(), asked);
        if told == asked {
            return (query.clone(), None);
        }
        let note = match coverage {
            Some(c) => format!(
                "Ces chiffres existent du {} au {} : la réponse n’en dépasse pas les bornes de plus d’une année.",
                c.from.format("%d/%m/%Y"),
                c.to.format("%d/%m/%Y")
            ),
            None => "Ces chiffres n’existent pas encore : la réponse se limite à une année.".to_owned(),
        };
        (query.over(told), Some(note))
    }

    /// What a question reads and tells, about: rows, then cells.
    async fn cost(&self, snapshot: &Snapshot, query: &Query) -> Result<usize, Failure> {
        let Some(indicator) = self.catalogue().indicator(query.indicator()) else { return Ok(0) };
        let measure = self.catalogue().measure_of(indicator);
        let windows = 1 + usize::from(query.compare().is_some());
        if self.protected(measure) {
            let figures = snapshot.published.figures(&measure.id);
            let population = self.catalogue().population(&measure.id);
            return Ok(figures.zip(population).map_or(0, |(f, p)| f.cost(p, query) * windows));
        }
        let series = self.series(snapshot, measure).await?;
        Ok(fold::cost(query, measure, &series) * windows)
    }

    /// An answer with the one that it is compared with.
    async fn whole(&self, snapshot: &Snapshot, query: &Query) -> Result<Answer, Failure> {
        let mut answer = self.compute(snapshot, query).await?;
        if let Some(comparison) = query.compare() {
            let told = answer.query.window();
            let earlier = self.compute(snapshot, &query.about(comparison.window(told))).await?;
            answer.set_comparison(earlier);
        }
        Ok(answer)
    }

    async fn compute(&self, snapshot: &Snapshot, query: &Query) -> Result<Answer, Failure> {
        let indicator = self
            .catalogue()
            .indicator(query.indicator())
            .ok_or_else(|| Refusal::malformed("indicator", "cet indicateur n’existe pas"))?;
        let measure = self.catalogue().measure_of(indicator);
        let coverage = self.coverage(snapshot, measure);
        let too_long = || {
            Refusal::malformed(
                "grain",
                "la réponse serait trop longue : choisissez une période plus courte ou un grain plus large",
            )
        };
        if query.grain() == Grain::Hour && query.window().days() > LONGEST_HOURLY {
            return Err(too_long().into());
        }
        if let Some(population) = self.catalogue().population(&measure.id).filter(|_| self.protected(measure))
        {
            let told = match (snapshot.published.figures(&measure.id), coverage) {
                (Some(figures), Some(covered)) => {
                    if cells_of(query, query.place().size()) > LARGEST_ANSWER {
                        return Err(too_long().into());
                    }
                    published::answer(&figures, population, query, measure, covered)
                }
                _ => answer::Told::of(query.clone(), Vec::new()),
            };
            return Ok(Answer::new(told, indicator, measure, snapshot.known(measure)));
        }
        let series = self.series(snapshot, measure).await?;
        let groups = fold::groups(query, measure, &series);
        if cells_of(query, groups.len()) > LARGEST_ANSWER {
            return Err(too_long().into());
        }
        let mut told = answer::Told { coverage, ..answer::Told::of(query.clone(), groups) };
        if coverage.is_some() {
            told.cells = fold::cells(&self.reach, query, measure, &series, &told.groups).await?;
        }
        Ok(Answer::new(told, indicator, measure, snapshot.known(measure)))
    }

    /// The last whole months that an indicator covers, at most `months` of them, ending with the last
    /// month that is complete.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn last_months(&self, indicator: &Indicator, months: i32) -> Result<Option<Window>, Failure> {
        let snapshot = self.snapshot().await?;
        let measure = self.catalogue().measure_of(indicator);
        let Some(coverage) = self.coverage(&snapshot, measure) else { return Ok(None) };
        let grain = if measure.grain == Grain::Year { Grain::Year } else { Grain::Month };
        let last = Period::of_day(grain, coverage.to);
        let last =
            if last.last_day() > coverage.to { Period { ordinal: last.ordinal - 1, ..last } } else { last };
        let back = if grain == Grain::Year { (months + 11) / 12 } else { months };
        let first = Period { ordinal: last.ordinal - back + 1, ..last };
        Ok(Window::new(
            first.first_day().max(Period::of_day(grain, coverage.from).first_day()),
            last.last_day(),
        ))
    }
}

/// The figures behind the login. They are read through a mandate, and in no other way.
#[derive(Clone)]
pub struct Mandated(Barometer);

impl Mandated {
    /// How answers that are kept fare.
    pub fn kept_answers(&self) -> KeptAnswers {
        self.0.kept_answers()
    }

    pub fn seen_by(&self, mandate: Mandate) -> Barometer {
        Barometer { mandate: Some(mandate), ..self.0.clone() }
    }
}

/// The part of a window that may be answered: what is covered and the years that touch it.
fn around(coverage: Option<Window>, today: NaiveDate, asked: Window) -> Window {
    let covered = coverage.unwrap_or(Window { from: today, to: today });
    let from = NaiveDate::from_ymd_opt(covered.from.year() - 1, 1, 1).unwrap_or(covered.from);
    let to = NaiveDate::from_ymd_opt(covered.to.max(today).year() + 1, 12, 31).unwrap_or(covered.to);
    // Wholly outside: its first year says as well that there is nothing.
    let year = asked.from.checked_add_days(Days::new(365)).unwrap_or(asked.to);
    asked.intersection(Window { from, to }).unwrap_or(Window { to: asked.to.min(year), ..asked })
}

/// Cells of an answer with so many groups.
fn cells_of(query: &Query, groups: usize) -> usize {
    let window = query.window();
    let periods = match query.grain() {
        Grain::Hour => window.days() * 25,
        Grain::Day => window.days(),
        Grain::Week => window.days() / 7 + 2,
        Grain::Month => window.days() / 28 + 2,
        Grain::Quarter => window.days() / 89 + 2,
        Grain::Year => window.days() / 365 + 2,
        Grain::Total => 1,
    };
    usize::try_from(periods).unwrap_or(usize::MAX).saturating_mul(groups)
}

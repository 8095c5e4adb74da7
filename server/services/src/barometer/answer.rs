//! An answer: values with their status, and where they come from.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    catalogue::{Disclosure, Indicator, Measure, OverTime, Statistic, Unit},
    observation::{self, Status},
    query::{Query, statistic},
    source::Source,
    time::{Period, Window},
};

use super::{Snapshot, fold::Group, protect::Verdict};

/// Civil days for which a measure has data.
pub type Coverage = Option<Window>;

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub period: Period,
    /// Index into [`Answer::groups`].
    pub group: usize,
    pub value: Option<f64>,
    pub status: Status,
    /// Persons or events behind a ratio or quantile.
    pub n: Option<i64>,
    /// Told only as a multiple of the disclosure threshold.
    pub rounded: bool,
}

/// The answer to a [`Query`]: one cell for each period and group, in that order.
#[derive(Debug, Clone)]
pub struct Answer {
    pub indicator: &'static Indicator,
    pub measure: &'static Measure,
    pub query: Query,
    pub groups: Vec<Group>,
    pub periods: Vec<Period>,
    pub cells: Vec<Cell>,
    /// Last civil day that the figures cover.
    pub as_of: Option<NaiveDate>,
    pub coverage: Coverage,
    pub refreshed_at: Option<DateTime<Utc>>,
    pub source: Source,
    pub simulated: bool,
    pub suppressed: usize,
    pub version: i64,
    /// The earlier window of the question, when it compares.
    pub comparison: Option<Box<Answer>>,
}

pub struct Context<'a> {
    pub query: &'a Query,
    pub indicator: &'static Indicator,
    pub measure: &'static Measure,
    pub coverage: Coverage,
    pub snapshot: &'a Snapshot,
    pub groups: &'a [Group],
    pub periods: Vec<Period>,
}

impl Answer {
    pub fn new(
        context: Context<'_>,
        mut found: BTreeMap<(Period, usize), observation::Cell>,
        verdict: &Verdict,
    ) -> Self {
        let Context { query, indicator, measure, coverage, snapshot, groups, periods } = context;
        let mut cells = Vec::with_capacity(periods.len() * groups.len());
        let mut suppressed = 0;
        for period in &periods {
            for (group, of) in groups.iter().enumerate() {
                let cell = found.remove(&(*period, group));
                let mut status = status_of(*period, query.window(), coverage, measure);
                let countable = measure.over_time == OverTime::Sum && indicator.statistic_counts_absence();
                let mut value = match &cell {
                    Some(cell) => statistic(indicator.statistic, cell),
                    None if countable && of.exists && status != Status::Missing => Some(0.0),
                    None => None,
                };
                // Delays are whole days; the sketch tells them to half a percent.
                if indicator.unit == Unit::Days {
                    value = value.map(f64::round);
                }
                let at = (*period, group);
                let told = verdict.rounded.get(&at).copied();
                let is_rounded = told.is_some();
                let mut n = cell.as_ref().map(|c| c.count).filter(|_| indicator.has_population());
                if let Some(told) = told {
                    n = n.map(|_| told);
                    if indicator.statistic == Statistic::Count {
                        value = value.map(|_| told as f64);
                    }
                }
                if verdict.hidden.contains(&at) {
                    (value, n, status) = (None, None, Status::Suppressed);
                    suppressed += 1;
                } else if value.is_none() {
                    status = Status::Missing;
                }
                cells.push(Cell { period: *period, group, value, status, n, rounded: is_rounded });
            }
        }
        let run = snapshot.latest_run(measure.source);
        Self {
            indicator,
            measure,
            query: query.clone(),
            groups: groups.to_vec(),
            periods,
            cells,
            as_of: coverage.map(|w| w.to),
            coverage,
            refreshed_at: run.map(|r| r.started_at),
            source: measure.source,
            simulated: snapshot.is_simulated(measure.source),
            suppressed,
            version: snapshot.version,
            comparison: None,
        }
    }

    pub fn set_comparison(&mut self, earlier: Self) {
        self.suppressed += earlier.suppressed;
        self.comparison = Some(Box::new(earlier));
    }

    /// The cells of one group, by period.
    pub fn of_group(&self, group: usize) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |c| c.group == group)
    }

    /// The one cell of a question with one group and one period.
    pub fn single(&self) -> Option<&Cell> {
        self.cells.first().filter(|_| self.cells.len() == 1)
    }

    /// The cell at the same place of the earlier window: same group by name, same rank of period.
    pub fn compared(&self, cell: &Cell) -> Option<&Cell> {
        let earlier = self.comparison.as_deref()?;
        let rank = self.periods.iter().position(|p| *p == cell.period)?;
        let period = earlier.periods.get(rank)?;
        let group = &self.groups[cell.group];
        let index =
            earlier.groups.iter().position(|g| g.territory == group.territory && g.values == group.values)?;
        earlier.cells.iter().find(|c| c.period == *period && c.group == index)
    }

    /// Whether a reader must be told that persons are protected here.
    pub fn is_protected(&self) -> bool {
        self.indicator.disclosure == Disclosure::SmallCounts
    }
}

fn status_of(period: Period, window: Window, coverage: Coverage, measure: &Measure) -> Status {
    let Some(coverage) = coverage else { return Status::Missing };
    let span = if period == Period::TOTAL {
        window
    } else {
        Window { from: period.first_day(), to: period.last_day() }
    };
    if span.intersection(coverage).is_none() {
        return Status::Missing;
    }
    let stock = measure.over_time == OverTime::Last;
    if !period.is_inside(window) || (!stock && (span.to > coverage.to || span.from < coverage.from)) {
        return Status::Partial;
    }
    let fresh = coverage.to.checked_sub_days(Days::new(u64::from(measure.provisional_days)));
    if measure.provisional_days > 0 && fresh.is_some_and(|day| span.to > day) {
        return Status::Provisional;
    }
    Status::Final
}

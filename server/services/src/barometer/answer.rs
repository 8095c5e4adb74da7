//! An answer: values with their status, and where they come from.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    catalogue::{Disclosure, Indicator, Measure, OverTime, Unit},
    observation::{self, Status},
    query::{Place, Query, statistic},
    source::Source,
    territory::Territory,
    time::{Period, Window},
};

use super::{
    fold::Group,
    stamp::{Known, Origin},
};

/// Means by weekday (Monday first) and hour.
pub type Rhythm = [[Option<f64>; 24]; 7];

/// Weekdays by hours, and the window that was told where it is not the one asked for.
pub type RhythmTold = (Rhythm, Option<Window>);

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
    /// What the figures come from: equal origins, equal answers to equal questions.
    pub origin: Origin,
    /// One sentence for the reader, where the answer is not quite what was asked.
    pub note: Option<String>,
    /// The earlier window of the question, when it compares.
    pub comparison: Option<Box<Answer>>,
    /// For each group, its place in the earlier answer.
    earlier_groups: Vec<Option<usize>>,
}

/// What can be told of a question: its window as it could be answered, the cells found, and those withheld.
#[derive(Debug)]
pub struct Told {
    pub query: Query,
    pub groups: Vec<Group>,
    pub periods: Vec<Period>,
    pub cells: BTreeMap<(Period, usize), observation::Cell>,
    pub hidden: BTreeSet<(Period, usize)>,
    pub coverage: Coverage,
    /// One sentence for the reader, where the answer is not quite what was asked.
    pub note: Option<String>,
}

impl Told {
    pub fn of(query: Query, groups: Vec<Group>) -> Self {
        let periods = Period::covering(query.grain(), query.window());
        Self {
            query,
            groups,
            periods,
            cells: BTreeMap::new(),
            hidden: BTreeSet::new(),
            coverage: None,
            note: None,
        }
    }

    /// Everything that was asked, withheld.
    pub fn withheld(mut self, note: &str) -> Self {
        let all = self.periods.iter().flat_map(|p| (0..self.groups.len()).map(move |g| (*p, g)));
        self.hidden = all.collect();
        self.note = Some(note.to_owned());
        self
    }

    /// A question whose table is not published.
    pub fn nothing(query: &Query, covered: Window, note: String) -> Self {
        let groups = match (query.place(), query.by().is_empty()) {
            (Place::One(territory), true) => vec![Group { territory, values: Vec::new(), exists: false }],
            _ => Vec::new(),
        };
        Self { coverage: Some(covered), ..Self::of(query.clone(), groups) }.withheld(&note)
    }
}

impl Answer {
    pub fn new(told: Told, indicator: &'static Indicator, measure: &'static Measure, known: Known) -> Self {
        let Told { query, groups, periods, cells: mut found, hidden, coverage, note } = told;
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
                let mut n = cell.as_ref().map(|c| c.count).filter(|_| indicator.has_population());
                if hidden.contains(&(*period, group)) {
                    (value, n, status) = (None, None, Status::Suppressed);
                    suppressed += 1;
                } else if value.is_none() {
                    status = Status::Missing;
                }
                cells.push(Cell { period: *period, group, value, status, n });
            }
        }
        Self {
            indicator,
            measure,
            query,
            groups,
            periods,
            cells,
            as_of: coverage.map(|w| w.to),
            coverage,
            refreshed_at: known.refreshed_at,
            source: measure.source,
            simulated: known.simulated,
            suppressed,
            origin: known.origin,
            note,
            comparison: None,
            earlier_groups: Vec::new(),
        }
    }

    pub fn set_comparison(&mut self, earlier: Self) {
        self.suppressed += earlier.suppressed;
        let places: HashMap<(Territory, &[String]), usize> =
            earlier.groups.iter().enumerate().map(|(i, g)| ((g.territory, g.values.as_slice()), i)).collect();
        self.earlier_groups =
            self.groups.iter().map(|g| places.get(&(g.territory, g.values.as_slice())).copied()).collect();
        self.comparison = Some(Box::new(earlier));
    }

    /// The cells of one group, by period.
    pub fn of_group(&self, group: usize) -> impl Iterator<Item = &Cell> {
        // Cells stand by period, then by group.
        self.cells.iter().skip(group).step_by(self.groups.len().max(1))
    }

    /// The one cell of a question with one group and one period.
    pub fn single(&self) -> Option<&Cell> {
        self.cells.first().filter(|_| self.cells.len() == 1)
    }

    /// The cell at the same place of the earlier window: same group by name, same rank of period.
    pub fn compared(&self, cell: &Cell) -> Option<&Cell> {
        let earlier = self.comparison.as_deref()?;
        let rank = self.periods.binary_search(&cell.period).ok()?;
        let group = (*self.earlier_groups.get(cell.group)?)?;
        // Cells stand by period, then by group.
        earlier.cells.get(rank * earlier.groups.len() + group).filter(|_| rank < earlier.periods.len())
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

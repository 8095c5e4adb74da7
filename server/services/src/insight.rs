//! What a figure should be: expectations of the coming weeks, and the last week against what was expected of it.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use detection::forecast::{Daily, Forecast, Surprise};
use domain::{
    catalogue::OverTime,
    query::{Ask, Query},
    time::{Grain, Window},
};

use crate::barometer::{Barometer, Failure};

/// Days of history that are read.
const HISTORY: u64 = 5 * 365;
/// Weeks that are foreseen.
const WEEKS: usize = 8;

/// A figure's last week, and its next ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Insight {
    /// Weekly sums that are known, oldest first: Monday and value.
    pub weeks: Vec<(NaiveDate, f64)>,
    pub surprise: Option<Surprise>,
    pub forecast: Option<Forecast>,
}

impl Barometer {
    /// What to make of a daily count; `None` for what is no flow of days.
    ///
    /// # Errors
    /// As for any question. The window and grain of `ask` don't matter.
    pub async fn insight(&self, ask: Ask) -> Result<Option<Arc<Insight>>, Failure> {
        let Some(indicator) = self.catalogue().indicator(&ask.indicator) else { return Ok(None) };
        let measure = self.catalogue().measure_of(indicator);
        let snapshot = self.snapshot().await?;
        let flow = measure.over_time == OverTime::Sum && measure.grain <= Grain::Day;
        let Some(coverage) = self.coverage(&snapshot, measure).filter(|_| flow) else { return Ok(None) };
        // Days that may still change would look like a fall.
        let last = coverage.to - Days::new(u64::from(measure.provisional_days));
        let Some(window) = Window::new(coverage.from.max(last - Days::new(HISTORY)), last) else {
            return Ok(None);
        };
        let query = Query::new(self.catalogue(), Ask { window, grain: Grain::Day, compare: None, ..ask })?;
        // Refusals come before anything that was kept.
        let answer = self.observe(&query).await?;
        let key = (self.stamp(&snapshot, measure), query);
        let known = snapshot.kept.insights.get(&key);
        if known.is_some() {
            return Ok(known);
        }
        let counts = answer.cells.iter().map(|cell| cell.value.unwrap_or(f64::NAN)).collect();
        let daily = Daily { first: window.from, counts };
        let computed = self.turns().work(move || Insight {
            weeks: daily.weeks(),
            surprise: daily.surprise(),
            forecast: daily.forecast(WEEKS),
        });
        let insight = Arc::new(computed.await?);
        snapshot.kept.insights.insert(key, insight.clone());
        Ok(Some(insight))
    }
}

//! Hours of the week.

use chrono::{Datelike, Timelike};
use domain::{
    catalogue::Measure,
    query::{Ask, Place, Query, Refusal},
    time::{Grain, Window},
};

use super::{Barometer, Failure, Rhythm, Snapshot, around, fold, published};

/// Days whose hours are read without waiting for a turn.
const FEW_DAYS: i64 = 62;

impl Barometer {
    /// Mean count by weekday (Monday first) and civil hour, and the days that it is about: the window itself, or the whole
    /// months of it that are published (for France only).
    ///
    /// # Errors
    /// The indicator has no hours, or the store can't be read.
    pub async fn rhythm(
        &self,
        indicator: &str,
        place: Place,
        window: Window,
    ) -> Result<(Rhythm, Option<Window>), Failure> {
        let ask = Ask::of(indicator, window, Grain::Hour).at(place);
        let query = Query::new(self.catalogue(), ask)?;
        self.allow(query.place())?;
        let declared = self
            .catalogue()
            .indicator(indicator)
            .ok_or_else(|| Refusal::malformed("indicator", "inconnu"))?;
        let measure = self.catalogue().measure_of(declared);
        let snapshot = self.snapshot().await?;
        if self.protected(measure) {
            let figures = snapshot.published.figures(&measure.id).filter(|_| published::is_national(place));
            return Ok(figures.map_or(([[None; 24]; 7], None), |f| f.rhythm(window)));
        }
        let key = (self.stamp(&snapshot, measure), (indicator.to_owned(), place.to_string(), window));
        if let Some(known) = snapshot.kept.rhythms.get(&key) {
            return Ok(known);
        }
        let told = around(self.coverage(&snapshot, measure), self.today(), window);
        let query = query.over(told);
        let grid = if told.days() > FEW_DAYS {
            let (barometer, snapshot) = (self.clone(), snapshot.clone());
            self.turns.run(async move { barometer.grid(&snapshot, &query, measure).await }).await??
        } else {
            self.grid(&snapshot, &query, measure).await?
        };
        snapshot.kept.rhythms.insert(key, (grid, Some(told)));
        Ok((grid, Some(told)))
    }

    /// Reads the hours of a window.
    async fn grid(&self, snapshot: &Snapshot, query: &Query, measure: &Measure) -> Result<Rhythm, Failure> {
        let window = query.window();
        let series = self.series(snapshot, measure).await?;
        let groups = fold::groups(query, measure, &series);
        let cells = fold::cells(&self.reach, query, measure, &series, &groups).await?;
        let mut sums = [[0i64; 24]; 7];
        for ((period, _), cell) in &cells {
            if let Some(time) = period.civil_hour() {
                sums[time.weekday().num_days_from_monday() as usize][time.hour() as usize] += cell.count;
            }
        }
        let mut days = [0i64; 7];
        for day in window.from.iter_days().take_while(|d| *d <= window.to) {
            days[day.weekday().num_days_from_monday() as usize] += 1;
        }
        let mut grid = [[None; 24]; 7];
        for (day, row) in grid.iter_mut().enumerate() {
            for (hour, mean) in row.iter_mut().enumerate() {
                *mean = (days[day] > 0).then(|| sums[day][hour] as f64 / days[day] as f64);
            }
        }
        Ok(grid)
    }
}

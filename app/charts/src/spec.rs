//! What a chart says: data and meaning, before any drawing. Everything a reader may need is in the type, so that no
//! output can lose it: status of a value, its interval, the population behind a rate, events and breaks.

use domain::{catalogue::Unit, observation::Status};
use serde::{Deserialize, Serialize};

pub use crate::points::Point;
use crate::points::Points;

/// A chart, whatever its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChartSpec {
    /// Unique on its page; prefix of all ids inside.
    pub id: String,
    /// Caption: what is shown, without the finding.
    pub title: String,
    pub unit: Unit,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    /// Values by period.
    Time(TimeSeries),
    /// Horizontal bars, one a category, largest first.
    Categories(Bars),
    /// A dot and its interval, one a category.
    Dots(Vec<Dot>),
    /// Hour (24 columns) by weekday (7 rows): means.
    HeatMap(Box<[[Option<f64>; 24]; 7]>),
    /// Départements by class.
    Map(MapData),
    /// Small multiples: one line a panel, all on one scale.
    Multiples(Vec<Series>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimeSeries {
    pub shape: Shape,
    /// One or more curves over the same periods.
    pub series: Vec<Series>,
    /// The earlier window of the first series, point by point, drawn behind in grey.
    pub comparison: Option<Points>,
    pub events: Vec<EventMark>,
    /// Where values before and after can't be compared.
    pub breaks: Vec<BreakMark>,
}

impl TimeSeries {
    /// One curve without a name.
    pub fn one(shape: Shape, points: Points) -> Self {
        let series = vec![Series { name: String::new(), points }];
        Self { shape, series, comparison: None, events: Vec::new(), breaks: Vec::new() }
    }

    /// Points of the first series: the periods of all of them.
    pub fn points(&self) -> &Points {
        static NONE: Points = Points::none();
        self.series.first().map_or(&NONE, |s| &s.points)
    }

    /// The part from point `from` to before point `to`, for a closer look.
    #[must_use]
    pub fn part(&self, from: usize, to: usize) -> Self {
        let cut = |points: &Points| points.part(from, to);
        let series =
            self.series.iter().map(|s| Series { name: s.name.clone(), points: cut(&s.points) }).collect();
        let inside = |at: usize| (from..to).contains(&at).then(|| at - from);
        Self {
            shape: self.shape,
            series,
            comparison: self.comparison.as_ref().map(cut),
            events: self
                .events
                .iter()
                .filter_map(|e| Some(EventMark { at: inside(e.at)?, ..e.clone() }))
                .collect(),
            breaks: self
                .breaks
                .iter()
                .filter_map(|b| Some(BreakMark { at: inside(b.at)?, ..b.clone() }))
                .collect(),
        }
    }
}

/// A curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Empty where there is only one.
    pub name: String,
    pub points: Points,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    Bars,
    Line,
    Area,
    /// Bars of several series, one on the other.
    Stacked,
}

/// A known event at a point of the series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventMark {
    /// Index of the first point it touches.
    pub at: usize,
    pub title: String,
}

/// A break in series: from this point on, something is counted otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakMark {
    pub at: usize,
    pub reason: String,
}

/// Categories of one measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bars {
    pub rows: Vec<Bar>,
    /// What they make together; absent where they don't add up: none of them is then a share.
    pub whole: Option<f64>,
}

impl Bars {
    /// Categories whose values have no sum: a visit that is counted on each page it saw, a mean.
    pub fn apart(rows: Vec<Bar>) -> Self {
        Self { rows, whole: None }
    }

    /// Categories that are the parts of a whole.
    pub fn parts(rows: Vec<Bar>) -> Self {
        let whole: f64 = rows.iter().filter_map(|b| b.value).sum();
        Self { rows, whole: Some(whole).filter(|whole| *whole > 0.0) }
    }

    /// The part of the whole that a category is, from 0 to 1.
    pub fn share(&self, bar: &Bar) -> Option<f64> {
        Some(bar.value? / self.whole?)
    }
}

impl std::ops::Deref for Bars {
    type Target = [Bar];

    fn deref(&self) -> &[Bar] {
        &self.rows
    }
}

/// One category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    pub label: String,
    pub value: Option<f64>,
    pub status: Status,
    pub n: Option<i64>,
    /// Where the label leads, if anywhere.
    pub link: Option<String>,
}

/// A value and how sure it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dot {
    pub label: String,
    pub value: Option<f64>,
    pub interval: Option<(f64, f64)>,
    pub status: Status,
    pub n: Option<i64>,
}

/// A choropleth of the départements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapData {
    pub areas: Vec<Area>,
    /// "pour 10 000 habitants", or empty for a plain value.
    pub per: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// INSEE code of the département.
    pub code: String,
    pub name: String,
    pub value: Option<f64>,
    pub status: Status,
    /// The count behind a rate.
    pub n: Option<i64>,
    pub link: String,
}

/// How a status is said beside a value.
pub fn status_word(status: Status) -> Option<&'static str> {
    match status {
        Status::Final => None,
        Status::Provisional => Some("provisoire"),
        Status::Partial => Some("période incomplète"),
        Status::Suppressed => Some("secret statistique"),
        Status::Missing => Some("pas de donnée"),
    }
}

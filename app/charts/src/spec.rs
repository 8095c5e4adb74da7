//! What a chart says: data and meaning, before any drawing.

use domain::{catalogue::Unit, observation::Status, time::Period};

/// A chart, whatever its kind.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartSpec {
    /// Unique on its page; prefix of all ids inside.
    pub id: String,
    /// Caption: what is shown, without the finding.
    pub title: String,
    pub unit: Unit,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Values by period: bars for counts, a line for ratios.
    Time(TimeSeries),
    /// Horizontal bars, one a category, largest first.
    Categories(Vec<Bar>),
    /// Hour (24 columns) by weekday (7 rows): means.
    HeatMap(Box<[[Option<f64>; 24]; 7]>),
    /// Départements by class.
    Map(MapData),
}

#[derive(Debug, Clone, PartialEq)]
pub struct TimeSeries {
    pub shape: Shape,
    pub points: Vec<Point>,
    /// The earlier window, point by point, drawn behind in grey.
    pub comparison: Option<Vec<Point>>,
    pub events: Vec<EventMark>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Bars,
    Line,
}

/// One value in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub period: Period,
    pub value: Option<f64>,
    pub status: Status,
    /// Persons or events behind a ratio.
    pub n: Option<i64>,
}

/// A known event at a point of the series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventMark {
    /// Index of the first point it touches.
    pub at: usize,
    pub title: String,
}

/// One category.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    pub label: String,
    pub value: Option<f64>,
    pub status: Status,
    pub n: Option<i64>,
    /// Where the label leads, if anywhere.
    pub link: Option<String>,
}

/// A choropleth of the départements.
#[derive(Debug, Clone, PartialEq)]
pub struct MapData {
    pub areas: Vec<Area>,
    /// "pour 10 000 habitants", or empty for a plain value.
    pub per: String,
}

#[derive(Debug, Clone, PartialEq)]
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

//! The last hours, as they come.

use charts::{
    points::Points,
    spec::{ChartSpec, Kind, Point, Shape, TimeSeries},
};

use chrono::Days;
use domain::{
    query::{Ask, Place},
    source::Run,
    territory::Territory,
    time::{Grain, Window, to_paris},
};
use services::Failure;

use super::Screen;
use crate::{
    address,
    env::Env,
    model::{Section, builder::Builder},
    state::State,
};

/// Loads that are listed.
const LISTED: i64 = 12;

/// What the screen has beside its charts.
#[derive(Debug, Clone)]
pub struct Live {
    /// Last loads, latest first.
    pub runs: Vec<Run>,
    /// On a wall nothing is pressed: no frame around the figures.
    pub wall: bool,
}

/// A load in one line: "3 novembre 2026, 14:05:09 – Easiware : 3 lignes nouvelles (simulées)".
pub fn sentence(run: &Run) -> String {
    let at = to_paris(run.started_at);
    let rows = run.accepted - run.unchanged;
    let told = match (run.simulated, rows > 1) {
        (true, true) => " (simulées)",
        (true, false) => " (simulée)",
        _ => "",
    };
    let plural = if rows > 1 { "s" } else { "" };
    format!(
        "{}, {} – {} : {} ligne{plural} nouvelle{plural}{told}",
        french::date(at.date()),
        at.format("%H:%M:%S"),
        run.source.title(),
        french::integer(rows as f64)
    )
}

/// Indicators counted by the hour: section and question.
const HOURLY: [(&str, &str, &str); 2] = [
    ("contacts", "Combien de contacts, heure par heure ?", "contacts"),
    ("pre-plaintes", "Combien de pré-plaintes, heure par heure ?", "pre_complaints"),
];

pub async fn build(env: &Env, state: State) -> Result<Screen, Failure> {
    let screen = Screen::new(env, address::LIVE.path(), "En direct", state.clone(), "contacts").await?;
    let b = Builder::new(env, &state);
    let mut sections = Vec::new();
    for (id, question, indicator) in HOURLY {
        sections.extend(hours(&b, id, question, indicator).await?);
    }
    let runs = env.barometer.runs(LISTED).await?;
    let wall = state.more.get("vue").is_some_and(|v| v == "mur");
    Ok(Screen { live: Some(Live { runs, wall }), ..screen.with(sections) })
}

/// The last two days of an indicator, hour by hour, up to the last one that has anything.
async fn hours(
    b: &Builder<'_>,
    id: &str,
    question: &str,
    indicator: &str,
) -> Result<Option<Section>, Failure> {
    let Some((declared, measure)) = b.declared(indicator) else { return Ok(None) };
    let Some(coverage) = b.coverage(indicator).await? else { return Ok(None) };
    let from = (coverage.to - Days::new(1)).max(coverage.from);
    let Some(window) = Window::new(from, coverage.to) else { return Ok(None) };
    let place = if measure.territorial { b.state.territory } else { Territory::France };
    let ask = Ask::of(indicator, window, Grain::Hour).at(Place::One(place));
    let answer = b.env.barometer.ask(ask.clone()).await?;
    let last = answer.cells.iter().rposition(|c| c.value.is_some_and(|v| v > 0.0));
    let cells = &answer.cells[..last.map_or(0, |last| last + 1)];
    let today: f64 = cells
        .iter()
        .filter(|c| c.period.civil_hour().is_some_and(|h| h.date() == coverage.to))
        .filter_map(|c| c.value)
        .sum();
    let points: Points = cells
        .iter()
        .map(|c| Point { period: c.period, value: c.value, status: c.status, n: c.n, interval: None })
        .collect();
    if cells.is_empty() {
        return Ok(None);
    }
    let at = if place == Territory::France { String::new() } else { format!(", {}", place.name()) };
    Ok(Some(Section {
        id: id.to_owned(),
        question: question.to_owned(),
        finding: b.placed(
            measure,
            format!(
                "Le {} : {} jusqu’ici.",
                french::date(coverage.to),
                french::quantity(today, declared.unit)
            ),
        ),
        spec: Some(ChartSpec {
            id: id.to_owned(),
            title: format!("{}{at}, par heure", declared.title),
            unit: declared.unit,
            kind: Kind::Time(TimeSeries::one(Shape::Bars, points)),
        }),
        asks: vec![ask],
        events: Vec::new(),
        note: declared.definition.clone(),
        compared: None,
        simulated: answer.simulated,
        more: None,
    }))
}

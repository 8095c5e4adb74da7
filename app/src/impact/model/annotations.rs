//! Annotations of colleagues: on the charts that they are about, and all together on a screen of their own.

use charts::spec::{EventMark, Kind};

use domain::{identity::Operation, series::SeriesRef, territory::Territory, time::Window};
use services::{Failure, annotations::Annotation};

use super::{Screen, explorer::choices};
use crate::{
    address,
    env::Env,
    labels::{label, series_name},
    model::Section,
    state::State,
};

/// What the screen has.
#[derive(Debug, Clone, Default)]
pub struct AnnotationList {
    pub annotations: Vec<Told>,
    /// The reader may write.
    pub writes: bool,
    /// What the form begins with.
    pub indicator: String,
    pub territory: String,
    pub filters: String,
    /// Parts of that indicator: value of the field and words.
    pub parts: Vec<(String, String)>,
}

/// An annotation with the name of its series.
#[derive(Debug, Clone)]
pub struct Told {
    pub annotation: Annotation,
    pub series: String,
}

pub async fn build(env: &Env, state: State) -> Result<Screen, Failure> {
    let screen =
        Screen::new(env, address::ANNOTATIONS.path(), "Annotations", state.clone(), "pre_complaints").await?;
    let Some(session) = &env.session else { return Ok(screen) };
    let catalogue = env.barometer.catalogue();
    let annotations = env
        .annotations
        .visible(&session.actor)
        .await?
        .into_iter()
        .map(|annotation| Told { series: series_name(catalogue, &annotation.series), annotation })
        .collect();
    let given = |name: &str| state.more.get(name).cloned().unwrap_or_default();
    let (indicator, filters) = (given("indicateur"), given("filtres"));
    let annotations = AnnotationList {
        annotations,
        writes: session.actor.mandate.may(Operation::Annotate),
        parts: parts(env, &indicator, state.territory, &filters, screen.coverage).await?,
        indicator,
        territory: state.territory.to_string(),
        filters,
    };
    Ok(Screen { annotations: Some(annotations), ..screen })
}

/// The parts of an indicator that an annotation can be about: the one that was asked for, then the largest of each dimension.
async fn parts(
    env: &Env,
    indicator: &str,
    territory: Territory,
    filters: &str,
    coverage: Option<Window>,
) -> Result<Vec<(String, String)>, Failure> {
    let catalogue = env.barometer.catalogue();
    let (Some(declared), Some(window)) = (catalogue.indicator(indicator), coverage) else {
        return Ok(Vec::new());
    };
    let mut parts = Vec::new();
    if let Ok(series) = SeriesRef::new(catalogue, indicator, territory, filters)
        && !series.filters().is_empty()
    {
        let titles: Vec<String> = series
            .filters()
            .iter()
            .map(|(dimension, value)| format!("{} : {}", dimension.title(), label(*dimension, value)))
            .collect();
        parts.push((series.filters_text(), titles.join(", ")));
    }
    let largest = choices(env, indicator, territory, catalogue.measure_of(declared), window).await?;
    parts.extend(largest.into_iter().filter(|(value, _)| value != filters));
    Ok(parts)
}

/// The series that a section draws in the order of time.
pub fn series_of(section: &Section) -> Vec<SeriesRef> {
    match section.spec.as_ref().map(|spec| &spec.kind) {
        Some(Kind::Time(_)) => section.asks.iter().filter_map(SeriesRef::of).collect(),
        _ => Vec::new(),
    }
}

/// Puts the reader's annotations at their days, on the charts that show their series.
///
/// # Errors
/// The annotations can't be read.
pub async fn mark(env: &Env, sections: &mut [Section]) -> Result<(), Failure> {
    let Some(session) = &env.session else { return Ok(()) };
    let visible = env.annotations.visible(&session.actor).await?;
    if visible.is_empty() {
        return Ok(());
    }
    for section in sections {
        let drawn = series_of(section);
        let Some(Kind::Time(time)) = section.spec.as_mut().map(|spec| &mut spec.kind) else { continue };
        let found: Vec<EventMark> = visible
            .iter()
            .filter(|a| drawn.contains(&a.series))
            .filter_map(|a| {
                let holds = |p: domain::time::Period| p.first_day() <= a.day && a.day <= p.last_day();
                let at = time.points().iter().position(|point| holds(point.period))?;
                // Among several curves, one has to know which.
                let which = match drawn.len() {
                    0 | 1 => String::new(),
                    _ => format!(" ({})", series_name(env.barometer.catalogue(), &a.series)),
                };
                Some(EventMark { at, title: format!("{}{which} : {}", french::date(a.day), a.body) })
            })
            .collect();
        if found.is_empty() {
            continue;
        }
        time.events.extend(found);
        time.events.sort_by_key(|event| event.at);
        section.events = time.events.iter().map(|event| event.title.clone()).collect();
    }
    Ok(())
}

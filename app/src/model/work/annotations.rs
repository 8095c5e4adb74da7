//! Remarks of colleagues: on the charts that they are about, and all together on a screen of their own.

use charts::{
    french,
    spec::{EventMark, Kind},
};
use domain::{
    identity::Operation,
    query::{Ask, Place},
    territory::Territory,
};
use services::{Failure, annotations::Annotation};

use super::Screen;
use crate::{env::Env, model::Section, state::State};

/// What the screen has.
#[derive(Debug, Clone, Default)]
pub struct Remarks {
    pub annotations: Vec<Told>,
    /// The reader may write.
    pub writes: bool,
    /// Indicator and territory that the form begins with.
    pub indicator: String,
    pub territory: String,
}

/// A remark with the name of its indicator.
#[derive(Debug, Clone)]
pub struct Told {
    pub annotation: Annotation,
    pub indicator: String,
}

pub async fn build(env: &Env, state: State) -> Result<Screen, Failure> {
    let screen =
        Screen::new(env, "/cyberimpact/annotations", "Annotations", state.clone(), "pre_complaints").await?;
    let Some(session) = &env.session else { return Ok(screen) };
    let title = |id: &str| env.barometer.catalogue().indicator(id).map(|i| i.title.clone());
    let annotations = env
        .annotations
        .visible(&session.actor)
        .await?
        .into_iter()
        .map(|annotation| Told { indicator: title(&annotation.indicator).unwrap_or_default(), annotation })
        .collect();
    let remarks = Remarks {
        annotations,
        writes: session.actor.mandate.may(Operation::Annotate),
        indicator: state.more.get("indicateur").cloned().unwrap_or_default(),
        territory: state.territory.to_string(),
    };
    Ok(Screen { remarks: Some(remarks), ..screen })
}

/// The series that a section draws, where it draws one as it is.
pub fn series_of(ask: &Ask) -> Option<(&str, Territory)> {
    match ask.place {
        Place::One(place) if ask.by.is_empty() && ask.filters.is_empty() => Some((&ask.indicator, place)),
        _ => None,
    }
}

/// Puts the reader's remarks at their days, on the charts that show their series.
///
/// # Errors
/// The remarks can't be read.
pub async fn mark(env: &Env, sections: &mut [Section]) -> Result<(), Failure> {
    let Some(session) = &env.session else { return Ok(()) };
    let visible = env.annotations.visible(&session.actor).await?;
    for section in sections {
        let Some((indicator, place)) = section.ask.as_ref().and_then(series_of) else { continue };
        let Some(Kind::Time(time)) = section.spec.as_mut().map(|spec| &mut spec.kind) else { continue };
        let about = |a: &&Annotation| a.indicator == indicator && a.territory == place;
        let found: Vec<EventMark> = visible
            .iter()
            .filter(about)
            .filter_map(|a| {
                let holds = |p: domain::time::Period| p.first_day() <= a.day && a.day <= p.last_day();
                let at = time.points().iter().position(|point| holds(point.period))?;
                Some(EventMark { at, title: format!("{} : {}", french::date(a.day), a.body) })
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

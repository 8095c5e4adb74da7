//! Everything on one territory; and the list of those that a reader may open.

use domain::{
    query::Place,
    territory::{Level, Territory},
};
use services::Failure;

use super::{Screen, flows, path_of, unit};
use crate::{
    env::Env,
    model::{
        self,
        builder::{Builder, Topic},
    },
    state::State,
};

pub async fn list(env: &Env, state: State) -> Result<Screen, Failure> {
    let screen =
        Screen::new(env, "/cyberimpact/territoires", "Territoires", state.clone(), "pre_complaints").await?;
    let mandate = env.session.as_ref().map(|s| s.actor.mandate);
    let may = |t: &Territory| mandate.is_some_and(|m| m.covers(Place::One(*t)));
    let parts: Vec<(String, String)> = Territory::all(Level::Region)
        .into_iter()
        .chain(Territory::the_101())
        .filter(may)
        .map(|t| match t.level() {
            Level::Region => (t.name().to_owned(), path_of(t)),
            _ => (format!("{} – {}", t.code(), t.name()), path_of(t)),
        })
        .collect();
    let mut b = Builder::new(env, &state);
    if super::shows_all(env, &state) {
        b.map(Topic::new("carte", "Où dépose-t-on le plus de pré-plaintes ?", "pre_complaints"), true)
            .await?;
        b.map(Topic::new("note", "Où la note est-elle haute ?", "review_rating"), false).await?;
    }
    let lead = format!("Vous pouvez ouvrir {} territoires.", parts.len());
    let sections = std::mem::take(&mut b.sections);
    Ok(Screen { parts, lead, ..screen.with(sections) })
}

/// The screen of a territory, or of one of its units; `None` where there is no such unit.
///
/// # Errors
/// A territory outside of the mandate, or figures that can't be read.
pub async fn build(env: &Env, place: Territory, state: State) -> Result<Option<Screen>, Failure> {
    let mandate = env.session.as_ref().map(|s| s.actor.mandate);
    if !mandate.is_some_and(|m| m.covers(Place::One(place))) {
        return Err(Failure::Forbidden);
    }
    if let Some(unit) = state.more.get("unite").cloned() {
        return unit::build(env, place, &unit, state).await;
    }
    let state = State { territory: place, ..state };
    let mut screen = Screen::new(env, &path_of(place), place.name(), state.clone(), "pre_complaints").await?;
    // A région's map lists départements, which only a national mandate reads.
    let page = match (
        place.level(),
        super::shows_all(env, &State { territory: Territory::France, ..state.clone() }),
    ) {
        (Level::Region, false) => Vec::new(),
        _ => model::territory(env, place, state.clone()).await?.sections,
    };
    let mut b = Builder::new(env, &state);
    flows::forecast(
        &mut b,
        Topic::new("prevision", "Combien de pré-plaintes les prochaines semaines ?", "pre_complaints"),
    )
    .await?;
    let mut sections = page;
    sections.splice(sections.len().min(1)..sections.len().min(1), std::mem::take(&mut b.sections));
    let may = |t: &Territory| mandate.is_some_and(|m| m.covers(Place::One(*t)));
    screen.parts = place
        .children()
        .into_iter()
        .chain(place.parent())
        .filter(may)
        .filter(|t| *t != Territory::France)
        .map(|t| (t.name().to_owned(), path_of(t)))
        .collect();
    if place.level() == Level::Departement {
        screen.parts.extend(unit::units(env, place).await?);
    }
    Ok(Some(screen.with(sections)))
}

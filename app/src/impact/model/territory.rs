//! Everything on one territory; and the list of those that a reader may open.

use domain::{
    query::Place,
    territory::{Level, Territory},
};
use services::Failure;

use super::{Screen, Way, flows, path_of, unit};
use crate::{
    address,
    env::Env,
    model::{builder::Builder, topic::Topic},
    state::State,
};

pub async fn list(env: &Env, state: State) -> Result<Screen, Failure> {
    let screen =
        Screen::new(env, address::TERRITORIES.path(), "Territoires", state.clone(), "pre_complaints").await?;
    let mandate = env.session.as_ref().map(|s| s.actor.mandate);
    let may = |t: &Territory| mandate.is_some_and(|m| m.covers(Place::One(*t)));
    let link = |t: Territory| (format!("{} – {}", t.code(), t.name()), path_of(t));
    let ways: Vec<Way> = Territory::all(Level::Region)
        .into_iter()
        .map(|region| Way {
            title: region.name().to_owned(),
            path: may(&region).then(|| path_of(region)),
            links: region.children().into_iter().filter(may).map(link).collect(),
        })
        .filter(|way| way.path.is_some() || !way.links.is_empty())
        .collect();
    let mut b = Builder::new(env, &state);
    if super::shows_all(env, &state) {
        b.map(Topic::new("carte", "Où dépose-t-on le plus de pré-plaintes ?", "pre_complaints"), true)
            .await?;
        b.map(Topic::new("note", "Où la note est-elle haute ?", "review_rating"), false).await?;
    }
    let open = ways.iter().map(|way| usize::from(way.path.is_some()) + way.links.len()).sum::<usize>();
    let lead = match open {
        1 => "Vous pouvez ouvrir un territoire.".to_owned(),
        n => format!("Vous pouvez ouvrir {n} territoires."),
    };
    let mut sections = std::mem::take(&mut b.sections);
    // The list below is where the maps lead.
    sections.iter_mut().for_each(|section| section.more = None);
    Ok(Screen { ways, lead, ..screen.with(sections) })
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
        _ => crate::barometer::model::territory::build(env, place, state.clone()).await?.sections,
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
    let link = |t: Territory| (t.name().to_owned(), path_of(t));
    let group = |title: &str, list: Vec<Territory>| Way {
        title: title.to_owned(),
        path: None,
        links: list.into_iter().filter(may).filter(|t| *t != Territory::France).map(link).collect(),
    };
    screen.ways = vec![
        group("Sa région", place.parent().into_iter().collect()),
        group("Ses départements", place.children()),
    ];
    if place.level() == Level::Departement {
        let links = unit::units(env, place).await?;
        screen.ways.push(Way { title: "Ses unités".to_owned(), path: None, links });
    }
    screen.ways.retain(|way| !way.links.is_empty());
    Ok(Some(screen.with(sections)))
}

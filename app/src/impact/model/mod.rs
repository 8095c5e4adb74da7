//! The screens behind the login: one file a screen, and a few for what they hold (forecasts, curves and what links them, annotations),
//! and the weekly digest. All figures come through the reader's mandate.

pub mod actions;
mod actors;
pub mod annotations;
mod curve;
pub mod digest;
pub mod explorer;
mod flows;
pub mod following;
pub mod link;
pub mod live;
mod perception;
mod synthesis;
mod territory;
mod unit;
mod visibility;
mod what_if;

use chrono::NaiveDate;
use domain::{
    query::Place,
    territory::{Level, Territory},
    time::Window,
};
use services::Failure;

pub use synthesis::{Part, PillarScore, Synthesis, TargetLine, Unusual};
pub use what_if::WhatIf;

use crate::{address, env::Env, model::Section, state::State};

/// A screen.
#[derive(Debug, Clone)]
pub struct Screen {
    /// Path without prefix.
    pub path: String,
    pub title: String,
    /// The sentence of the screen, generated from the figures; empty where each panel says its own.
    pub lead: String,
    pub state: State,
    pub coverage: Option<Window>,
    pub sections: Vec<Section>,
    pub synthesis: Option<Synthesis>,
    pub what_if: Option<WhatIf>,
    pub explorer: Option<explorer::Explorer>,
    pub actions: Option<actions::ActionList>,
    pub live: Option<live::Live>,
    pub annotations: Option<annotations::AnnotationList>,
    pub following: Option<following::Following>,
    /// Where one goes on from here.
    pub ways: Vec<Way>,
    pub as_of: Option<NaiveDate>,
    pub simulated: bool,
}

/// Territories or units that lie together.
#[derive(Debug, Clone)]
pub struct Way {
    pub title: String,
    /// Where the title leads, if anywhere.
    pub path: Option<String>,
    /// Name and path.
    pub links: Vec<(String, String)>,
}

/// The screen of a path under `/cyberimpact`; `None` where there is none, or nobody is logged in.
///
/// # Errors
/// A territory outside of the mandate, or figures that can't be read.
pub async fn screen(env: &Env, path: &str, state: State) -> Result<Option<Screen>, Failure> {
    let Some(session) = &env.session else { return Ok(None) };
    if !session.actor.mandate.covers(Place::One(state.territory)) {
        return Err(Failure::Forbidden);
    }
    let mut screen = match path {
        "" => synthesis::build(env, state).await?,
        "visibilite" => visibility::build(env, state).await?,
        "perception" => perception::build(env, state).await?,
        "acteurs" => actors::build(env, state).await?,
        "actions" => actions::list(env, state).await?,
        "annotations" => annotations::build(env, state).await?,
        "suivi" => following::build(env, state).await?,
        "direct" => live::build(env, state).await?,
        "explorer" => explorer::build(env, state).await?,
        "territoires" => territory::list(env, state).await?,
        _ if path.starts_with("actions/") => {
            let id = path.strip_prefix("actions/").and_then(|id| id.parse().ok());
            return match id {
                Some(id) => actions::one(env, id, state).await,
                None => Ok(None),
            };
        }
        _ => match path.strip_prefix("territoires/").and_then(territory_of) {
            Some(place) => match territory::build(env, place, state).await? {
                Some(screen) => screen,
                None => return Ok(None),
            },
            None => return Ok(None),
        },
    };
    annotations::mark(env, &mut screen.sections).await?;
    Ok(Some(screen))
}

fn territory_of(code: &str) -> Option<Territory> {
    Territory::departement(code).or_else(|| code.strip_prefix("region-").and_then(Territory::region))
}

/// The path of a territory's screen; that of the list for France.
pub fn path_of(place: Territory) -> String {
    match place.level() {
        Level::France => address::TERRITORIES.path().to_owned(),
        Level::Region => address::TERRITORY.of(format!("region-{}", place.code())),
        _ => address::TERRITORY.of(place.code().to_owned()),
    }
}

impl Screen {
    /// A screen whose period is chosen among the days of an indicator.
    async fn new(env: &Env, path: &str, title: &str, state: State, indicator: &str) -> Result<Self, Failure> {
        let snapshot = env.barometer.snapshot().await?;
        let catalogue = env.barometer.catalogue();
        let coverage = catalogue
            .indicator(indicator)
            .and_then(|i| env.barometer.coverage(&snapshot, catalogue.measure_of(i)));
        Ok(Self {
            path: path.to_owned(),
            title: title.to_owned(),
            lead: String::new(),
            state,
            coverage,
            sections: Vec::new(),
            synthesis: None,
            what_if: None,
            explorer: None,
            actions: None,
            live: None,
            annotations: None,
            following: None,
            ways: Vec::new(),
            as_of: coverage.map(|c| c.to),
            simulated: snapshot.any_simulated(),
        })
    }

    /// A screen that is not about one territory and period.
    pub fn is_plain(&self) -> bool {
        self.actions.is_some() || self.annotations.is_some()
    }

    fn with(self, sections: Vec<Section>) -> Self {
        Self { sections, ..self }
    }
}

/// Whether lists of all territories may be shown: to who answers for France, and looks at it.
fn shows_all(env: &Env, state: &State) -> bool {
    let national = env.session.as_ref().is_some_and(|s| s.actor.mandate.scope() == Territory::France);
    national && state.territory == Territory::France
}

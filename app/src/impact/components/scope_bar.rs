//! What all figures of a screen are about: territory, period, comparison; and how fresh they are.

use chrono::NaiveDate;
use domain::query::{Comparison, Place};
use leptos::prelude::*;

use super::territory_options::options;
use crate::{
    env::Env,
    impact::model::Screen,
    state::{PERIODS, Preset, years},
};

#[component]
pub fn ScopeBar(screen: Screen) -> impl IntoView {
    let env = Env::current();
    let state = screen.state.clone();
    let mandate = env.session.as_ref().map(|s| s.actor.mandate);
    let territories =
        options(|t| mandate.is_some_and(|m| m.covers(Place::One(t))), &state.territory.to_string());
    let year = match state.preset {
        Preset::Year(y) => Some(y),
        _ => None,
    };
    let years = screen.coverage.map(years).unwrap_or_default();
    let periods = PERIODS
    .map(|(value, name, preset)| view! { <option value=value selected={preset == state.preset}>{name}</option> })
    .collect_view();
    let year_options = years
        .into_iter()
        .map(|y| view! { <option value=format!("{y}") selected={year == Some(y)}>{format!("Année {y}")}</option> })
        .collect_view();
    let free = match (state.preset, state.from, state.to) {
        (Preset::Free, Some(from), Some(to)) => Some(
            view! { <option value="libre" selected=true>{french::capital(&french::window(from, to))}</option> },
        ),
        _ => None,
    };
    let compare = match state.compare {
        Some(Comparison::Year) => "annee",
        Some(Comparison::Previous) => "precedent",
        None => "non",
    };
    let comparisons = [("annee", "un an avant"), ("precedent", "la période précédente"), ("non", "rien")]
        .map(|(value, name)| view! { <option value=value selected={value == compare}>{name}</option> })
        .collect_view();
    // The last hours have no other period.
    let periods = screen.live.is_none().then(|| {
        view! {
            <span class="pair"><label class="fr-label" for="periode">"Période"</label>
            <select class="fr-select" id="periode" name="periode">{free}{periods}{year_options}</select></span>
            <span class="pair"><label class="fr-label" for="comparer">"Comparée à"</label>
            <select class="fr-select" id="comparer" name="comparer">{comparisons}</select></span>
        }
    });
    // What the screen was asked beside: a unit, a scenario.
    let more = state
        .more
        .iter()
        .map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone()/> })
        .collect_view();
    let problem =
        state.problem.clone().map(|p| view! { <p class="fr-message fr-message--error" role="alert">{p}</p> });
    view! {
        <form id="vue-form" data-auto="" method="get" action=env.href(&screen.path) class="scope-bar" aria-label="Territoire et période" data-told=state.words()>
            <span class="pair"><label class="fr-label" for="territoire">"Territoire"</label>
            <select class="fr-select" id="territoire" name="territoire">
                {territories}
            </select></span>
            {periods}
            {more}
            <button class="fr-btn fr-btn--secondary fr-btn--sm" type="submit">"Appliquer"</button>
            <Fresh as_of=screen.as_of simulated=screen.simulated/>
            {problem}
        </form>
    }
    .into_any()
}

/// Until when the figures go, and whether they are made up.
#[component]
pub fn Fresh(as_of: Option<NaiveDate>, simulated: bool) -> impl IntoView {
    as_of.map(|day| {
        view! { <p class="fresh">{format!("Données au {}", french::date(day))}{simulated.then_some(", simulées")}"."</p> }
    })
}

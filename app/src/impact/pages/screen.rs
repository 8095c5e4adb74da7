//! Any screen of figures.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::{
    address,
    env::Env,
    impact::components::{
        actions::ActionsView,
        annotations::AnnotationsView,
        explorer::{ExplorerForm, LinkView},
        following::{FollowedSeries, FollowingView, KeptViews},
        live::LiveView,
        offline::Kept,
        panels::Panels,
        scope_bar::{Fresh, ScopeBar},
        synthesis::SynthesisView,
        ways::Ways,
        what_if::WhatIfView,
    },
    impact::model::{self, Screen},
    pages::{awaited, not_found::NotFound, state_of_url, trouble::Trouble},
};

#[component]
pub fn ImpactPage() -> impl IntoView {
    let path = use_params_map().get_untracked().get("screen").unwrap_or_default();
    let (env, state) = (Env::current(), state_of_url());
    awaited(async move {
        if let Some(session) = &env.session {
            provide_context(FollowedSeries(env.following.followed(&session.actor).await.unwrap_or_default()));
        }
        match model::screen(&env, path.trim_matches('/'), state).await {
            Ok(Some(screen)) => view! { <Filled screen/> }.into_any(),
            Ok(None) => view! { <NotFound/> }.into_any(),
            Err(failure) => view! { <Trouble failure/> }.into_any(),
        }
    })
}

/// What a sheet of paper says of itself.
fn printed(screen: &Screen) -> String {
    let period = screen
        .coverage
        .map(|c| screen.state.window(c))
        .map(|w| format!(", {}", french::window(w.from, w.to)))
        .unwrap_or_default();
    let fresh = screen.as_of.map(|d| format!(" Données au {}", french::date(d))).unwrap_or_default();
    let simulated = if screen.simulated { ", simulées." } else { "." };
    format!("cyberIMPACT{period}. Document interne.{fresh}{simulated}")
}

#[component]
fn Filled(screen: Screen) -> impl IntoView {
    let (page, query) = (screen.path.clone(), screen.state.query());
    let ways = (!screen.ways.is_empty()).then(|| view! { <Ways ways=screen.ways.clone()/> });
    let printable =
        screen.explorer.is_some() || screen.path.starts_with(address::TERRITORY.of(String::new()).as_str());
    let print = printable.then(|| {
        view! { <p class="print"><button class="fr-btn fr-btn--tertiary fr-btn--sm" type="button" data-print="" hidden=true>"Imprimer ou enregistrer en PDF"</button></p> }
    });
    let lead = (!screen.lead.is_empty())
        .then(|| view! { <p class="fr-text--lead">{french::typeset(&screen.lead)}</p> });
    let kept = Env::current().is_copy.then(|| view! { <Kept/> });
    view! {
        <Title text=format!("{} – cyberIMPACT", screen.title)/>
        {kept}
        <h1>{screen.title.clone()}</h1>
        <p class="printed">{printed(&screen)}</p>
        {match screen.explorer.clone() {
            Some(explorer) => view! { <ExplorerForm explorer screen=screen.clone()/> }.into_any(),
            None if screen.is_plain() || screen.live.as_ref().is_some_and(|l| l.wall) => {
                view! { <Fresh as_of=screen.as_of simulated=screen.simulated/> }.into_any()
            }
            None => view! { <ScopeBar screen=screen.clone()/> }.into_any(),
        }}
        {print}
        {lead}
        {screen.actions.clone().map(|actions| view! { <ActionsView actions/> })}
        {screen.annotations.clone().map(|annotations| view! { <AnnotationsView annotations/> })}
        {screen.following.clone().map(|following| view! { <FollowingView following/> })}
        {screen.synthesis.clone().map(|synthesis| view! { <SynthesisView synthesis/> })}
        <Panels sections=screen.sections.clone() page query/>
        {ways}
        {screen.explorer.clone().and_then(|e| e.link).map(|link| view! { <LinkView link query=screen.state.query()/> })}
        {screen.explorer.clone().map(|explorer| view! { <KeptViews views=explorer.views query=screen.state.query()/> })}
        {screen.live.clone().map(|live| view! { <LiveView live/> })}
        {screen.what_if.clone().map(|what_if| view! { <WhatIfView what_if screen=screen.clone()/> })}
    }
    .into_any()
}

//! Forms of `/cyberimpact/suivi`: what a person keeps for themselves.

use axum::{
    Extension, Form,
    extract::{Path, State},
    response::Response,
};
use domain::{identity::Operation, ids::ViewId, territory::Territory};
use serde::Deserialize;
use services::{Unfit, identity::Session};

use crate::web::{
    AppState,
    access::{Rule, Who},
    impact::forms::answer,
};

const HERE: &str = "/cyberimpact/suivi";

pub fn rules() -> Vec<Rule> {
    vec![
        Rule::post("/cyberimpact/suivi/suivre", Who::Inside(Operation::ReadFigures), follow),
        Rule::post("/cyberimpact/suivi/cesser", Who::Inside(Operation::ReadFigures), unfollow),
        Rule::post("/cyberimpact/suivi/vues", Who::Inside(Operation::ReadFigures), keep),
        Rule::post("/cyberimpact/suivi/vues/{id}/retirer", Who::Inside(Operation::ReadFigures), remove),
        Rule::post("/cyberimpact/suivi/lettre", Who::Inside(Operation::ReadFigures), subscribe),
        Rule::post("/cyberimpact/suivi/lettre/confirmer", Who::Inside(Operation::ReadFigures), confirm),
    ]
}

#[derive(Deserialize)]
struct SeriesForm {
    #[serde(default)]
    indicateur: String,
    #[serde(default)]
    territoire: String,
    #[serde(default)]
    filtres: String,
    #[serde(default)]
    retour: String,
}

async fn follow(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Form(form): Form<SeriesForm>,
) -> Response {
    let place = Territory::parse(&form.territoire);
    let done = state.env.desk.follow(&session.actor, &form.indicateur, place, &form.filtres).await;
    answer(state, session, done, &form.retour, HERE, Vec::new()).await
}

async fn unfollow(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Form(form): Form<SeriesForm>,
) -> Response {
    let place = Territory::parse(&form.territoire);
    let done = state.env.desk.unfollow(&session.actor, &form.indicateur, place, &form.filtres).await;
    let back = if form.retour.is_empty() { HERE } else { &form.retour };
    answer(state, session, done, back, HERE, Vec::new()).await
}

#[derive(Deserialize)]
struct ViewForm {
    #[serde(default)]
    nom: String,
    #[serde(default)]
    vue: String,
    partagee: Option<String>,
}

async fn keep(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Form(form): Form<ViewForm>,
) -> Response {
    let shared = form.partagee.is_some();
    let done = state.env.desk.keep_view(&session.actor, &form.nom, &form.vue, shared).await;
    let back = format!("/cyberimpact/explorer?{}", form.vue.trim_start_matches('?'));
    answer(state, session, done, &back, HERE, Vec::new()).await
}

async fn remove(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(id): Path<ViewId>,
) -> Response {
    let done = state.env.desk.remove_view(&session.actor, id).await;
    answer(state, session, done, HERE, HERE, Vec::new()).await
}

#[derive(Deserialize)]
struct LetterForm {
    #[serde(default)]
    adresse: String,
}

async fn subscribe(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Form(form): Form<LetterForm>,
) -> Response {
    if !form.adresse.trim().is_empty() && !state.codes.take(session.actor.account) {
        return answer(state, session, Err(TOO_MANY), HERE, HERE, Vec::new()).await;
    }
    let done = state.env.desk.subscribe(&session.actor, &form.adresse).await;
    answer(state, session, done, HERE, HERE, Vec::new()).await
}

/// Who asks for codes, or tries them, again and again.
const TOO_MANY: Unfit = Unfit::Malformed("Trop de codes en peu de temps : recommencez dans une heure.");

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
}

async fn confirm(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Form(form): Form<CodeForm>,
) -> Response {
    if !state.codes.take(session.actor.account) {
        return answer(state, session, Err(TOO_MANY), HERE, HERE, Vec::new()).await;
    }
    let done = state.env.desk.confirm(&session.actor, &form.code).await;
    answer(state, session, done, HERE, HERE, Vec::new()).await
}

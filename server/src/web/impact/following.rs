//! Forms of `/cyberimpact/suivi`: what a person keeps.

use app::address;
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
    impact::forms::{answer, answer_on},
};

pub fn rules() -> Vec<Rule> {
    vec![
        Rule::post(address::FOLLOW.path(), Who::May(Operation::ReadFigures), follow),
        Rule::post(address::UNFOLLOW.path(), Who::May(Operation::ReadFigures), unfollow),
        Rule::post(address::VIEWS.path(), Who::May(Operation::ReadFigures), keep),
        Rule::post(address::VIEW_REMOVAL.pattern(), Who::May(Operation::ReadFigures), remove),
        Rule::post(address::DIGEST.path(), Who::May(Operation::ReadFigures), subscribe),
        Rule::post(address::DIGEST_CONFIRMATION.path(), Who::May(Operation::ReadFigures), confirm),
    ]
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SeriesForm {
    indicateur: String,
    territoire: String,
    filtres: String,
    retour: String,
}

async fn follow(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Form(form): Form<SeriesForm>,
) -> Response {
    let place = Territory::parse(&form.territoire);
    let done = state.env.following.follow(&session.actor, &form.indicateur, place, &form.filtres).await;
    answer(state, session, done, &form.retour, address::FOLLOWING, Vec::new()).await
}

async fn unfollow(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Form(form): Form<SeriesForm>,
) -> Response {
    let place = Territory::parse(&form.territoire);
    let done = state.env.following.unfollow(&session.actor, &form.indicateur, place, &form.filtres).await;
    let back = if form.retour.is_empty() { address::FOLLOWING.path() } else { &form.retour };
    answer(state, session, done, back, address::FOLLOWING, Vec::new()).await
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ViewForm {
    nom: String,
    vue: String,
    partagee: Option<String>,
}

async fn keep(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Form(form): Form<ViewForm>,
) -> Response {
    let shared = form.partagee.is_some();
    let done = state.env.following.keep_view(&session.actor, &form.nom, &form.vue, shared).await;
    let back = address::EXPLORER.at(&format!("?{}", form.vue.trim_start_matches('?')), "");
    answer(state, session, done, &back, address::FOLLOWING, Vec::new()).await
}

async fn remove(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(id): Path<ViewId>,
) -> Response {
    let done = state.env.following.remove_view(&session.actor, id).await;
    answer_on(state, session, done, address::FOLLOWING).await
}

/// What who asks for codes, or tries them, again and again is told.
const TOO_MANY: Unfit = Unfit::Malformed("Trop de codes en peu de temps : recommencez dans une heure.");

#[derive(Deserialize)]
struct DigestForm {
    #[serde(default)]
    adresse: String,
}

async fn subscribe(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Form(form): Form<DigestForm>,
) -> Response {
    let asks = !form.adresse.trim().is_empty();
    let done = if asks && !state.codes.take(session.actor.account) {
        Err(TOO_MANY)
    } else {
        state.env.following.subscribe(&session.actor, &form.adresse).await
    };
    answer_on(state, session, done, address::FOLLOWING).await
}

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
    let done = if state.codes.take(session.actor.account) {
        state.env.following.confirm(&session.actor, &form.code).await
    } else {
        Err(TOO_MANY)
    };
    answer_on(state, session, done, address::FOLLOWING).await
}

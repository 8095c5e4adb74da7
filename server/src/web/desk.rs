//! Forms of `/cyberimpact/suivi`: what a person keeps for himself.

use axum::{
    Extension, Form, Router,
    extract::{Path, State},
    response::Response,
    routing::post,
};
use domain::territory::Territory;
use serde::Deserialize;
use services::identity::Session;

use super::{AppState, forms::answer};

const HERE: &str = "/cyberimpact/suivi";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/cyberimpact/suivi/suivre", post(follow))
        .route("/cyberimpact/suivi/cesser", post(unfollow))
        .route("/cyberimpact/suivi/vues", post(keep))
        .route("/cyberimpact/suivi/vues/{id}/retirer", post(remove))
        .route("/cyberimpact/suivi/lettre", post(subscribe))
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
    Path(id): Path<i64>,
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
    let done = state.env.desk.subscribe(&session.actor, &form.adresse).await;
    answer(state, session, done, HERE, HERE, Vec::new()).await
}

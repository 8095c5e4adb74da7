//! Forms of `/cyberimpact/connexions`: a person ends what they opened.

use app::address;
use axum::{Extension, Form, extract::State, response::Response};
use domain::identity::Operation;
use serde::Deserialize;
use services::identity::Session;

use crate::web::{
    AppState,
    access::{Rule, Who},
    impact::{forms::answer_identity, sign_in::forget_screens},
    page,
};

pub fn rules() -> Vec<Rule> {
    let reader = Who::May(Operation::ReadFigures);
    vec![
        Rule::get(address::CONNECTIONS.path(), reader, page),
        Rule::post(address::CONNECTION_END.path(), reader, end_one),
        Rule::post(address::CONNECTIONS_END.path(), reader, end_all),
    ]
}

#[derive(Deserialize)]
struct OneForm {
    #[serde(default)]
    connexion: String,
}

async fn end_one(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Form(form): Form<OneForm>,
) -> Response {
    let done = state.identity.end_own(&session.actor, &form.connexion).await;
    answer_identity(state, session, done, address::CONNECTIONS.path(), address::CONNECTIONS, Vec::new()).await
}

async fn end_all(State(state): State<AppState>, Extension(session): Extension<Session>) -> Response {
    let done = state.identity.end_all_own(&session.actor).await;
    let mut response =
        answer_identity(state, session, done, "/connexion?sortie=1", address::CONNECTIONS, Vec::new()).await;
    forget_screens(&mut response);
    response
}

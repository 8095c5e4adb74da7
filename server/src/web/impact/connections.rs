//! Forms of `/cyberimpact/connexions`: a person ends what they opened.

use app::impact::components::FormProblem;
use axum::{
    Extension, Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::identity::Operation;
use serde::Deserialize;
use services::identity::{Denied, Session};

use crate::web::{
    AppState,
    access::{Rule, Who},
    impact::sign_in::forget_screens,
    page, page_inside,
};

const HERE: &str = "/cyberimpact/connexions";

pub fn rules() -> Vec<Rule> {
    let inside = Who::Inside(Operation::ReadFigures);
    vec![
        Rule::get(HERE, inside, page),
        Rule::post("/cyberimpact/connexions/une", inside, end_one),
        Rule::post("/cyberimpact/connexions/toutes", inside, end_all),
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
    answer(state, session, done, HERE).await
}

async fn end_all(State(state): State<AppState>, Extension(session): Extension<Session>) -> Response {
    let done = state.identity.end_all_own(&session.actor).await;
    let mut response = answer(state, session, done, "/connexion?sortie=1").await;
    forget_screens(&mut response);
    response
}

async fn answer(state: AppState, session: Session, done: Result<(), Denied>, to: &str) -> Response {
    match done {
        Ok(()) => Redirect::to(&state.href(to)).into_response(),
        Err(Denied::Store(error)) => {
            tracing::error!(%error, "a session can't be ended");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Err(refused) => {
            let problem = FormProblem { sentence: refused.to_string(), typed: Vec::new() };
            page_inside(state, HERE, StatusCode::BAD_REQUEST, problem, Some(session)).await
        }
    }
}

//! Forms of `/cyberimpact/connexions`: a person ends what they opened.

use app::{address, impact::components::FormProblem};
use axum::{
    Extension, Form,
    extract::State,
    http::{StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use domain::identity::Operation;
use serde::Deserialize;
use services::identity::{Denied, Session};

use crate::web::{
    AppState,
    access::{Rule, Who},
    impact::sign_in::forget_screens,
    page, page_again,
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
    answer(state, session, done, address::CONNECTIONS.path()).await
}

async fn end_all(State(state): State<AppState>, Extension(session): Extension<Session>) -> Response {
    let done = state.identity.end_all_own(&session.actor).await;
    let mut response = answer(state, session, done, "/connexion?sortie=1").await;
    forget_screens(&mut response);
    response
}

/// To an address of ours when it is done; else the page again, with the sentence that says why.
async fn answer(state: AppState, session: Session, done: Result<(), Denied>, done_at: &str) -> Response {
    match done {
        Ok(()) => Redirect::to(&state.href(done_at)).into_response(),
        Err(Denied::Store(error)) => {
            tracing::error!(%error, "a session can't be ended");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Err(refused) => {
            let problem = FormProblem { sentence: refused.to_string(), ..FormProblem::default() };
            let page = Uri::from_static(address::CONNECTIONS.path());
            page_again(state, page, StatusCode::BAD_REQUEST, problem, session.into()).await
        }
    }
}

//! Forms of `/cyberimpact/administration/taches`: a job is tried again, or taken back.

use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use domain::{identity::Operation, ids::JobId};
use services::identity::Session;

use crate::web::{
    AppState,
    access::{Rule, Who},
    impact::forms::answer,
    page,
};

const HERE: &str = "/cyberimpact/administration/taches";

pub fn rules() -> Vec<Rule> {
    let administrators = Who::Inside(Operation::ManageAccounts);
    vec![
        Rule::get(HERE, administrators, page),
        Rule::post("/cyberimpact/administration/taches/{id}/relancer", administrators, run_again),
        Rule::post("/cyberimpact/administration/taches/{id}/annuler", administrators, cancel),
    ]
}

async fn run_again(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(id): Path<JobId>,
) -> Response {
    let done = state.env.queue.run_again(&session.actor, id).await;
    answer(state, session, done, HERE, HERE, Vec::new()).await
}

async fn cancel(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(id): Path<JobId>,
) -> Response {
    let done = state.env.queue.cancel(&session.actor, id).await;
    answer(state, session, done, HERE, HERE, Vec::new()).await
}

//! Forms of `/cyberimpact/administration/taches`: a job is tried again, or taken back.

use app::address;
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
    impact::forms::answer_on,
    page,
};

pub fn rules() -> Vec<Rule> {
    let administrators = Who::May(Operation::ManageAccounts);
    vec![
        Rule::get(address::JOBS.path(), administrators, page),
        Rule::post(address::JOB_RETRY.pattern(), administrators, run_again),
        Rule::post(address::JOB_CANCELLATION.pattern(), administrators, cancel),
    ]
}

async fn run_again(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(id): Path<JobId>,
) -> Response {
    let done = state.env.queue.run_again(&session.actor, id).await;
    answer_on(state, session, done, address::JOBS).await
}

async fn cancel(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(id): Path<JobId>,
) -> Response {
    let done = state.env.queue.cancel(&session.actor, id).await;
    answer_on(state, session, done, address::JOBS).await
}

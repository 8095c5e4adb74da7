//! The form of `/cyberimpact/administration/scores`.

use app::address;
use std::collections::HashMap;

use axum::{Extension, Form, extract::State, response::Response};
use domain::{identity::Operation, score};
use services::{identity::Session, steering::Typed};

use crate::web::{
    AppState,
    access::{Rule, Who},
    impact::forms::answer,
    page,
};

pub fn rules() -> Vec<Rule> {
    vec![
        Rule::get(address::SCORES.path(), Who::May(Operation::SetScores), page),
        Rule::post(address::SCORES.path(), Who::May(Operation::SetScores), set),
    ]
}

async fn set(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let field = |kind: &str, id: &str| form.get(&format!("{kind}-{id}")).cloned().unwrap_or_default();
    let typed: Vec<Typed> = score::components()
        .iter()
        .map(|c| Typed {
            component: c.id.clone(),
            weight: field("poids", &c.id),
            target: field("objectif", &c.id),
        })
        .collect();
    let done = state.env.steering.set(&session.actor, &typed).await;
    answer(state, session, done, address::SCORES.path(), address::SCORES, form.into_iter().collect()).await
}

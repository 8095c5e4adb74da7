//! The form of `/cyberimpact/administration/scores`.

use std::collections::HashMap;

use axum::{Extension, Form, Router, extract::State, response::Response, routing::get};
use domain::score;
use services::{identity::Session, steering::Typed};

use super::{AppState, forms::answer, page};

const HERE: &str = "/cyberimpact/administration/scores";

pub fn routes() -> Router<AppState> {
    Router::new().route(HERE, get(page).post(set))
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
    answer(state, session, done, HERE, HERE, form.into_iter().collect()).await
}

//! Addresses of territories behind the login: choosing another territory on one's screen leads to its own.

use app::address;
use std::collections::HashMap;

use app::{impact::model::path_of, state::encoded};
use axum::{
    extract::{Path, Query, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{identity::Operation, territory::Territory};

use crate::web::{
    AppState,
    access::{Rule, Who},
    page,
};

pub fn rules() -> Vec<Rule> {
    vec![
        Rule::get(address::TERRITORIES.path(), Who::May(Operation::ReadFigures), list),
        Rule::get(address::TERRITORY.pattern(), Who::May(Operation::ReadFigures), one),
    ]
}

async fn list(state: State<AppState>, query: Query<HashMap<String, String>>, request: Request) -> Response {
    elsewhere(state, address::TERRITORIES.path(), query, request).await
}

async fn one(
    state: State<AppState>,
    Path(code): Path<String>,
    query: Query<HashMap<String, String>>,
    request: Request,
) -> Response {
    elsewhere(state, &address::TERRITORY.of(code), query, request).await
}

/// The page, or the way to the territory that was chosen on it. A unit belongs to the territory that is left.
async fn elsewhere(
    State(state): State<AppState>,
    here: &str,
    Query(query): Query<HashMap<String, String>>,
    request: Request,
) -> Response {
    let chosen = query.get("territoire").and_then(|text| Territory::parse(text)).map(path_of);
    let Some(path) = chosen.filter(|path| path != here) else { return page(State(state), request).await };
    let mut kept: Vec<String> = query
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "territoire" | "unite"))
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    kept.sort();
    let question = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    Redirect::to(&state.href(format!("{path}{question}"))).into_response()
}

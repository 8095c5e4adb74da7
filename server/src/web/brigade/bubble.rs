//! The bubble: the citizen's conversation in a frame of sites that are allowed to show it, and the script that puts it there.

use app::{address, functions::caller::citizen::tried};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::citizen::kept_by_nobody;
use crate::web::{
    AppState,
    access::{Rule, Who},
    assets,
};

pub fn rules() -> Vec<Rule> {
    vec![
        Rule::get(address::BUBBLE.path(), Who::Anybody, framed),
        Rule::get(address::BUBBLE_SCRIPT.path(), Who::Anybody, script),
    ]
}

fn is_shown(state: &AppState) -> bool {
    state.env.brigade_open && !state.config.brigade_sites.is_empty()
}

/// The conversation without anything around it. Its browser is tried: what it doesn't keep would be lost.
async fn framed(state: State<AppState>, request: Request) -> Response {
    if !is_shown(&state) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = kept_by_nobody(state, request).await;
    if let Ok(tried) = HeaderValue::from_str(&tried()) {
        response.headers_mut().append(header::SET_COOKIE, tried);
    }
    response
}

/// Short, and asked for again each hour: sites that show it have today's.
async fn script(State(state): State<AppState>, request: Request) -> Response {
    if !is_shown(&state) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = assets::named(&state, "bulle.js", request.headers());
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}

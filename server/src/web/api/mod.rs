//! Open data, and conversations with the Brigade numérique, version 1: a contract that does not change (docs/adr/0006, 0022).

mod conversations;
mod cors;
mod dump;
mod events;
mod faq;
mod files;
mod indicators;
mod live_conversations;
mod observations;
mod openapi;
pub mod own_data;
mod params;
mod problem;
mod refusal;
mod rows;
mod territories;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::from_fn,
    response::{IntoResponse, Response},
    routing::get,
};
use sha2::{Digest, Sha256};

use crate::web::AppState;

pub fn router(state: AppState) -> Router {
    let conversations = match state.env.brigade_open {
        true => conversations::router()
            .merge(files::router())
            .merge(own_data::router())
            .merge(live_conversations::router()),
        false => Router::new(),
    };
    Router::new()
        .route("/indicators", get(indicators::list))
        .route("/indicators/{id}", get(indicators::one))
        .route("/territories", get(territories::list))
        .route("/observations", get(observations::json_or_csv))
        .route("/observations.csv", get(observations::csv))
        .route("/events", get(events::list))
        .route("/faq", get(faq::find))
        .route("/dumps/{file}", get(dump::gzip))
        .route("/openapi.json", get(openapi::document))
        .merge(conversations)
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::read_only)
        .layer(from_fn(cors::open_to_all))
        .with_state(state)
}

/// A client that asked too often.
pub fn too_many() -> Response {
    cors::open(problem::Problem::too_many().into_response())
}

/// Too many clients at once.
pub fn busy() -> Response {
    cors::open(problem::Problem::busy().into_response())
}

/// An answer that may be kept: ETag, five minutes, readable from any origin.
pub fn cached(request: &HeaderMap, kind: &'static str, body: Vec<u8>) -> Response {
    let digest = Sha256::digest(&body);
    tagged(request, kind, &digest, body.into())
}

/// The same, for a body that a digest stands for.
fn tagged(request: &HeaderMap, kind: &'static str, digest: &[u8], body: Body) -> Response {
    let tag: String = digest.iter().take(12).map(|b| format!("{b:02x}")).collect();
    // Weak: compression may change the bytes, never the figures.
    let tag = format!("W/\"{tag}\"");
    let known = request
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.split(',').any(|t| t.trim() == tag || t.trim() == "*"));
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, value);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
    if known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    (headers, body).into_response()
}

/// JSON that may be kept.
pub fn json<T: serde::Serialize>(request: &HeaderMap, value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => cached(request, "application/json", body),
        Err(error) => problem::Problem::ours(&error).into_response(),
    }
}

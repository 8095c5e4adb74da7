//! Each request: a number to find it by in the logs and in what a visitor reports, a line without persons, and its time.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, header::HeaderName},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use crate::web::metrics::Metrics;

const ID: HeaderName = HeaderName::from_static("x-request-id");

/// What no line is worth: files, and machines that ask whether we live.
fn is_quiet(route: &str) -> bool {
    route.contains("/pkg/") || matches!(route, "/healthz" | "/readyz" | "/metrics")
}

/// Numbers the request, counts it, and writes its line: method, template of the address, status and time; no address, no query,
/// nothing that was typed.
pub async fn follow(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = format!("{:016x}", rand::random::<u64>());
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(MatchedPath::as_str)
        // What axum calls an address that no route has.
        .filter(|route| !route.contains("__private"))
        .unwrap_or("none")
        .to_owned();
    let span = tracing::info_span!("request", id);
    async move {
        let mut response = next.run(request).await;
        let (status, took) = (response.status().as_u16(), started.elapsed());
        metrics.request(&method, &route, status, took);
        let micros = took.as_micros() as u64;
        if status >= 500 {
            tracing::error!(%method, route, status, micros, "request failed");
        } else if is_quiet(&route) {
            tracing::debug!(%method, route, status, micros, "request");
        } else {
            tracing::info!(%method, route, status, micros, "request");
        }
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(ID, value);
        }
        response
    }
    .instrument(span)
    .await
}

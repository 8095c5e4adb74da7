//! The service worker of the screens behind the login. It lies at the root, so that its scope may be `/cyberimpact`, and has
//! a policy of its own: what it fetches is ours.

use axum::{
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

pub async fn worker() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; connect-src 'self'"),
    ];
    (headers, include_str!("../../../frontend/scripts/worker/service-worker.js")).into_response()
}

/// Whether the worker asks for what it keeps of a screen: see `copy` there.
pub fn is_copy(headers: &HeaderMap) -> bool {
    headers.get("x-variant").is_some_and(|variant| variant == "offline")
}

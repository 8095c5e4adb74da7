//! A fixed number of requests a minute for each client, told in `RateLimit` headers
//! (draft-ietf-httpapi-ratelimit-headers). Clients are counted under a hash that lasts a minute; no address is
//! kept. Behind a proxy all clients share one count unless the proxy limits them itself.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::time::Instant;

use super::problem::Problem;

const WINDOW: Duration = Duration::from_secs(60);

struct Counts {
    since: Instant,
    by_client: HashMap<u64, u32>,
    hasher: RandomState,
}

#[derive(Clone)]
pub struct Limiter {
    per_minute: u32,
    counts: Arc<Mutex<Counts>>,
}

impl Limiter {
    /// 0 means no limit.
    pub fn new(per_minute: u32) -> Self {
        let counts = Counts { since: Instant::now(), by_client: HashMap::new(), hasher: RandomState::new() };
        Self { per_minute, counts: Arc::new(Mutex::new(counts)) }
    }

    /// Requests left in this minute and seconds until the next; `None` when there is none left.
    fn take(&self, client: &[u8]) -> (Option<u32>, u64) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.since.elapsed() >= WINDOW {
            counts.since = Instant::now();
            counts.by_client.clear();
            counts.hasher = RandomState::new();
        }
        let reset = WINDOW.saturating_sub(counts.since.elapsed()).as_secs() + 1;
        let id = counts.hasher.hash_one(client);
        let used = counts.by_client.entry(id).or_insert(0);
        *used = used.saturating_add(1);
        (self.per_minute.checked_sub(*used), reset)
    }
}

pub async fn limit(State(limiter): State<Limiter>, request: Request, next: Next) -> Response {
    if request.method() == axum::http::Method::OPTIONS {
        return preflight();
    }
    if limiter.per_minute == 0 {
        return open(next.run(request).await);
    }
    let client = request.headers().get("x-forwarded-for").map(|v| v.as_bytes().to_vec()).unwrap_or_default();
    let (left, reset) = limiter.take(&client);
    let mut response = match left {
        Some(_) => next.run(request).await,
        None => Problem::too_many().into_response(),
    };
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    };
    set("ratelimit-limit", limiter.per_minute.to_string());
    set("ratelimit-remaining", left.unwrap_or(0).to_string());
    set("ratelimit-reset", reset.to_string());
    if left.is_none() {
        set("retry-after", reset.to_string());
    }
    open(response)
}

/// What a browser asks before it sends `If-None-Match` from another site.
fn preflight() -> Response {
    let mut response = open(axum::http::StatusCode::NO_CONTENT.into_response());
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, OPTIONS"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("If-None-Match, Accept"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

/// Open data may be read from any page.
fn open(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("ETag, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"),
    );
    response
}

//! `/metrics`: what machines that watch us read, in the OpenMetrics text format (prometheus.io). No persons, no addresses.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use prometheus_client::{
    encoding::text::encode,
    metrics::{
        counter::ConstCounter,
        family::Family,
        gauge::{ConstGauge, Gauge},
        histogram::Histogram,
    },
    registry::Registry,
};
use services::barometer::KeptAnswers;
use sha2::{Digest, Sha256};
use store::{Store, StoreError};

use crate::{connections::Peer, web::AppState};

/// Bounds of times, in seconds.
const TIMES: [f64; 9] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];
const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

type Labels = Vec<(&'static str, String)>;

fn times() -> Histogram {
    Histogram::new(TIMES)
}

/// What is counted while the process lives.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<Labels, Histogram>,
}

impl Metrics {
    /// Also hears from the store how long who writes waits.
    pub fn new(store: &Store) -> Self {
        let mut registry = Registry::default();
        let requests = Family::<Labels, Histogram>::new_with_constructor(times);
        registry.register("http_request_duration_seconds", "Time of requests, by route", requests.clone());
        let waits = times();
        registry.register("store_write_wait_seconds", "How long who writes waits for a place", waits.clone());
        store.people().tell_waits(Box::new(move |waited| waits.observe(waited.as_secs_f64())));
        Self { registry: Arc::new(registry), requests }
    }

    pub fn request(&self, method: &Method, route: &str, status: u16, took: Duration) {
        // Methods are a visitor's own words: those that we know are few.
        let method = match method.as_str() {
            known @ ("GET" | "HEAD" | "POST" | "OPTIONS") => known,
            _ => "other",
        };
        let labels = vec![
            ("method", method.to_owned()),
            ("route", route.to_owned()),
            ("status", format!("{}xx", status / 100)),
        ];
        self.requests.get_or_create(&labels).observe(took.as_secs_f64());
    }
}

/// Whether who asks may read: with the operator's token, or from this machine where no proxy speaks for others.
fn may_read(state: &AppState, request: &Request) -> bool {
    let headers = request.headers();
    if let Some(token) = &state.config.metrics_token {
        return bearer(headers).is_some_and(|given| same(given, token));
    }
    let is_told =
        ["x-forwarded-for", "forwarded", "via", "x-real-ip"].iter().any(|name| headers.contains_key(*name));
    let peer = request.extensions().get::<Peer>().is_some_and(|peer| peer.0.is_loopback());
    peer && !is_told && state.config.is_reached_here()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Compared by their digests: how long it takes tells nothing of the token.
fn same(given: &str, token: &str) -> bool {
    Sha256::digest(given) == Sha256::digest(token)
}

/// Closed to strangers, who are told that there is nothing.
pub async fn metrics(State(state): State<AppState>, request: Request) -> Response {
    if !may_read(&state, &request) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match written(&state).await {
        Ok(text) => ([(header::CONTENT_TYPE, TEXT)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics can't be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn written(state: &AppState) -> Result<String, StoreError> {
    let mut now = Registry::default();
    sources(state, &mut now).await?;
    jobs(state, &mut now).await?;
    tasks(state, &mut now);
    answers("public", state.env.barometer.kept_answers(), &mut now);
    answers("impact", state.mandated.kept_answers(), &mut now);
    connections(state, &mut now);
    let mut text = String::new();
    // Writing into a text does not fail.
    let _ = encode(&mut text, &state.metrics.registry);
    // Each of the two ends with the mark of the end.
    let mut whole = text.trim_end_matches("# EOF\n").to_owned();
    let _ = encode(&mut whole, &now);
    Ok(whole)
}

async fn sources(state: &AppState, registry: &mut Registry) -> Result<(), StoreError> {
    let (loaded, changes) = (Family::<Labels, Gauge>::default(), Family::<Labels, Gauge>::default());
    for source in state.store.figures().sources().await? {
        let labels = vec![("source", source.last.source.id().to_owned())];
        loaded.get_or_create(&labels).set(source.last.started_at.timestamp());
        changes.get_or_create(&labels).set(source.changes);
    }
    registry.register("source_last_load_timestamp_seconds", "Start of the last load of a source", loaded);
    registry.register("source_changes", "How often the figures of a source changed", changes);
    Ok(())
}

async fn jobs(state: &AppState, registry: &mut Registry) -> Result<(), StoreError> {
    let jobs = Family::<Labels, Gauge>::default();
    for (of, count) in state.store.jobs().counts().await? {
        jobs.get_or_create(&vec![("state", of.id().to_owned())]).set(count);
    }
    registry.register("jobs", "Jobs of the queue, by state", jobs);
    Ok(())
}

fn tasks(state: &AppState, registry: &mut Registry) {
    let (runs, restarts) = (Family::<Labels, Gauge>::default(), Family::<Labels, Gauge>::default());
    for task in state.supervisor.kept() {
        let labels = vec![("task", task.name.to_owned())];
        runs.get_or_create(&labels).set(i64::from(task.runs));
        restarts.get_or_create(&labels).set(i64::try_from(task.restarts).unwrap_or(i64::MAX));
    }
    registry.register("task_runs", "Whether a task of this process runs", runs);
    registry.register(
        "task_restarts",
        "How often a task of this process fell and was started again",
        restarts,
    );
}

fn answers(reader: &'static str, kept: KeptAnswers, registry: &mut Registry) {
    let of = registry.sub_registry_with_label(("reader".into(), reader.into()));
    let bytes = i64::try_from(kept.bytes).unwrap_or(i64::MAX);
    of.register("answers_kept_bytes", "Size of the answers that are kept", ConstGauge::new(bytes));
    of.register("answers_found", "Questions whose answer was kept", ConstCounter::new(kept.hits));
    of.register("answers_made", "Questions whose answer was not", ConstCounter::new(kept.misses));
}

fn connections(state: &AppState, registry: &mut Registry) {
    let connections = Family::<Labels, Gauge>::default();
    for pool in state.store.connections() {
        for (of, count) in [("idle", pool.idle), ("busy", pool.open.saturating_sub(pool.idle))] {
            let labels = vec![("pool", pool.pool.to_owned()), ("state", of.to_owned())];
            connections.get_or_create(&labels).set(i64::try_from(count).unwrap_or(i64::MAX));
        }
    }
    registry.register("store_connections", "Connections to the database", connections);
}

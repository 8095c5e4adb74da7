//! `events`: what happened that charts mark, as the organisation's file tells it.

use axum::{extract::State, http::HeaderMap, response::Response};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::web::AppState;

#[derive(Debug, Serialize, ToSchema)]
pub struct EventEntry {
    id: String,
    from: NaiveDate,
    to: NaiveDate,
    title: String,
    indicators: Vec<String>,
    source: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EventList {
    data: Vec<EventEntry>,
}

/// Known events.
#[utoipa::path(get, path = "/api/v1/events", tag = "events", responses((status = 200, body = EventList)))]
pub async fn list(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let data = state
        .env
        .barometer
        .site()
        .event
        .iter()
        .cloned()
        .map(|e| EventEntry {
            id: e.id,
            from: e.from,
            to: e.to,
            title: e.title,
            indicators: e.indicators,
            source: e.source,
        })
        .collect();
    json(&headers, &EventList { data })
}

//! Charts as files: `/graphiques/<page>/<chart>.svg` with the page's own query string, and
//! `/graphiques/<page>.bin`, all charts of a page for the code that wakes them.

use std::collections::HashMap;

use app::{model, state::State as PageState};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use charts::spec::ChartSpec;

use super::AppState;
use crate::api::cached;

pub async fn file(
    State(state): State<AppState>,
    Path(path): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let page_state = PageState::read(|name| query.get(name).cloned());
    let (page, chart) = match (path.strip_suffix(".bin"), path.strip_suffix(".svg")) {
        (Some(page), _) => (page, None),
        (_, Some(file)) => match file.rsplit_once('/') {
            Some((page, chart)) => (page, Some(chart)),
            None => return StatusCode::NOT_FOUND.into_response(),
        },
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let (sections, simulated) = match model::charts_of(&state.env, page, page_state).await {
        Ok(Some(found)) => found,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a chart can't be drawn");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let Some(chart) = chart else {
        let specs: Vec<ChartSpec> = sections.into_iter().filter_map(|s| s.spec).collect();
        return match postcard::to_allocvec(&specs) {
            Ok(bytes) => cached(&headers, "application/octet-stream", bytes),
            Err(error) => {
                tracing::error!(%error, "charts can't be packed");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        };
    };
    let Some(spec) = sections.into_iter().find(|s| s.id == chart).and_then(|s| s.spec) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let organisation = &state.env.barometer.site().organisation;
    let credit = format!(
        "{} – {}{}/{page} – Licence Ouverte 2.0{}",
        organisation.title,
        state.env.public_url,
        state.env.prefix,
        if simulated { " – Données simulées" } else { "" }
    );
    ([(header::CONTENT_TYPE, "image/svg+xml; charset=utf-8")], charts::svg::document(&spec, &credit))
        .into_response()
}

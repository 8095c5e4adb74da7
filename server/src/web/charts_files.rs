//! A chart as an SVG file: `/graphiques/<page>/<chart>.svg`, with the page's own query string.

use std::collections::HashMap;

use app::{model, state::State as PageState};
use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::AppState;

pub async fn svg(
    State(state): State<AppState>,
    Path(path): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let Some((page, chart)) = path.strip_suffix(".svg").and_then(|p| p.rsplit_once('/')) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let page_state = PageState::read(|name| query.get(name).cloned());
    let section = match model::page(&state.env, page, page_state).await {
        Ok(Some(model)) => {
            let simulated = model.simulated;
            model.sections.into_iter().find(|s| s.id == chart).map(|s| (s, simulated))
        }
        Ok(None) => None,
        Err(error) => {
            tracing::error!(%error, "a chart can't be drawn");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let Some((spec, simulated)) = section.and_then(|(s, simulated)| Some((s.spec?, simulated))) else {
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

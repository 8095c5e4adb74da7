//! A chart alone on a light page, for an `<iframe>` on another site: same drawing, same data, same keys.

use app::{Env, components::chart_card::Embedded};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use charts::svg::escape;
use leptos::prelude::*;
use std::collections::HashMap;

use crate::web::AppState;
use app::state::State as PageState;

pub async fn chart(
    State(state): State<AppState>,
    Path(path): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let page_state = PageState::read(|name| query.get(name).cloned());
    let Some((page, chart)) = path.rsplit_once('/') else { return StatusCode::NOT_FOUND.into_response() };
    let text = page_state.query();
    let section = match app::sections::charts_of(&state.env, page, page_state).await {
        Ok(Some(sections)) => sections.into_iter().find(|s| s.id == chart && s.spec.is_some()),
        Ok(None) => None,
        Err(error) => {
            tracing::error!(%error, "a chart can't be embedded");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let Some(section) = section else { return StatusCode::NOT_FOUND.into_response() };
    let env = state.env.clone();
    let title = section.question.clone();
    let body = Owner::new().with(|| {
        provide_context::<Env>(env.clone());
        view! { <Embedded section page=page.to_owned() query=text/> }.to_html()
    });
    let script = if env.hydrates {
        format!(
            "<script src=\"{}\"></script><script type=\"module\" src=\"{}\"></script>",
            env.asset("boot.js"),
            env.asset("charts.js")
        )
    } else {
        String::new()
    };
    let html = format!(
        "<!DOCTYPE html><html lang=\"fr\" data-fr-scheme=\"system\" data-fr-theme=\"light\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\"><base target=\"_top\"><title>{}</title><link rel=\"stylesheet\" href=\"{}\">{script}</head><body class=\"embedded\"><main>{}</main></body></html>",
        escape(&title),
        env.asset("style.css"),
        crate::web::markup::standard(&body),
    );
    let mut response = Html(html).into_response();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors {}",
        state.config.frame_ancestors
    );
    if let Ok(value) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, value);
    }
    response
}

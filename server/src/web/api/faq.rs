//! `faq`: the questions of the knowledge base that what somebody wrote is nearest to.

use app::address;
use axum::{
    Json,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problem::Problem;
use crate::web::AppState;

/// Results, where nothing else is asked for, and at most.
const USUAL: usize = 10;
const MOST: usize = 50;

#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    limit: Option<String>,
}

/// A question of the knowledge base.
#[derive(Debug, Serialize, ToSchema)]
pub struct FaqEntry {
    id: String,
    question: String,
    /// Larger is nearer; from 0, without unit.
    score: f32,
    /// Its page.
    url: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FaqResults {
    /// Nearest first.
    results: Vec<FaqEntry>,
    /// Whether the first one is likely to answer.
    confident: bool,
}

/// Finds questions of the knowledge base by anybody's words.
#[utoipa::path(get, path = "/api/v1/faq", tag = "faq",
    params(("q" = String, Query, description = "a question, in French"), ("limit" = Option<usize>, Query, description = "1 to 50, 10 where nothing is said")),
    responses((status = 200, body = FaqResults), (status = 400, body = Problem)))]
pub async fn find(State(state): State<AppState>, Query(asked): Query<Asked>) -> Response {
    if asked.q.trim().is_empty() {
        return Problem::malformed("q", "le paramètre « q » est obligatoire : la question, avec vos mots")
            .into_response();
    }
    let limit = match asked.limit.as_deref() {
        None | Some("") => Some(USUAL),
        Some(text) => text.parse().ok().filter(|limit| (1..=MOST).contains(limit)),
    };
    let Some(limit) = limit else {
        return Problem::malformed("limit", format!("« limit » doit être un nombre de 1 à {MOST}"))
            .into_response();
    };
    let edition = match state.env.knowledge.edition().await {
        Ok(edition) => edition,
        Err(error) => return Problem::ours(&error).into_response(),
    };
    let answer = state.env.knowledge.find(&edition, &asked.q, limit).await;
    let results = answer.found.iter().map(|found| {
        let entry = &edition.entries()[found.at];
        let page = state.href(address::FAQ_ENTRY.of(entry.id.clone()));
        FaqEntry {
            id: entry.id.clone(),
            question: entry.question.clone(),
            score: found.score,
            url: format!("{}{page}", state.config.public_url),
        }
    });
    let body = FaqResults { results: results.collect(), confident: answer.is_sure };
    // What somebody asks stays with them.
    (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

//! Files of conversations, for clients of partners: what a message hands on. Told by its bytes, without what a camera notes, under the
//! sender's own number.

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use brigade::{RefusedFile, Unattached, Uuid, Written};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{conversations::Own, problem::Problem, refusal::Refused};
use crate::web::{AppState, brigade::files::handed};

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/conversations/{id}/files", post(hand_on))
        .route("/conversations/{id}/files/{file}", get(read))
}

/// Under which number.
#[derive(Debug, Deserialize)]
pub struct Numbered {
    #[serde(default)]
    id: String,
}

/// A file that is stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoredFile {
    id: String,
    /// Of its message, in the conversation.
    seq: i64,
    at: DateTime<Utc>,
}

/// Hands on a file: a message like any other, stored once under its `id`.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/files", tag = "conversations",
    request_body(content = String, content_type = "application/octet-stream", description = "JPEG, PNG, WebP, GIF or PDF, 10 MB at most"),
    params(("id" = String, Path), ("id" = String, Query, description = "a UUID of the sender's for the message")),
    responses((status = 201, body = StoredFile), (status = 200, body = StoredFile, description = "stored before, under the same id"),
        (status = 400, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem, description = "closed, or ten files already"),
        (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem, description = "refused by the scanner"),
        (status = 429, body = Problem), (status = 503, body = Problem, description = "the scanner does not answer")))]
pub async fn hand_on(
    State(state): State<AppState>,
    own: Own,
    Query(numbered): Query<Numbered>,
    body: Bytes,
) -> Response {
    let Ok(id) = Uuid::try_parse(&numbered.id) else { return own.refuses(Refused::Malformed) };
    match state.env.brigade.attach(&own.conversation, id, body.into()).await {
        Ok(Written::Stored { seq, at, again }) => {
            let status = if again { StatusCode::OK } else { StatusCode::CREATED };
            let stored = StoredFile { id: id.to_string(), seq, at };
            (status, [(header::CACHE_CONTROL, "no-store")], Json(stored)).into_response()
        }
        Ok(_) | Err(Unattached::Unwritten(_)) => own.refuses(Refused::Closed),
        Err(Unattached::TooMany) => own.refuses(Refused::TooManyFiles),
        Err(Unattached::Dangerous) => own.refuses(Refused::DangerousFile),
        Err(Unattached::Unscanned) => own.refuses(Refused::Unscanned),
        Err(Unattached::Refused(RefusedFile::TooLarge)) => own.refuses(Refused::FileTooLarge),
        Err(Unattached::Refused(_)) => own.refuses(Refused::WrongFile),
        Err(Unattached::Store(error)) => Problem::ours(&*error).into_response(),
    }
}

/// Reads a file that a message hands on.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/files/{file}", tag = "conversations",
    params(("id" = String, Path), ("file" = String, Path, description = "the id of its message")),
    responses((status = 200, description = "its bytes", content_type = "application/octet-stream"), (status = 404, body = Problem)))]
pub async fn read(
    State(state): State<AppState>,
    own: Own,
    Path((_, file)): Path<(String, String)>,
) -> Response {
    let Ok(id) = Uuid::try_parse(&file) else { return own.refuses(Refused::Missing) };
    match state.env.brigade.file(&own.conversation, id).await {
        Ok(Some(file)) => handed(file),
        Ok(None) => own.refuses(Refused::Missing),
        Err(error) => Problem::ours(&error).into_response(),
    }
}

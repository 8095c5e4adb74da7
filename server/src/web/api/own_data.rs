//! All that is kept of a conversation, for who holds its proof: read whole, and erased.

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use brigade::{ConversationState, Held};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    conversations::{Own, ReadMessage},
    problem::Problem,
    refusal::Refused,
};
use crate::web::AppState;

pub fn router() -> Router<AppState> {
    Router::new().route("/conversations/{id}", get(read).delete(erase))
}

/// All that is kept of a conversation and concerns its citizen.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldConversation {
    channel: String,
    locale: String,
    opened_at: DateTime<Utc>,
    closed: bool,
    /// What was written tells of an emergency.
    urgent: bool,
    /// Erased at the latest then, if nobody writes any more.
    kept_until: DateTime<Utc>,
    messages: Vec<ReadMessage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<HeldRating>,
    /// Where its answers leave to, beside this contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HeldRating {
    score: u8,
    comment: Option<String>,
}

impl From<Held> for HeldConversation {
    fn from(held: Held) -> Self {
        let Held { conversation, messages, rating, address, until } = held;
        Self {
            closed: conversation.state == ConversationState::Closed,
            urgent: conversation.is_urgent,
            channel: conversation.channel,
            locale: conversation.language,
            opened_at: conversation.opened_at,
            kept_until: until,
            address,
            messages: messages.into_iter().map(Into::into).collect(),
            rating: rating.map(|(score, comment)| HeldRating { score, comment }),
        }
    }
}

/// Reads all that is kept of a conversation (RGPD, article 15).
#[utoipa::path(get, path = "/api/v1/conversations/{id}", tag = "conversations", params(("id" = String, Path)),
    responses((status = 200, body = HeldConversation), (status = 404, body = Problem)))]
pub async fn read(State(state): State<AppState>, own: Own) -> Response {
    match state.env.brigade.held_of(own.conversation).await {
        Ok(held) => {
            let held = HeldConversation::from(held);
            (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], Json(held)).into_response()
        }
        Err(error) => Problem::ours(&error).into_response(),
    }
}

/// Erases it (RGPD, article 17); not while it tells of an emergency that is not over.
#[utoipa::path(delete, path = "/api/v1/conversations/{id}", tag = "conversations", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem, description = "an emergency is under way")))]
pub async fn erase(State(state): State<AppState>, own: Own) -> Response {
    match state.env.brigade.erase(&own.conversation).await {
        Ok(true) => StatusCode::NO_CONTENT.into_response(),
        Ok(false) => own.refuses(Refused::Urgent),
        Err(error) => Problem::ours(&error).into_response(),
    }
}

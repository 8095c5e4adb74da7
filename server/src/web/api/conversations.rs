//! Conversations with the Brigade numérique, for clients of our own pages and of partners: the public contract. Every message has its
//! number in its conversation from the transaction that stores it; what is sent twice under one `id` is stored once; who was cut off
//! goes on after the last number they have, by a stream or by asking.

use std::convert::Infallible;

use axum::{
    Json, Router,
    extract::{FromRequest, Path, Query, Request, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response, sse::Event},
    routing::{get, post},
};
use brigade::{ConversationState, Message, Proof, StoredConversation, Uuid, Written};
use chrono::{DateTime, Utc};
use domain::conversation::{Channel, Language, Text, Unsendable};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use utoipa::ToSchema;

use super::{problem::Problem, refusal::Refused};
use crate::web::{
    AppState,
    brigade::streams::{CHECK, events, last_event},
    impact::live::stopping,
    seats::Seat,
};

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/conversations", post(open))
        .route("/conversations/{id}/messages", get(read).post(write))
        .route("/conversations/{id}/stream", get(stream))
}

/// By which way, and in which language, answers are read.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewConversation {
    /// `chat` or `form`.
    channel: String,
    /// `fr`, `en`, `de`, `es`, `it`, `fr-x-falc` (easy French).
    #[serde(default)]
    locale: Option<String>,
}

/// A conversation that was opened.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenedConversation {
    id: String,
    /// Proves that its holder is the conversation's citizen: `Authorization: Bearer`.
    token: String,
}

/// A message that is sent.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewMessage {
    /// A UUID of the sender's, best a UUIDv7: sent again, the message is stored once.
    id: String,
    text: String,
}

/// A message that is stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoredMessage {
    id: String,
    /// 1, 2, 3 ... in the conversation, without a hole.
    seq: i64,
    at: DateTime<Utc>,
}

/// A message, as it is read.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadMessage {
    seq: i64,
    id: String,
    /// `citizen`, `agent` or `system`.
    from: &'static str,
    text: String,
    at: DateTime<Utc>,
}

impl From<Message> for ReadMessage {
    fn from(message: Message) -> Self {
        let Message { seq, id, from, text, at } = message;
        Self { seq, id: id.to_string(), from: from.id(), text, at }
    }
}

/// Messages after a number, at most 500.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageList {
    messages: Vec<ReadMessage>,
    /// Number of the conversation's last message: where it is more than that of the last one here, there are others.
    last: i64,
}

/// After which number.
#[derive(Debug, Default, Deserialize)]
pub struct After {
    #[serde(default)]
    after: Option<String>,
}

impl After {
    fn number(&self) -> Result<i64, ()> {
        match &self.after {
            None => Ok(0),
            Some(text) => text.parse().ok().filter(|after| *after >= 0).ok_or(()),
        }
    }
}

/// Opens a conversation.
#[utoipa::path(post, path = "/api/v1/conversations", tag = "conversations", request_body = NewConversation,
    responses((status = 201, body = OpenedConversation), (status = 400, body = Problem), (status = 429, body = Problem)))]
pub async fn open(State(state): State<AppState>, headers: HeaderMap, request: Request) -> Response {
    let spoken = spoken(&headers);
    let new: NewConversation = match body(request).await {
        Ok(new) => new,
        Err(status) => return Refused::of(status).in_language(spoken),
    };
    let language = match &new.locale {
        Some(locale) => Language::parse(locale),
        None => Some(spoken),
    };
    let (Some(channel), Some(language)) = (Channel::parse(&new.channel), language) else {
        return Refused::Malformed.in_language(spoken);
    };
    match state.env.brigade.open(channel, language).await {
        Ok(Proof { id, token }) => {
            answer(StatusCode::CREATED, &OpenedConversation { id: id.to_string(), token })
        }
        Err(error) => Problem::ours(&error).into_response(),
    }
}

/// Writes a message. It is on the disk when this answers.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/messages", tag = "conversations", request_body = NewMessage,
    params(("id" = String, Path)),
    responses((status = 201, body = StoredMessage), (status = 200, body = StoredMessage, description = "stored before, under the same id"),
        (status = 400, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem, description = "closed"),
        (status = 413, body = Problem), (status = 429, body = Problem)))]
pub async fn write(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let conversation = match own(&state, &id, &headers).await {
        Ok(conversation) => conversation,
        Err(answer) => return answer,
    };
    let language = Language::parse(&conversation.language).unwrap_or_default();
    let new: NewMessage = match body(request).await {
        Ok(new) => new,
        Err(status) => return Refused::of(status).in_language(language),
    };
    let text = match Text::new(&new.text) {
        Ok(text) => text,
        Err(Unsendable::Empty) => return Refused::Malformed.in_language(language),
        Err(Unsendable::TooLong) => return Refused::TooLong.in_language(language),
    };
    let Ok(id) = Uuid::try_parse(&new.id) else { return Refused::Malformed.in_language(language) };
    match state.env.brigade.write(&conversation, id, &text).await {
        Ok(Written::Stored { seq, at, again }) => {
            let status = if again { StatusCode::OK } else { StatusCode::CREATED };
            answer(status, &StoredMessage { id: id.to_string(), seq, at })
        }
        Ok(Written::Closed | Written::Behind | Written::Taken) => Refused::Closed.in_language(language),
        Err(error) => Problem::ours(&*error).into_response(),
    }
}

/// Reads messages after a number.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/messages", tag = "conversations",
    params(("id" = String, Path), ("after" = Option<i64>, Query)),
    responses((status = 200, body = MessageList), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub async fn read(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(after): Query<After>,
    headers: HeaderMap,
) -> Response {
    let conversation = match own(&state, &id, &headers).await {
        Ok(conversation) => conversation,
        Err(answer) => return answer,
    };
    let Ok(after) = after.number() else { return Refused::Malformed.in_language(spoken(&headers)) };
    match state.env.brigade.read(&conversation, after).await {
        Ok(messages) => {
            // Stored while this was asked: the list and its last number say the same.
            let last = messages.last().map_or(0, |message| message.seq).max(conversation.last_seq);
            let messages = messages.into_iter().map(Into::into).collect();
            answer(StatusCode::OK, &MessageList { messages, last })
        }
        Err(error) => Problem::ours(&error).into_response(),
    }
}

/// Streams messages after a number, as they come: server-sent events whose `id` is the number.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/stream", tag = "conversations",
    params(("id" = String, Path), ("after" = Option<i64>, Query)),
    responses((status = 200, description = "text/event-stream; data: a ReadMessage"), (status = 404, body = Problem)))]
pub async fn stream(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(after): Query<After>,
    headers: HeaderMap,
) -> Response {
    let conversation = match own(&state, &id, &headers).await {
        Ok(conversation) => conversation,
        Err(answer) => return answer,
    };
    let asked = last_event(&headers).and_then(|text| text.parse().ok());
    let Ok(after) = asked.map_or_else(|| after.number(), Ok) else {
        return Refused::Malformed.in_language(spoken(&headers));
    };
    let Some(seat) = state.citizens.sit(conversation.id) else { return super::too_many() };
    let heard = state.env.brigade.hears(conversation.id);
    let proof = Proof { id: Uuid::from_bytes(conversation.public_id), token: token(&headers).to_owned() };
    let reader = Reader {
        state,
        proof,
        after,
        waiting: Vec::new().into_iter(),
        heard,
        stopping: stopping(),
        _seat: seat,
    };
    events(futures_util::stream::unfold(reader, next))
}

/// Where a stream is.
struct Reader {
    state: AppState,
    proof: Proof,
    after: i64,
    waiting: std::vec::IntoIter<Message>,
    heard: watch::Receiver<i64>,
    stopping: watch::Receiver<bool>,
    _seat: Seat<domain::ids::ConversationId>,
}

async fn next(mut reader: Reader) -> Option<(Result<Event, Infallible>, Reader)> {
    loop {
        if let Some(message) = reader.waiting.next() {
            reader.after = message.seq;
            let data = serde_json::to_string(&ReadMessage::from(message)).ok()?;
            let event = Event::default().id(reader.after.to_string()).event("message").data(data);
            return Some((Ok(event), reader));
        }
        if *reader.stopping.borrow() {
            return None;
        }
        // Before the store is read: what comes while it is read is looked at again.
        reader.heard.mark_unchanged();
        let brigade = &reader.state.env.brigade;
        let found = match brigade.find(&reader.proof).await {
            Ok(Some(conversation)) => Ok((brigade.read(&conversation, reader.after).await, conversation)),
            // Gone.
            Ok(None) => return None,
            Err(error) => Err(error),
        };
        match found {
            Ok((Ok(messages), conversation)) => {
                // All that was said is told: a stream of what is closed ends.
                if messages.is_empty() && conversation.state == ConversationState::Closed {
                    return None;
                }
                reader.waiting = messages.into_iter();
            }
            Ok((Err(error), _)) | Err(error) => {
                tracing::warn!(%error, "a conversation can't be read for a stream");
            }
        }
        if reader.waiting.len() == 0 {
            tokio::select! {
                () = tokio::time::sleep(CHECK) => {}
                _ = reader.heard.changed() => {}
                _ = reader.stopping.changed() => return None,
            }
        }
    }
}

/// The conversation that a request's token is of.
///
/// # Errors
/// There is none, or the token proves nothing: the same answer, so that nobody learns which.
async fn own(state: &AppState, id: &str, headers: &HeaderMap) -> Result<StoredConversation, Response> {
    let found = match Uuid::try_parse(id) {
        Ok(id) => state.env.brigade.find(&Proof { id, token: token(headers).to_owned() }).await,
        Err(_) => Ok(None),
    };
    match found {
        Ok(Some(conversation)) => Ok(conversation),
        Ok(None) => Err(Refused::Missing.in_language(spoken(headers))),
        Err(error) => Err(Problem::ours(&error).into_response()),
    }
}

fn token(headers: &HeaderMap) -> &str {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    header.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default()
}

/// The language that a reader asks for first.
fn spoken(headers: &HeaderMap) -> Language {
    let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let tags = header.unwrap_or_default().split(',').filter_map(|part| part.split(';').next());
    let mut known = tags.filter_map(|tag| Language::parse(tag.trim().split('-').next()?));
    known.next().unwrap_or_default()
}

/// # Errors
/// The status of what can't be read.
async fn body<T: serde::de::DeserializeOwned>(request: Request) -> Result<T, StatusCode> {
    let read: Result<Json<T>, JsonRejection> = Json::from_request(request, &()).await;
    read.map(|Json(body)| body).map_err(|rejection| rejection.status())
}

/// What is one citizen's is kept by nobody else.
fn answer<T: Serialize>(status: StatusCode, body: &T) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

//! Conversations with the Brigade numérique, for clients of our own pages and of partners: the public contract. Every message has its
//! number in its conversation from the transaction that stores it; what is sent twice under one `id` is stored once; who was cut off
//! goes on after the last number they have, by a stream or by asking.

use axum::{
    Json, Router,
    extract::{FromRequest, FromRequestParts, Path, Query, Request, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use brigade::{Message, Proof, Rated, StoredConversation, Uuid, Written};
use chrono::{DateTime, Utc};
use domain::conversation::{Channel, Language, Score, Text, Unsendable};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{problem::Problem, refusal::Refused};
use crate::web::AppState;

/// Before the token of a client that can send it as a protocol of its socket only: a browser.
const BEARER: &str = "bearer.";

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/conversations", post(open))
        .route("/conversations/{id}/messages", get(read).post(write))
        .route("/conversations/{id}/rating", post(rate))
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
    /// What it hands on, under `/files/{id}`; the text is then a name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<ReadFile>,
}

/// What a message says of its file.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadFile {
    /// As its bytes tell, not its sender.
    media_type: &'static str,
    /// Bytes.
    size: i64,
}

impl From<Message> for ReadMessage {
    fn from(message: Message) -> Self {
        let Message { seq, id, from, text, at, file } = message;
        let file = file.map(|file| ReadFile { media_type: file.kind.media_type(), size: file.size });
        Self { seq, id: id.to_string(), from: from.id(), text, at, file }
    }
}

/// Messages after a number, at most 500.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageList {
    messages: Vec<ReadMessage>,
    /// Number of the conversation's last message: where it is more than that of the last one here, there are others.
    last: i64,
}

/// How content a citizen was.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRating {
    /// 0 to 10.
    score: i64,
    #[serde(default)]
    comment: Option<String>,
}

/// A rating that is stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoredScore {
    score: u8,
}

/// After which number.
#[derive(Debug, Default, Deserialize)]
pub struct After {
    #[serde(default)]
    after: Option<String>,
}

impl After {
    pub fn number(&self) -> Result<i64, ()> {
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
    // Who writes by another way is known by its provider.
    let channel = Channel::parse(&new.channel).filter(|channel| channel.is_ours());
    let (Some(channel), Some(language)) = (channel, language) else {
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
pub async fn write(State(state): State<AppState>, own: Own, request: Request) -> Response {
    let new: NewMessage = match body(request).await {
        Ok(new) => new,
        Err(status) => return own.refuses(Refused::of(status)),
    };
    let text = match Text::new(&new.text) {
        Ok(text) => text,
        Err(Unsendable::Empty) => return own.refuses(Refused::Malformed),
        Err(Unsendable::TooLong) => return own.refuses(Refused::TooLong),
    };
    let Ok(id) = Uuid::try_parse(&new.id) else { return own.refuses(Refused::Malformed) };
    match state.env.brigade.write(&own.conversation, id, &text).await {
        Ok(Written::Stored { seq, at, again }) => {
            let status = if again { StatusCode::OK } else { StatusCode::CREATED };
            answer(status, &StoredMessage { id: id.to_string(), seq, at })
        }
        Ok(Written::Closed | Written::Behind | Written::Taken) => own.refuses(Refused::Closed),
        Err(error) => Problem::ours(&*error).into_response(),
    }
}

/// Reads messages after a number.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/messages", tag = "conversations",
    params(("id" = String, Path), ("after" = Option<i64>, Query)),
    responses((status = 200, body = MessageList), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub async fn read(State(state): State<AppState>, own: Own, Query(after): Query<After>) -> Response {
    let Ok(after) = after.number() else { return own.refuses(Refused::Malformed) };
    match state.env.brigade.read(&own.conversation, after).await {
        Ok(messages) => {
            // Stored while this was asked: the list and its last number say the same.
            let last = messages.last().map_or(0, |message| message.seq).max(own.conversation.last_seq);
            let messages = messages.into_iter().map(Into::into).collect();
            answer(StatusCode::OK, &MessageList { messages, last })
        }
        Err(error) => Problem::ours(&error).into_response(),
    }
}

/// Rates a conversation that is closed, once. None is asked for where it told of an emergency.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/rating", tag = "conversations", request_body = NewRating,
    params(("id" = String, Path)),
    responses((status = 201, body = StoredScore), (status = 200, body = StoredScore, description = "the same was stored before"),
        (status = 400, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem, description = "not closed, not asked for, or rated otherwise before"),
        (status = 413, body = Problem), (status = 429, body = Problem)))]
pub async fn rate(State(state): State<AppState>, own: Own, request: Request) -> Response {
    let new: NewRating = match body(request).await {
        Ok(new) => new,
        Err(status) => return own.refuses(Refused::of(status)),
    };
    let Some(score) = Score::new(new.score) else { return own.refuses(Refused::Malformed) };
    let comment = match new.comment.as_deref().map(Text::new) {
        Some(Ok(comment)) => Some(comment),
        // Nothing was said.
        None | Some(Err(Unsendable::Empty)) => None,
        Some(Err(Unsendable::TooLong)) => return own.refuses(Refused::TooLong),
    };
    let stored = |status| answer(status, &StoredScore { score: score.value() });
    match state.env.brigade.rate(&own.conversation, score, comment.as_ref()).await {
        Ok(Rated::Stored) => stored(StatusCode::CREATED),
        Ok(Rated::Again) => stored(StatusCode::OK),
        Ok(Rated::Already) => own.refuses(Refused::Already),
        Ok(Rated::Unasked) => own.refuses(Refused::Unasked),
        Err(error) => Problem::ours(&error).into_response(),
    }
}

/// The conversation that a request's token is of. There is none, or the token proves nothing: the same answer, so that nobody learns
/// which.
pub struct Own {
    pub conversation: StoredConversation,
    pub proof: Proof,
    language: Language,
}

impl Own {
    /// In the conversation's language.
    pub fn refuses(&self, refused: Refused) -> Response {
        refused.in_language(self.language)
    }
}

impl FromRequestParts<AppState> for Own {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        // A path may name more than its conversation.
        let named = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let named = named.map(|Path(named)| named).unwrap_or_default();
        let id = named.iter().find(|(name, _)| name == "id").and_then(|(_, id)| Uuid::try_parse(id).ok());
        let missing = || Refused::Missing.in_language(spoken(&parts.headers));
        let proof = Proof { id: id.ok_or_else(missing)?, token: token(&parts.headers).to_owned() };
        let conversation = match state.env.brigade.find(&proof).await {
            Ok(found) => found.ok_or_else(missing)?,
            Err(error) => return Err(Problem::ours(&error).into_response()),
        };
        let language = Language::parse(&conversation.language).unwrap_or_default();
        Ok(Self { conversation, proof, language })
    }
}

/// A browser can't send headers with a WebSocket: its token is one of the protocols that it offers.
fn token(headers: &HeaderMap) -> &str {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let offered =
        || text(header::SEC_WEBSOCKET_PROTOCOL).split(',').find_map(|one| one.trim().strip_prefix(BEARER));
    text(header::AUTHORIZATION).strip_prefix("Bearer ").or_else(offered).unwrap_or_default()
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

//! Conversations as they go on, for clients of the public contract: by server-sent events, and by a WebSocket (RFC 6455) that only
//! tells. Who was cut off says the last number that they have, and gets what came after it.

use std::{convert::Infallible, pin::pin, time::Duration};

use axum::{
    Extension, Router,
    extract::{
        Query, State, WebSocketUpgrade,
        ws::{CloseFrame, Message as Frame, WebSocket, close_code, rejection::WebSocketUpgradeRejection},
    },
    http::HeaderMap,
    response::{IntoResponse, Response, sse::Event},
    routing::get,
};
use brigade::{ConversationState, Message, Proof};
use domain::ids::ConversationId;
use tokio::{
    sync::watch,
    time::{Instant, interval_at},
};

use super::{
    conversations::{After, Own, ReadMessage},
    problem::Problem,
    refusal::Refused,
    too_many,
};
use crate::{
    connections::Place,
    web::{
        AppState,
        brigade::streams::{CHECK, events, last_event},
        impact::live::stopping,
        seats::Seat,
    },
};

/// The protocol that a socket speaks.
const PROTOCOL: &str = "conversation.v1";
/// How often a socket is asked whether somebody is there,
const PING: Duration = Duration::from_secs(20);
/// and after how long without a word nobody is.
const SILENT: Duration = Duration::from_secs(60);
/// Bytes of a frame that a client may send: it has nothing to say here.
const FRAME: usize = 4 << 10;
/// Bytes that wait for a client who reads slowly.
const WAITING: usize = 256 << 10;

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/conversations/{id}/stream", get(stream))
        .route("/conversations/{id}/socket", get(socket))
}

/// Streams messages after a number, as they come: server-sent events whose `id` is the number.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/stream", tag = "conversations",
    params(("id" = String, Path), ("after" = Option<i64>, Query)),
    responses((status = 200, description = "text/event-stream; data: a ReadMessage"), (status = 404, body = Problem)))]
pub async fn stream(
    State(state): State<AppState>,
    own: Own,
    Query(after): Query<After>,
    headers: HeaderMap,
) -> Response {
    let asked = last_event(&headers).and_then(|text| text.parse().ok());
    let Ok(after) = asked.map_or_else(|| after.number(), Ok) else { return own.refuses(Refused::Malformed) };
    let Some(reader) = Reader::new(state, own, after) else { return too_many() };
    events(futures_util::stream::unfold(reader, async |mut reader| {
        let message = reader.next().await?;
        let event = Event::default().id(message.seq.to_string()).event("message");
        let data = serde_json::to_string(&ReadMessage::from(message)).ok()?;
        Some((Ok::<_, Infallible>(event.data(data)), reader))
    }))
}

/// The same by a WebSocket: each frame of text is a `ReadMessage`. Messages are sent by `POST`. A browser, which can't send headers,
/// offers the protocols `conversation.v1` and `bearer.` with its token.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/socket", tag = "conversations",
    params(("id" = String, Path), ("after" = Option<i64>, Query)),
    responses((status = 101, description = "WebSocket; closed with 1000 when the conversation is closed, 1001 when the server stops"),
        (status = 404, body = Problem), (status = 426, description = "no WebSocket was asked for")))]
pub async fn socket(
    State(state): State<AppState>,
    own: Own,
    Query(after): Query<After>,
    place: Option<Extension<Place>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(after) = after.number() else { return own.refuses(Refused::Malformed) };
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let Some(reader) = Reader::new(state, own, after) else { return too_many() };
    upgrade
        .protocols([PROTOCOL])
        .max_message_size(FRAME)
        .max_frame_size(FRAME)
        .read_buffer_size(FRAME)
        .write_buffer_size(0)
        .max_write_buffer_size(WAITING)
        .on_upgrade(async |socket| {
            // The connection counts as long as it lasts.
            let _place = place;
            tell(socket, reader).await;
        })
}

/// Tells a socket what is said, until one of both ends goes away.
async fn tell(mut socket: WebSocket, mut reader: Reader) {
    let mut ping = interval_at(Instant::now() + PING, PING);
    let mut heard = Instant::now();
    loop {
        let message = {
            let mut next = pin!(reader.next());
            loop {
                tokio::select! {
                    message = &mut next => break message,
                    frame = socket.recv() => match frame {
                        Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => heard = Instant::now(),
                        // Not taken in silence: who sent it would believe it is stored.
                        Some(Ok(Frame::Text(_) | Frame::Binary(_))) => {
                            return close(socket, close_code::UNSUPPORTED, "POST messages").await;
                        }
                        Some(Ok(Frame::Close(_)) | Err(_)) | None => return,
                    },
                    _ = ping.tick() => {
                        let is_gone = heard.elapsed() >= SILENT;
                        if is_gone || socket.send(Frame::Ping(Default::default())).await.is_err() {
                            return;
                        }
                    }
                }
            }
        };
        let Some(message) = message else {
            let code = if *reader.stopping.borrow() { close_code::AWAY } else { close_code::NORMAL };
            return close(socket, code, "").await;
        };
        let Ok(text) = serde_json::to_string(&ReadMessage::from(message)) else { return };
        if socket.send(Frame::Text(text.into())).await.is_err() {
            return;
        }
    }
}

async fn close(mut socket: WebSocket, code: u16, reason: &'static str) {
    // Who went away needs no word.
    let _ = socket.send(Frame::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
}

/// What a client has of a conversation.
struct Reader {
    state: AppState,
    proof: Proof,
    after: i64,
    waiting: std::vec::IntoIter<Message>,
    heard: watch::Receiver<i64>,
    stopping: watch::Receiver<bool>,
    _seat: Seat<ConversationId>,
}

impl Reader {
    /// None where a conversation, or all of them, have as many readers as they may.
    fn new(state: AppState, own: Own, after: i64) -> Option<Self> {
        let id = own.conversation.id;
        Some(Self {
            _seat: state.citizens.sit(id)?,
            heard: state.env.brigade.hears(id),
            state,
            proof: own.proof,
            after,
            waiting: Vec::new().into_iter(),
            stopping: stopping(),
        })
    }

    /// The next message, as soon as there is one; nothing more when the conversation is closed or gone, or the server stops.
    async fn next(&mut self) -> Option<Message> {
        loop {
            if let Some(message) = self.waiting.next() {
                self.after = message.seq;
                return Some(message);
            }
            if *self.stopping.borrow() {
                return None;
            }
            // Before the store is read: what comes while it is read is looked at again.
            self.heard.mark_unchanged();
            let brigade = &self.state.env.brigade;
            let found = match brigade.find(&self.proof).await {
                Ok(Some(conversation)) => Ok((brigade.read(&conversation, self.after).await, conversation)),
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
                    self.waiting = messages.into_iter();
                }
                Ok((Err(error), _)) | Err(error) => {
                    tracing::warn!(%error, "a conversation can't be read for a stream");
                }
            }
            if self.waiting.len() == 0 {
                tokio::select! {
                    () = tokio::time::sleep(CHECK) => {}
                    _ = self.heard.changed() => {}
                    _ = self.stopping.changed() => return None,
                }
            }
        }
    }
}

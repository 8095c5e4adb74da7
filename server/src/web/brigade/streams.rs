//! Streams that say that there is something new, and never what: the page is read again, as anybody reads it who may. A reader that
//! was cut off says what it had (`Last-Event-ID`), and hears at once whether that is still all.

use std::{
    convert::Infallible,
    time::{Duration, Instant},
};

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use brigade::{ConversationState, Mine, Proof, Sign, Standing, StoredConversation};
use chrono::{DateTime, Utc};
use domain::{
    conversation::Sender,
    ids::{AccountId, ConversationId},
};
use services::identity::{Session, Ticket, Use};
use tokio::sync::watch;

use crate::web::{
    AppState, access::COOKIE, cookies::cookie, impact::live::stopping, reader::proof, seats::Seat,
};

/// How often what is streamed is looked at beside what is heard of it, and whether its reader may still listen.
pub const CHECK: Duration = Duration::from_secs(30);
/// The desk is told at most so often: what changes meanwhile is told together.
const AT_MOST: Duration = Duration::from_millis(500);

/// Streams of one conversation at once: a citizen's devices and tabs.
pub const OF_ONE: usize = 4;
/// Streams of all citizens.
pub const OF_ALL: usize = 12_000;

pub fn full() -> Response {
    let mut response = StatusCode::TOO_MANY_REQUESTS.into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    response
}

/// What a stream says next.
pub type Told = Result<Event, Infallible>;

/// What a reader says it had when it was cut off.
pub fn last_event(headers: &HeaderMap) -> Option<&str> {
    headers.get("last-event-id").and_then(|value| value.to_str().ok())
}

/// Server-sent events that keep their connection alive.
pub fn events<S>(stream: S) -> Response
where
    S: futures_util::Stream<Item = Result<Event, Infallible>> + Send + 'static,
{
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response()
}

pub fn news(id: String) -> Event {
    // Without data a browser takes it for nothing.
    Event::default().id(id).event("news").data("1")
}

struct Citizen {
    state: AppState,
    proof: Proof,
    last: i64,
    /// It was just opened.
    is_new: bool,
    /// What the page says beside its messages.
    told: Option<Beside>,
    heard: watch::Receiver<i64>,
    stopping: watch::Receiver<bool>,
    _seat: Seat<ConversationId>,
}

/// What a citizen's page says beside its messages: where the conversation stands, what an agent has on their screen, until when a code
/// leads to it.
type Beside = (Option<Standing>, i64, Option<DateTime<Utc>>);

/// Of a conversation, to its citizen's page.
pub fn of_citizen(
    state: AppState,
    conversation: StoredConversation,
    after: i64,
    headers: &HeaderMap,
) -> Response {
    let (Some(seat), Some(proof)) = (state.citizens.sit(conversation.id), proof(headers)) else {
        return full();
    };
    let last = last_event(headers).and_then(|text| text.parse().ok()).unwrap_or(after);
    let heard = state.env.brigade.hears(conversation.id);
    state.env.brigade.bells().ring_presence();
    // Who comes back after a cut reads again where they stand.
    let told = last_event(headers).map(|_| (None, -1, None));
    let reader = Citizen { state, proof, last, is_new: true, told, heard, stopping: stopping(), _seat: seat };
    events(futures_util::stream::unfold(reader, next_of_citizen))
}

impl Drop for Citizen {
    fn drop(&mut self) {
        self.state.env.brigade.bells().ring_presence();
    }
}

async fn next_of_citizen(mut reader: Citizen) -> Option<(Result<Event, Infallible>, Citizen)> {
    loop {
        if *reader.stopping.borrow() {
            return None;
        }
        // Before the store is read: what comes while it is read is looked at again.
        reader.heard.mark_unchanged();
        match reader.state.env.brigade.find(&reader.proof).await {
            Ok(Some(conversation)) => {
                let is_closed = conversation.state == ConversationState::Closed;
                // That it was closed is news too, once.
                let now = if is_closed { i64::MAX } else { conversation.last_seq };
                let brigade = &reader.state.env.brigade;
                // What came in place is on a screen when its stream is opened; what is renewed is noted as it is read.
                if std::mem::take(&mut reader.is_new)
                    && let Err(error) = brigade.shown_to(Sender::Citizen, &conversation, reader.last).await
                {
                    tracing::warn!(%error, "what was seen can't be noted");
                }
                let stands = brigade.standing(&conversation).await.ok().map(Standing::about);
                let beside = (stands, conversation.agent_shown, conversation.resume_until);
                let moved = reader.told.is_some_and(|told| told != beside);
                reader.told = Some(beside);
                if now > reader.last || moved {
                    reader.last = reader.last.max(now);
                    return Some((Ok(news(reader.last.to_string())), reader));
                }
            }
            Ok(None) => return None,
            Err(error) => tracing::warn!(%error, "a conversation can't be read for a stream"),
        }
        tokio::select! {
            () = tokio::time::sleep(CHECK) => {}
            _ = reader.heard.changed() => {}
            _ = reader.stopping.changed() => return None,
        }
    }
}

struct Agent {
    state: AppState,
    session: Session,
    ticket: Option<Ticket>,
    open: Option<ConversationId>,
    /// It was just opened.
    is_new: bool,
    seen: String,
    heard: watch::Receiver<u64>,
    checked: Instant,
    /// When it was last told that its agent is at the desk.
    told_here: Option<Instant>,
    stopping: watch::Receiver<bool>,
    _seat: Seat<AccountId>,
}

/// Of the desk, to an agent's screen.
pub fn of_desk(
    state: AppState,
    session: Session,
    open: Option<ConversationId>,
    seen: String,
    headers: &HeaderMap,
) -> Response {
    let Some(seat) = state.listeners.sit(session.actor.account) else { return full() };
    let ticket = cookie(headers, COOKIE).and_then(Ticket::parse);
    let seen = last_event(headers).map_or(seen, str::to_owned);
    let heard = state.env.brigade.bells().desk();
    let (checked, stopping) = (Instant::now(), stopping());
    let reader = Agent {
        state,
        session,
        ticket,
        open,
        is_new: true,
        seen,
        heard,
        checked,
        told_here: None,
        stopping,
        _seat: seat,
    };
    events(futures_util::stream::unfold(reader, next_of_desk))
}

async fn next_of_desk(mut reader: Agent) -> Option<(Result<Event, Infallible>, Agent)> {
    loop {
        if *reader.stopping.borrow() {
            return None;
        }
        // Who was put out, or whose session ended, hears no more.
        if reader.checked.elapsed() >= CHECK {
            reader.checked = Instant::now();
            let ticket = reader.ticket.as_ref()?;
            reader.state.identity.session(ticket, Use::Screen).await.ok()??;
        }
        reader.heard.mark_unchanged();
        if reader.told_here.is_none_or(|told| told.elapsed() >= CHECK) {
            reader.told_here = Some(Instant::now());
            if let Err(error) = reader.state.env.brigade.at_desk(&reader.session.actor, Sign::Stream).await {
                tracing::warn!(%error, "who is at the desk can't be noted");
            }
        }
        match seen_now(&mut reader).await {
            Ok(stamp) if stamp != reader.seen => {
                reader.seen.clone_from(&stamp);
                return Some((Ok(news(stamp)), reader));
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the desk can't be read for a stream"),
        }
        tokio::select! {
            () = tokio::time::sleep(CHECK) => {}
            _ = reader.heard.changed() => tokio::time::sleep(AT_MOST).await,
            _ = reader.stopping.changed() => return None,
        }
    }
}

/// What the desk shows now. What came in place is on a screen when its stream is opened; what is renewed is noted as it is read.
async fn seen_now(reader: &mut Agent) -> Result<String, services::Unfit> {
    let (brigade, actor) = (&reader.state.env.brigade, &reader.session.actor);
    let open = match reader.open {
        Some(id) => brigade.one(actor, id).await?,
        None => None,
    };
    let stamp = brigade.stamp(&brigade.desk(actor).await?, open.as_ref());
    if std::mem::take(&mut reader.is_new) && stamp == reader.seen {
        let own = open.filter(|one| one.account == Some(actor.account));
        let shown = match (own, reader.open) {
            (Some(own), _) => vec![own],
            (None, Some(_)) => Vec::new(),
            (None, None) => {
                let whole = brigade.held(actor).await?.into_iter().filter(Mine::is_whole);
                whole.map(|mine| mine.conversation).collect()
            }
        };
        for conversation in shown {
            brigade.shown_to(Sender::Agent, &conversation, conversation.last_seq).await?;
        }
    }
    Ok(stamp)
}

//! What comes in, as it comes: server-sent events, one for each load. The table of loads is the truth: an event carries its
//! number, a reader that was cut off says the last one it has (`Last-Event-ID`), and gets those since; so does one that comes
//! back to another instance.

use app::{address, impact::model::live::sentence};
use std::{
    collections::VecDeque,
    convert::Infallible,
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use domain::{identity::Operation, ids::AccountId, source::Run};
use jobs::rest;
use services::identity::{Session, Ticket, Use};
use store::Arrivals;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::web::{
    AppState,
    access::{COOKIE, Rule, Who},
    cookies::cookie,
    seats::Seat,
};

/// How often a session is looked at, and the table of loads beside what is heard of it.
const CHECK: Duration = Duration::from_secs(30);
/// How long after a cut the database is listened to again.
const AGAIN: Duration = Duration::from_secs(5);
/// Loads that a reader who was away gets at most: older ones change nothing on the screen.
const KEPT: i64 = 100;

/// Turns true when the server is told to stop: open streams would hold it up for ever.
static STOPPING: LazyLock<watch::Sender<bool>> = LazyLock::new(|| watch::Sender::new(false));

/// Hears that.
pub fn stopping() -> watch::Receiver<bool> {
    STOPPING.subscribe()
}

/// Ends all streams.
pub fn stop_streams() {
    STOPPING.send_replace(true);
}

/// Tells every stream of this instance when loads may have come.
pub async fn keep_listening(mut arrivals: Arrivals, heard: Arc<watch::Sender<u64>>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        tokio::select! {
            () = stop.cancelled() => return,
            end = arrivals.wait() => {
                if let Err(error) = end {
                    tracing::warn!(%error, "new loads can't be listened for");
                    rest(AGAIN, &stop).await;
                }
            }
        }
        heard.send_modify(|n| *n += 1);
    }
}

pub fn rules() -> Vec<Rule> {
    vec![Rule::get(address::LIVE_STREAM.path(), Who::May(Operation::ReadFigures), stream)]
}

/// Where a stream is.
struct Reader {
    state: AppState,
    ticket: Option<Ticket>,
    last: i64,
    waiting: VecDeque<Run>,
    heard: watch::Receiver<u64>,
    checked: Instant,
    stopping: watch::Receiver<bool>,
    _seat: Seat<AccountId>,
}

/// Streams of one person at once: as many as there are screens on a desk, or tabs.
pub const OF_ONE: usize = 8;
/// Streams of all.
pub const OF_ALL: usize = 384;

#[derive(serde::Deserialize)]
struct Since {
    /// Number of the last load that the page tells.
    depuis: Option<i64>,
}

async fn stream(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Query(since): Query<Since>,
    headers: HeaderMap,
) -> Response {
    let Some(seat) = state.listeners.sit(session.actor.account) else {
        let mut response = StatusCode::TOO_MANY_REQUESTS.into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        return response;
    };
    let asked = headers.get("last-event-id").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
    let last = match asked.or(since.depuis) {
        Some(last) => last,
        None => state.store.figures().version().await.unwrap_or(0),
    };
    let ticket = cookie(&headers, COOKIE).and_then(Ticket::parse);
    let stopping = stopping();
    let heard = state.heard.clone();
    let reader = Reader {
        state,
        ticket,
        last,
        waiting: VecDeque::new(),
        heard,
        checked: Instant::now(),
        stopping,
        _seat: seat,
    };
    let events = futures_util::stream::unfold(reader, next);
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response()
}

async fn next(mut reader: Reader) -> Option<(Result<Event, Infallible>, Reader)> {
    loop {
        if let Some(run) = reader.waiting.pop_front() {
            reader.last = run.id;
            return Some((Ok(event(&run)), reader));
        }
        if *reader.stopping.borrow() {
            return None;
        }
        // Who was put out, or whose session ended, hears no more.
        if reader.checked.elapsed() >= CHECK {
            reader.checked = Instant::now();
            let ticket = reader.ticket.as_ref()?;
            reader.state.identity.session(ticket, Use::Screen).await.ok()??;
        }
        // Before the table is read: what comes while it is read is looked at again.
        reader.heard.mark_unchanged();
        match reader.state.store.figures().runs(KEPT).await {
            Ok(runs) => {
                let last = reader.last;
                reader.waiting.extend(runs.into_iter().rev().filter(|run| run.id > last));
            }
            Err(error) => tracing::warn!(%error, "loads can't be read for a stream"),
        }
        if reader.waiting.is_empty() {
            tokio::select! {
                () = tokio::time::sleep(CHECK) => {}
                _ = reader.heard.changed() => {}
                _ = reader.stopping.changed() => return None,
            }
        }
    }
}

/// A load, as the screen tells it.
fn event(run: &Run) -> Event {
    Event::default().id(run.id.to_string()).event("load").data(sentence(run))
}

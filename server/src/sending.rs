//! A body on its way: in small pieces, each of which is noted. A connection knows of each of its requests when it last moved,
//! and lets go of a reader who takes nothing (HTTP/2 has a window for each stream: the socket looks idle and says nothing).

use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header},
};
use hyper::body::{Frame, SizeHint};
use tokio::time::Instant;

/// Bytes of a piece: what HTTP/2 puts into one frame, too.
const PIECE: usize = 16 << 10;

/// The requests of a connection that are not answered to the last byte.
#[derive(Debug)]
pub struct Open(Mutex<State>);

#[derive(Debug)]
struct State {
    next: u64,
    asked: HashMap<u64, Asked>,
    /// When a request last came or went.
    last: Instant,
}

#[derive(Debug)]
struct Asked {
    since: Instant,
    /// When it last took a piece.
    moved: Instant,
    /// A stream of events has no end.
    is_endless: bool,
}

impl Default for Open {
    fn default() -> Self {
        Self(Mutex::new(State { next: 0, asked: HashMap::new(), last: Instant::now() }))
    }
}

impl Open {
    /// A request that came.
    pub fn request(self: &Arc<Self>) -> OpenRequest {
        let now = Instant::now();
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = state.next;
        state.next += 1;
        state.last = now;
        state.asked.insert(id, Asked { since: now, moved: now, is_endless: false });
        OpenRequest { open: self.clone(), id }
    }

    /// Whether nothing was asked for so long, or some answer is not taken: not a piece for `stalled`, or not whole in `longest`.
    pub fn is_over(&self, now: Instant, idle: Duration, stalled: Duration, longest: Duration) -> bool {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.asked.is_empty() {
            return now.duration_since(state.last) >= idle;
        }
        state.asked.values().any(|asked| {
            now.duration_since(asked.moved) >= stalled
                || !asked.is_endless && now.duration_since(asked.since) >= longest
        })
    }
}

/// A request, until its answer has gone.
#[derive(Debug)]
pub struct OpenRequest {
    open: Arc<Open>,
    id: u64,
}

impl OpenRequest {
    fn moves(&self) {
        let mut state = self.open.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(asked) = state.asked.get_mut(&self.id) {
            asked.moved = Instant::now();
        }
    }

    /// The body of its answer, in pieces.
    pub fn answered(self, headers: &HeaderMap, body: Body) -> Body {
        if headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream") {
            let mut state = self.open.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(asked) = state.asked.get_mut(&self.id) {
                asked.is_endless = true;
            }
        }
        Body::new(Sending { body, rest: Bytes::new(), request: self })
    }
}

impl Drop for OpenRequest {
    fn drop(&mut self) {
        let mut state = self.open.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.asked.remove(&self.id);
        state.last = Instant::now();
    }
}

struct Sending {
    body: Body,
    /// What is left of the piece that came last.
    rest: Bytes,
    request: OpenRequest,
}

impl hyper::body::Body for Sending {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.rest.is_empty() {
            match std::task::ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
                other => return Poll::Ready(other),
            }
        }
        self.request.moves();
        let size = self.rest.len().min(PIECE);
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(size)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (rest, inner) = (self.rest.len() as u64, self.body.size_hint());
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower() + rest);
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper + rest);
        }
        hint
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    const IDLE: Duration = Duration::from_secs(75);
    const STALLED: Duration = Duration::from_secs(60);
    const LONGEST: Duration = Duration::from_secs(600);

    /// Whether the connection is over when it is looked at so many seconds from now.
    fn over_in(open: &Open, seconds: u64) -> bool {
        open.is_over(Instant::now() + Duration::from_secs(seconds), IDLE, STALLED, LONGEST)
    }

    #[tokio::test]
    async fn a_body_goes_in_pieces_and_is_whole() {
        let open = Arc::new(Open::default());
        let bytes: Vec<u8> = (0..40_000_u32).map(|n| n as u8).collect();
        let mut body = open.request().answered(&HeaderMap::new(), Body::from(bytes.clone()));
        assert_eq!(hyper::body::Body::size_hint(&body).exact(), Some(40_000));
        let mut taken = Vec::new();
        while let Some(Ok(frame)) = body.frame().await {
            let piece = frame.into_data().unwrap();
            assert!(piece.len() <= PIECE);
            taken.extend_from_slice(&piece);
            assert_eq!(hyper::body::Body::size_hint(&body).exact(), Some(40_000 - taken.len() as u64));
        }
        assert!(taken == bytes);
    }

    #[tokio::test]
    async fn who_takes_nothing_is_told_from_who_is_slow() {
        let open = Arc::new(Open::default());
        assert!(!over_in(&open, 74) && over_in(&open, 75), "nothing is asked");
        let mut body = open.request().answered(&HeaderMap::new(), Body::from(vec![0; PIECE * 40]));
        assert!(!over_in(&open, 59) && over_in(&open, 60), "nothing is taken");
        {
            let mut state = open.0.lock().unwrap();
            for asked in state.asked.values_mut() {
                asked.since = Instant::now() - Duration::from_secs(590);
                asked.moved = asked.since;
            }
        }
        assert!(over_in(&open, 0));
        let _ = body.frame().await;
        assert!(!over_in(&open, 9), "a piece was taken");
        assert!(over_in(&open, 10), "too long in all");
        drop(body);
        assert!(!over_in(&open, 74) && over_in(&open, 75), "the answer has gone");
    }

    #[tokio::test]
    async fn a_stream_of_events_lasts_while_it_moves() {
        let open = Arc::new(Open::default());
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "text/event-stream".parse().unwrap());
        let body = open.request().answered(&headers, Body::from(vec![0; PIECE * 100]));
        {
            let mut state = open.0.lock().unwrap();
            for asked in state.asked.values_mut() {
                asked.since = Instant::now() - LONGEST * 2;
            }
        }
        assert!(!over_in(&open, 59) && over_in(&open, 60));
        drop(body);
    }
}

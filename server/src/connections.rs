//! Accepts connections, each of them bounded: in number, in silence, in the time that headers and answers take.

use std::{
    collections::HashMap,
    io,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Router, body::Body};
use hyper::{body::Incoming, server::conn::http2, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto,
        graceful::{GracefulConnection, GracefulShutdown},
    },
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{Instant, sleep, timeout},
};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use crate::sending::Open;

/// How every HTTP/2 connection begins (RFC 9113 §3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Answers on their way at once on one HTTP/2 connection.
const STREAMS: u32 = 16;

/// Who is at the other end of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// A connection's place among all, and among those of its peer: taken until nobody holds it. Who goes on with a connection after its
/// last request (a WebSocket) holds it meanwhile.
#[derive(Clone)]
pub struct Place(#[expect(dead_code, reason = "held, never read")] Arc<dyn Send + Sync>);

/// Bounds of connections.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Open at once; others wait in the kernel's queue.
    pub connections: usize,
    /// Open at once by one address: the proxy's, where there is one.
    pub by_peer: usize,
    /// From the connection to its first request.
    pub first_byte: Duration,
    /// For the headers of a request, silence between two requests included.
    pub headers: Duration,
    /// For a reader who takes nothing of what is sent.
    pub writing: Duration,
    /// For a connection without a request.
    pub idle: Duration,
    /// For an answer of which no piece is taken,
    pub stalled: Duration,
    /// and for one that is taken piece by piece, to its end.
    pub longest: Duration,
    /// For open requests to finish after the order to stop.
    pub drain: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 768,
            by_peer: 96,
            first_byte: Duration::from_secs(10),
            headers: Duration::from_secs(30),
            writing: Duration::from_secs(30),
            idle: Duration::from_secs(75),
            stalled: Duration::from_secs(60),
            longest: Duration::from_secs(600),
            drain: Duration::from_secs(10),
        }
    }
}

/// Serves until `stop`.
pub async fn serve(listener: TcpListener, router: Router, bounds: Bounds, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(bounds.connections));
    let peers = Peers::default();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = async {
                // A place first: who finds none waits in the kernel's queue.
                let place = places.clone().acquire_owned().await;
                (listener.accept().await, place)
            } => accepted,
            () = &mut stop => break,
        };
        let ((stream, from), place) = match accepted {
            (Ok(accepted), place) => (accepted, place),
            (Err(error), _) => {
                // Out of file handles, most often: wait rather than spin.
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let peer = from.ip().to_canonical();
        let Some(seat) = peers.sit(network(peer), bounds.by_peer) else { continue };
        let (router, watcher) = (router.clone(), graceful.watcher());
        tokio::spawn(async move {
            let place = Place(Arc::new((place, seat)));
            // A client that goes away is no event.
            let _ = connection(stream, (Peer(peer), place), router, bounds, watcher).await;
        });
    }
    drop(listener);
    if timeout(bounds.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were still open when the server stopped");
    }
}

type Error = Box<dyn std::error::Error + Send + Sync>;

/// One connection, from its first byte to its end.
async fn connection(
    stream: TcpStream,
    (peer, place): (Peer, Place),
    router: Router,
    bounds: Bounds,
    watcher: hyper_util::server::graceful::Watcher,
) -> Result<(), Error> {
    // Small answers leave at once.
    let _ = stream.set_nodelay(true);
    let is_second = timeout(bounds.first_byte, speaks_http2(&stream)).await??;
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(bounds.writing));
    let io = TokioIo::new(Box::pin(stream));
    let open = Arc::new(Open::default());
    let service = {
        let open = open.clone();
        service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(peer);
            request.extensions_mut().insert(place.clone());
            let (router, guard) = (router.clone(), open.request());
            async move {
                let response = router.oneshot(request.map(Body::new)).await?;
                let (head, body) = response.into_parts();
                let body = guard.answered(&head.headers, body);
                Ok::<_, std::convert::Infallible>(hyper::Response::from_parts(head, body))
            }
        })
    };
    if is_second {
        let connection = http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(16 << 10)
            // What waits here for one connection: half a megabyte of answers, an eighth of forms.
            .max_send_buf_size(32 << 10)
            .initial_stream_window_size(64 << 10)
            .initial_connection_window_size(128 << 10)
            .keep_alive_interval(bounds.headers / 2)
            .keep_alive_timeout(bounds.headers / 2)
            .serve_connection(io, service);
        until_over(connection, &open, bounds, watcher).await
    } else {
        let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
        builder.http1().timer(TokioTimer::new()).header_read_timeout(bounds.headers).max_buf_size(64 << 10);
        let connection = builder.serve_connection_with_upgrades(io, service);
        until_over(connection, &open, bounds, watcher).await
    }
}

/// Lets a connection end when nothing was asked on it for long, or an answer is not taken: a client that answers pings, or whose
/// window is shut, would keep it open for ever.
async fn until_over<C>(
    connection: C,
    open: &Open,
    bounds: Bounds,
    watcher: hyper_util::server::graceful::Watcher,
) -> Result<(), Error>
where
    C: GracefulConnection,
    C::Error: Into<Error>,
{
    let mut watched = std::pin::pin!(watcher.watch(connection));
    loop {
        tokio::select! {
            ended = &mut watched => return ended.map_err(Into::into),
            () = sleep(bounds.idle.min(bounds.stalled) / 4) => {
                if open.is_over(Instant::now(), bounds.idle, bounds.stalled, bounds.longest) {
                    return Ok(());
                }
            }
        }
    }
}

/// Whether the first bytes are those of HTTP/2.
async fn speaks_http2(stream: &TcpStream) -> io::Result<bool> {
    let mut first = [0; 24];
    loop {
        let n = stream.peek(&mut first).await?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if !PREFACE.starts_with(&first[..n]) {
            return Ok(false);
        }
        if n == PREFACE.len() {
            return Ok(true);
        }
        // The rest is on its way; what was peeked at stays readable.
        sleep(Duration::from_millis(5)).await;
    }
}

/// One subscriber of the network: an IPv4 address, or the 64 bits that an IPv6 subscriber is given.
pub fn network(address: IpAddr) -> IpAddr {
    prefix(address, 64)
}

/// The first bits of an IPv6 address; an IPv4 address as it is.
pub fn prefix(address: IpAddr, bits: u32) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(a) => IpAddr::from((u128::from(a) & !(u128::MAX >> bits)).to_be_bytes()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Connections by address: no longer than there are connections.
#[derive(Debug, Clone, Default)]
struct Peers(Arc<Mutex<HashMap<IpAddr, usize>>>);

impl Peers {
    fn sit(&self, peer: IpAddr, most: usize) -> Option<Seat> {
        let mut peers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seats = peers.entry(peer).or_insert(0);
        if *seats >= most {
            return None;
        }
        *seats += 1;
        Some(Seat { peers: self.clone(), peer })
    }
}

struct Seat {
    peers: Peers,
    peer: IpAddr,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut peers = self.peers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seats) = peers.get_mut(&self.peer) {
            *seats -= 1;
            if *seats == 0 {
                peers.remove(&self.peer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_seats_and_gives_them_back() {
        let peers = Peers::default();
        let one = IpAddr::from([127, 0, 0, 1]);
        let held: Vec<Seat> = (0..2).filter_map(|_| peers.sit(one, 2)).collect();
        assert_eq!(held.len(), 2);
        assert!(peers.sit(one, 2).is_none());
        assert!(peers.sit(IpAddr::from([127, 0, 0, 2]), 2).is_some());
        drop(held);
        assert!(peers.0.lock().unwrap().is_empty(), "nothing is kept of who left");
    }
}

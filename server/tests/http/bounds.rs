//! Connections are bounded: in number, in silence, in the time that a reader takes.

use std::{net::SocketAddr, time::Duration};

use server::connections::{Bounds, serve};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::{Instant, timeout},
};

use crate::support::app;

const SHORT: Duration = Duration::from_millis(400);
const LONG: Duration = Duration::from_secs(10);

/// A server with short limits; it ends when the other end of the channel goes.
async fn short() -> (SocketAddr, oneshot::Sender<()>) {
    serving(Bounds {
        connections: 40,
        by_peer: 8,
        first_byte: SHORT,
        headers: SHORT,
        writing: SHORT,
        idle: SHORT,
        // A question takes longer than this on a busy machine; who takes nothing, for ever.
        stalled: SHORT * 10,
        longest: LONG,
        drain: SHORT,
    })
    .await
}

async fn serving(bounds: Bounds) -> (SocketAddr, oneshot::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let router = app().await;
    tokio::spawn(serve(listener, router, bounds, async move {
        let _ = stopped.await;
    }));
    (addr, stop)
}

/// Milliseconds until the server ends the connection, and what it said before.
async fn until_closed(mut stream: TcpStream) -> (Duration, Vec<u8>) {
    let start = Instant::now();
    let mut said = Vec::new();
    let ended = timeout(LONG, stream.read_to_end(&mut said)).await;
    assert!(ended.is_ok(), "the connection is held for ever");
    (start.elapsed(), said)
}

#[tokio::test]
async fn who_says_nothing_is_let_go() {
    let (addr, _stop) = short().await;
    let silent = TcpStream::connect(addr).await.unwrap();
    let mut slow = TcpStream::connect(addr).await.unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n").await.unwrap();
    let mut half = TcpStream::connect(addr).await.unwrap();
    half.write_all(b"PRI * HTTP/2.0\r\n").await.unwrap();
    let mut idle = TcpStream::connect(addr).await.unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let (silent, slow, half, idle) =
        tokio::join!(until_closed(silent), until_closed(slow), until_closed(half), until_closed(idle));
    assert!(silent.1.is_empty() && half.1.is_empty());
    for (name, (lasted, _)) in [("silent", silent), ("slow", slow), ("half", half)] {
        assert!(lasted < SHORT * 5, "{name}: {lasted:?}");
    }
    assert!(idle.1.starts_with(b"HTTP/1.1 200"), "asked, answered, and let go");
}

/// The beginning of HTTP/2: preface and an empty SETTINGS frame.
const SECOND: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

#[tokio::test]
async fn the_second_version_is_spoken_and_bounded_too() {
    let (addr, _stop) = short().await;
    let mut stream = TcpStream::connect(addr).await.unwrap();
    stream.write_all(SECOND).await.unwrap();
    let (_, said) = until_closed(stream).await;
    // SETTINGS of ours: length, type 4. Among them SETTINGS_MAX_CONCURRENT_STREAMS (3) of 16.
    assert_eq!(said.get(3), Some(&4), "{said:?}");
    let limit = [0, 3, 0, 0, 0, 16];
    assert!(said.windows(limit.len()).any(|w| w == limit), "{said:?}");
}

#[tokio::test]
async fn who_takes_nothing_is_let_go() {
    let (addr, _stop) = short().await;
    let mut stream = TcpStream::connect(addr).await.unwrap();
    let question = "/api/v1/observations?indicator=experiences&from=2023-05-01&to=2024-06-30&grain=month&territory=departement:*&limit=50000";
    // Asks again and again, and reads nothing.
    let request = format!("GET {question} HTTP/1.1\r\nHost: a\r\n\r\n");
    let start = Instant::now();
    while start.elapsed() < LONG {
        let sent = timeout(Duration::from_millis(50), stream.write_all(request.as_bytes())).await;
        if matches!(sent, Ok(Err(_))) {
            return;
        }
    }
    panic!("a reader who takes nothing holds the server");
}

#[tokio::test]
async fn one_address_has_its_share_of_connections() {
    let (addr, _stop) = short().await;
    let mut held = Vec::new();
    for _ in 0..8 {
        let mut stream = TcpStream::connect(addr).await.unwrap();
        // A stream that stays: half of a request.
        stream.write_all(b"G").await.unwrap();
        held.push(stream);
    }
    tokio::time::sleep(SHORT / 4).await;
    let mut ninth = TcpStream::connect(addr).await.unwrap();
    let mut byte = [0];
    let said = timeout(SHORT / 2, ninth.read(&mut byte)).await;
    assert!(matches!(said, Ok(Ok(0) | Err(_))), "the ninth is let go at once: {said:?}");
    for stream in held {
        until_closed(stream).await;
    }
    let mut again = TcpStream::connect(addr).await.unwrap();
    again.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
    assert!(until_closed(again).await.1.ends_with(b"ok\n"), "places come back");
}

/// Eighty who begin to send something, and one who asks for a page.
async fn a_page_beside(head: &str) {
    let (addr, _stop) = serving(Bounds { drain: SHORT, ..Bounds::default() }).await;
    let mut held = Vec::new();
    for _ in 0..80 {
        let mut stream = TcpStream::connect(addr).await.unwrap();
        stream.write_all(format!("{head}Content-Length: 100\r\n\r\nid").as_bytes()).await.unwrap();
        held.push(stream);
    }
    tokio::time::sleep(SHORT).await;
    let mut page = TcpStream::connect(addr).await.unwrap();
    page.write_all(b"GET /a-propos HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
    let said = timeout(SHORT * 10, until_closed(page)).await.unwrap().1;
    assert!(said.starts_with(b"HTTP/1.1 200"), "others are served meanwhile");
}

#[tokio::test]
async fn forms_that_come_letter_by_letter_hold_nobody_s_place() {
    a_page_beside("POST /connexion HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n").await;
}

#[tokio::test]
async fn questions_with_a_body_that_never_comes_hold_nobody_s_place() {
    a_page_beside("GET /canaux/sms HTTP/1.1\r\nHost: a\r\n").await;
}

/// HTTP/2 with a window of nothing: the socket is quiet, pings are answered, and the answer waits in our memory.
#[tokio::test]
async fn who_opens_no_window_is_let_go() {
    let stalled = SHORT * 5;
    let (addr, _stop) = serving(Bounds { stalled, drain: SHORT, ..Bounds::default() }).await;
    let mut stream = TcpStream::connect(addr).await.unwrap();
    let path = b"/a-propos";
    let mut asked = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    // SETTINGS: INITIAL_WINDOW_SIZE (4) is 0.
    asked.extend([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
    // HEADERS with END_STREAM and END_HEADERS: GET, http, the path, the host.
    let mut fields = vec![0x82, 0x86, 0x04, path.len() as u8];
    fields.extend(path);
    fields.extend([0x01, 1, b'a']);
    asked.extend([0, 0, fields.len() as u8, 1, 5, 0, 0, 0, 1]);
    asked.extend(fields);
    stream.write_all(&asked).await.unwrap();
    let (lasted, said) = until_closed(stream).await;
    assert!(lasted >= stalled, "{lasted:?}");
    let answered = said.windows(9).any(|frame| frame[3] == 1 && frame[5..9] == [0, 0, 0, 1]);
    assert!(answered, "the headers of the answer came: {said:?}");
}

#[tokio::test]
async fn an_address_without_file_costs_nothing() {
    let app = app().await;
    for path in ["/pkg/rien", "/pkg/0/rien.css", "/pkg/"] {
        let response = crate::support::get(&app, path).await;
        assert_eq!(response.status(), 404, "{path}");
        assert!(crate::support::text(response).await.len() < 100, "{path} is no page");
    }
}

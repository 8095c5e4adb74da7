//! A conversation by a WebSocket, on a real connection.

use std::{net::SocketAddr, time::Duration};

use axum::Router;
use domain::identity::Role;
use futures_util::{SinkExt, StreamExt};
use server::connections::{Bounds, serve};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest, protocol::frame::coding::CloseCode},
};

use crate::{
    brigade::{close, opened, say},
    support::{enter, get_with, own},
};

const LONG: Duration = Duration::from_secs(10);

async fn serving(bounds: Bounds) -> (Router, SocketAddr, oneshot::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let (router, ..) = own().await;
    let served = router.clone();
    tokio::spawn(serve(listener, served, bounds, async move {
        let _ = stopped.await;
    }));
    (router, addr, stop)
}

type Socket = WebSocketStream<TcpStream>;

async fn connect(addr: SocketAddr, path: &str, headers: &[(&'static str, &str)]) -> Result<Socket, Error> {
    let mut request = format!("ws://{addr}{path}").into_client_request()?;
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    Ok(client_async(request, TcpStream::connect(addr).await?).await?.0)
}

fn status<T>(connected: Result<T, Error>) -> u16 {
    match connected {
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(error) => panic!("{error}"),
        Ok(_) => 101,
    }
}

/// Numbers and texts of what comes, so many.
async fn told(socket: &mut Socket, most: usize) -> Vec<(i64, String)> {
    let mut told = Vec::new();
    while told.len() < most {
        match timeout(LONG, socket.next()).await.unwrap().unwrap().unwrap() {
            Message::Text(text) => {
                let message: serde_json::Value = serde_json::from_str(&text).unwrap();
                told.push((message["seq"].as_i64().unwrap(), message["text"].as_str().unwrap().to_owned()));
            }
            Message::Ping(_) => {}
            other => panic!("{other:?}"),
        }
    }
    told
}

async fn closed_with(socket: &mut Socket) -> CloseCode {
    match timeout(LONG, socket.next()).await.unwrap() {
        Some(Ok(Message::Close(Some(frame)))) => frame.code,
        other => panic!("{other:?}"),
    }
}

fn number(n: u32) -> String {
    format!("018f2d6e-0000-7000-8000-{n:012}")
}

#[tokio::test]
async fn a_socket_goes_on_after_the_last_number() {
    let (app, addr, _stop) = serving(Bounds::default()).await;
    let conversation = opened(&app, "fr").await;
    let (at, token) = &conversation;
    let own = [("authorization", token.as_str())];
    for n in 1..=3 {
        say(&app, &conversation, &number(n), &format!("Message {n}")).await;
    }
    let mut socket = connect(addr, &format!("{at}/socket?after=1"), &own).await.unwrap();
    assert_eq!(told(&mut socket, 2).await, [(2, "Message 2".into()), (3, "Message 3".into())]);
    say(&app, &conversation, &number(4), "Message 4").await;
    assert_eq!(told(&mut socket, 1).await, [(4, "Message 4".into())], "as it comes");
    drop(socket);
    say(&app, &conversation, &number(5), "Message 5").await;
    // As a browser asks, which can't send the header.
    let bearer = format!("conversation.v1, bearer.{}", token.strip_prefix("Bearer ").unwrap());
    let offered = [("sec-websocket-protocol", bearer.as_str())];
    let mut socket = connect(addr, &format!("{at}/socket?after=4"), &offered).await.unwrap();
    assert_eq!(told(&mut socket, 1).await, [(5, "Message 5".into())]);
    // It only tells: what is sent by it is not taken in silence.
    socket.send(Message::Text("{\"text\":\"Bonjour\"}".into())).await.unwrap();
    assert_eq!(closed_with(&mut socket).await, CloseCode::Unsupported);
}

#[tokio::test]
async fn a_socket_is_for_who_holds_the_proof() {
    let (app, addr, _stop) = serving(Bounds::default()).await;
    let (mine, other) = (opened(&app, "fr").await, opened(&app, "fr").await);
    let path = format!("{}/socket", mine.0);
    assert_eq!(status(connect(addr, &path, &[]).await), 404);
    assert_eq!(status(connect(addr, &path, &[("authorization", &other.1)]).await), 404);
    let bearer = format!("conversation.v1, bearer.{}", other.1.strip_prefix("Bearer ").unwrap());
    assert_eq!(status(connect(addr, &path, &[("sec-websocket-protocol", &bearer)]).await), 404);
    let own = [("authorization", mine.1.as_str())];
    assert_eq!(status(connect(addr, &format!("{path}?after=-1"), &own).await), 400);
    assert_eq!(status(connect(addr, &path, &own).await), 101);
    let plain = get_with(&app, &path, &own).await;
    assert!(plain.status().is_client_error(), "no socket was asked for");
}

#[tokio::test]
async fn a_socket_keeps_its_place_and_ends_with_the_conversation() {
    let (app, addr, _stop) = serving(Bounds { by_peer: 2, ..Bounds::default() }).await;
    let conversation = opened(&app, "fr").await;
    let (path, own) = (format!("{}/socket", conversation.0), [("authorization", conversation.1.as_str())]);
    let mut first = connect(addr, &path, &own).await.unwrap();
    let second = connect(addr, &path, &own).await.unwrap();
    assert!(connect(addr, &path, &own).await.is_err(), "two connections of one client, sockets among them");
    drop(second);
    let again = async {
        loop {
            match connect(addr, &path, &own).await {
                Ok(socket) => return socket,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    };
    let mut second = timeout(LONG, again).await.unwrap();
    let agent = enter(&app, Role::Agent).await;
    close(&app, &agent, 1, 0).await;
    assert_eq!(closed_with(&mut first).await, CloseCode::Normal);
    assert_eq!(closed_with(&mut second).await, CloseCode::Normal);
}

//! What machines that watch us read, and what the logs say: figures of the server, nobody's name, nothing that was typed.

use std::{
    fs,
    net::IpAddr,
    process::{Command, Stdio},
    time::Duration,
};

use axum::{body::Body, http::Request};
use server::{config::ServerConfig, connections::Peer, web};
use tower::ServiceExt;

use crate::support::{Moving, config, demonstration, folder, get, living, root, text, today};

/// A site that visitors reach themselves.
fn here() -> ServerConfig {
    ServerConfig { public_url: "http://127.0.0.1:3000".into(), ..config() }
}

/// Asks for the metrics as somebody at an address.
async fn asked(app: &axum::Router, peer: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let mut request = Request::builder().uri("/metrics");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::empty()).unwrap();
    request.extensions_mut().insert(Peer(peer.parse::<IpAddr>().unwrap()));
    let response = app.clone().oneshot(request).await.unwrap();
    (response.status().as_u16(), text(response).await)
}

#[tokio::test]
async fn strangers_find_no_metrics() {
    let (store, _) = demonstration().await;
    let made = |config| web::router(config, store.clone(), Moving::at(today())).unwrap();
    let app = made(here());
    assert_eq!(asked(&app, "127.0.0.1", &[]).await.0, 200);
    assert_eq!(asked(&app, "192.0.2.7", &[]).await.0, 404, "another machine");
    assert_eq!(asked(&app, "127.0.0.1", &[("x-forwarded-for", "192.0.2.7")]).await.0, 404, "a proxy speaks");
    assert_eq!(asked(&made(config()), "127.0.0.1", &[]).await.0, 404, "published by a proxy of this machine");
    let app = made(ServerConfig { metrics_token: Some("jeton".into()), ..config() });
    assert_eq!(asked(&app, "127.0.0.1", &[]).await.0, 404, "where there is a token, only with it");
    assert_eq!(asked(&app, "192.0.2.7", &[("authorization", "Bearer jeto")]).await.0, 404);
    assert_eq!(asked(&app, "192.0.2.7", &[("authorization", "Bearer jeton")]).await.0, 200);
}

#[tokio::test]
async fn metrics_tell_of_the_server_and_nothing_that_was_typed() {
    let (store, _) = demonstration().await;
    let (app, supervisor) = living(here(), store.clone(), Moving::at(today()));
    for path in
        ["/territoires/35?periode=dupont", "/dupont", "/du/pont", "/api/v1/observations?indicator=dupont"]
    {
        get(&app, path).await;
    }
    let (_, told) = asked(&app, "127.0.0.1", &[]).await;
    for line in [
        "http_request_duration_seconds_count{method=\"GET\",route=\"/territoires/{code}\",status=\"2xx\"} 1",
        "http_request_duration_seconds_count{method=\"GET\",route=\"/{page}\",status=\"4xx\"} 1",
        "http_request_duration_seconds_count{method=\"GET\",route=\"none\",status=\"4xx\"} 1",
        "http_request_duration_seconds_count{method=\"GET\",route=\"/api/v1/observations\",status=\"4xx\"} 1",
        "source_changes{source=\"ppel\"} 1",
        "task_runs{task=\"jobs\"} 1",
        "task_restarts{task=\"jobs\"} 0",
        "answers_made_total{reader=\"public\"}",
        "store_connections{pool=\"people-write\",state=\"idle\"}",
        "store_write_wait_seconds_bucket{le=\"0.05\"}",
    ] {
        assert!(told.contains(line), "{line} is not in\n{told}");
    }
    assert!(!told.contains("dupont"), "{told}");
    assert_eq!(told.matches("# EOF").count(), 1);
    assert!(told.ends_with("# EOF\n"));
    supervisor.stop(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn each_request_has_a_number() {
    let (store, _) = demonstration().await;
    let app = web::router(config(), store.clone(), Moving::at(today())).unwrap();
    let mut numbers = Vec::new();
    for path in ["/", "/dupont", "/api/v1/indicators"] {
        let response = get(&app, path).await;
        numbers.push(response.headers()["x-request-id"].to_str().unwrap().to_owned());
    }
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 3);
    assert!(numbers.iter().all(|number| number.len() == 16));
}

/// The program as it is started, its words in a file.
#[tokio::test]
async fn logs_name_routes_and_nobody() {
    let own = folder();
    let words = fs::File::create(own.join("log")).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_cyberimpact"))
        .args(["serve", "--addr", "127.0.0.1:0", "--database-url"])
        .arg(format!("sqlite://{}/t.sqlite", own.display()))
        .current_dir(root())
        .env("CYBERIMPACT_KEY_FILE", own.join("keys/key"))
        .env_remove("RUST_LOG")
        .stdout(Stdio::from(fs::File::create(own.join("said")).unwrap()))
        .stderr(Stdio::from(words))
        .spawn()
        .unwrap();
    let said = |file: &str| fs::read_to_string(own.join(file)).unwrap_or_default();
    let mut patience = 300;
    let addr = loop {
        let line = said("said");
        if let Some((_, addr)) = line.lines().next().and_then(|line| line.split_once("http://")) {
            break addr.trim().to_owned();
        }
        patience -= 1;
        assert!(patience > 0, "{}", said("log"));
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    for path in ["/recherche?q=dupont", "/dupont/a", "/"] {
        let mut stream = tokio::net::TcpStream::connect(&addr).await.unwrap();
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: a\r\nUser-Agent: dupont\r\nConnection: close\r\n\r\n");
        tokio::io::AsyncWriteExt::write_all(&mut stream, head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut answer).await.unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let log = said("log");
    assert!(!log.contains("dupont") && !log.contains("127.0.0.1"), "{log}");
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |route: &str| lines.iter().find(|line| line["fields"]["route"] == route).cloned();
    let line = of("/recherche").unwrap_or_else(|| panic!("{log}"));
    assert_eq!(line["fields"]["status"], 200);
    assert_eq!(line["span"]["id"].as_str().map(str::len), Some(16));
    assert_eq!(of("none").unwrap()["fields"]["status"], 404);
}

//! Outside channels over HTTP: what providers call, what the house sends them, and the screen that says whether each lives.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Request, StatusCode, Uri},
    response::{IntoResponse, Response},
    routing::post as taking,
};
use domain::identity::Role;
use server::config::ServerConfig;
use tower::ServiceExt;

use crate::support::{config, enter, folder, fresh, get, get_with, header, living, post, text, today};

const SECRET: &str = "secret-de-l-application";

/// What a provider was asked to send: path, authorization, body.
type Sent = Arc<Mutex<Vec<(String, String, String)>>>;

async fn take(State(sent): State<Sent>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let authorization = headers.get("authorization").map_or("", |value| value.to_str().unwrap());
    let body = String::from_utf8(body.to_vec()).unwrap();
    let mut sent = sent.lock().unwrap();
    sent.push((uri.path().to_owned(), authorization.to_owned(), body));
    // The first time it is not in the mood.
    match sent.len() {
        1 => StatusCode::BAD_GATEWAY.into_response(),
        _ => r#"{"messages":[{"id":"wamid.out"}]}"#.into_response(),
    }
}

/// A provider on a port of its own.
async fn provider() -> (String, Sent) {
    let sent = Sent::default();
    let app = Router::new().fallback(taking(take)).with_state(sent.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (at, sent)
}

fn signature(body: &str) -> String {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = ring::hmac::sign(&key, body.as_bytes());
    let digits: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={digits}")
}

/// As a provider calls: from another site, without a cookie.
async fn calls(app: &Router, path: &str, body: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::post(path).header("content-length", body.len());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap()
}

fn told(value: serde_json::Value) -> String {
    serde_json::json!({ "object": "whatsapp_business_account", "entry": [{ "id": "1", "changes": [
        { "field": "messages", "value": value }] }] })
    .to_string()
}

fn message(id: &str, words: &str) -> String {
    told(serde_json::json!({ "metadata": { "phone_number_id": "1234" }, "messages": [
        { "id": id, "from": "33612345678", "timestamp": today().timestamp().to_string(), "type": "text", "text": { "body": words } }] }))
}

const FORM: &str = "kind=whatsapp&name=wa&sender=1234&app_secret=secret-de-l-application&verify_token=jeton-de-verification&access_token=jeton-acces-4711";

async fn page(app: &Router, path: &str, cookie: &str) -> String {
    text(get_with(app, path, &[("cookie", cookie)]).await).await
}

/// Reads a page until it says something.
async fn until(app: &Router, path: &str, cookie: &str, words: &str) -> String {
    for _ in 0..100 {
        let page = page(app, path, cookie).await;
        if page.contains(words) {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{path} never says {words}")
}

#[tokio::test]
async fn a_message_of_whatsapp_is_answered_at_the_desk_and_its_answer_arrives() {
    let (relay, sent) = provider().await;
    let store = fresh(&folder(), "channels").await;
    let clock = crate::support::Moving::at(today());
    let (app, supervisor) =
        living(ServerConfig { channels_relay: Some(relay), ..config() }, store, clock.clone());
    let admin = enter(&app, Role::Administrator).await;
    const SCREEN: &str = "/cyberimpact/administration/canaux";
    let empty = page(&app, SCREEN, &admin).await;
    assert!(empty.contains("aucun autre canal"));
    // A refusal says what is wrong and shows no secret again.
    let bad = FORM.replace("sender=1234", "sender=").replace("name=wa", "name=wa2");
    let refused = post(&app, &format!("{SCREEN}/regler"), &bad, &admin).await;
    assert_eq!(refused.status(), 400);
    let refused = text(refused).await;
    assert!(refused.contains("Ce réglage est nécessaire.") && refused.contains("value=\"wa2\""));
    assert!(!refused.contains("4711") && !refused.contains(SECRET));
    assert_eq!(post(&app, &format!("{SCREEN}/regler"), FORM, &admin).await.status(), 303);
    let screen = page(&app, SCREEN, &admin).await;
    assert!(screen.contains("https://barometre.example/canaux/wa"));
    assert!(screen.contains("N’a encore rien reçu") && !screen.contains("4711"));
    for role in [Role::Agent, Role::DutyOfficer, Role::Analyst] {
        let other = enter(&app, role).await;
        assert_eq!(get_with(&app, SCREEN, &[("cookie", &other)]).await.status(), 403);
        assert_eq!(post(&app, &format!("{SCREEN}/regler"), FORM, &other).await.status(), 403);
    }
    // The provider asks who is there, then tells.
    let ask = "/canaux/wa?hub.mode=subscribe&hub.challenge=42&hub.verify_token=";
    let known = get(&app, &format!("{ask}jeton-de-verification")).await;
    assert_eq!((known.status().as_u16(), text(known).await.as_str()), (200, "42"));
    assert_eq!(get(&app, &format!("{ask}autre")).await.status(), 403);
    let body = message("wamid.1", "J’ai perdu mon permis");
    assert_eq!(calls(&app, "/canaux/autre", &body, &[]).await.status(), 404);
    assert_eq!(calls(&app, "/canaux/wa", &body, &[]).await.status(), 401);
    assert_eq!(calls(&app, "/canaux/wa", &body, &[("x-hub-signature-256", "sha256=00")]).await.status(), 403);
    let sign = signature(&body);
    for _ in 0..2 {
        let response = calls(&app, "/canaux/wa", &body, &[("x-hub-signature-256", &sign)]).await;
        assert_eq!((response.status().as_u16(), text(response).await.as_str()), (200, ""));
    }
    let large = "x".repeat(1 << 20 | 1);
    assert_eq!(calls(&app, "/canaux/wa", &large, &[("x-hub-signature-256", &sign)]).await.status(), 413);
    // At the desk.
    let agent = enter(&app, Role::Agent).await;
    assert!(page(&app, "/brigade/poste", &agent).await.contains("par WhatsApp"));
    let taken = post(&app, "/brigade/poste/prendre", "number=1", &agent).await;
    assert_eq!(taken.status(), 303);
    let open = page(&app, "/brigade/poste?conversation=1", &agent).await;
    assert!(open.contains("J’ai perdu mon permis") && !open.contains("612345678"));
    assert_eq!(open.matches("J’ai perdu mon permis</p>").count(), 1);
    assert!(!open.contains("Joindre un fichier"), "files don't pass there");
    let form = "018f2d6e-0000-7000-8000-0000000000aa";
    let answer = format!("number=1&seen=1&message={form}&text=Refaites-le+en+ligne.");
    assert_eq!(post(&app, "/brigade/poste/repondre", &answer, &agent).await.status(), 303);
    until(&app, "/brigade/poste?conversation=1", &agent, "pas encore parti (HTTP 502)").await;
    until(&app, SCREEN, &admin, "Dernier envoi en échec").await;
    clock.0.fetch_add(6, std::sync::atomic::Ordering::Relaxed);
    until(&app, "/brigade/poste?conversation=1", &agent, ", parti").await;
    let calls_made = sent.lock().unwrap().clone();
    assert_eq!(calls_made.len(), 2, "once refused, once taken, never again");
    let (path, authorization, body) = &calls_made[1];
    assert_eq!((path.as_str(), authorization.as_str()), ("/1234/messages", "Bearer jeton-acces-4711"));
    assert!(body.contains("Refaites-le en ligne.") && body.contains("33612345678"));
    until(&app, SCREEN, &admin, "En service").await;
    let read = told(serde_json::json!({ "metadata": { "phone_number_id": "1234" }, "statuses": [
        { "id": "wamid.out", "status": "read", "timestamp": today().timestamp().to_string(), "recipient_id": "33612345678" }] }));
    let response = calls(&app, "/canaux/wa", &read, &[("x-hub-signature-256", &signature(&read))]).await;
    assert_eq!(response.status(), 200);
    assert!(page(&app, "/brigade/poste?conversation=1", &agent).await.contains(", lu"));
    // Nobody opens such a conversation by the public contract.
    let opened = calls(
        &app,
        "/api/v1/conversations",
        r#"{"channel":"whatsapp"}"#,
        &[("content-type", "application/json")],
    )
    .await;
    assert_eq!(opened.status(), 400);
    supervisor.stop(std::time::Duration::from_secs(5)).await;
}

#[tokio::test]
async fn while_nobody_may_write_providers_keep_what_they_have() {
    let store = fresh(&folder(), "channels").await;
    let clock = crate::support::Moving::at(today());
    let closed = ServerConfig { brigade_closed: true, ..config() };
    let app = server::web::router(closed, store, clock).unwrap();
    let response = calls(&app, "/canaux/wa", "{}", &[]).await;
    assert_eq!((response.status().as_u16(), header(&response, "retry-after")), (503, "60"));
}

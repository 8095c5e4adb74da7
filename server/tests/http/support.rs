//! A whole application on a small demonstration, in this process, asked without a socket.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};

use axum::{Router, body::Body, http::Request, response::Response};
use chrono::{DateTime, NaiveDate, Utc};
use connectors::{
    FileDelivery,
    demo::{Plan, write},
};
use domain::{
    identity::{Actor, Mandate, Role},
    ids::AccountId,
    territory::Territory,
    time::{Clock, Window},
};
use http_body_util::BodyExt;
use jobs::Supervisor;
use server::{clock::FixedClock, config::ServerConfig, web};
use services::{Identity, Keys, identity::Doors, ingest::Ingest, release::Releases};
use store::Store;
use tokio::sync::OnceCell;
use tower::ServiceExt;

use crate::cluster;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The day on which the tests live.
pub fn today() -> DateTime<Utc> {
    DateTime::from_timestamp(1_719_835_200, 0).unwrap() // 2024-07-01T12:00Z
}

/// A clock that tests move, in seconds.
pub struct Moving(pub AtomicI64);

impl Moving {
    pub fn at(start: DateTime<Utc>) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(start.timestamp())))
    }
}

impl Clock for Moving {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0.load(Ordering::Relaxed), 0).unwrap()
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn folder() -> PathBuf {
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("cyberimpact-http-{}-{n}", std::process::id()));
    std::fs::create_dir_all(&path).unwrap();
    path
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Whether this run is about Postgres: the second one of the suite (`end2end/run-all.sh`).
pub fn on_postgres() -> bool {
    std::env::var("CYBERIMPACT_TEST_POSTGRES").is_ok()
}

/// Address of a new database; on SQLite its files are `NAME.sqlite` and `NAME.sqlite-people` in the folder.
async fn address(folder: &Path, name: &str) -> String {
    match on_postgres() {
        true => cluster::fresh_database().await.unwrap(),
        false => format!("sqlite://{}/{name}.sqlite", folder.display()),
    }
}

async fn opened(url: &str) -> Store {
    let store = Store::open(url).await.unwrap();
    store.migrate().await.unwrap();
    store
}

/// A new store.
pub async fn fresh(folder: &Path, name: &str) -> Store {
    opened(&address(folder, name).await).await
}

/// The demonstration in a database that may be changed: its address.
pub async fn own_demonstration(folder: &Path) -> String {
    let url = address(folder, "demo").await;
    if on_postgres() {
        fill(&opened(&url).await, folder).await;
    } else {
        let (_, demo) = demonstration().await;
        let from = format!("sqlite://{}/demo.sqlite", demo.display());
        store::backup(&from, &folder.join("demo.sqlite")).await.unwrap();
        opened(&url).await;
    }
    url
}

/// A database with the demonstration of 2023-05-01 to 2024-06-30, made once for a test binary.
pub async fn demonstration() -> (Store, PathBuf) {
    static ONCE: OnceCell<(String, PathBuf)> = OnceCell::const_new();
    let (url, folder) = ONCE
        .get_or_init(|| async {
            let folder = folder();
            let url = address(&folder, "demo").await;
            fill(&opened(&url).await, &folder).await;
            (url, folder)
        })
        .await;
    // Opened by each test: connections to Postgres end with the test that made them.
    (Store::open(url).await.unwrap(), folder.clone())
}

async fn fill(store: &Store, folder: &Path) {
    let window = Window { from: day("2023-05-01"), to: day("2024-06-30") };
    let files = write(Plan { window, seed: 7 }, folder, |_| {}).unwrap();
    let ingest = Ingest::new(store.clone(), Arc::new(FixedClock(today())), "secret").unwrap();
    ingest.seed_motifs().await.unwrap();
    for (source, paths) in &files {
        let deliveries = FileDelivery::all(paths);
        for delivery in &deliveries {
            ingest.load(*source, delivery.clone(), &deliveries, |_, _| {}).await.unwrap();
        }
    }
    release(store).await;
}

/// Decides and publishes what the public may read of the loads until now.
pub async fn release(store: &Store) {
    let published =
        Releases::new(store.clone(), Arc::new(FixedClock(today())), 5).publish_due().await.unwrap();
    assert_eq!(published.unwrap().failure, None);
}

/// The operator's key.
pub fn keys() -> Keys {
    Keys::new(&[7; 32])
}

/// Every door open, to addresses of one domain.
pub fn doors() -> Doors {
    let domains = vec!["gendarmerie.example".to_owned()];
    Doors { local: true, demonstration: true, domains, providers: Vec::new() }
}

pub fn config() -> ServerConfig {
    ServerConfig {
        database_url: String::new(),
        addr: "127.0.0.1:0".into(),
        site_root: root().join("target/site"),
        sentence_model: None,
        orientation: None,
        brigade_capacity: brigade::CAPACITY,
        organisation: root().join("public/organisations/gendarmerie.toml"),
        prefix: String::new(),
        public_url: "https://barometre.example".into(),
        threshold: 5,
        frame_ancestors: "https://exemple.fr".into(),
        gallery: true,
        maintenance: false,
        prepares: false,
        rate_per_minute: 0,
        trusted_proxies: 0,
        connections: 768,
        doors: doors(),
        demonstration_anywhere: false,
        brigade_closed: false,
        brigade_sites: vec!["https://partenaire.exemple.fr".into()],
        simulated_people: false,
        scanner: None,
        channels_relay: None,
        keys: keys(),
        provider: None,
        mail: None,
        metrics_token: None,
        mail_domains: vec!["gendarmerie.example".to_owned()],
    }
}

/// Nothing withheld: the truth behind the published figures.
pub fn open() -> ServerConfig {
    ServerConfig { threshold: 0, ..config() }
}

pub async fn app() -> Router {
    app_with(config()).await
}

pub async fn app_with(config: ServerConfig) -> Router {
    let (store, _) = demonstration().await;
    let clock: Arc<dyn Clock> = Arc::new(FixedClock(today()));
    web::router(config, store.clone(), clock).unwrap()
}

/// An application that also does what it does by itself, until the supervisor is told to stop.
pub fn living(config: ServerConfig, store: Store, clock: Arc<dyn Clock>) -> (Router, Supervisor) {
    let identity = Identity::new(store.clone(), clock.clone(), config.doors.clone(), config.keys.clone());
    let site = web::site(config, store, clock, identity).unwrap();
    let supervisor = site.tasks.start();
    (site.router, supervisor)
}

pub async fn get(app: &Router, uri: &str) -> Response {
    get_with(app, uri, &[]).await
}

pub async fn get_with(app: &Router, uri: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::builder().uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

pub async fn send(app: &Router, method: &str, uri: &str) -> Response {
    let request = Request::builder().method(method).uri(uri).body(Body::empty()).unwrap();
    app.clone().oneshot(request).await.unwrap()
}

pub async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

pub async fn json(response: Response) -> serde_json::Value {
    serde_json::from_str(&text(response).await).unwrap()
}

pub fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

/// Sends a form of our own pages.
pub async fn post(app: &Router, uri: &str, body: &str, cookie: &str) -> Response {
    post_with(app, uri, body, &[("cookie", cookie)]).await
}

pub async fn post_with(app: &Router, uri: &str, body: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::post(uri)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap()
}

/// Enters the demonstration; answers the session's cookie.
pub async fn enter(app: &Router, role: Role) -> String {
    let response = post(app, "/connexion/demonstration", &format!("role={}", role.id()), "").await;
    assert_eq!(response.status(), 303);
    header(&response, "set-cookie").split(';').next().unwrap().to_owned()
}

pub async fn status(app: &Router, uri: &str, cookie: &str) -> u16 {
    get_with(app, uri, &[("cookie", cookie)]).await.status().as_u16()
}

/// An application of its own, whose clock can be moved.
pub async fn own() -> (Router, Identity, Arc<Moving>, Store, std::path::PathBuf) {
    let folder = folder();
    let store = fresh(&folder, "t").await;
    let clock = Moving::at(today());
    let identity = Identity::new(store.clone(), clock.clone(), doors(), keys());
    let app = web::router(config(), store.clone(), clock.clone()).unwrap();
    (app, identity, clock, store, folder)
}

pub fn actor(role: Role) -> Actor {
    Actor {
        account: AccountId(1),
        name: "Test".to_owned(),
        mandate: Mandate::new(role, Territory::France).unwrap(),
    }
}

/// The values of an attribute, in the order of the page.
pub fn values_of<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let starts = format!(" {name}=\"");
    page.split(&starts).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

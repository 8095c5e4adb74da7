//! The router: pages, chart files, assets, open data, health and metrics; and the layers around all of them.

mod access;
pub mod api;
mod assets;
mod barometer;
mod brigade;
mod cookies;
mod functions;
mod health;
mod impact;
mod limits;
mod markup;
mod metrics;
mod offline;
mod pages;
mod reader;
mod requests;
mod seats;
mod security;
mod tasks;

use std::sync::Arc;

use ::brigade::{Brigade, Outside};
use app::{Env, address, components::header::CurrentPath, impact::components::FormProblem};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, Uri, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    ids::{AccountId, ConversationId},
    time::Clock,
};
use jobs::Supervisor;
use knowledge::Knowledge;
use metrics::Metrics;
use openid::Provider;
use reader::Reader;
use seats::Seats;
use services::{
    Actions, Annotations, Barometer, Following, Identity, Mandated, Queue, Steering,
    queue::{Fare, Fares},
};
use store::Store;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

pub use access::{Rule, Who};
pub use assets::Assets;
pub use impact::live::stop_streams;
pub use tasks::Tasks;

use crate::{config::ServerConfig, mail::Mailer};

/// What handlers share.
#[derive(Clone)]
pub struct AppState {
    pub env: Env,
    pub store: Store,
    pub config: Arc<ServerConfig>,
    pub assets: Arc<Assets>,
    pub identity: Identity,
    pub clock: Arc<dyn Clock>,
    provider: Option<Provider>,
    /// Figures behind the login.
    mandated: Mandated,
    /// Counts the times when loads may have come.
    heard: tokio::sync::watch::Receiver<u64>,
    /// Streams of who is behind the login,
    listeners: Seats<AccountId>,
    /// and of citizens.
    citizens: Seats<ConversationId>,
    /// Digests leave by it, where there is one.
    mailer: Option<Mailer>,
    supervisor: Supervisor,
    metrics: Metrics,
}

impl AppState {
    /// What pages need, for who reads.
    fn env_for(&self, reader: Reader) -> Env {
        let env = Env { citizen: reader.citizen, keeps_cookies: reader.keeps_cookies, ..self.env.clone() };
        match reader.session {
            Some(session) => {
                Env { barometer: self.mandated.seen_by(session.actor.mandate), session: Some(session), ..env }
            }
            None => env,
        }
    }

    /// An address inside the site.
    fn href(&self, path: impl AsRef<str>) -> String {
        format!("{}{}", self.config.prefix, path.as_ref())
    }
}

/// The whole application, and what it does by itself.
pub struct Site {
    pub router: Router,
    /// Streams, preparations, digests: nothing of it happens before it is started.
    pub tasks: Tasks,
}

/// The whole application, without what it does by itself.
///
/// # Errors
/// A French sentence: the organisation file or the assets can't be read.
pub fn router(config: ServerConfig, store: Store, clock: Arc<dyn Clock>) -> Result<Router, String> {
    let identity = Identity::new(store.clone(), clock.clone(), config.doors.clone(), config.keys.clone());
    Ok(site(config, store, clock, identity)?.router)
}

/// The whole application.
///
/// # Errors
/// As for [`router`].
pub fn site(
    config: ServerConfig,
    store: Store,
    clock: Arc<dyn Clock>,
    identity: Identity,
) -> Result<Site, String> {
    // Leptos' tasks run on tokio; a second router of one process finds it set already.
    let _ = any_spawner::Executor::init_tokio();
    let site = Arc::new(config.site()?);
    let assets = Arc::new(Assets::read(&config.site_root, &site.organisation));
    let barometer = Barometer::new(&store, clock.clone(), site, config.threshold);
    let journal = identity.journal();
    let provider = match config.provider.clone() {
        Some(settings) => {
            Some(Provider::new(settings).map_err(|error| format!("Fournisseur d’identité : {error}."))?)
        }
        None => None,
    };
    let mandated = barometer.mandated();
    let supervisor = Supervisor::default();
    let codes = impact::digests::Codes::default();
    let env = Env {
        barometer,
        session: None,
        is_copy: false,
        is_framed: false,
        keeps_cookies: false,
        is_in_place: false,
        is_renewed: false,
        is_lean: false,
        is_state: false,
        outlines: Arc::default(),
        identity: identity.clone(),
        brigade: Brigade::new(&store, clock.clone(), journal.clone(), &config.keys)
            .with_capacity(config.brigade_capacity)
            .with_scanner(config.scanner.clone())
            .with_outside(Outside {
                site: format!("{}{}", config.public_url, config.prefix),
                relay: config.channels_relay.clone(),
            }),
        knowledge: Knowledge::new(store.people(), config.sentence_model()?),
        orientation: Arc::new(config.orientation()?),
        brigade_open: !config.brigade_closed,
        citizen: None,
        actions: Actions::new(store.clone(), clock.clone(), journal.clone()),
        annotations: Annotations::new(store.clone(), clock.clone(), journal.clone()),
        following: Following::new(
            store.clone(),
            clock.clone(),
            journal.clone(),
            &config.keys,
            config.mail_domains.clone(),
        ),
        queue: Queue::new(store.clone(), clock.clone(), journal.clone(), fares(&supervisor)),
        steering: Steering::new(store.clone(), clock.clone(), journal.clone()),
        codes: Arc::new(move |account| codes.take(account)),
        mails: config.mail.is_some(),
        doors: config.doors.clone(),
        provider: provider.is_some(),
        prefix: config.prefix.clone().into(),
        public_url: config.public_url.clone().into(),
        assets: assets.version().into(),
        gallery: config.gallery,
        hydrates: assets.has("cyberimpact.js"),
    };
    let prefix = config.prefix.clone();
    let limits = limits::Limits::new(config.rate_per_minute, config.trusted_proxies);
    let tell = Arc::new(tokio::sync::watch::Sender::new(0));
    let heard = tell.subscribe();
    let mailer = match &config.mail {
        Some(mail) => Some(Mailer::new(mail).map_err(|error| format!("Serveur de courrier : {error}."))?),
        None => None,
    };
    let config = Arc::new(config);
    let metrics = Metrics::new(&store);
    let listeners = Seats::new(impact::live::OF_ONE, impact::live::OF_ALL);
    let citizens = Seats::new(brigade::streams::OF_ONE, brigade::streams::OF_ALL);
    let state = AppState {
        env,
        store,
        config,
        assets,
        identity,
        clock,
        provider,
        mandated,
        heard,
        listeners,
        citizens,
        mailer,
        supervisor,
        metrics: metrics.clone(),
    };

    let tasks = Tasks { state: state.clone(), tell };

    let pages = access::router(&state, rules())
        .fallback(get(nowhere))
        .layer(from_fn(security::go_to))
        .layer(from_fn_with_state(state.clone(), security::same_origin))
        .layer(from_fn_with_state(state.clone(), security::maintenance))
        .with_state(state.clone());
    let site = Router::new()
        .nest("/api/v1", api::router(state.clone()))
        .merge(pages)
        .merge(brigade::channels::router(state.clone()))
        .layer(from_fn_with_state(limits, limits::limit))
        .layer(CompressionLayer::new().gzip(true).br(true).quality(tower_http::CompressionLevel::Precise(5)));
    let health = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::metrics))
        .with_state(state);
    let mut all = Router::new().merge(health).merge(site.clone());
    if !prefix.is_empty() {
        // Behind a proxy the prefix may be kept or stripped: both work.
        all = all.nest(&prefix, site);
    }
    let router = all
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(from_fn(limits::bound))
        .layer(CatchPanicLayer::custom(security::panicked))
        .layer(from_fn(security::headers))
        .layer(from_fn_with_state(metrics, requests::follow));
    Ok(Site { router, tasks })
}

/// How the tasks of this process fare, for who looks at them.
fn fares(supervisor: &Supervisor) -> Fares {
    let supervisor = supervisor.clone();
    Arc::new(move || {
        let kept = supervisor.kept().into_iter();
        kept.map(|task| Fare { name: task.name, restarts: task.restarts, runs: task.runs }).collect()
    })
}

/// The table of addresses, the open data and the health of the server left out.
pub fn rules() -> Vec<Rule> {
    let own = vec![
        Rule::get("/pkg/{version}/{*file}", Who::Anybody, assets::file),
        Rule::get("/integrer/{*path}", Who::Anybody, barometer::embed::chart),
        Rule::get("/service-worker.js", Who::Anybody, offline::worker),
        Rule::get("/robots.txt", Who::Anybody, barometer::well_known::robots),
        Rule::get("/sitemap.xml", Who::Anybody, barometer::well_known::sitemap),
    ];
    let rooms = [
        own,
        pages::rules(),
        barometer::charts_files::rules(),
        brigade::rules(),
        impact::sign_in::rules(),
        impact::administration::rules(),
        impact::channels::rules(),
        impact::connections::rules(),
        impact::retention::rules(),
        impact::scores::rules(),
        impact::actions::rules(),
        impact::annotations::rules(),
        impact::following::rules(),
        impact::jobs::rules(),
        impact::live::rules(),
        impact::territories::rules(),
    ];
    rooms.into_iter().flatten().collect()
}

/// An address that the table does not have: with one slash too many, or none of ours.
async fn nowhere(State(state): State<AppState>, mut request: Request) -> Response {
    let path = request.uri().path();
    // Files have neither quota nor turn: what is none costs nothing either.
    if path.starts_with("/pkg/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    // `//host` would lead to another site.
    let trimmed = path.trim_end_matches('/');
    if path.ends_with('/') && !path.contains("//") && !trimmed.is_empty() {
        return axum::response::Redirect::permanent(&state.href(trimmed)).into_response();
    }
    *request.uri_mut() = Uri::from_static("/introuvable");
    page(State(state), request).await
}

/// Renders a page whole: nothing is streamed, so status, title and nonce are right.
async fn page(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let mut env = state.env_for(Reader::of(&request));
    env.is_copy = offline::is_copy(request.headers());
    env.is_framed = path == address::BUBBLE.path();
    let framed_by = if env.is_framed { state.config.brigade_sites.join(" ") } else { String::new() };
    let in_place = request.headers().get("x-in-place").cloned();
    env.is_in_place = in_place.is_some();
    env.is_renewed = request.headers().contains_key("x-renewal");
    env.is_state = in_place.as_ref().is_some_and(|how| how == "state");
    env.is_lean = env.is_state || in_place.as_ref().is_some_and(|how| how == "lean");
    let outlines = request.headers().get("x-outlines").and_then(|names| names.to_str().ok());
    env.outlines = outlines.unwrap_or_default().into();
    let problem = request.extensions().get::<FormProblem>().cloned();
    let provider = state.config.provider.as_ref().map(|p| origin_of(&p.issuer)).unwrap_or_default();
    let context = move || {
        leptos::context::provide_context(env.clone());
        leptos::context::provide_context(CurrentPath(path.clone()));
        if let Some(problem) = problem.clone() {
            leptos::context::provide_context(problem);
        }
        security::provide_nonce(&provider, &framed_by);
    };
    let handler = leptos_axum::render_app_async_with_context(context, app::shell);
    let (parts, body) = handler(request).await.into_response().into_parts();
    match axum::body::to_bytes(body, usize::MAX).await.map(|bytes| String::from_utf8(bytes.into())) {
        Ok(Ok(html)) => {
            let mut response = Response::from_parts(parts, markup::standard(&html).into_owned().into());
            let headers = response.headers_mut();
            headers.append(header::VARY, HeaderValue::from_static("x-in-place"));
            // A part of a page is never taken for it.
            if in_place.is_some() {
                headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
            }
            response
        }
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Renders a page in answer to a form that was not accepted: with the sentence that says why, and what was typed.
async fn page_again(
    state: AppState,
    page_of_form: Uri,
    status: StatusCode,
    problem: FormProblem,
    reader: Reader,
) -> Response {
    let mut request = Request::new(axum::body::Body::empty());
    *request.uri_mut() = page_of_form;
    request.extensions_mut().insert(problem);
    request.extensions_mut().insert(reader);
    let mut response = page(State(state), request).await;
    *response.status_mut() = status;
    response
}

/// "https://host" of an address.
fn origin_of(address: &str) -> String {
    address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

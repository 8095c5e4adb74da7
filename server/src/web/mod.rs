//! The router: pages, chart files, assets, health; and the layers around all of them.

mod access;
mod actions;
mod administration;
mod annotations;
mod assets;
mod charts_files;
mod desk;
mod embed;
mod forms;
mod health;
mod letters;
mod live;
mod offline;
mod scores;
mod security;
mod sheet;
mod sign_in;
mod territories;
mod well_known;

use std::{sync::Arc, time::Duration};

use app::{
    Env,
    components::{header::CurrentPath, work::FormProblem},
};
use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::time::Clock;
use leptos::config::LeptosOptions;
use openid::Provider;
use services::{
    Actions, Annotations, Barometer, Desk, Identity, Inside, Releases, Steering, identity::Session,
};
use store::Store;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
};

pub use assets::Assets;
pub use live::stop_streams;

use crate::{api, config::ServerConfig, mail::Mailer};

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
    inside: Inside,
    /// Counts the times when loads may have come.
    heard: tokio::sync::watch::Receiver<u64>,
    options: LeptosOptions,
}

impl AppState {
    /// What pages need, for who reads.
    fn env_for(&self, session: Option<&Session>) -> Env {
        match session {
            Some(session) => Env {
                barometer: self.inside.seen_by(session.actor.mandate),
                session: Some(session.clone()),
                ..self.env.clone()
            },
            None => self.env.clone(),
        }
    }

    /// An address inside the site.
    fn href(&self, path: &str) -> String {
        format!("{}{path}", self.config.prefix)
    }
}

/// Largest body that a request may carry: nothing here takes more than a form.
const LARGEST_BODY: usize = 64 * 1024;

/// How often the server looks for a new run.
const LOOK: Duration = Duration::from_secs(10);

/// Publishes what is due at start and after each load, and reads it, until the process ends.
pub async fn keep_published(releases: Option<Releases>, barometer: Barometer) {
    loop {
        if let Some(releases) = &releases
            && let Err(error) = releases.publish_due().await
        {
            tracing::warn!(%error, "no release could be decided");
        }
        if let Err(error) = barometer.snapshot().await {
            tracing::warn!(%error, "the published figures can't be read");
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// The whole application.
///
/// # Errors
/// A French sentence: the organisation file or the assets can't be read.
pub fn router(config: ServerConfig, store: Store, clock: Arc<dyn Clock>) -> Result<Router, String> {
    // Leptos' tasks run on tokio; a second router of one process finds it set already.
    let _ = any_spawner::Executor::init_tokio();
    let site = Arc::new(config.site()?);
    let assets = Arc::new(Assets::read(&config.site_root, &site.organisation));
    let barometer = Barometer::new(store.clone(), clock.clone(), site, config.threshold);
    let identity = Identity::new(store.clone(), clock.clone(), config.doors);
    let provider = match config.provider.clone() {
        Some(settings) => {
            Some(Provider::new(settings).map_err(|error| format!("Fournisseur d’identité : {error}."))?)
        }
        None => None,
    };
    let inside = barometer.inside();
    if config.prepares {
        let releases =
            (config.threshold > 1).then(|| Releases::new(store.clone(), clock.clone(), config.threshold));
        tokio::spawn(keep_published(releases, barometer.clone()));
    }
    let env = Env {
        barometer,
        session: None,
        identity: identity.clone(),
        actions: Actions::new(store.clone(), clock.clone()),
        annotations: Annotations::new(store.clone(), clock.clone()),
        desk: Desk::new(store.clone(), clock.clone(), config.letter_domains.clone()),
        steering: Steering::new(store.clone(), clock.clone()),
        mails: config.mail.is_some(),
        doors: config.doors,
        provider: provider.is_some(),
        prefix: config.prefix.clone().into(),
        public_url: config.public_url.clone().into(),
        assets: assets.version().into(),
        gallery: config.gallery,
        hydrates: assets.has("cyberimpact.js"),
    };
    let options = LeptosOptions::builder().output_name("cyberimpact").build();
    let prefix = config.prefix.clone();
    let (tell, heard) = tokio::sync::watch::channel(0);
    tokio::spawn(live::keep_listening(store.arrivals(), tell));
    let config = Arc::new(config);
    let state = AppState { env, store, config, assets, identity, clock, provider, inside, heard, options };

    if let Some(mail) = &state.config.mail {
        let mailer = Mailer::new(mail).map_err(|error| format!("Serveur de courrier : {error}."))?;
        tokio::spawn(letters::keep_sent(state.clone(), mailer));
    }

    let pages = Router::new()
        .route("/pkg/{version}/{*file}", get(assets::file))
        .route("/graphiques/{*path}", get(charts_files::file))
        .route("/integrer/{*path}", get(embed::chart))
        .route("/service-worker.js", get(offline::worker))
        .route("/robots.txt", get(well_known::robots))
        .route("/sitemap.xml", get(well_known::sitemap))
        .merge(sign_in::routes())
        .merge(administration::routes())
        .merge(scores::routes())
        .merge(actions::routes())
        .merge(annotations::routes())
        .merge(desk::routes())
        .merge(live::routes())
        .merge(territories::routes())
        .fallback(get(page))
        .layer(from_fn_with_state(state.clone(), access::guard))
        .layer(from_fn_with_state(state.clone(), security::same_origin))
        .layer(from_fn_with_state(state.clone(), security::maintenance))
        .with_state(state.clone());
    let site = Router::new()
        .nest("/api/v1", api::router(state.clone()))
        .merge(pages)
        .layer(from_fn(security::headers))
        .layer(CompressionLayer::new().gzip(true).br(true).quality(tower_http::CompressionLevel::Precise(5)));
    let health = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .with_state(state);
    let mut all = Router::new().merge(health).merge(site.clone());
    if !prefix.is_empty() {
        // Behind a proxy the prefix may be kept or stripped: both work.
        all = all.nest(&prefix, site);
    }
    Ok(all
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(30)))
        .layer(CatchPanicLayer::custom(security::panicked))
        .layer(from_fn(security::log)))
}

/// Renders a page whole: nothing is streamed, so status, title and nonce are right.
async fn page(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    // One address for each page.
    if path.len() > 1 && path.ends_with('/') {
        let target = format!("{}{}", state.config.prefix, path.trim_end_matches('/'));
        return axum::response::Redirect::permanent(&target).into_response();
    }
    let env = state.env_for(request.extensions().get::<Session>());
    let options = state.options.clone();
    let problem = request.extensions().get::<FormProblem>().cloned();
    let provider = state.config.provider.as_ref().map(|p| origin_of(&p.issuer)).unwrap_or_default();
    let context = move || {
        leptos::context::provide_context(env.clone());
        leptos::context::provide_context(CurrentPath(path.clone()));
        if let Some(problem) = problem.clone() {
            leptos::context::provide_context(problem);
        }
        security::provide_nonce(&provider);
    };
    let handler = leptos_axum::render_app_async_with_context(context, move || app::shell(options.clone()));
    let (parts, body) = handler(request).await.into_response().into_parts();
    match axum::body::to_bytes(body, usize::MAX).await.map(|bytes| String::from_utf8(bytes.into())) {
        Ok(Ok(html)) => Response::from_parts(parts, valid(&html).into()),
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Renders a page in answer to a form that was not accepted: with the sentence that says why, and what was typed.
async fn page_again(
    state: AppState,
    path: &'static str,
    status: StatusCode,
    problem: FormProblem,
) -> Response {
    page_inside(state, path, status, problem, None).await
}

/// The same behind the login.
async fn page_inside(
    state: AppState,
    path: &'static str,
    status: StatusCode,
    problem: FormProblem,
    session: Option<Session>,
) -> Response {
    let mut request = Request::new(axum::body::Body::empty());
    *request.uri_mut() = axum::http::Uri::from_static(path);
    request.extensions_mut().insert(problem);
    if let Some(session) = session {
        request.extensions_mut().insert(session);
    }
    let mut response = page(State(state), request).await;
    *response.status_mut() = status;
    response
}

/// "https://host" of an address.
fn origin_of(address: &str) -> String {
    address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

/// Mends what Leptos 0.8 writes against the HTML standard: place marks `<!>` (an empty comment is the same node),
/// and the nonce where preload links should say `anonymous`.
fn valid(html: &str) -> String {
    const ATTRIBUTE: &str = " crossorigin=\"";
    let html = last_in_line(&html.replace("<!>", "<!---->"));
    let mut parts = html.split(ATTRIBUTE);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.split_once('"').map_or("", |(_, rest)| rest);
        out.push_str(ATTRIBUTE);
        out.push_str("anonymous\"");
        out.push_str(rest);
    }
    out
}

/// Leptos preloads its wasm, which then competes with style and letters for the first paint; the page is complete
/// without it: it is fetched when nothing else is waited for.
fn last_in_line(html: &str) -> String {
    html.replace("<link rel=\"modulepreload\"", "<link rel=\"prefetch\"")
        .replace("<link rel=\"preload\"", "<link rel=\"prefetch\"")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_wasm_waits_for_its_turn() {
        let html = r#"<link rel="stylesheet" href="a"><link rel="preload" href="c" as="fetch">"#;
        let want = r#"<link rel="stylesheet" href="a"><link rel="prefetch" href="c" as="fetch">"#;
        assert_eq!(super::last_in_line(html), want);
    }

    #[test]
    fn markup_is_mended() {
        let html = r#"<link crossorigin="Tz9"><p>a<!>b</p>"#;
        assert_eq!(super::valid(html), r#"<link crossorigin="anonymous"><p>a<!---->b</p>"#);
    }
}

//! The router: pages, chart files, assets, health; and the layers around all of them.

mod assets;
mod charts_files;
mod embed;
mod health;
mod security;
mod sheet;
mod well_known;

use std::{sync::Arc, time::Duration};

use app::{Env, components::header::CurrentPath};
use axum::{
    Router,
    extract::{Request, State},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::time::Clock;
use leptos::config::LeptosOptions;
use services::Barometer;
use store::Store;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
};

pub use assets::Assets;

use crate::{api, config::ServerConfig};

/// What handlers share.
#[derive(Clone)]
pub struct AppState {
    pub env: Env,
    pub store: Store,
    pub config: Arc<ServerConfig>,
    pub assets: Arc<Assets>,
    options: LeptosOptions,
}

/// Largest body that a request may carry: nothing here takes more than a form.
const LARGEST_BODY: usize = 64 * 1024;

/// How often the server looks for a new run.
const LOOK: Duration = Duration::from_secs(10);

/// Prepares answers at start and after each run, until the process ends.
pub async fn keep_prepared(store: Store, barometer: Barometer) {
    let mut ready = -1;
    loop {
        if store.version().await.is_ok_and(|version| version != ready) {
            match barometer.prepare().await {
                Ok(version) => ready = version,
                Err(error) => tracing::warn!(%error, "answers could not be prepared"),
            }
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
    let barometer = Barometer::new(store.clone(), clock, site, config.threshold);
    if config.prepares {
        tokio::spawn(keep_prepared(store.clone(), barometer.clone()));
    }
    let env = Env {
        barometer,
        prefix: config.prefix.clone().into(),
        public_url: config.public_url.clone().into(),
        assets: assets.version().into(),
        gallery: config.gallery,
        hydrates: assets.has("cyberimpact.js"),
    };
    let options = LeptosOptions::builder().output_name("cyberimpact").build();
    let prefix = config.prefix.clone();
    let state = AppState { env, store, config: Arc::new(config), assets, options };

    let pages = Router::new()
        .route("/pkg/{version}/{*file}", get(assets::file))
        .route("/graphiques/{*path}", get(charts_files::file))
        .route("/integrer/{*path}", get(embed::chart))
        .route("/robots.txt", get(well_known::robots))
        .route("/sitemap.xml", get(well_known::sitemap))
        .fallback(get(page))
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
        .layer(TimeoutLayer::with_status_code(
            axum::http::StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(30),
        ))
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
    let env = state.env.clone();
    let options = state.options.clone();
    let context = move || {
        leptos::context::provide_context(env.clone());
        leptos::context::provide_context(CurrentPath(path.clone()));
        security::provide_nonce();
    };
    let handler = leptos_axum::render_app_async_with_context(context, move || app::shell(options.clone()));
    let (parts, body) = handler(request).await.into_response().into_parts();
    match axum::body::to_bytes(body, usize::MAX).await.map(|bytes| String::from_utf8(bytes.into())) {
        Ok(Ok(html)) => Response::from_parts(parts, valid(&html).into()),
        _ => axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
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

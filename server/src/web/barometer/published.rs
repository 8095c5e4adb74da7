//! What the public reads: decided when figures come or a day ends, made beside what is shown, and shown when its pages are ready.

use std::time::Duration;

use axum::{
    body::Body,
    extract::{Request, State},
    http::Uri,
};
use jobs::{Effects, Failed, rest};
use services::Releases;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::web::{AppState, page};

/// How often the server looks for a new run, or a day that ended.
const LOOK: Duration = Duration::from_secs(10);

/// Has a release decided when one is due: at start, after each load and when a day ends.
pub async fn keep_asked(releases: Releases, mut heard: watch::Receiver<u64>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = releases.ask_due().await {
            tracing::warn!(%error, "no release could be asked for");
        }
        tokio::select! {
            _ = heard.changed() => {}
            () = rest(LOOK, &stop) => {}
        }
    }
}

/// Decides what is due and tells those of this instance who prepare it; others look for it.
pub async fn decide(releases: &Releases, decided: &watch::Sender<u64>) -> Result<Effects, Failed> {
    let published = releases.publish_due().await?;
    if let Some(release) = published {
        tracing::info!(release = release.id, milliseconds = release.duration_ms, "a release was decided");
    }
    decided.send_modify(|looks| *looks += 1);
    Ok(None)
}

/// Shows the public what was published. A reader who comes after a load waits for nothing: they are shown
/// the figures before it until those after it are read and the main pages' answers made.
pub async fn keep_shown(state: AppState, mut decided: watch::Receiver<u64>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        prepare(&state).await;
        // Another instance may have decided: looked for in any case.
        tokio::select! {
            _ = decided.changed() => {}
            () = rest(LOOK, &stop) => {}
        }
    }
}

async fn prepare(state: &AppState) {
    let ahead = match state.env.barometer.ahead().await {
        Ok(Some(ahead)) => ahead,
        Ok(None) => return,
        Err(error) => {
            tracing::warn!(%error, "the published figures can't be read");
            return;
        }
    };
    let mut next = state.clone();
    next.env.barometer = ahead.clone();
    for path in main_pages(state) {
        render(&next, &path).await;
    }
    state.env.barometer.show(&ahead);
}

/// The pages that most readers come by.
fn main_pages(state: &AppState) -> Vec<String> {
    let services = state.env.barometer.site().service.iter().map(|s| format!("/{}", s.page));
    ["/".to_owned(), "/information-donnees".to_owned(), "/territoires".to_owned()]
        .into_iter()
        .chain(services)
        .collect()
}

/// Renders a page for nobody: its answers stay.
async fn render(state: &AppState, path: &str) {
    let Ok(uri) = path.parse::<Uri>() else { return };
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = uri;
    page(State(state.clone()), request).await;
}

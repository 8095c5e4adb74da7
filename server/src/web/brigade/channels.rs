//! What providers of outside channels call (`/canaux/NAME`), and the task by which answers leave.

use std::time::Duration;

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use brigade::{Answered, Call, Carried, Parcel};
use jobs::rest;
use reqwest::{Client, redirect::Policy};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::web::{AppState, brigade::letters};

/// Where calls begin.
pub const CALLED: &str = "/canaux/";
/// How often one looks for answers that are due.
const LOOK: Duration = Duration::from_millis(500);
/// Answers on their way at once.
const AT_ONCE: usize = 48;
/// How long a provider has to take an answer,
const PATIENCE: Duration = Duration::from_secs(15);
/// and how much of what it says is read.
const MOST: usize = 64 * 1024;

pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/canaux/{name}", get(called).post(called))
        // OVH's calls are not signed: the last part of the path is a secret.
        .route("/canaux/{name}/{secret}", get(called).post(called))
        .with_state(state)
}

/// A provider's call. It is acknowledged once what it tells is on the disk.
async fn called(
    State(state): State<AppState>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    // While nobody may write, providers keep what they have; that we are who we are is told always.
    if method == Method::POST && (state.config.brigade_closed || state.config.maintenance) {
        return later();
    }
    let name = uri.path().strip_prefix(CALLED).and_then(|path| path.split('/').next()).unwrap_or_default();
    let texts = headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    let call = Call {
        method: method.as_str(),
        target: uri.path_and_query().map_or("", |target| target.as_str()),
        headers: &texts.collect::<Vec<_>>(),
        body: &body,
    };
    match state.env.brigade.called(name, call).await {
        Ok(Answered::Taken) => StatusCode::OK.into_response(),
        Ok(Answered::Challenge { content_type, body }) => {
            ([(header::CONTENT_TYPE, HeaderValue::from_static(content_type))], body).into_response()
        }
        Ok(Answered::Refused(status)) => {
            StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST).into_response()
        }
        Ok(Answered::Unknown) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "what a provider tells can't be stored");
            later()
        }
    }
}

fn later() -> Response {
    let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    response
}

/// Has answers leave that are due, for ever.
pub async fn keep_sending(state: AppState, stop: CancellationToken) {
    // A process has one provider of cryptography; a second call finds it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().timeout(PATIENCE).redirect(Policy::none()).build();
    let client = match client {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%error, "answers can't leave");
            return stop.cancelled().await;
        }
    };
    // A provider that is slow holds up no other.
    let mut sending = JoinSet::new();
    while !stop.is_cancelled() {
        while sending.try_join_next().is_some() {}
        if sending.len() >= AT_ONCE {
            sending.join_next().await;
            continue;
        }
        match state.env.brigade.parcels().await {
            Ok(parcels) if parcels.is_empty() => rest(LOOK, &stop).await,
            Ok(parcels) => parcels.into_iter().for_each(|parcel| {
                sending.spawn(carry(state.clone(), client.clone(), parcel));
            }),
            Err(error) => {
                tracing::warn!(%error, "answers that are due can't be read");
                rest(PATIENCE, &stop).await;
            }
        }
    }
    // What is on its way is noted.
    sending.join_all().await;
}

/// The parts of an answer, each once the one before was taken.
async fn carry(state: AppState, client: Client, parcel: Parcel) {
    if let Some((mail, letter)) = parcel.letter() {
        let code = letters::leave(mail, letter).await;
        let carried = code
            .map_or(Carried::Unreached, |status| Carried::Answered { status, body: letter.id.as_bytes() });
        if let Err(error) = state.env.brigade.carried(&parcel, 0, carried).await {
            tracing::error!(%error, "what became of a letter can't be noted");
        }
        return;
    }
    for (part, call) in parcel.calls() {
        let mut request = client.request(Method::POST, &call.url).body(call.body.clone());
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        let answered = match request.send().await {
            Ok(mut response) => {
                let status = response.status().as_u16();
                let mut body = Vec::new();
                while let Ok(Some(piece)) = response.chunk().await {
                    body.extend_from_slice(&piece);
                    if body.len() > MOST {
                        break;
                    }
                }
                Some((status, body))
            }
            // Its words may hold the address.
            Err(_) => None,
        };
        let carried = match &answered {
            Some((status, body)) => Carried::Answered { status: *status, body },
            None => Carried::Unreached,
        };
        match state.env.brigade.carried(&parcel, part, carried).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return tracing::error!(%error, "what became of an answer can't be noted"),
        }
    }
}

//! The table of addresses: what each serves, and who may ask.

use app::{
    address,
    functions::caller::{Act, Question},
};
use axum::{
    Router,
    extract::{Request, State},
    handler::Handler,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
    routing::{self, MethodRouter},
};
use domain::identity::{Actor, Operation};
use services::{
    audit::Outcome,
    identity::{LONGEST, Ticket, Use},
};

use crate::web::{AppState, cookies::cookie, functions, offline};

/// Who may ask something of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The public barometer and the way in.
    Anybody,
    /// A session whose mandate gives an operation.
    May(Operation),
}

/// A line of the table of addresses. There is no other way to serve one than with an answer to "who may?".
pub struct Rule {
    pub method: Method,
    pub path: &'static str,
    pub who: Who,
    serve: MethodRouter<AppState>,
}

impl Rule {
    pub fn get<H: Handler<T, AppState>, T: 'static>(path: &'static str, who: Who, handler: H) -> Self {
        Self { method: Method::GET, path, who, serve: routing::get(handler) }
    }

    /// An act: what a form stands for.
    pub fn act<F: Act>(who: Who) -> Self {
        leptos::server_fn::axum::register_explicit::<F>();
        Self::post(F::PATH, who, functions::act::<F>)
    }

    /// A question of the application.
    pub fn question<F: Question>(who: Who) -> Self {
        leptos::server_fn::axum::register_explicit::<F>();
        Self::get(F::PATH, who, functions::question)
    }

    pub fn post<H: Handler<T, AppState>, T: 'static>(path: &'static str, who: Who, handler: H) -> Self {
        Self { method: Method::POST, path, who, serve: routing::post(handler) }
    }
}

/// The router that a table describes.
pub fn router(state: &AppState, rules: Vec<Rule>) -> Router<AppState> {
    rules.into_iter().fold(Router::new(), |router, rule| {
        let serve = match rule.who {
            Who::Anybody => rule.serve,
            Who::May(operation) => {
                let door = Door { state: state.clone(), operation, path: rule.path };
                rule.serve.route_layer(from_fn_with_state(door, guard))
            }
        };
        router.route(rule.path, serve)
    })
}

/// What stands before an address behind the login.
#[derive(Clone)]
struct Door {
    state: AppState,
    operation: Operation,
    /// As in the table: what a visitor typed into it is nobody's business.
    path: &'static str,
}

/// What a shown page fetches by itself to stay fresh, or to be kept, is nobody's doing: it says so, or is a stream or a
/// drawing's data.
fn by(request: &Request) -> Use {
    let path = request.uri().path();
    let renews = request.headers().contains_key("x-renewal")
        || offline::is_copy(request.headers())
        || path.ends_with(".bin")
        || path.ends_with("/flux");
    if renews { Use::Screen } else { Use::Person }
}

/// Name of the session's cookie: only this host, over an encrypted way, can set it.
pub const COOKIE: &str = "__Host-session";

/// Lets in who may come in, and tells the handler who it is. A stranger is sent to the way in, and back.
async fn guard(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    let Door { state, operation, path } = door;
    let ticket = cookie(request.headers(), COOKIE).and_then(Ticket::parse);
    let session = match ticket {
        Some(ticket) => state.identity.session(&ticket, by(&request)).await,
        None => Ok(None),
    };
    let mut response = match session {
        Err(error) => {
            tracing::error!(%error, "sessions can't be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Ok(None) => stranger(&state, &request),
        Ok(Some(session)) if !session.actor.mandate.may(operation) => {
            note(&state, &session.actor, operation.id(), path, Outcome::Refused).await;
            request.extensions_mut().insert(session);
            *request.uri_mut() = axum::http::Uri::from_static(address::REFUSAL.path());
            *request.method_mut() = Method::GET;
            let mut response = crate::web::page(State(state), request).await;
            *response.status_mut() = StatusCode::FORBIDDEN;
            response
        }
        Ok(Some(session)) => {
            let (actor, method) = (session.actor.clone(), request.method().clone());
            let ends = (session.opened_at + LONGEST).timestamp();
            request.extensions_mut().insert(session);
            let mut response = next.run(request).await;
            // Screens that a tablet keeps for want of network are kept no longer than that.
            response.headers_mut().insert("x-session-ends", HeaderValue::from(ends));
            // A territory out of the mandate, a form that was not accepted.
            let refused = match (response.status(), method == Method::POST) {
                (StatusCode::FORBIDDEN, _) => Some(operation.id()),
                (StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY, true) => Some("formulaire"),
                _ => None,
            };
            if let Some(operation) = refused {
                note(&state, &actor, operation, path, Outcome::Refused).await;
            }
            response
        }
    };
    // What was read behind the login stays in no cache.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// Writes down what was answered already: the answer stays what it is.
pub async fn note(state: &AppState, actor: &Actor, operation: &str, object: &str, outcome: Outcome) {
    if let Err(error) = state.identity.journal().record(Some(actor), operation, object, outcome).await {
        tracing::error!(%error, "the journal can't be written");
    }
}

fn stranger(state: &AppState, request: &Request) -> Response {
    if request.method() != Method::GET || request.uri().path().starts_with("/graphiques/") {
        return (StatusCode::UNAUTHORIZED, "Votre session est finie : connectez-vous à nouveau.")
            .into_response();
    }
    let wanted = request.uri().path_and_query().map_or(address::SYNTHESIS.path(), |p| p.as_str());
    let mut target = state.href("/connexion?retour=");
    for byte in wanted.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => {
                target.push(char::from(byte))
            }
            _ => target.push_str(&format!("%{byte:02X}")),
        }
    }
    Redirect::to(&target).into_response()
}

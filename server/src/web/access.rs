//! The one table of who may ask what: which addresses lie behind the login, and which operation each one is.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::identity::Operation;
use services::{audit::Outcome, identity::Ticket};

use super::AppState;

/// What an address asks of who comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Open,
    /// A session whose mandate gives an operation.
    Inside(Operation),
}

/// Addresses behind the login, longest first. What is not here is open: the public barometer and the way in.
const INSIDE: [(&str, Operation); 5] = [
    ("/cyberimpact/administration/journal", Operation::ReadAudit),
    ("/cyberimpact/administration/scores", Operation::SetScores),
    ("/cyberimpact/administration", Operation::ManageAccounts),
    ("/graphiques/cyberimpact", Operation::ReadFigures),
    ("/cyberimpact", Operation::ReadFigures),
];

impl Access {
    pub fn of(path: &str) -> Self {
        let under = |root: &str| {
            path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
        };
        INSIDE.iter().find(|(root, _)| under(root)).map_or(Self::Open, |(_, op)| Self::Inside(*op))
    }
}

/// Name of the session's cookie: only this host, over an encrypted way, can set it.
pub const COOKIE: &str = "__Host-session";

/// A cookie of a request.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Lets in who may come in, and tells the handler who it is. A stranger is sent to the way in, and back.
pub async fn guard(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let Access::Inside(operation) = Access::of(request.uri().path()) else { return next.run(request).await };
    let ticket = cookie(request.headers(), COOKIE).and_then(Ticket::parse);
    let session = match ticket {
        Some(ticket) => state.identity.session(&ticket).await,
        None => Ok(None),
    };
    let mut response = match session {
        Err(error) => {
            tracing::error!(%error, "sessions can't be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Ok(None) => stranger(&state, &request),
        Ok(Some(session)) if !session.actor.mandate.may(operation) => {
            let journal = state.identity.journal();
            let written = journal
                .record(Some(&session.actor), operation.id(), request.uri().path(), Outcome::Refused)
                .await;
            if let Err(error) = written {
                tracing::error!(%error, "the journal can't be written");
            }
            request.extensions_mut().insert(session);
            *request.uri_mut() = axum::http::Uri::from_static("/cyberimpact/refus");
            *request.method_mut() = Method::GET;
            let mut response = super::page(State(state), request).await;
            *response.status_mut() = StatusCode::FORBIDDEN;
            response
        }
        Ok(Some(session)) => {
            request.extensions_mut().insert(session);
            next.run(request).await
        }
    };
    // What was read behind the login stays in no cache.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

fn stranger(state: &AppState, request: &Request) -> Response {
    if request.method() != Method::GET || request.uri().path().starts_with("/graphiques/") {
        return (StatusCode::UNAUTHORIZED, "Votre session est finie : connectez-vous à nouveau.")
            .into_response();
    }
    let wanted = request.uri().path_and_query().map_or("/cyberimpact", |p| p.as_str());
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

/// A path of ours to go to after the way in: anything else, and above all another site, becomes the first screen.
pub fn safe_return(text: &str) -> &str {
    let plain = text.len() <= 512 && text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let ours =
        text.strip_prefix("/cyberimpact").is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    if plain && ours { text } else { "/cyberimpact" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_open_or_names_its_operation() {
        for open in
            ["/", "/perceval", "/connexion", "/cyberimpactes", "/graphiques/perceval.bin", "/api/v1/runs"]
        {
            assert_eq!(Access::of(open), Access::Open, "{open}");
        }
        for (path, operation) in [
            ("/cyberimpact", Operation::ReadFigures),
            ("/cyberimpact/perception", Operation::ReadFigures),
            ("/graphiques/cyberimpact.bin", Operation::ReadFigures),
            ("/graphiques/cyberimpact/perception/avis.csv", Operation::ReadFigures),
            ("/cyberimpact/administration", Operation::ManageAccounts),
            ("/cyberimpact/administration/comptes/3/fermer", Operation::ManageAccounts),
            ("/cyberimpact/administration/journal", Operation::ReadAudit),
            ("/cyberimpact/administration/scores", Operation::SetScores),
            ("/cyberimpact/suivi/vues/3/retirer", Operation::ReadFigures),
        ] {
            assert_eq!(Access::of(path), Access::Inside(operation), "{path}");
        }
    }

    #[test]
    fn nobody_is_sent_to_another_site() {
        for ours in ["/cyberimpact", "/cyberimpact/perception?periode=7j", "/cyberimpact?x=1"] {
            assert_eq!(safe_return(ours), ours);
        }
        for other in [
            "",
            "//mal.example",
            "https://mal.example",
            "/\\mal.example",
            "/cyberimpact\\@mal.example",
            "/cyberimpact.mal.example",
            "javascript:alert(1)",
            "/cyberimpact/\r\nSet-Cookie: a=b",
            "/perceval",
        ] {
            assert_eq!(safe_return(other), "/cyberimpact", "{other}");
        }
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; x__Host-session=2"));
        headers.append(header::COOKIE, HeaderValue::from_static("__Host-session=3; b=4"));
        assert_eq!(cookie(&headers, COOKIE), Some("3"));
        assert_eq!(cookie(&headers, "c"), None);
    }
}

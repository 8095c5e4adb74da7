//! Who asks for a page, or sends a form: a gendarme with a session, a citizen with the proof of their conversation, or anybody.

use app::functions::caller::citizen;
use axum::{extract::Request, http::HeaderMap};
use brigade::Proof;
use services::identity::Session;

use crate::web::cookies::cookie;

#[derive(Debug, Clone, Default)]
pub struct Reader {
    /// As the guard found it.
    pub session: Option<Session>,
    /// What the browser brings; whether it proves anything, the brigade says.
    pub citizen: Option<Proof>,
    /// It keeps a cookie in a frame of another site.
    pub keeps_cookies: bool,
}

impl Reader {
    pub fn of(request: &Request) -> Self {
        // A page that is rendered again in answer to a form has its reader from there.
        request.extensions().get::<Self>().cloned().unwrap_or_else(|| Self {
            session: request.extensions().get().cloned(),
            citizen: proof(request.headers()),
            keeps_cookies: cookie(request.headers(), citizen::FRAMED).is_some(),
        })
    }
}

impl From<Session> for Reader {
    fn from(session: Session) -> Self {
        Self { session: Some(session), ..Self::default() }
    }
}

/// The proof that a browser brings.
pub fn proof(headers: &HeaderMap) -> Option<Proof> {
    cookie(headers, citizen::COOKIE).and_then(Proof::parse)
}

//! What forms behind the login share: how a refusal is answered, and where a form goes back to.

use app::{address::Address, impact::components::FormProblem};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use services::{
    Unfit,
    identity::{Denied, Session},
};

use crate::web::{AppState, access::safe_return, page_again};

/// Fields as they were typed, by their names.
pub type Typed = Vec<(String, String)>;

pub fn typed<const N: usize>(fields: [(&str, String); N]) -> Typed {
    fields.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

/// Back to a page of ours when it is done; else the page of the form again, with the sentence that says why and what was
/// typed.
pub async fn answer(
    state: AppState,
    session: Session,
    done: Result<(), Unfit>,
    back: &str,
    form: Address,
    typed: Typed,
) -> Response {
    match done {
        Ok(()) => Redirect::to(&state.href(safe_return(back))).into_response(),
        Err(refused) => refuse(state, session, refused, form, typed).await,
    }
}

/// The same where what is done is shown on the page of its form, and nothing long was typed.
pub async fn answer_on(
    state: AppState,
    session: Session,
    done: Result<(), Unfit>,
    page: Address,
) -> Response {
    answer(state, session, done, page.path(), page, Vec::new()).await
}

/// The page of a form again.
pub async fn refuse(
    state: AppState,
    session: Session,
    refused: Unfit,
    form: Address,
    typed: Typed,
) -> Response {
    let status = match &refused {
        Unfit::Store(error) => {
            tracing::error!(%error, "what was written can't be kept");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        Unfit::Forbidden => StatusCode::FORBIDDEN,
        Unfit::Malformed(_) => StatusCode::BAD_REQUEST,
    };
    let problem = FormProblem { sentence: refused.to_string(), typed };
    page_again(state, form.path(), status, problem, Some(session)).await
}

/// What [`answer`] is, where accounts and sessions are changed. `back`: an address of ours, taken as it is.
pub async fn answer_identity(
    state: AppState,
    session: Session,
    done: Result<(), Denied>,
    back: &str,
    form: Address,
    typed: Typed,
) -> Response {
    match done {
        Ok(()) => Redirect::to(&state.href(back)).into_response(),
        Err(Denied::Store(error)) => {
            tracing::error!(%error, "an account or a session can't be changed");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Err(refused) => {
            let problem = FormProblem { sentence: refused.to_string(), typed };
            page_again(state, form.path(), StatusCode::BAD_REQUEST, problem, Some(session)).await
        }
    }
}

//! What forms behind the login share: how a refusal is answered, and where a form goes back to.

use app::{address::Address, impact::components::FormProblem};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use services::{Unfit, identity::Session};

use crate::web::{AppState, access::safe_return, page_inside};

/// Fields as they were typed.
pub type Typed = Vec<(String, String)>;

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
    page_inside(state, form.path(), status, problem, Some(session)).await
}

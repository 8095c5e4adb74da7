//! What forms behind the login share: how a refusal is answered, and where a form goes back to.

use app::{address::Address, impact::components::FormProblem};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use services::identity::{Denied, Session};

use crate::web::{AppState, page_again};

/// Fields as they were typed, by their names.
pub type Typed = Vec<(String, String)>;

pub fn typed<const N: usize>(fields: [(&str, String); N]) -> Typed {
    fields.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

/// Back to a page of ours when it is done; else the page of the form again, with the sentence that says why and what was
/// typed. `back`: an address of ours, taken as it is.
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
            let problem = FormProblem { sentence: refused.to_string(), typed, ..FormProblem::default() };
            page_again(state, form.path(), StatusCode::BAD_REQUEST, problem, Some(session)).await
        }
    }
}

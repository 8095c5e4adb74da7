//! Who calls a function, and how its answer is told.

pub mod citizen;

use domain::identity::Actor;
use http::StatusCode;
use leptos::{
    prelude::use_context,
    server_fn::{ServerFn, axum::AxumServerFnBackend},
};
use leptos_axum::ResponseOptions;
use serde::de::DeserializeOwned;
use services::Unfit;

use super::{Done, Refused};
use crate::{address::Address, env::Env};

/// An act: a function that a form stands for.
pub trait Act:
    ServerFn<Output = Done, Error = Refused, Server = AxumServerFnBackend> + DeserializeOwned + 'static
{
    /// The page of its form: shown again, with what was typed, where it is refused and nothing in the browser can say so.
    const FORM: Address;

    /// Where that page is found in the state that the form stood in, as what was typed tells.
    fn stood_at(_typed: &[(String, String)]) -> String {
        Self::FORM.path().to_owned()
    }
}

/// What was typed into a field; empty where there is none of that name.
pub fn typed<'t>(fields: &'t [(String, String)], name: &str) -> &'t str {
    fields.iter().find(|(its, _)| its == name).map_or("", |(_, value)| value)
}

/// A question: a function that changes nothing.
pub trait Question: ServerFn<Error = Refused, Server = AxumServerFnBackend> + 'static {}

impl<F: ServerFn<Error = Refused, Server = AxumServerFnBackend> + 'static> Question for F {}

/// Acts, and the page that their forms stand on first.
macro_rules! stand_on {
    ($form:expr; $($act:ty),* $(,)?) => {$(
        impl $crate::functions::caller::Act for $act {
            const FORM: $crate::address::Address = $form;
        }
    )*};
}
pub(crate) use stand_on;

/// What a form of an act sends to.
pub fn action<F: Act>() -> String {
    Env::current().href(F::PATH)
}

/// The caller, and what the server has for them. The table of who may has let them in already: without a session there is no
/// caller.
///
/// # Errors
/// Nobody is there: the function was put into the table as if it were for anybody.
pub fn caller() -> Result<(Env, Actor), Refused> {
    let env = Env::current();
    match env.session.as_ref().map(|session| session.actor.clone()) {
        Some(actor) => Ok((env, actor)),
        None => Err(refused(Unfit::Forbidden)),
    }
}

/// What a use case said, as its caller is told it: done, and shown at an address of ours; or refused.
///
/// # Errors
/// What the use case refused.
pub fn told(env: &Env, done: Result<(), Unfit>, shown_at: impl AsRef<str>) -> Result<Done, Refused> {
    match done {
        Ok(()) => Ok(Done { shown_at: env.href(shown_at) }),
        Err(unfit) => Err(refused(unfit)),
    }
}

/// A refusal, with its status.
pub fn refused(unfit: Unfit) -> Refused {
    let (status, field) = match &unfit {
        Unfit::Store(error) => return failed(error),
        Unfit::Forbidden => (StatusCode::FORBIDDEN, None),
        Unfit::Malformed(_) => (StatusCode::BAD_REQUEST, None),
        Unfit::Field { field, .. } => (StatusCode::BAD_REQUEST, Some(field.to_string())),
    };
    answers_with(status);
    Refused { sentence: unfit.to_string(), field }
}

/// A refusal for want of the store.
fn failed(error: &dyn std::error::Error) -> Refused {
    tracing::error!(%error, "what was written can't be kept");
    answers_with(StatusCode::SERVICE_UNAVAILABLE);
    Refused::plain("Le service ne répond pas : réessayez dans un moment.")
}

fn answers_with(status: StatusCode) {
    if let Some(options) = use_context::<ResponseOptions>() {
        options.set_status(status);
    }
}

//! What pages of all faces share: how they wait for their model, and what is shown where there is none.

pub mod not_found;
pub mod trouble;

use std::future::Future;

use leptos::prelude::*;

use crate::{env::Env, state::State};

/// Renders what a future brings. Pages are awaited whole on the server: nothing is streamed or serialised.
pub fn awaited<F>(future: F) -> impl IntoView
where
    F: Future<Output = AnyView> + Send + 'static,
{
    view! { <Suspense>{Suspend::new(future)}</Suspense> }
}

/// The state that the URL holds, for who reads.
pub fn state_of_url() -> State {
    let query = leptos_router::hooks::use_query_map().get_untracked();
    Env::current().state(|name| query.get(name))
}

/// Sets the status of the response.
pub fn status(code: u16) {
    if let (Some(response), Ok(code)) =
        (use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(code))
    {
        response.set_status(code);
    }
}

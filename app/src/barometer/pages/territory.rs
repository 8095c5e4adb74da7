//! One département or région: every indicator that has one.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    components::service_view::ServiceView,
    env::Env,
    pages::{awaited, not_found::NotFound, state_of_url, trouble::Trouble},
};

#[component]
pub fn TerritoryPage() -> impl IntoView {
    let code = use_params_map().get_untracked().get("code").unwrap_or_default();
    let (env, state) = (Env::current(), state_of_url());
    awaited(async move {
        match crate::barometer::model::page(&env, &format!("territoires/{code}"), state).await {
            Ok(Some(model)) => view! { <ServiceView model/> }.into_any(),
            Ok(None) => view! { <NotFound/> }.into_any(),
            Err(failure) => view! { <Trouble failure/> }.into_any(),
        }
    })
}

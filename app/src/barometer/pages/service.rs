//! The page of a service.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    components::service_view::ServiceView,
    env::Env,
    pages::{awaited, not_found::NotFound, state_of_url, trouble::Trouble},
};

#[component]
pub fn ServicePage() -> impl IntoView {
    let page = use_params_map().get_untracked().get("page").unwrap_or_default();
    let (env, state) = (Env::current(), state_of_url());
    awaited(async move {
        match crate::barometer::model::page(&env, &page, state).await {
            Ok(Some(model)) => view! { <ServiceView model/> }.into_any(),
            Ok(None) => view! { <NotFound/> }.into_any(),
            Err(failure) => view! { <Trouble failure/> }.into_any(),
        }
    })
}

//! Régions and their départements, each a link.

use domain::territory::{Level, Territory};
use leptos::prelude::*;

use crate::env::Env;

#[component]
pub fn TerritoryList() -> impl IntoView {
    let env = Env::current();
    let mut all = Territory::all(Level::Region);
    all.sort_by_key(|region| region.name().replace('Î', "I"));
    let regions = all
        .into_iter()
        .map(|region| {
            // A région overseas is its only département.
            let children = region.children();
            let places = if children.len() > 1 { children } else { Vec::new() };
            let places = places
                .into_iter()
                .map(|d| view! { <li><a href=env.href(format!("/territoires/{}", d.code()))>{format!("{} – {}", d.code(), d.name())}</a></li> })
                .collect_view();
            let href = env.href(format!("/territoires/region-{}", region.code()));
            let places = (!places.is_empty()).then(|| view! { <ul>{places}</ul> });
            view! { <li><a href=href>{region.name()}</a>{places}</li> }
        })
        .collect_view();
    view! { <ul class="columns">{regions}</ul> }.into_any()
}

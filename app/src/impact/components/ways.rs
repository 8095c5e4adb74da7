//! Where one goes on from a screen: territories and units, by what holds them.

use leptos::prelude::*;

use crate::{env::Env, impact::model::Way};

#[component]
pub fn Ways(ways: Vec<Way>) -> impl IntoView {
    let env = Env::current();
    let groups = ways
        .into_iter()
        .map(|way| {
            let links = way
                .links
                .into_iter()
                .map(|(name, path)| view! { <li><a class="fr-link" href=env.href(&path)>{name}</a></li> })
                .collect_view();
            let title = match way.path {
                Some(path) => view! { <a class="fr-link" href=env.href(&path)>{way.title}</a> }.into_any(),
                None => way.title.into_any(),
            };
            view! { <section><h2>{title}</h2><ul>{links}</ul></section> }
        })
        .collect_view();
    view! { <nav class="ways" aria-label="Territoires et unités">{groups}</nav> }.into_any()
}

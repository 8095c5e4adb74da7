//! Where am I.

use leptos::prelude::*;

use crate::env::Env;

#[component]
pub fn Breadcrumb(#[prop(optional)] crumbs: Vec<(String, String)>, here: String) -> impl IntoView {
    let env = Env::current();
    let middle = crumbs
        .into_iter()
        .map(|(name, path)| view! { <li><a class="fr-breadcrumb__link" href=env.href(&path)>{name}</a></li> })
        .collect_view();
    view! {
        <nav role="navigation" class="fr-breadcrumb" aria-label="vous êtes ici :">
            <ol class="fr-breadcrumb__list">
                <li><a class="fr-breadcrumb__link" href=env.href("/")>"Accueil"</a></li>
                {middle}
                <li><a class="fr-breadcrumb__link" aria-current="page">{here}</a></li>
            </ol>
        </nav>
    }
    .into_any()
}

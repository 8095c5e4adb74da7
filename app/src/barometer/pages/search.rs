//! Finds a service, an indicator or a territory by its words.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::{barometer::model::search::found, components::breadcrumb::Breadcrumb, env::Env};

#[component]
pub fn Search() -> impl IntoView {
    let env = Env::current();
    let site = env.barometer.site();
    let q = leptos_router::hooks::use_query_map().get_untracked().get("q").unwrap_or_default();
    let found = found(&env, &q);
    let summary = match (q.trim().is_empty(), found.len()) {
        (true, _) => {
            "Écrivez un service, un indicateur, un département ou son numéro dans le champ de recherche."
                .to_owned()
        }
        (_, 0) => format!("Rien ne correspond à « {} ». Essayez un autre mot, ou le plan du site.", q.trim()),
        (_, 1) => format!("1 résultat pour « {} ».", q.trim()),
        (_, n) => format!("{n} résultats pour « {} ».", q.trim()),
    };
    let list = found.into_iter().map(|f| view! { <li><a href=f.href>{f.title}</a></li> }).collect_view();
    view! {
        <Title text=format!("Recherche – {}", site.organisation.title)/>
        <Meta name="description" content="Chercher une page, un indicateur ou un territoire."/>
        <Breadcrumb here="Recherche".to_owned()/>
        <h1>"Recherche"</h1>
        <p role="status" class="fr-text--lead">{summary}</p>
        <ul>{list}</ul>
    }
    .into_any()
}

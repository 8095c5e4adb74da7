//! Finds a service, an indicator or a territory by its words.

use domain::territory::{Level, Territory};
use french::folded;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::{components::breadcrumb::Breadcrumb, env::Env};

#[component]
pub fn Search() -> impl IntoView {
    let env = Env::current();
    let site = env.barometer.site();
    let q = leptos_router::hooks::use_query_map().get_untracked().get("q").unwrap_or_default();
    let words: Vec<String> = folded(q.trim()).split_whitespace().map(str::to_owned).collect();
    let matches = |text: &str| {
        let text = folded(text);
        !words.is_empty() && words.iter().all(|w| text.contains(w.as_str()))
    };
    let mut found: Vec<(String, String)> = Vec::new();
    for s in &site.service {
        if matches(&format!("{} {} {}", s.title, s.menu, s.introduction)) {
            found.push((s.title.clone(), env.href(format!("/{}", s.page))));
        }
    }
    for t in Territory::all(Level::Departement) {
        if matches(t.name())
            || words.first().is_some_and(|w| words.len() == 1 && w.eq_ignore_ascii_case(t.code()))
        {
            found.push((
                format!("{} – {}", t.code(), t.name()),
                env.href(format!("/territoires/{}", t.code())),
            ));
        }
    }
    for t in Territory::all(Level::Region) {
        if matches(t.name()) {
            found.push((
                format!("Région {}", t.name()),
                env.href(format!("/territoires/region-{}", t.code())),
            ));
        }
    }
    for i in env.barometer.catalogue().indicators() {
        if matches(&format!("{} {} {}", i.title, i.definition, i.id)) {
            found.push((
                format!("Indicateur : {}", i.title),
                env.href(format!("/information-donnees#{}", i.id)),
            ));
        }
    }
    let summary = match (q.trim().is_empty(), found.len()) {
        (true, _) => {
            "Écrivez un service, un indicateur, un département ou son numéro dans le champ de recherche."
                .to_owned()
        }
        (_, 0) => format!("Rien ne correspond à « {} ». Essayez un autre mot, ou le plan du site.", q.trim()),
        (_, 1) => format!("1 résultat pour « {} ».", q.trim()),
        (_, n) => format!("{n} résultats pour « {} ».", q.trim()),
    };
    let list =
        found.into_iter().map(|(name, href)| view! { <li><a href=href>{name}</a></li> }).collect_view();
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

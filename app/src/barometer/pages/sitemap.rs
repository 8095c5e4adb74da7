//! Every page, as a list.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::{
    address,
    components::{breadcrumb::Breadcrumb, territory_list::TerritoryList},
    env::Env,
};

#[component]
pub fn Sitemap() -> impl IntoView {
    let env = Env::current();
    let site = env.barometer.site();
    let services = site
        .service
        .iter()
        .map(|s| view! { <li><a href=env.href(format!("/{}", s.page))>{s.title.clone()}</a></li> })
        .collect_view();
    let others = [
        ("/information-donnees", "Informations sur les données"),
        ("/api", "API et données ouvertes"),
        ("/accessibilite", "Accessibilité"),
        ("/a-propos", "À propos et mentions légales"),
        ("/territoires", "Territoires"),
        ("/recherche", "Recherche"),
    ]
    .map(|(path, name)| view! { <li><a href=env.href(path)>{name}</a></li> })
    .collect_view();
    let chat = env.brigade_open.then(
        || view! { <li><a href=env.href(address::CHAT) rel="external">"Écrire à un gendarme"</a></li> },
    );
    view! {
        <Title text=format!("Plan du site – {}", site.organisation.title)/>
        <Meta name="description" content="Toutes les pages de ce site, sur une seule page."/>
        <Breadcrumb here="Plan du site".to_owned()/>
        <h1>"Plan du site"</h1>
        <h2>"Services"</h2>
        <ul><li><a href=env.href("/")>"Accueil"</a></li>{services}</ul>
        <h2>"Brigade numérique"</h2>
        <ul>
            <li><a href=env.href(address::BRIGADE)>"La Brigade numérique"</a></li>
            <li><a href=env.href(address::FAQ)>"Questions et réponses"</a></li>
            <li><a href=env.href(address::ORIENTATION) rel="external">"Trouver le bon service"</a></li>
            {chat}
        </ul>
        <h2>"Comprendre et réutiliser"</h2>
        <ul>{others}</ul>
        <h2>"Territoires"</h2>
        <TerritoryList/>
    }
    .into_any()
}

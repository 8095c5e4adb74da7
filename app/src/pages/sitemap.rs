//! Every page, as a list.

use domain::territory::{Level, Territory};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{components::breadcrumb::Breadcrumb, env::Env};

#[component]
pub fn Sitemap() -> impl IntoView {
    let env = Env::current();
    let site = env.barometer.site();
    let services = site
        .service
        .iter()
        .map(|s| view! { <li><a href=env.href(&format!("/{}", s.page))>{s.title.clone()}</a></li> })
        .collect_view();
    let others = [
        ("/information-donnees", "Informations sur les données"),
        ("/api", "API et données ouvertes"),
        ("/accessibilite", "Accessibilité"),
        ("/a-propos", "À propos et mentions légales"),
        ("/recherche", "Recherche"),
    ]
    .map(|(path, name)| view! { <li><a href=env.href(path)>{name}</a></li> })
    .collect_view();
    let regions = Territory::all(Level::Region)
        .into_iter()
        .map(|region| {
            let places = region
                .children()
                .into_iter()
                .map(|d| view! { <li><a href=env.href(&format!("/territoires/{}", d.code()))>{format!("{} – {}", d.code(), d.name())}</a></li> })
                .collect_view();
            let href = env.href(&format!("/territoires/region-{}", region.code()));
            view! { <li><a href=href>{region.name()}</a><ul>{places}</ul></li> }
        })
        .collect_view();
    view! {
        <Title text=format!("Plan du site – {}", site.organisation.title)/>
        <Breadcrumb here="Plan du site".to_owned()/>
        <h1>"Plan du site"</h1>
        <h2>"Services"</h2>
        <ul><li><a href=env.href("/")>"Accueil"</a></li>{services}</ul>
        <h2>"Comprendre et réutiliser"</h2>
        <ul>{others}</ul>
        <h2>"Territoires"</h2>
        <ul class="columns">{regions}</ul>
    }
    .into_any()
}

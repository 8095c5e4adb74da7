//! The document around every page, and the routes.

use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    components::{footer::Footer, header::Header},
    env::Env,
    pages::{
        about::About, accessibility::Accessibility, api_docs::ApiDocs, data::Data, gallery::Gallery,
        home::HomePage, not_found::NotFound, search::Search, service::ServicePage, sitemap::Sitemap,
        territories::Territories, territory::TerritoryPage,
    },
};

/// The whole document.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let env = Env::current();
    let style = env.asset("style.css");
    // Before the first paint, and one request less to wait for.
    let boot = include_str!("../../public/boot.js");
    let nonce = leptos::nonce::use_nonce();
    let icon = env.asset("favicon.svg");
    let organisation = env.barometer.site().organisation.clone();
    let hydrates = env.hydrates;
    let options = LeptosOptions::builder()
        .output_name(options.output_name.clone())
        .site_pkg_dir(format!("pkg/{}", env.assets))
        .build();
    let root = env.prefix.to_string();
    view! {
        <!DOCTYPE html>
        <html lang="fr" data-fr-scheme="system" data-fr-theme="light">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="theme-color" content=organisation.accent_light/>
                <script nonce=nonce inner_html=boot></script>
                <link rel="stylesheet" href=style/>
                <link rel="icon" href=icon type="image/svg+xml"/>
                {hydrates.then(|| view! { <HydrationScripts options islands=true root/> })}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <SkipLinks/>
            <Header/>
            <main id="contenu" role="main" class="fr-container" tabindex="-1">
                <Routes fallback=|| view! { <NotFound/> }>
                    <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                    <Route path=path!("/information-donnees") view=Data ssr=SsrMode::Async/>
                    <Route path=path!("/accessibilite") view=Accessibility ssr=SsrMode::Async/>
                    <Route path=path!("/a-propos") view=About ssr=SsrMode::Async/>
                    <Route path=path!("/plan-du-site") view=Sitemap ssr=SsrMode::Async/>
                    <Route path=path!("/api") view=ApiDocs ssr=SsrMode::Async/>
                    <Route path=path!("/recherche") view=Search ssr=SsrMode::Async/>
                    <Route path=path!("/galerie") view=Gallery ssr=SsrMode::Async/>
                    <Route path=path!("/territoires") view=Territories ssr=SsrMode::Async/>
                    <Route path=path!("/territoires/:code") view=TerritoryPage ssr=SsrMode::Async/>
                    <Route path=path!("/:page") view=ServicePage ssr=SsrMode::Async/>
                </Routes>
            </main>
            <Footer/>
        </Router>
    }
}

#[component]
fn SkipLinks() -> impl IntoView {
    view! {
        <div class="fr-skiplinks">
            <nav class="fr-container" aria-label="Accès rapide">
                <ul class="fr-skiplinks__list">
                    <li><a class="fr-link" href="#contenu">"Contenu"</a></li>
                    <li><a class="fr-link" href="#menu">"Menu"</a></li>
                    <li><a class="fr-link" href="#pied">"Pied de page"</a></li>
                </ul>
            </nav>
        </div>
    }
}

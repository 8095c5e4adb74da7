//! The document around every page, and the routes.

use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    barometer::pages::about::About,
    barometer::pages::accessibility::Accessibility,
    barometer::pages::api_docs::ApiDocs,
    barometer::pages::data::Data,
    barometer::pages::gallery::Gallery,
    barometer::pages::home::HomePage,
    barometer::pages::search::Search,
    barometer::pages::service::ServicePage,
    barometer::pages::sitemap::Sitemap,
    barometer::pages::territories::Territories,
    barometer::pages::territory::TerritoryPage,
    brigade::pages::{
        alike::AlikePage,
        chat::{ChatPage, ContactPage},
        desk::DeskPage,
        faq::FaqPage,
        faq_entry::FaqEntryPage,
        home::BrigadePage,
        orientation::OrientationPage,
        own_data::OwnDataPage,
        shift::ShiftPage,
    },
    components::{footer::Footer, header::Header, islands::WakeIslands},
    env::Env,
    impact::components::frame::ImpactHeader,
    impact::pages::sign_in::SignIn,
    impact::pages::{
        account::AccountPage, administration::Administration, audit::AuditPage, channels::ChannelsPage,
        connections::Connections, jobs::JobsPage, refusal::Refusal, retention::RetentionPage, scores::Scores,
        screen::ImpactPage,
    },
    pages::not_found::NotFound,
};

/// The whole document.
pub fn shell() -> impl IntoView {
    let env = Env::current();
    let style = env.asset("style.css");
    // Before the first paint, and one request less to wait for.
    let boot = include_str!("../../frontend/scripts/page/boot.js");
    let nonce = leptos::nonce::use_nonce();
    let icon = env.asset("favicon.svg");
    let organisation = env.barometer.site().organisation.clone();
    let wakes = env.hydrates && !env.is_state;
    let impact_style = is_impact().then(|| {
        let href = env.asset("impact.css");
        view! { <link rel="stylesheet" href=href/> }
    });
    view! {
        <!DOCTYPE html>
        <html lang="fr" data-fr-scheme="system" data-fr-theme="light">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="theme-color" content=organisation.accent_light/>
                {(!env.is_state).then(|| view! { <script nonce=nonce inner_html=boot></script> })}
                <link rel="stylesheet" href=style/>
                {impact_style}
                <link rel="icon" href=icon type="image/svg+xml"/>
                {(wakes && is_impact()).then(|| { let src = env.asset("impact.js"); view! { <script type="module" src=src></script> } })}
                {wakes.then(|| view! { <WakeIslands/> })}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// A screen behind the login: it has its own frame.
fn is_impact() -> bool {
    Env::current().session.is_some()
}

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let Env { hydrates, is_state, is_framed, .. } = Env::current();
    let impact = is_impact();
    let class = if impact { "impact" } else { "fr-container" };
    view! {
        <Router>
            {(!is_state && !is_framed).then(|| view! { <Above impact/> })}
            <main id="contenu" role="main" class=class tabindex="-1">
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
                    <Route path=path!("/brigade") view=BrigadePage ssr=SsrMode::Async/>
                    <Route path=path!("/brigade/discuter") view=ChatPage ssr=SsrMode::Async/>
                    <Route path=path!("/brigade/ecrire") view=ContactPage ssr=SsrMode::Async/>
                    <Route path=path!("/brigade/bulle") view=ChatPage ssr=SsrMode::Async/>
                    <Route path=path!("/brigade/faq") view=FaqPage ssr=SsrMode::Async/>
                    <Route path=path!("/brigade/faq/:id") view=FaqEntryPage ssr=SsrMode::Async/>
                    <Route path=path!("/brigade/orientation") view=OrientationPage ssr=SsrMode::Async/>
                    <Route path=path!("/brigade/orientation/:id") view=OrientationPage ssr=SsrMode::Async/>
                    <Route path=path!("/brigade/discuter/donnees") view=OwnDataPage ssr=SsrMode::Async/>
                    <Route path=path!("/brigade/poste") view=DeskPage ssr=SsrMode::Async/>
                    <Route path=path!("/brigade/quart") view=ShiftPage ssr=SsrMode::Async/>
                    <Route path=path!("/brigade/quart/semblables") view=AlikePage ssr=SsrMode::Async/>
                    <Route path=path!("/connexion") view=SignIn ssr=SsrMode::Async/>
                    <Route path=path!("/cyberimpact/administration") view=Administration ssr=SsrMode::Async/>
                    <Route path=path!("/cyberimpact/administration/comptes/:id") view=AccountPage ssr=SsrMode::Async/>
                    <Route path=path!("/cyberimpact/connexions") view=Connections ssr=SsrMode::Async/>
                    <Route path=path!("/cyberimpact/administration/journal") view=AuditPage ssr=SsrMode::Async/>
                    <Route path=path!("/cyberimpact/administration/canaux") view=ChannelsPage ssr=SsrMode::Async/>
                    <Route path=path!("/cyberimpact/administration/conservation") view=RetentionPage ssr=SsrMode::Async/>
                    <Route path=path!("/cyberimpact/administration/taches") view=JobsPage ssr=SsrMode::Async/>
                    <Route path=path!("/cyberimpact/administration/scores") view=Scores ssr=SsrMode::Async/>
                    <Route path=path!("/cyberimpact/refus") view=Refusal ssr=SsrMode::Async/>
                    <Route path=path!("/cyberimpact/*screen") view=ImpactPage ssr=SsrMode::Async/>
                    <Route path=path!("/:page") view=ServicePage ssr=SsrMode::Async/>
                </Routes>
            </main>
            {(!impact && !is_state && !is_framed).then(|| view! { <Footer/> })}
            // What changed in place is said here: outside of what changes.
            {(hydrates && !is_state).then(|| view! { <p id="annonce" class="fr-sr-only" role="status"></p> })}
        </Router>
    }
}

/// What stands before the page's own part.
#[component]
fn Above(impact: bool) -> impl IntoView {
    view! {
        <SkipLinks footer=!impact/>
        {if impact { view! { <ImpactHeader/> }.into_any() } else { view! { <Header/> }.into_any() }}
    }
}

#[component]
fn SkipLinks(footer: bool) -> impl IntoView {
    view! {
        <div class="fr-skiplinks">
            <nav class="fr-container" aria-label="Accès rapide">
                <ul class="fr-skiplinks__list">
                    <li><a class="fr-link" href="#contenu">"Contenu"</a></li>
                    <li><a class="fr-link" href="#menu">"Menu"</a></li>
                    {footer.then(|| view! { <li><a class="fr-link" href="#pied">"Pied de page"</a></li> })}
                </ul>
            </nav>
        </div>
    }
}

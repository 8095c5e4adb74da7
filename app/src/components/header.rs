//! Organisation, title, search, theme, menu.

use leptos::prelude::*;

use crate::{address, env::Env, islands::ThemeChoice};

#[component]
pub fn Header() -> impl IntoView {
    let env = Env::current();
    let site = env.barometer.site();
    let organisation = site.organisation.clone();
    let home = env.href("/");
    let path = use_context::<CurrentPath>().map(|p| p.0).unwrap_or_default();
    let logo = organisation
        .logo
        .iter()
        .map(|line| view! { <span class="logo-line">{line.clone()}</span> })
        .collect_view();
    let items = site
        .service
        .iter()
        .map(|s| {
            let here = path == format!("/{}", s.page);
            let href = env.href(format!("/{}", s.page));
            view! {
                <li class="fr-nav__item">
                    <a class="fr-nav__link" href=href aria-current=here.then_some("page")>{s.menu.clone()}</a>
                </li>
            }
        })
        .collect_view();
    let label = format!("Accueil – {}", organisation.title);
    view! {
        <header role="banner" class="fr-header">
            <div class="fr-header__body">
                <div class="fr-container head">
                    <a class="brand" href=home title=label>
                        <span class="fr-logo">{logo}</span>
                        <span class="names">
                            <span class="fr-header__service-title">{organisation.title}</span>
                            <span class="fr-header__service-tagline">{organisation.tagline}</span>
                        </span>
                    </a>
                    <div class="tools">
                        <form role="search" action=env.href("/recherche") method="get" class="fr-search-bar">
                            <label class="fr-label" for="recherche">"Rechercher"</label>
                            <input class="fr-input" id="recherche" name="q" type="search" placeholder="Service, département…"/>
                            <button class="fr-btn" type="submit">"Rechercher"</button>
                        </form>
                        <ThemeChoice/>
                        {env.brigade_open.then(|| view! { <a class="fr-link" href=env.href(address::BRIGADE)>"Écrire à un gendarme"</a> })}
                        <a class="fr-link" href=env.href("/api")>"API"</a>
                    </div>
                </div>
            </div>
            <nav id="menu" class="fr-nav fr-container" role="navigation" aria-label="Menu principal" tabindex="-1">
                <details class="burger">
                    <summary>"Menu"</summary>
                    <span></span>
                </details>
                <ul class="fr-nav__list">{items}</ul>
            </nav>
        </header>
    }
    .into_any()
}

/// Path of the request, without prefix.
#[derive(Clone)]
pub struct CurrentPath(pub String);

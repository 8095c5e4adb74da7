//! Who publishes, and the mandatory links.

use leptos::prelude::*;

use crate::{address, env::Env};

#[component]
pub fn Footer() -> impl IntoView {
    let env = Env::current();
    let organisation = env.barometer.site().organisation.clone();
    let logo = organisation
        .logo
        .iter()
        .map(|line| view! { <span class="logo-line">{line.clone()}</span> })
        .collect_view();
    let links = [
        ("/plan-du-site", "Plan du site"),
        ("/accessibilite", "Accessibilité : partiellement conforme"),
        ("/a-propos", "À propos et mentions légales"),
        ("/information-donnees", "Informations sur les données"),
        ("/a-propos#donnees-personnelles", "Données personnelles"),
        ("/api", "API et données ouvertes"),
    ]
    .map(|(path, name)| view! { <li class="fr-footer__bottom-item"><a class="fr-footer__bottom-link" href=env.href(path)>{name}</a></li> })
    .collect_view();
    // Where no door is open there is nothing to enter.
    let entrance = (env.provider || env.doors.local || env.doors.demonstration).then(|| {
        view! { <li class="fr-footer__bottom-item"><a class="fr-footer__bottom-link" href=env.href(address::SYNTHESIS)>"Espace des gendarmes"</a></li> }
    });
    let outside = ["info.gouv.fr", "service-public.fr", "legifrance.gouv.fr", "data.gouv.fr"]
        .map(|site| {
            let title = format!("{site}, site externe");
            view! {
                <li class="fr-footer__content-item">
                    <a class="fr-footer__content-link" href=format!("https://{site}") rel="noopener external" title=title>{site}</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <footer class="fr-footer" role="contentinfo" id="pied" tabindex="-1">
            <div class="fr-container">
                <div class="fr-footer__body">
                    <p class="fr-logo">{logo}</p>
                    <div class="fr-footer__content">
                        <p class="fr-footer__content-desc">{organisation.footer}</p>
                        <ul class="fr-footer__content-list">{outside}</ul>
                    </div>
                </div>
                <div class="fr-footer__bottom">
                    <ul class="fr-footer__bottom-list">{links}{entrance}</ul>
                    <p class="fr-footer__bottom-copy">
                        "Sauf mention contraire, les données sont sous "
                        <a href="https://www.etalab.gouv.fr/licence-ouverte-open-licence" rel="noopener external" title="Licence Ouverte 2.0, site externe">"Licence Ouverte 2.0"</a>
                        ". Fonds de carte : Victor Cazanave, @svg-maps (CC BY 4.0) ; outre-mer : DSFR Chart (MIT). Populations : Insee, par @etalab/decoupage-administratif (MIT)."
                    </p>
                </div>
            </div>
        </footer>
    }
    .into_any()
}

//! The accessibility statement: what was checked by a test, and what was not.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{components::breadcrumb::Breadcrumb, env::Env};

#[component]
pub fn Accessibility() -> impl IntoView {
    let organisation = Env::current().barometer.site().organisation.clone();
    view! {
        <Title text=format!("Accessibilité – {}", organisation.title)/>
        <Breadcrumb here="Accessibilité".to_owned()/>
        <h1>"Déclaration d’accessibilité"</h1>
        <p class="fr-text--lead">"Ce site s’engage à être utilisable par tous, conformément à l’article 47 de la loi n° 2005-102 du 11 février 2005."</p>
        <h2>"État de conformité"</h2>
        <p>"Ce site est partiellement conforme au RGAA 4.1 : il n’a pas encore été audité par un tiers. Les points ci-dessous sont vérifiés par des tests automatiques à chaque modification."</p>
        <ul>
            <li>"Chaque graphique a un titre, une description en français, un tableau des mêmes valeurs et des fichiers à télécharger."</li>
            <li>"Toutes les pages, filtres compris, fonctionnent sans JavaScript et au clavier."</li>
            <li>"Aucune information n’est donnée par la couleur seule : les états sont écrits dans les tableaux et les descriptions."</li>
            <li>"Les thèmes clair et sombre sont contrôlés sur chaque page par axe-core."</li>
        </ul>
        <h2>"Contenus encore incomplets"</h2>
        <ul>
            <li>"Les points d’un graphique ne se parcourent pas encore un à un au clavier ; leurs valeurs se lisent dans le tableau."</li>
            <li>"Aucun essai avec des lecteurs d’écran réels n’a encore été mené."</li>
        </ul>
        <h2>"Signaler un obstacle"</h2>
        <p>"Si un contenu vous est inaccessible, "<a href=organisation.contact.clone() rel="noopener external" title="Écrivez-nous, site externe">"écrivez-nous"</a>" : une réponse vous sera donnée. Sans réponse satisfaisante, vous pouvez saisir le Défenseur des droits."</p>
    }
    .into_any()
}

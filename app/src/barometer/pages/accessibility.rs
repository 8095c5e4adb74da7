//! The accessibility statement: what was checked by a test, and what was not.

use domain::rgaa::{State, matrix};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::{components::breadcrumb::Breadcrumb, env::Env};

#[component]
pub fn Accessibility() -> impl IntoView {
    let organisation = Env::current().barometer.site().organisation.clone();
    let list = matrix();
    let met = list.iter().filter(|c| c.state == State::Met).count();
    let shown = format!(
        "Sur {} critères qui s’appliquent aux graphiques, {met} sont montrés par un test rejoué à chaque modification.",
        list.iter().filter(|c| c.state != State::Na).count()
    );
    let rows = list
        .iter()
        .map(|c| {
            let proof = match c.state {
                State::Met => "test automatique",
                State::Untested => "sans preuve automatique",
                State::Na => "sans objet",
            };
            view! { <tr><th scope="row">{format!("{} {}", c.id, c.title)}</th><td>{c.how.clone()}</td><td>{proof}</td></tr> }
        })
        .collect_view();
    view! {
        <Title text=format!("Accessibilité – {}", organisation.title)/>
        <Meta name="description" content="Comment ce site répond à chaque critère du RGAA, par quel essai c’est montré, et comment signaler un défaut."/>
        <Breadcrumb here="Accessibilité".to_owned()/>
        <h1>"Déclaration d’accessibilité"</h1>
        <p class="fr-text--lead">"Ce site s’engage à être utilisable par tous, conformément à l’article 47 de la loi n° 2005-102 du 11 février 2005."</p>
        <h2>"État de conformité"</h2>
        <p>"Ce site est partiellement conforme au RGAA 4.1 : il n’a pas encore été audité par un tiers, et aucun essai n’a encore été mené avec des lecteurs d’écran réels."</p>
        <p>{shown}</p>
        <h2>"Graphiques : critère par critère"</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Tableau : critères du RGAA">
            <table>
                <caption>"Critères du RGAA 4.1 qui s’appliquent aux graphiques"</caption>
                <thead><tr><th scope="col">"Critère"</th><th scope="col">"Comment il est respecté"</th><th scope="col">"Preuve"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <h2>"Toutes les pages"</h2>
        <ul>
            <li>"Toutes les pages, filtres compris, fonctionnent sans JavaScript et au clavier."</li>
            <li>"Les thèmes clair et sombre sont contrôlés sur chaque page par axe-core, et le code par html-validate."</li>
        </ul>
        <h2>"Signaler un obstacle"</h2>
        <p>"Si un contenu vous est inaccessible, "<a href=organisation.contact.clone() rel="noopener external" title="Écrivez-nous, site externe">"écrivez-nous"</a>" : une réponse vous sera donnée. Sans réponse satisfaisante, vous pouvez saisir le Défenseur des droits."</p>
    }
    .into_any()
}

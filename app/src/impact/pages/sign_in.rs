//! The way into cyberIMPACT.

use domain::identity::Role;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;

use crate::{env::Env, impact::components::FormProblem};

#[component]
pub fn SignIn() -> impl IntoView {
    let env = Env::current();
    let query = use_query_map().get_untracked();
    let problem = FormProblem::current();
    let typed = |field: &str| problem.as_ref().map(|p| p.typed(field)).unwrap_or_default();
    let back = query.get("retour").unwrap_or_else(|| typed("retour"));
    let told = problem.as_ref().map(|p| {
        view! { <p class="fr-message fr-message--error" role="alert">{p.sentence.clone()}</p> }
    });
    let left = query.get("sortie").or_else(|| query.get("state")).is_some();
    let goodbye = (left && problem.is_none()).then(|| view! { <p role="status">"Vous êtes déconnecté."</p> });
    let provider = env.provider.then(|| {
        view! {
            <section aria-labelledby="proconnect">
                <h2 id="proconnect">"Agent de l’État"</h2>
                <form method="get" action=env.href("/connexion/proconnect")>
                    <input type="hidden" name="retour" value=back.clone()/>
                    <button class="fr-btn" type="submit">"S’identifier avec ProConnect"</button>
                </form>
                <p class="note">"Une double authentification est demandée."</p>
            </section>
        }
    });
    let demonstration = env.doors.demonstration.then(|| {
        let buttons = Role::ALL
            .map(|role| {
                let name = match role {
                    Role::DepartmentalCommand => format!("{} (Ille-et-Vilaine)", role.title()),
                    _ => role.title().to_owned(),
                };
                view! { <li><button class="fr-btn fr-btn--secondary" type="submit" name="role" value=role.id()>{name}</button></li> }
            })
            .collect_view();
        view! {
            <section aria-labelledby="demonstration">
                <h2 id="demonstration">"Démonstration"</h2>
                <p>"Ce serveur montre des données simulées : entrez d’un geste, comme l’un de ces lecteurs."</p>
                <form method="post" action=env.href("/connexion/demonstration")>
                    <input type="hidden" name="retour" value=back.clone()/>
                    <ul class="doors">{buttons}</ul>
                </form>
            </section>
        }
    });
    let local = env.doors.local.then(|| {
        view! {
            <section aria-labelledby="local">
                <h2 id="local">"Compte local"</h2>
                <form method="post" action=env.href("/connexion") class="account-form">
                    <input type="hidden" name="retour" value=back.clone()/>
                    <div class="field"><label class="fr-label" for="identifiant">"Identifiant"</label>
                    <input class="fr-input" type="text" id="identifiant" name="identifiant" required=true autocomplete="username" value=typed("identifiant")/></div>
                    <div class="field"><label class="fr-label" for="secret">"Mot de passe"</label>
                    <input class="fr-input" id="secret" name="secret" type="password" required=true autocomplete="current-password"/></div>
                    <div class="field"><label class="fr-label" for="code">"Code à six chiffres de votre application"</label>
                    <input class="fr-input" type="text" id="code" name="code" required=true inputmode="numeric" pattern="[0-9]{6}" maxlength="6" autocomplete="one-time-code"/></div>
                    <button class="fr-btn" type="submit">"Se connecter"</button>
                </form>
            </section>
        }
    });
    let shut = (!env.provider && !env.doors.demonstration && !env.doors.local)
        .then(|| view! { <p>"Aucun moyen de connexion n’est ouvert sur ce serveur."</p> });
    view! {
        <Title text="Connexion – cyberIMPACT"/>
        <Meta name="description" content="Connexion à cyberIMPACT, réservé aux personnels autorisés."/>
        <Meta name="robots" content="noindex"/>
        <h1>"Connexion à cyberIMPACT"</h1>
        <p class="fr-text--lead">"L’espace des gendarmes pour suivre leur contact numérique avec les citoyens. Les chiffres publics restent ouverts à tous, "<a href=env.href("/")>"sur le baromètre"</a>"."</p>
        {told}
        {goodbye}
        {provider}
        {demonstration}
        {local}
        {shut}
    }
    .into_any()
}

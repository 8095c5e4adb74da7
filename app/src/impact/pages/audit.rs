//! The journal: what was done, last first.

use domain::time::to_paris;
use leptos::prelude::*;
use leptos_meta::Title;
use services::identity::{Denied, JournalLine};

use crate::{env::Env, impact::pages::refusal::Refusal, pages::awaited};

/// Lines that are shown.
const SHOWN: i64 = 200;

/// An operation as a person says it; the code stays what the chain of the journal is made of.
fn words(operation: &str) -> String {
    let told = match operation {
        "entrer" => "Entrer",
        "sortir" => "Sortir",
        "lire-chiffres" => "Lire les chiffres",
        "decrire-actions" | "decrire-action" => "Décrire une action",
        "retirer-action" => "Retirer une action",
        "annoter" => "Annoter",
        "fixer-scores" => "Fixer poids et objectifs",
        "gerer-comptes" => "Gérer les comptes",
        "lire-comptes" => "Lire les comptes",
        "ouvrir-compte" => "Ouvrir un compte",
        "fermer-compte" => "Fermer un compte",
        "rouvrir-compte" => "Rouvrir un compte",
        "changer-mandat" => "Changer un mandat",
        "clore-ancien" => "Clore les lignes d’avant la clé",
        "rattacher-compte" => "Lier un compte à son identité",
        "finir-session" => "Finir ses connexions",
        "telecharger" => "Télécharger des chiffres",
        "formulaire" => "Envoyer un formulaire",
        "confirmer-lettre" => "Confirmer l’adresse de la lettre",
        "revoquer-sessions" => "Mettre fin aux sessions",
        "lire-journal" => "Lire le journal",
        "demander-lettre" => "Demander la lettre",
        "relancer-tache" => "Relancer une tâche",
        "annuler-tache" => "Annuler une tâche",
        "repondre" => "Répondre aux citoyens",
        "prendre-conversation" => "Prendre une conversation",
        "rendre-conversation" => "Remettre une conversation dans la file",
        "clore-conversation" => "Clore une conversation",
        "suivre-conversation" => "Suivre la conversation d’un agent",
        "relever-agent" => "Rendre à la file les conversations d’un agent",
        "regler-quart" => "Régler le quart",
        "effacer-conversation" => "Effacer une conversation à la demande du citoyen",
        "lire-attente" => "Lire les questions en attente",
        "repondre-ensemble" => "Répondre à plusieurs citoyens ensemble",
        "gerer-canaux" => "Lire les canaux",
        "regler-canal" => "Régler un canal",
        "tourner-canal" => "Arrêter ou reprendre un canal",
        "retirer-canal" => "Retirer un canal",
        "fixer-conservation" | "regler-conservation" => "Régler la durée de conservation",
        "diriger-quart" => "Diriger le quart",
        "finir-lettre" => "Ne plus recevoir la lettre",
        other => other,
    };
    told.to_owned()
}

#[component]
pub fn AuditPage() -> impl IntoView {
    let env = Env::current();
    awaited(async move {
        let Some(session) = env.session.clone() else { return view! { <Refusal/> }.into_any() };
        let lines = match env.identity.audit(&session.actor, SHOWN).await {
            Ok(lines) => lines,
            Err(Denied::Store(_)) => {
                return view! { <h1>"Le journal ne peut pas être lu pour l’instant"</h1> }.into_any();
            }
            Err(_) => return view! { <Refusal/> }.into_any(),
        };
        let rows = lines
            .into_iter()
            .map(|JournalLine { line, name }| {
                let who = match (name, line.entry.account) {
                    (Some(name), Some(account)) => format!("{name} (n° {account})"),
                    (None, Some(account)) => format!("n° {account}"),
                    (_, None) => "–".to_owned(),
                };
                let at = to_paris(line.entry.at);
                view! {
                    <tr>
                        <td>{line.id}</td>
                        <td>{french::moment(at)}</td>
                        <td>{who}</td>
                        <td>{words(&line.entry.operation)}</td><td>{line.entry.object}</td><td>{line.entry.outcome}</td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <Title text="Journal – cyberIMPACT"/>
            <h1>"Journal"</h1>
            <p class="fr-text--lead">{format!("Les {SHOWN} dernières lignes. Chaque ligne porte l’empreinte de la précédente : la commande « cyberimpact audit » vérifie l’ensemble.")}</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Tableau du journal">
                <table class="accounts">
                    <thead><tr><th scope="col">"N°"</th><th scope="col">"Quand"</th><th scope="col">"Compte"</th><th scope="col">"Opération"</th><th scope="col">"Objet"</th><th scope="col">"Issue"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    })
}

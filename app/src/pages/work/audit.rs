//! The journal: what was done, last first.

use charts::french;
use domain::time::to_paris;
use leptos::prelude::*;
use leptos_meta::Title;
use services::identity::Denied;

use crate::{
    env::Env,
    pages::{awaited, work::refusal::Refusal},
};

/// Lines that are shown.
const SHOWN: i64 = 200;

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
            .map(|line| {
                let at = to_paris(line.entry.at);
                view! {
                    <tr>
                        <td>{line.id}</td>
                        <td>{format!("{} à {}", french::date(at.date()), at.format("%H h %M"))}</td>
                        <td>{line.entry.account.map(|a| format!("n° {a}")).unwrap_or_else(|| "–".to_owned())}</td>
                        <td>{line.entry.operation}</td><td>{line.entry.object}</td><td>{line.entry.outcome}</td>
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

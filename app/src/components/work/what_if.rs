//! Agents that each hour asks for, and what one less would cost.

use charts::french;
use leptos::prelude::*;

use crate::model::work::WhatIf;

#[component]
pub fn WhatIfView(what_if: WhatIf) -> impl IntoView {
    let minutes = |m: Option<f64>| match m {
        Some(m) if m < 100.0 => format!("{} min", french::number(m, 1)),
        Some(_) => "plus de 100 min".to_owned(),
        None => "sans fin".to_owned(),
    };
    let rows = what_if
        .hours
        .iter()
        .map(|h| {
            view! {
                <tr>
                    <th scope="row">{format!("{} h", h.hour)}</th>
                    <td>{french::number(h.contacts, 1)}</td>
                    <td>{h.agents}</td>
                    <td>{minutes(h.wait)}</td>
                    <td>{minutes(h.with_one_less)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="question" id="agents" aria-labelledby="agents-titre">
            <h2 id="agents-titre">"Combien d’agents, à quelle heure ?"</h2>
            <p class="finding">{french::typeset(&what_if.finding)}</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Tableau : agents par heure">
                <table class="accounts">
                    <thead><tr><th scope="col">"Heure"</th><th scope="col">"Contacts par heure, le jour le plus chargé"</th><th scope="col">"Agents"</th><th scope="col">"Attente moyenne"</th><th scope="col">"Avec un agent de moins"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="note">{format!("Formule d’Erlang C : arrivées au hasard, {} min par contact, personne ne renonce. Avec de l’abandon, l’attente réelle est plus courte.", french::number(what_if.minutes, 0))}</p>
        </section>
    }
    .into_any()
}

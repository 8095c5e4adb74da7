//! Agents that each hour asks for, under what the reader supposes.

use leptos::prelude::*;

use crate::{
    env::Env,
    impact::model::{Screen, WhatIf},
};

#[component]
pub fn WhatIfView(what_if: WhatIf, screen: Screen) -> impl IntoView {
    let minutes = |m: Option<f64>| match m {
        Some(m) if m < 100.0 => format!("{} min", french::number(m, 1)),
        Some(_) => "plus de 100 min".to_owned(),
        None => "sans fin".to_owned(),
    };
    let assumed = what_if.assumed;
    let goal = assumed.goal;
    let rows = what_if
        .hours
        .iter()
        .map(|h| {
            let late = h.otherwise.is_none_or(|wait| wait > goal);
            view! {
                <tr>
                    <th scope="row">{format!("{} h", h.hour)}</th>
                    <td>{french::number(h.contacts, 1)}</td>
                    <td>{h.agents}</td>
                    <td>{minutes(h.wait)}</td>
                    <td class:late=late>{minutes(h.otherwise)}</td>
                </tr>
            }
        })
        .collect_view();
    let last = match assumed.agents {
        Some(1) => "Avec 1 agent".to_owned(),
        Some(n) => format!("Avec {n} agents"),
        None => "Avec un agent de moins".to_owned(),
    };
    let length = french::number(assumed.minutes, usize::from(assumed.minutes.fract() != 0.0));
    view! {
        <section class="question" id="agents" aria-labelledby="agents-titre">
            <h2 id="agents-titre">"Combien d’agents, à quelle heure ?"</h2>
            <p class="finding">{french::typeset(&what_if.finding)}</p>
            <AssumptionsForm what_if=what_if.clone() screen/>
            <div class="scroll" tabindex="0" role="region" aria-label="Tableau : agents par heure">
                <table class="accounts">
                    <thead><tr><th scope="col">"Heure"</th><th scope="col">"Contacts par heure, le jour le plus chargé"</th><th scope="col">"Agents"</th><th scope="col">"Attente moyenne"</th><th scope="col">{last}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="note">{format!("Formule d’Erlang C : arrivées au hasard, {length} min par contact, personne ne renonce. Avec de l’abandon, l’attente réelle est plus courte.")}</p>
        </section>
    }
    .into_any()
}

/// What the reader supposes; the rest of the screen's address goes with it.
#[component]
fn AssumptionsForm(what_if: WhatIf, screen: Screen) -> impl IntoView {
    let env = Env::current();
    let assumed = what_if.assumed;
    let mut state = screen.state.clone();
    state.more.clear();
    let kept = state
        .pairs()
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name.to_owned() value=value/> })
        .collect_view();
    let problem =
        what_if.problem.map(|p| view! { <p class="fr-message fr-message--error" role="alert">{p}</p> });
    let agents = assumed.agents.map(|n| n.to_string()).unwrap_or_default();
    view! {
        <form method="get" action=env.href(format!("{}#agents", screen.path)) class="scope-bar" aria-label="Hypothèses">
            {kept}
            <span class="pair"><label class="fr-label" for="duree">"Minutes par contact"</label>
            <input class="fr-input" type="number" id="duree" name="duree" min="0.5" max="120" step="0.5" value=assumed.minutes.to_string()/></span>
            <span class="pair"><label class="fr-label" for="attente">"Attente visée, en minutes"</label>
            <input class="fr-input" type="number" id="attente" name="attente" min="0.1" max="60" step="0.1" value=assumed.goal.to_string()/></span>
            <span class="pair"><label class="fr-label" for="agents-presents">"Agents présents (facultatif)"</label>
            <input class="fr-input" type="number" id="agents-presents" name="agents" min="1" max="500" step="1" value=agents/></span>
            <button class="fr-btn fr-btn--secondary fr-btn--sm" type="submit">"Calculer"</button>
            {problem}
        </form>
    }
    .into_any()
}

//! Who is at the desk, and what each of them has.

use ::brigade::OnDuty;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::{
    brigade::lasted,
    functions::{caller::action, shift::RelieveAgent},
    impact::components::stacked::stacked,
};

const COLUMNS: [&str; 5] = ["Agent", "Au poste", "En cours", "En attente", "Action"];

#[component]
pub fn Agents(agents: Vec<OnDuty>, now: DateTime<Utc>) -> impl IntoView {
    if agents.is_empty() {
        return view! { <p>"Personne n’est au poste."</p> }.into_any();
    }
    let rows = agents.into_iter().map(|agent| view! { <Line agent now/> }).collect_view();
    stacked("Tableau des agents au poste", &COLUMNS, rows)
}

#[component]
fn Line(agent: OnDuty, now: DateTime<Utc>) -> impl IntoView {
    let here = match agent.break_since {
        Some(since) => format!("En pause depuis {}", lasted(since, now)),
        None => "Oui".to_owned(),
    };
    let waiting = match agent.oldest {
        Some(since) => format!("{}, depuis {}", agent.waiting, lasted(since, now)),
        None => "0".to_owned(),
    };
    let relieve = if agent.held > 0 {
        view! {
            <form method="post" action={action::<RelieveAgent>()} class="inline-form">
                <input type="hidden" name="account" value=agent.account.to_string()/>
                <button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">"Remettre dans la file"<span class="fr-sr-only">{format!(" les conversations de {}", agent.name)}</span></button>
            </form>
        }
        .into_any()
    } else {
        "–".into_any()
    };
    let [_, at_desk, held, waits, does] = COLUMNS;
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">{agent.name}</th>
            <td role="cell" data-head=at_desk>{here}</td>
            <td role="cell" data-head=held>{agent.held}</td>
            <td role="cell" data-head=waits>{waiting}</td>
            <td role="cell" data-head=does>{relieve}</td>
        </tr>
    }
    .into_any()
}

//! Who waits, whose they are, and who waits too long.

use ::brigade::{Lateness, Settings, StoredConversation};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::{address, brigade::lasted, env::Env, impact::components::stacked::stacked};

const COLUMNS: [&str; 4] = ["Conversation", "Attente", "Délai", "Chez"];
/// Lines that are shown before one asks for more.
const SHOWN: usize = 30;

#[component]
pub fn Waiting(
    waiting: Vec<(StoredConversation, Option<String>)>,
    settings: Settings,
    now: DateTime<Utc>,
) -> impl IntoView {
    if waiting.is_empty() {
        return view! { <p>"Personne n’attend."</p> }.into_any();
    }
    let more = (waiting.len() > SHOWN)
        .then(|| view! { <p class="detail">{format!("Les {SHOWN} premières sont affichées.")}</p> });
    let rows = waiting
        .into_iter()
        .take(SHOWN)
        .map(|(conversation, whose)| view! { <Line conversation whose settings now/> })
        .collect_view();
    view! {
        {stacked("Tableau des conversations en attente", &COLUMNS, rows)}
        {more}
    }
    .into_any()
}

#[component]
fn Line(
    conversation: StoredConversation,
    whose: Option<String>,
    settings: Settings,
    now: DateTime<Utc>,
) -> impl IntoView {
    let env = Env::current();
    let id = conversation.id;
    let since = conversation.waits_since.unwrap_or(conversation.last_at);
    let late = match settings.lateness(since, now) {
        Lateness::Fine => "Tenu".into_any(),
        Lateness::Soon => view! { <strong>"Bientôt dépassé"</strong> }.into_any(),
        Lateness::Late => view! { <strong class="urgent">"Dépassé"</strong> }.into_any(),
    };
    let urgent = conversation.is_urgent.then(|| view! { <strong class="urgent">"Urgence "</strong> });
    // Following is a line of the journal: what is only pointed at is not asked for ahead.
    let is_followed = whose.is_some().then_some("external");
    let (follow, whose) = match whose {
        Some(whose) => (env.href(address::SHIFT.at(&format!("?conversation={id}"), "suivie")), whose),
        None => (env.href(crate::brigade::of_desk(id, "")), "Personne".to_owned()),
    };
    let [_, waits, target, of] = COLUMNS;
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><a href=follow rel=is_followed>{urgent}{format!("N° {id}")}</a></th>
            <td role="cell" data-head=waits>{lasted(since, now)}</td>
            <td role="cell" data-head=target>{late}</td>
            <td role="cell" data-head=of>{whose}</td>
        </tr>
    }
    .into_any()
}

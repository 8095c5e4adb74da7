//! A conversation that is followed while its agent has it.

use ::brigade::Mine;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::{
    address,
    brigade::{of_desk, thread::MessageLog, wording::Wording},
    env::Env,
};

#[component]
pub fn Following(followed: Option<Mine>, now: DateTime<Utc>) -> impl IntoView {
    let env = Env::current();
    let Some(Mine { conversation, messages, notes, passages }) = followed else {
        return view! { <p id="suivie">"Aucun agent ne mène cette conversation en ce moment."</p> }
            .into_any();
    };
    let id = conversation.id;
    let lines = notes.into_iter().map(|note| view! { <li class="words">{note.text}</li> }).collect_view();
    view! {
        <section aria-labelledby="suivie">
            <h2 id="suivie" tabindex="-1">{format!("Conversation n° {id}")}</h2>
            <p class="detail">"Vous la suivez sans y répondre : le journal le note, ni l’agent ni le citoyen n’en voient rien."</p>
            <MessageLog messages now is_agent=true shown={conversation.citizen_shown} wording=Wording::FRENCH conversation=id passages/>
            <ul aria-label="Notes entre agents">{lines}</ul>
            <ul class="fr-btns-group fr-btns-group--inline">
                <li><a class="fr-btn fr-btn--secondary" href=env.href(of_desk(id, ""))>"Intervenir au poste"</a></li>
                <li><a class="fr-btn fr-btn--tertiary" href=env.href(address::SHIFT)>"Ne plus la suivre"</a></li>
            </ul>
        </section>
    }
    .into_any()
}

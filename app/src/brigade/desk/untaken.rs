//! A conversation that is not the agent's: what they read before they take it.

use ::brigade::{ConversationState, StoredConversation};
use chrono::{DateTime, Utc};
use domain::conversation::Language;
use leptos::prelude::*;

use crate::{
    brigade::{channel::by, lasted},
    functions::{brigade::TakeConversation, caller::action},
};

/// What an agent reads before they take it.
pub fn about(conversation: &StoredConversation, now: DateTime<Utc>) -> String {
    let language = match Language::parse(&conversation.language) {
        Some(Language::English) => "anglais",
        Some(Language::German) => "allemand",
        Some(Language::Spanish) => "espagnol",
        Some(Language::Italian) => "italien",
        Some(Language::EasyFrench) => "français facile à lire",
        Some(Language::French) | None => "français",
    };
    let messages = match conversation.last_seq {
        1 => "1 message".to_owned(),
        n => format!("{n} messages"),
    };
    format!(
        "{messages}{}, en {language}, ouverte depuis {}.",
        by(conversation),
        lasted(conversation.opened_at, now)
    )
}

#[component]
pub fn NotMine(conversation: StoredConversation, now: DateTime<Utc>) -> impl IntoView {
    let (id, about) = (conversation.id, about(&conversation, now));
    if conversation.state == ConversationState::Closed {
        return view! { <h2>{format!("Conversation n° {id}")}</h2><p>"Elle est close."</p> }.into_any();
    }
    let (label, more) = match conversation.account {
        Some(_) => ("Reprendre à un collègue", "Un collègue l’a prise : il ne pourra plus y répondre."),
        None => ("Prendre", "La lire, c’est la prendre : le journal le note."),
    };
    view! {
        <h2>{format!("Conversation n° {id}")}</h2>
        <p>{about}</p>
        <p>{more}</p>
        <form method="post" action={action::<TakeConversation>()}>
            <input type="hidden" name="number" value=id.to_string()/>
            <button class="fr-btn" type="submit">{label}<span class="fr-sr-only">{format!(", conversation n° {id}")}</span></button>
        </form>
    }
    .into_any()
}

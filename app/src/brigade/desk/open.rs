//! The conversation that an agent has open: read, answered, noted beside, closed or given back.

use ::brigade::{ConversationState, Mine, Motif};
use chrono::{DateTime, Utc};
use domain::ids::ConversationId;
use knowledge::Entry;
use leptos::prelude::*;

use super::{notes::Notes, untaken::about};
use crate::{
    address,
    brigade::{
        answers::Proposals,
        channel::is_ours,
        closing::Closing,
        field_of,
        files::HandOn,
        thread::{MessageLog, Writing},
        wording::Wording,
    },
    env::Env,
    functions::{
        brigade::{AnswerCitizen, EraseAsked, GiveBackConversation},
        caller::action,
    },
};

/// What helps with a conversation.
#[derive(Default)]
pub struct Help {
    pub proposals: Vec<Entry>,
    /// What was searched for; empty where entries are chosen by what the citizen wrote.
    pub searched: String,
    /// One of what was found is likely to be meant.
    pub is_sure: bool,
    /// The answer begins with an entry that the agent chose.
    pub begun: String,
    /// What it may have been about.
    pub motifs: Vec<Motif>,
}

#[component]
pub fn Open(mine: Mine, help: Help, now: DateTime<Utc>) -> impl IntoView {
    let env = Env::current();
    let Mine { conversation, messages, notes, passages } = mine;
    let Help { proposals, searched, is_sure, begun, motifs } = help;
    let (id, about, shown) = (conversation.id, about(&conversation, now), conversation.citizen_shown);
    let urgent = conversation.is_urgent.then(|| view! { <p class="fr-message fr-message--error">"Ce qui est écrit parle d’une urgence : le citoyen voit le 17, le 112 et le 114."</p> });
    let is_closed = conversation.state == ConversationState::Closed;
    let waits = conversation.state == ConversationState::Waits;
    let is_there = !is_closed && env.brigade.bells().is_heard(id);
    let there = is_there.then(|| view! { <p class="detail">"Le citoyen a la page ouverte."</p> });
    let acts = (!is_closed).then(|| {
        let seen = messages.last().map_or(0, |message| message.seq);
        let hidden = vec![("number", id.to_string()), ("seen", seen.to_string())];
        let files = hidden.clone();
        view! {
            <Writing<AnswerCitizen> field={field_of(id)} message={env.brigade.message_id()} label="Votre réponse" hint="Le citoyen ne voit pas votre nom." hidden begun send="Envoyer"/>
            {is_ours(&conversation).then(|| view! { <HandOn to=address::DESK_FILES.path() hidden={files} wording=Wording::FRENCH/> })}
            <Proposals entries=proposals searched is_sure conversation=id/>
            <Notes notes conversation=id now/>
            <Closing conversation={conversation.clone()} seen motifs/>
            {waits.then(|| view! { <GiveBack id/> })}
            {(!is_ours(&conversation)).then(|| view! { <Erase id seen/> })}
        }
    });
    let closed = is_closed.then(|| view! { <p>"Cette conversation est close."</p> });
    view! {
        <h2>{format!("Conversation n° {id}")}</h2>
        <p class="detail">{about}</p>
        {urgent}
        <MessageLog messages now is_agent=true shown wording=Wording::FRENCH conversation=id passages/>
        {there}
        {closed}
        {acts}
    }
    .into_any()
}

/// Who writes from outside has no page of ours: their agent erases it for them.
#[component]
fn Erase(id: ConversationId, seen: i64) -> impl IntoView {
    view! {
        <details>
            <summary>"Effacer, à la demande du citoyen"</summary>
            <p>"Tout ce qui est gardé de cette conversation disparaît aussitôt : rien ne pourra être retrouvé."</p>
            <form method="post" action={action::<EraseAsked>()}>
                <input type="hidden" name="number" value=id.to_string()/>
                <input type="hidden" name="seen" value=seen.to_string()/>
                <button class="fr-btn fr-btn--tertiary" type="submit">"Tout effacer"<span class="fr-sr-only">{format!(" de la conversation n° {id}")}</span></button>
            </form>
        </details>
    }
}

/// A colleague goes on with it.
#[component]
fn GiveBack(id: ConversationId) -> impl IntoView {
    view! {
        <form method="post" action={action::<GiveBackConversation>()} class="inline-form">
            <input type="hidden" name="number" value=id.to_string()/>
            <button class="fr-btn fr-btn--tertiary" type="submit">"Remettre dans la file"<span class="fr-sr-only">{format!(" la conversation n° {id}")}</span></button>
        </form>
    }
}

//! The messages of a conversation, and the form that goes on with it; the same for both who write.

use ::brigade::{Message, Passages, Uuid};
use chrono::{DateTime, Utc};
use domain::{
    conversation::{LONGEST, Sender},
    ids::ConversationId,
};
use leptos::prelude::*;

use super::{channel, files::FileLink, wording::Wording};
use crate::{
    functions::caller::{Act, action},
    impact::components::{
        FormProblem,
        problem::{at_fault, beside, in_textarea},
    },
};

/// The messages, as a log: what is added is read out (WAI-ARIA 1.2, `log`).
#[component]
pub fn MessageLog(
    messages: Vec<Message>,
    now: DateTime<Utc>,
    is_agent: bool,
    /// The last message that was on the other side's screen.
    shown: i64,
    wording: &'static Wording,
    /// The conversation, where it is read at the desk.
    #[prop(optional)]
    conversation: Option<ConversationId>,
    /// Where its answers are, where they leave the house.
    #[prop(optional)]
    passages: Passages,
) -> impl IntoView {
    let ours = |message: &Message| (message.from == Sender::Citizen) != is_agent;
    let seen = messages
        .iter()
        .filter(|message| ours(message) && message.seq <= shown)
        .map(|message| message.seq)
        .max();
    let lines = messages
        .into_iter()
        .map(|message| {
            let who = match (message.from, is_agent) {
                (Sender::Citizen, false) | (Sender::Agent, true) => wording.you,
                (Sender::Citizen, true) => "Citoyen",
                (Sender::Agent, false) => wording.brigade,
                (Sender::System, _) => wording.service,
            };
            let class = if message.from == Sender::Citizen { "message theirs" } else { "message ours" };
            // Of one's last message that the other has on their screen: those before it are there too.
            let seen = match (seen == Some(message.seq), is_agent) {
                (false, _) => String::new(),
                (true, true) => ", affiché chez le citoyen".to_owned(),
                (true, false) => format!(", {}", wording.shown),
            };
            let passage = passages.iter().find(|(seq, ..)| *seq == message.seq);
            let passage = passage.map(|(_, passage, why)| channel::told(*passage, why.as_deref()));
            let said = match message.file {
                Some(file) => view! { <FileLink file id=message.id conversation wording/> }.into_any(),
                None => view! { <p class="words">{message.text}</p> }.into_any(),
            };
            view! {
                <div class=class id=format!("message-{}", message.seq)>
                    <p class="detail">{format!("{who}, {}{seen}", wording.moment(message.at, now))}{passage}</p>
                    {said}
                </div>
            }
        })
        .collect_view();
    view! { <div class="thread" role="log" aria-label=wording.messages tabindex="0">{lines}</div> }.into_any()
}

/// Writes a message. Its number comes with the form: sent twice, it is stored once.
#[component]
pub fn Writing<F: Act>(
    #[prop(optional)] _act: std::marker::PhantomData<F>,
    /// Id of the field: what is typed to one stays out of what is typed to another.
    field: String,
    message: Uuid,
    label: &'static str,
    hint: &'static str,
    hidden: Vec<(&'static str, String)>,
    /// What stands in the field before anybody typed in it.
    #[prop(optional)]
    begun: String,
    #[prop(optional)] rows: Option<u8>,
    /// Fields below the words.
    #[prop(default = None)]
    more: Option<AnyView>,
    send: &'static str,
) -> impl IntoView {
    // Of several forms of one act, it is the one that was sent for the same conversation.
    let is_this = |problem: &FormProblem| {
        hidden.iter().filter(|(name, _)| *name == "number").all(|(name, value)| problem.typed(name) == *value)
    };
    let problem = FormProblem::of::<F>().filter(is_this);
    let problem = problem.as_ref();
    let rows = rows.unwrap_or(4).to_string();
    let hint = (!hint.is_empty()).then(|| view! { <span class="fr-hint-text">{hint}</span> });
    let typed = problem.map_or(begun, |problem| problem.typed("text"));
    let hidden = hidden
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! {
        <form method="post" action={action::<F>()} class="writing">
            <input type="hidden" name="message" value=message.to_string()/>
            {hidden}
            <label class="fr-label" for=field.clone()>{label}{hint}</label>
            <textarea class="fr-input" id=field name="text" rows=rows required=true maxlength=LONGEST.to_string() autocomplete="off" {..at_fault(problem, "text")}>{in_textarea(&typed)}</textarea>
            {beside(problem, "text")}
            {more}
            <button class="fr-btn" type="submit">{send}</button>
        </form>
    }
    .into_any()
}

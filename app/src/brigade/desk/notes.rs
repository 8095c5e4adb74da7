//! What agents note for each other beside a conversation.

use ::brigade::Note;
use chrono::{DateTime, Utc};
use domain::{conversation::LONGEST, ids::ConversationId};
use leptos::prelude::*;

use crate::{
    brigade::{moment, note_of},
    env::Env,
    functions::{brigade::NoteConversation, caller::action},
    impact::components::{
        FormProblem,
        problem::{at_fault, beside, in_textarea},
    },
};

#[component]
pub fn Notes(notes: Vec<Note>, conversation: ConversationId, now: DateTime<Utc>) -> impl IntoView {
    let env = Env::current();
    let problem = FormProblem::of::<NoteConversation>();
    let problem = problem.as_ref();
    let typed = problem.map(|problem| problem.typed("note")).unwrap_or_default();
    let title = match notes.len() {
        0 => "Notes entre agents".to_owned(),
        n => format!("Notes entre agents ({n})"),
    };
    let is_open = problem.is_some() || !notes.is_empty();
    let lines = notes
        .into_iter()
        .map(|note| {
            let who = if note.is_mine { "Vous" } else { "Un collègue" };
            let when = moment(note.at, now);
            view! { <li><span class="detail">{format!("{who}, {when}")}</span><p class="words">{note.text}</p></li> }
        })
        .collect_view();
    let field = note_of(conversation);
    view! {
        <details class="notes" open=is_open>
            <summary>{title}</summary>
            <ul>{lines}</ul>
            <form method="post" action={action::<NoteConversation>()} class="writing">
                <input type="hidden" name="number" value=conversation.to_string()/>
                <input type="hidden" name="message" value=env.brigade.message_id().to_string()/>
                <label class="fr-label" for=field.clone()>"Votre note"<span class="fr-hint-text">"Le citoyen ne la voit pas. Elle est chiffrée, et effacée avec la conversation."</span></label>
                <textarea class="fr-input" id=field name="note" rows="2" required=true maxlength=LONGEST.to_string() autocomplete="off" {..at_fault(problem, "note")}>{in_textarea(&typed)}</textarea>
                {beside(problem, "note")}
                <button class="fr-btn fr-btn--secondary" type="submit">"Noter"</button>
            </form>
        </details>
    }
    .into_any()
}

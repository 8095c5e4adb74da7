//! The end of a conversation, as its agent says it.

use ::brigade::{Motif, StoredConversation};
use leptos::prelude::*;

use crate::{
    functions::{brigade::CloseConversation, caller::action},
    impact::components::{
        FormProblem,
        problem::{at_fault, beside},
    },
};

/// Closes a conversation whose last message is the one that was seen, and says what it was about.
#[component]
pub fn Closing(conversation: StoredConversation, seen: i64, motifs: Vec<Motif>) -> impl IntoView {
    let id = conversation.id;
    // What is chosen for one is never in the form of another.
    let field = format!("motif-{id}");
    let problem = FormProblem::of::<CloseConversation>();
    let problem = problem.as_ref();
    let chosen = problem.map(|problem| problem.typed("motif")).unwrap_or_default();
    view! {
        <form method="post" action={action::<CloseConversation>()} class="closing">
            <input type="hidden" name="number" value=id.to_string()/>
            <input type="hidden" name="seen" value=seen.to_string()/>
            <label class="fr-label" for=field.clone()>"Motif du contact"<span class="fr-hint-text">"Pour les chiffres : rien d’autre n’en reste."</span></label>
            <select class="fr-select" id=field name="motif" {..at_fault(problem, "motif")}>
                <option value="">"Sans motif"</option>
                {groups(motifs, &chosen)}
            </select>
            {beside(problem, "motif")}
            <button class="fr-btn fr-btn--tertiary" type="submit">"Clore"<span class="fr-sr-only">{format!(" la conversation n° {id}")}</span></button>
        </form>
    }
    .into_any()
}

/// Motifs under what they belong to, in the order of the table.
fn groups(motifs: Vec<Motif>, chosen: &str) -> Vec<AnyView> {
    motifs
        .chunk_by(|one, next| one.parent == next.parent)
        .map(|group| {
            let options: Vec<_> = group
                .iter()
                .map(|motif| {
                    let (name, label) = (motif.name(), motif.motif.clone());
                    let selected = name == chosen;
                    view! { <option value=name selected=selected>{label}</option> }
                })
                .collect();
            let parent = group.first().map(|motif| motif.parent.clone());
            view! { <optgroup label=parent>{options}</optgroup> }.into_any()
        })
        .collect()
}

//! An agent's break: theirs go back to the queue, and they take nothing until they are back.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::{
    brigade::lasted,
    functions::{
        caller::action,
        shift::{BeginBreak, EndBreak},
    },
};

#[component]
pub fn Break(since: Option<DateTime<Utc>>, now: DateTime<Utc>) -> impl IntoView {
    match since {
        Some(since) => view! {
            <form method="post" action={action::<EndBreak>()} id="pause" class="on-break">
                <p>{format!("Vous êtes en pause depuis {}.", lasted(since, now))}</p>
                <button class="fr-btn" type="submit">"Revenir au poste"</button>
            </form>
        }
        .into_any(),
        None => view! {
            <form method="post" action={action::<BeginBreak>()} id="pause" class="on-break">
                <button class="fr-btn fr-btn--tertiary fr-btn--sm" type="submit">"Prendre une pause"</button>
                <p class="detail">"Vos conversations retournent dans la file."</p>
            </form>
        }
        .into_any(),
    }
}

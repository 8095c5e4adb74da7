//! The way out of a page that nobody must see.

use leptos::prelude::*;

use super::wording::Wording;
use crate::{address, env::Env};

/// A button that leaves at once. With a script elsewhere takes the place of the page in the browser's history, and a key does the same;
/// links that say `data-remplace` replace it too, so that "back" shows nothing of what was read.
#[component]
pub fn LeaveFast(wording: &'static Wording) -> impl IntoView {
    let env = Env::current();
    let script = (env.hydrates && !env.is_in_place).then(|| {
        let src = env.asset("leaving.js");
        view! { <script type="module" src=src></script> }
    });
    view! {
        <p class="exit">
            <a class="fr-btn fr-btn--secondary" id="quitter" href=env.href(address::CHAT_EXIT) rel="external nofollow">{wording.leave_fast}</a>
        </p>
        <p class="hint">{wording.leave_fast_key}</p>
        {script}
    }
    .into_any()
}

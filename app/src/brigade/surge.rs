//! Too many write at once: pages say so, and answers are found before one asks.

use domain::conversation::Language;
use leptos::prelude::*;

use super::wording::Wording;
use crate::{address, env::Env};

/// Whether who leads the shift said so; a page that can't know says nothing.
pub async fn is_surge(env: &Env) -> bool {
    env.brigade.settings().await.is_ok_and(|settings| settings.is_surge)
}

/// What everybody reads then.
#[component]
pub fn Busy(wording: &'static Wording) -> impl IntoView {
    view! { <p class="fr-message fr-message--info" id="affluence">{wording.busy}</p> }
}

/// A search for answers, before one writes. Answers are in French alone: who reads another language writes at once.
#[component]
pub fn AnswersFirst(language: Language) -> impl IntoView {
    let env = Env::current();
    let speaks_french = matches!(language, Language::French | Language::EasyFrench);
    // A frame holds the conversation alone.
    let target = env.is_framed.then_some("_blank");
    speaks_french.then(|| {
        view! {
            <form method="get" action=env.href(address::FAQ) role="search" aria-label="Réponses" class="seek" target=target>
                <label class="fr-label" for="question">"Votre réponse est peut-être déjà là"</label>
                <input class="fr-input" type="search" id="question" name="q" required=true autocomplete="off"/>
                <button class="fr-btn" type="submit">"Chercher"</button>
            </form>
        }
    })
}

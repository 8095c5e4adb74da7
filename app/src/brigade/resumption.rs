//! How a citizen goes on on another device.

use ::brigade::{Code, StoredConversation};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{
    CODE,
    wording::{Carried, Wording},
};
use crate::{
    address,
    env::Env,
    functions::{
        brigade::{MakeCode, ResumeBrigade},
        caller::action,
    },
    impact::components::{
        FormProblem,
        problem::{at_fault, beside},
    },
};

/// On the device that has the conversation: its code, or the button that asks for one.
#[component]
pub fn Elsewhere(conversation: StoredConversation, wording: &'static Wording) -> impl IntoView {
    let env = Env::current();
    match env.brigade.code_of(&conversation) {
        Some((code, until)) => view! { <ShownCode code until wording/> }.into_any(),
        None => view! {
            <form method="post" action={action::<MakeCode>()} class="inline-form">
                <Carried wording/>
                <button class="fr-btn fr-btn--tertiary" type="submit">{wording.go_on_elsewhere}</button>
            </form>
        }
        .into_any(),
    }
}

#[component]
fn ShownCode(code: Code, until: DateTime<Utc>, wording: &'static Wording) -> impl IntoView {
    let env = Env::current();
    let address = format!("{}{}", env.public_url, env.href(address::CHAT));
    let page = address.split_once("://").map_or(&*address, |(_, page)| page);
    let until = wording.code_until.replace("{t}", &wording.moment(until, env.brigade.now()));
    view! {
        <div id=CODE class="code" tabindex="-1">
            <p>{wording.code_how.replace("{page}", page)}" "<strong>{code.to_string()}</strong></p>
            <p class="detail">{until}</p>
        </div>
    }
    .into_any()
}

/// On a device that has none.
#[component]
pub fn Resume(wording: &'static Wording) -> impl IntoView {
    let problem = FormProblem::of::<ResumeBrigade>();
    let problem = problem.as_ref();
    let typed = problem.map(|problem| problem.typed("code")).unwrap_or_default();
    view! {
        <details open=problem.is_some()>
            <summary>{wording.resume_title}</summary>
            <form method="post" action={action::<ResumeBrigade>()} class="writing">
                <Carried wording/>
                <label class="fr-label" for="reprise">{wording.resume_label}<span class="fr-hint-text">{wording.resume_hint}</span></label>
                <input class="fr-input" id="reprise" name="code" type="text" value=typed required=true maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" {..at_fault(problem, "code")}/>
                {beside(problem, "code")}
                <button class="fr-btn fr-btn--secondary" type="submit">{wording.resume_send}</button>
            </form>
        </details>
    }
    .into_any()
}

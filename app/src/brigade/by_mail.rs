//! Answers by mail, for who does not wait on the page: an address is asked only where one wants that, and goes with the conversation.

use ::brigade::StoredConversation;
use leptos::prelude::*;
use services::Failure;

use super::{
    BY_MAIL,
    wording::{Carried, Wording},
};
use crate::{
    env::Env,
    functions::{
        brigade::{ForgetAddress, GiveAddress},
        caller::action,
    },
    impact::components::{
        FormProblem,
        problem::{at_fault, beside},
    },
};

/// Whether answers leave by mail.
pub enum Mailing {
    /// No mailbox is on.
    Never,
    /// They may.
    Offered,
    /// They do, to this address.
    To(String),
}

pub async fn mailing(env: &Env, conversation: &StoredConversation) -> Result<Mailing, Failure> {
    if let Some(address) = env.brigade.address_of(conversation).await? {
        return Ok(Mailing::To(address));
    }
    Ok(if env.brigade.answers_by_mail().await? { Mailing::Offered } else { Mailing::Never })
}

/// The field of an address.
#[component]
pub fn AddressField(
    wording: &'static Wording,
    problem: Option<FormProblem>,
    is_needed: bool,
) -> impl IntoView {
    let problem = problem.as_ref();
    let typed = problem.map(|problem| problem.typed("address")).unwrap_or_default();
    view! {
        <label class="fr-label" for="adresse">{wording.mail_label}<span class="fr-hint-text">{wording.mail_hint}</span></label>
        <input class="fr-input" id="adresse" name="address" type="email" value=typed required=is_needed maxlength="254" autocomplete="email" {..at_fault(problem, "address")}/>
        {beside(problem, "address")}
    }
    .into_any()
}

/// In a conversation: whether answers leave by mail, and how that is changed.
#[component]
pub fn ByMail(mail: Mailing, wording: &'static Wording) -> impl IntoView {
    match mail {
        Mailing::Never => ().into_any(),
        Mailing::To(address) => view! {
            <p id=BY_MAIL tabindex="-1">{wording.mail_on.replace("{a}", &address)}</p>
            <form method="post" action={action::<ForgetAddress>()} class="inline-form">
                <Carried wording/>
                <button class="fr-btn fr-btn--tertiary" type="submit">{wording.mail_off}</button>
            </form>
        }
        .into_any(),
        Mailing::Offered => {
            let problem = FormProblem::of::<GiveAddress>();
            let is_wrong = problem.is_some();
            view! {
                <details id=BY_MAIL open=is_wrong>
                    <summary>{wording.mail_title}</summary>
                    <form method="post" action={action::<GiveAddress>()} class="writing">
                        <Carried wording/>
                        <AddressField wording problem is_needed=true/>
                        <button class="fr-btn fr-btn--secondary" type="submit">{wording.mail_send}</button>
                    </form>
                </details>
            }
            .into_any()
        }
    }
}

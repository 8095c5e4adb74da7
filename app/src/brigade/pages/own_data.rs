//! Everything that is kept of a citizen's conversation: read, saved, erased. Nobody is asked who they are: the conversation's proof is enough.

use ::brigade::{ConversationState, Held};
use domain::conversation::Language;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use services::Failure;

use crate::{
    address,
    brigade::{
        leaving::LeaveFast,
        thread::MessageLog,
        wording::{Carried, Wording, asked, page_in, with},
    },
    env::Env,
    functions::{brigade::EraseConversation, caller::action},
    impact::components::FormProblem,
    pages::{awaited, trouble::Trouble},
};

async fn read(env: &Env) -> Result<Option<Held>, Failure> {
    let Some(proof) = &env.citizen else { return Ok(None) };
    match env.brigade.find(proof).await? {
        Some(conversation) => Ok(Some(env.brigade.held_of(conversation).await?)),
        None => Ok(None),
    }
}

#[component]
pub fn OwnDataPage() -> impl IntoView {
    let env = Env::current();
    let asked = asked();
    awaited(async move {
        match read(&env).await {
            Ok(Some(held)) => {
                let own = Language::parse(&held.conversation.language).unwrap_or_default();
                view! { <Filled held language={asked.unwrap_or(own)} own/> }.into_any()
            }
            Ok(None) => {
                crate::pages::status(404);
                let wording = Wording::of(asked.unwrap_or_default());
                view! { <Title text="Messages"/><h1 lang=wording.tag>{wording.gone}</h1> }.into_any()
            }
            Err(failure) => view! { <Trouble failure/> }.into_any(),
        }
    })
}

#[component]
fn Filled(held: Held, language: Language, own: Language) -> impl IntoView {
    let env = Env::current();
    let wording = Wording::of(language);
    let now = env.brigade.now();
    let Held { conversation, messages, rating, address, until } = held;
    let address = address.map(|address| view! { <p>{wording.mail_on.replace("{a}", &address)}</p> });
    let said = |sentence: &str, at| sentence.replace("{t}", &wording.moment(at, now));
    let score = rating.map(|(score, comment)| {
        let comment = comment.map(|comment| view! { <p class="words">{comment}</p> });
        view! { <p>{with(wording.data_score, score.into())}</p>{comment} }
    });
    let is_urgent = conversation.is_urgent && conversation.state != ConversationState::Closed;
    let erase = if is_urgent {
        view! { <p>{wording.erase_urgent}</p> }.into_any()
    } else {
        view! {
            <p>{wording.erase_what}</p>
            <form method="post" action={action::<EraseConversation>()} class="writing">
                <Carried wording/>
                <button class="fr-btn" type="submit">{wording.erase_send}</button>
            </form>
        }
        .into_any()
    };
    let back = env.href(page_in(address::CHAT, language, own, ""));
    view! {
        <Title text="Messages"/>
        <Meta name="robots" content="noindex"/>
        <div lang=wording.tag>
            <LeaveFast wording/>
            <h1>{wording.data_title}</h1>
            <p class="fr-text--lead">{wording.data_what}</p>
            {FormProblem::alert()}
            <p>{said(wording.data_since, conversation.opened_at)}" "{said(wording.data_until, until)}</p>
            <p><a class="fr-link" href=env.href(address::CHAT_DATA_FILE) download="conversation.json" rel="external">{wording.data_save}</a></p>
            <MessageLog messages now is_agent=false shown=0 wording/>
            {score}
            {address}
            <h2>{wording.erase_title}</h2>
            {erase}
            <p><a class="fr-link" href=back>{wording.back}</a></p>
        </div>
    }
    .into_any()
}

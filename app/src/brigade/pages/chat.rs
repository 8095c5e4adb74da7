//! A citizen's conversation. Complete without JavaScript: a form, and a frame that says when there is something new. With it, what is
//! written on the other side comes by itself.

use ::brigade::{Asking, Message, Standing, StoredConversation};
use knowledge::Entry;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use services::Failure;

use crate::{
    address,
    brigade::{
        Fictive, WRITES,
        answers::{Meanwhile, proposed},
        emergency::{EmergencyBanner, EmergencyFirst},
        rating::Rating,
        thread::{MessageLog, Writing},
    },
    env::Env,
    functions::{
        brigade::{LeaveBrigade, WriteToBrigade},
        caller::{action, citizen::NOT_OPEN},
    },
    impact::components::FormProblem,
    pages::{awaited, trouble::Trouble},
};

/// What the page tells.
struct Chat {
    conversation: StoredConversation,
    standing: Standing,
    messages: Vec<Message>,
    asking: Asking,
    meanwhile: Vec<Entry>,
}

async fn read(env: &Env) -> Result<Option<Chat>, Failure> {
    let Some(proof) = &env.citizen else { return Ok(None) };
    let Some(conversation) = env.brigade.find(proof).await? else { return Ok(None) };
    let after = conversation.last_seq - ::brigade::PAGE;
    let messages = env.brigade.read(&conversation, after).await?;
    let standing = env.brigade.standing(&conversation).await?;
    let asking = env.brigade.asking(&conversation).await?;
    // Who is in danger has better to do than to read.
    let meanwhile = match standing {
        Standing::Waits { .. } if !conversation.is_urgent => proposed(&env.knowledge, &messages).await,
        _ => Vec::new(),
    };
    Ok(Some(Chat { conversation, standing, messages, asking, meanwhile }))
}

#[component]
pub fn ChatPage() -> impl IntoView {
    let env = Env::current();
    awaited(async move {
        if !env.brigade_open {
            return view! { <NotOpen/> }.into_any();
        }
        match read(&env).await {
            Ok(Some(chat)) => view! { <Going chat/> }.into_any(),
            Ok(None) => view! { <First/> }.into_any(),
            Err(failure) => view! { <Trouble failure/> }.into_any(),
        }
    })
}

/// A title that tells nobody who looks over a shoulder.
#[component]
fn Head() -> impl IntoView {
    let env = Env::current();
    view! {
        <Title text="Messages"/>
        <Meta name="description" content="Écrire à un gendarme, jour et nuit."/>
        <Meta name="robots" content="noindex"/>
        <p class="exit"><a class="fr-btn fr-btn--secondary" href=env.href(address::CHAT_EXIT) rel="external nofollow">"Quitter vite cette page"</a></p>
    }
}

const HINT: &str = "Ne donnez ni mot de passe ni numéro de carte. 4 000 caractères au plus.";

#[component]
fn First() -> impl IntoView {
    let env = Env::current();
    view! {
        <Head/>
        <h1>"Écrire à un gendarme"</h1>
        <Fictive/>
        <EmergencyFirst/>
        {FormProblem::alert()}
        <Writing<WriteToBrigade> field={WRITES.to_owned()} message={env.brigade.message_id()} label="Votre message" hint=HINT hidden={Vec::new()}/>
        <p class="detail">"Aucune plainte n’est prise ici. Vos messages sont chiffrés, puis effacés. "<a href=env.href(address::BRIGADE)>"Ce que fait la brigade, ce que deviennent vos messages"</a></p>
    }
    .into_any()
}

/// Nobody answers here.
#[component]
fn NotOpen() -> impl IntoView {
    crate::pages::status(404);
    view! {
        <Title text="Brigade numérique"/>
        <h1>"Brigade numérique"</h1>
        <EmergencyFirst/>
        <p>{NOT_OPEN}</p>
    }
    .into_any()
}

/// Where the conversation stands, in a sentence.
fn sentence(standing: Standing) -> String {
    match standing {
        Standing::Empty => "Écrivez votre premier message.".to_owned(),
        Standing::Waits { ahead: 0 } => "Votre message est le prochain auquel un gendarme répond.".to_owned(),
        Standing::Waits { ahead: 1 } => "Une conversation attend avant la vôtre.".to_owned(),
        Standing::Waits { ahead } => {
            format!("{} conversations attendent avant la vôtre.", french::integer(ahead as f64))
        }
        Standing::Answered => "Un gendarme vous a répondu. Vous pouvez continuer.".to_owned(),
        Standing::Closed => {
            "Cette conversation est close. Vous pouvez la relire, ou en commencer une autre.".to_owned()
        }
    }
}

#[component]
fn Going(chat: Chat) -> impl IntoView {
    let env = Env::current();
    let Chat { conversation, standing, messages, asking, meanwhile } = chat;
    let is_closed = standing == Standing::Closed;
    let banner = (conversation.is_urgent && !is_closed).then(|| view! { <EmergencyBanner is_sent=true/> });
    let news = (!is_closed).then(|| view! { <News last=conversation.last_seq/> });
    let form = (!is_closed).then(|| {
        let message = env.brigade.message_id();
        view! { <Writing<WriteToBrigade> field={WRITES.to_owned()} message label="Votre message" hint=HINT hidden={Vec::new()}/> }
    });
    let leave = if is_closed {
        "Commencer une autre conversation"
    } else {
        "Oublier cette conversation sur cet appareil"
    };
    view! {
        <Head/>
        <h1>"Vos messages"</h1>
        <Fictive/>
        {banner}
        {FormProblem::alert()}
        <p role="status" id="attente">{sentence(standing)}</p>
        <MessageLog messages now={env.brigade.now()} is_agent=false/>
        {news}
        {form}
        <Rating asking/>
        {(!meanwhile.is_empty()).then(|| view! { <Meanwhile entries=meanwhile/> })}
        <form method="post" action={action::<LeaveBrigade>()} class="inline-form">
            <button class="fr-btn fr-btn--tertiary" type="submit">{leave}</button>
        </form>
    }
    .into_any()
}

/// Says whether what the brigade writes comes by itself; without JavaScript, whether there is something new.
#[component]
fn News(last: i64) -> impl IntoView {
    let env = Env::current();
    let flow = env.href(address::CHAT_STREAM.at(&format!("?apres={last}"), ""));
    // What is put into a page by a script has no `noscript`: the frame would be loaded.
    let frame = (!env.is_in_place).then(|| {
        let news = env.href(address::CHAT_NEWS.at(&format!("?apres={last}"), ""));
        view! { <noscript><iframe class="news" src=news title="Nouveaux messages"></iframe></noscript> }
    });
    view! {
        <p id="etat-direct" class="detail" role="status" data-kept="" data-flux=flow></p>
        {frame}
    }
    .into_any()
}

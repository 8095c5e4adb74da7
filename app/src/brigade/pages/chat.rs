//! A citizen's conversation. Complete without JavaScript: a form, and a frame that says when there is something new. With it, what is
//! written on the other side comes by itself.

use ::brigade::{Asking, Message, Standing, StoredConversation, Uuid};
use domain::conversation::{Language, Sender};
use knowledge::Entry;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;
use services::Failure;

use crate::{
    address,
    brigade::{
        Fictive, WRITES,
        answers::{Meanwhile, proposed},
        by_mail::{AddressField, ByMail, Mailing, mailing},
        emergency::{EmergencyBanner, EmergencyFirst},
        files::HandOn,
        leaving::LeaveFast,
        rating::Rating,
        resumption::{Elsewhere, Resume},
        standing::sentence,
        surge::{AnswersFirst, Busy, is_surge},
        thread::{MessageLog, Writing},
        wording::{Carried, Languages, Wording, asked, carried, page_in},
    },
    env::Env,
    functions::{
        brigade::{LeaveBrigade, WriteToBrigade},
        caller::action,
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
    is_surge: bool,
    mail: Mailing,
}

async fn read(env: &Env) -> Result<Option<Chat>, Failure> {
    let Some(proof) = &env.citizen else { return Ok(None) };
    let Some(conversation) = env.brigade.find(proof).await? else { return Ok(None) };
    let after = conversation.last_seq - ::brigade::PAGE;
    let messages = env.brigade.read(&conversation, after).await?;
    if env.is_shown() {
        env.brigade.shown_to(Sender::Citizen, &conversation, conversation.last_seq).await?;
    }
    let standing = env.brigade.standing(&conversation).await?;
    let asking = env.brigade.asking(&conversation).await?;
    // Who is in danger has better to do than to read.
    let meanwhile = match standing {
        Standing::Waits { .. } if !conversation.is_urgent => proposed(&env.knowledge, &messages).await,
        _ => Vec::new(),
    };
    let is_surge = matches!(standing, Standing::Waits { .. }) && is_surge(env).await;
    let mail = mailing(env, &conversation).await?;
    Ok(Some(Chat { conversation, standing, messages, asking, meanwhile, is_surge, mail }))
}

#[component]
pub fn ChatPage() -> impl IntoView {
    view! { <Conversation is_form=false/> }
}

/// The form that begins one, for who wants the answer by mail; who has a conversation goes on with it.
#[component]
pub fn ContactPage() -> impl IntoView {
    view! { <Conversation is_form=true/> }
}

#[component]
fn Conversation(is_form: bool) -> impl IntoView {
    let env = Env::current();
    let asked = asked();
    awaited(async move {
        let usual = asked.unwrap_or_default();
        if !env.brigade_open {
            return view! { <NotOpen wording=Wording::of(usual)/> }.into_any();
        }
        match read(&env).await {
            Ok(Some(chat)) => {
                let own = Language::parse(&chat.conversation.language).unwrap_or_default();
                let said = Said::new(asked.unwrap_or(own), own);
                view! { <Going chat said/> }.into_any()
            }
            Ok(None) => {
                let is_surge = is_surge(&env).await;
                view! { <First said=Said::new(usual, Language::French) is_surge is_form/> }.into_any()
            }
            Err(failure) => view! { <Trouble failure/> }.into_any(),
        }
    })
}

/// The language of the page, and its sentences.
#[derive(Clone, Copy)]
struct Said {
    language: Language,
    /// What the page is in where nobody asks for another.
    usual: Language,
    wording: &'static Wording,
}

impl Said {
    fn new(language: Language, usual: Language) -> Self {
        Self { language, usual, wording: Wording::of(language) }
    }
}

/// A title that tells nobody who looks over a shoulder.
#[component]
fn Head(said: Said, #[prop(optional)] is_form: bool) -> impl IntoView {
    let Said { language, usual, wording } = said;
    let page = match Env::current().is_framed {
        true => address::BUBBLE,
        false if is_form => address::CONTACT,
        false => address::CHAT,
    };
    view! {
        // The page's own language is French, and its title with it.
        <Title text="Messages"/>
        <Meta name="description" content={if is_form { wording.form_title } else { wording.description }}/>
        <Meta name="robots" content="noindex"/>
        <LeaveFast wording/>
        <Languages page=page now=language usual/>
    }
}

/// Characters of a subject, most.
const SUBJECT: usize = 80;

/// What the first message begins with, where the site around it says what it is about.
fn subject(wording: &Wording) -> String {
    let said = use_query_map().get_untracked().get("sujet").unwrap_or_default();
    let plain: String = said.chars().filter(|c| !c.is_control()).take(SUBJECT).collect();
    match plain.trim() {
        "" => String::new(),
        plain => format!("{}\n", wording.about.replace("{n}", plain)),
    }
}

#[component]
fn WriteMessage(
    wording: &'static Wording,
    #[prop(optional)] begun: String,
    /// Number of a first message's form.
    #[prop(optional)]
    first: Option<Uuid>,
    #[prop(optional)] is_form: bool,
) -> impl IntoView {
    let message = first.unwrap_or_else(|| Env::current().brigade.message_id());
    let mut hidden = carried(wording);
    if first.is_some() {
        // Whether answers were offered: the script says so.
        hidden.push(("offered", String::new()));
    }
    let more = is_form.then(|| {
        hidden.push(("formulaire", "1".to_owned()));
        view! { <AddressField wording problem={FormProblem::of::<WriteToBrigade>()} is_needed=false/> }
            .into_any()
    });
    view! {
        <Writing<WriteToBrigade> field={WRITES.to_owned()} message label={wording.your_message} hint={wording.hint} hidden begun more send={wording.send}/>
    }
}

#[component]
fn First(said: Said, is_surge: bool, is_form: bool) -> impl IntoView {
    let env = Env::current();
    let wording = said.wording;
    let form = env.brigade.message_id();
    let more = env.href(page_in(address::BRIGADE, said.language, Language::French, ""));
    let title = if is_form { wording.form_title } else { wording.write_title };
    let is_erased = use_query_map().get_untracked().get("effacee").is_some();
    // A frame holds the conversation alone.
    let blank = env.is_framed.then_some("_blank");
    view! {
        <div lang=wording.tag>
            <Head said is_form/>
            <h1>{title}</h1>
            {is_erased.then(|| view! { <p class="fr-message fr-message--valid" role="status">{wording.erased}</p> })}
            <Fictive wording/>
            <EmergencyFirst wording/>
            {FormProblem::alert()}
            {is_surge.then(|| view! { <Busy wording/><AnswersFirst language={said.language}/> })}
            <WriteMessage wording begun={subject(wording)} first={form} is_form/>
            <Offers language={said.language} form/>
            <p class="detail">{wording.no_complaint}" "<a href=more target=blank>{wording.what_becomes}</a></p>
            <Resume wording/>
        </div>
    }
    .into_any()
}

/// Answers that are offered while one writes, in the language that they are in. The frame of another site holds the conversation alone.
#[component]
fn Offers(language: Language, form: Uuid) -> impl IntoView {
    let env = Env::current();
    let speaks_french = matches!(language, Language::French | Language::EasyFrench);
    (speaks_french && env.hydrates && !env.is_framed).then(|| {
        let (to, src, token) = (env.href(address::CHAT_OFFERS), env.asset("offers.js"), env.brigade.offer_token(form));
        view! {
            <div id="proches" role="status" data-proches=to data-jeton=token data-titre="La réponse est peut-être déjà là (nouvel onglet)\u{a0}:"></div>
            <script type="module" src=src></script>
        }
    })
}

/// Nobody answers here.
#[component]
fn NotOpen(wording: &'static Wording) -> impl IntoView {
    crate::pages::status(404);
    view! {
        <Title text="Brigade numérique"/>
        <div lang=wording.tag>
            <h1>"Brigade numérique"</h1>
            <EmergencyFirst wording/>
            <p>{wording.not_open}</p>
        </div>
    }
    .into_any()
}

#[component]
fn Going(chat: Chat, said: Said) -> impl IntoView {
    let env = Env::current();
    let wording = said.wording;
    let Chat { conversation, standing, messages, asking, meanwhile, is_surge, mail } = chat;
    let is_closed = standing == Standing::Closed;
    let banner = (conversation.is_urgent && !is_closed)
        .then(|| view! { <EmergencyBanner wording who={wording.read_first}/> });
    let news = (!is_closed).then(|| view! { <News last=conversation.last_seq wording/> });
    let form = (!is_closed).then(|| {
        view! {
            <WriteMessage wording/>
            <HandOn to=address::CHAT_FILES.path() hidden={carried(wording)} wording/>
        }
    });
    // No other page of ours is shown in a frame.
    let data = (!env.is_framed).then(|| {
        let data = env.href(page_in(address::CHAT_DATA, said.language, said.usual, ""));
        view! { <p><a class="fr-link" href=data>{wording.data_title}</a></p> }
    });
    let leave = if is_closed { wording.start_another } else { wording.forget_here };
    view! {
        <div lang=wording.tag>
            <Head said/>
            <h1>{wording.messages_title}</h1>
            <Fictive wording/>
            {banner}
            {FormProblem::alert()}
            {is_surge.then(|| view! { <Busy wording/> })}
            <p role="status" id="attente">{sentence(wording, standing)}</p>
            <MessageLog messages now={env.brigade.now()} is_agent=false shown={conversation.agent_shown} wording/>
            {news}
            {form}
            <Rating asking wording/>
            {(!meanwhile.is_empty()).then(|| view! { <Meanwhile entries=meanwhile wording/> })}
            {(!is_closed).then(|| view! { <ByMail mail wording/> })}
            {data}
            <Elsewhere conversation wording/>
            <form method="post" action={action::<LeaveBrigade>()} class="inline-form">
                <Carried wording/>
                <button class="fr-btn fr-btn--tertiary" type="submit">{leave}</button>
            </form>
        </div>
    }
    .into_any()
}

/// Says whether what the brigade writes comes by itself; without JavaScript, whether there is something new.
#[component]
fn News(last: i64, wording: &'static Wording) -> impl IntoView {
    let env = Env::current();
    let flow = env.href(address::CHAT_STREAM.at(&format!("?apres={last}"), ""));
    // What is put into a page by a script has no `noscript`: the frame would be loaded.
    let frame = (!env.is_in_place).then(|| {
        let news = env.href(address::CHAT_NEWS.at(&format!("?apres={last}&langue={}", wording.tag), ""));
        view! { <noscript><iframe class="news" src=news title=wording.news_title></iframe></noscript> }
    });
    view! {
        <p id="etat-direct" class="detail" role="status" data-kept="" lang="fr" data-flux=flow></p>
        {frame}
    }
    .into_any()
}

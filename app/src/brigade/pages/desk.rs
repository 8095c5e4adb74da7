//! Where agents answer: who waits, and the conversation that is open.

use ::brigade::{ConversationState, Desk, Motif, StoredConversation, Summary, Thread};
use chrono::{DateTime, Utc};
use domain::{conversation::Language, identity::Actor, ids::ConversationId};
use knowledge::Entry;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use services::Unfit;

use crate::{
    address,
    brigade::{
        Fictive,
        answers::{Proposals, begun, proposed},
        closing::Closing,
        field_of, lasted, of_desk,
        thread::{MessageLog, Writing},
        wording::Wording,
    },
    env::Env,
    functions::{
        brigade::{AnswerCitizen, TakeConversation, TakeNextConversation},
        caller::action,
    },
    impact::{components::FormProblem, pages::refusal::Refusal},
    pages::awaited,
};

/// What the screen tells.
struct Screen {
    desk: Desk,
    thread: Option<Thread>,
    stamp: String,
    help: Help,
}

/// What helps with the conversation that is open.
#[derive(Default)]
struct Help {
    proposals: Vec<Entry>,
    /// The answer begins with an entry that the agent chose.
    begun: String,
    /// What it may have been about.
    motifs: Vec<Motif>,
}

async fn help(env: &Env, thread: Option<&Thread>, chosen: Option<String>) -> Help {
    let Some(Thread::Mine { messages, .. }) = thread else { return Help::default() };
    let chosen = match (chosen, env.knowledge.edition().await) {
        (Some(id), Ok(edition)) => edition.entry(&id).map(begun),
        _ => None,
    };
    Help {
        proposals: proposed(&env.knowledge, messages).await,
        begun: chosen.unwrap_or_default(),
        // It can be closed without.
        motifs: env.brigade.motifs().await.unwrap_or_default(),
    }
}

async fn read(
    env: &Env,
    actor: &Actor,
    asked: Option<ConversationId>,
    chosen: Option<String>,
) -> Result<Screen, Unfit> {
    let thread = match asked {
        Some(id) => env.brigade.thread(actor, id).await?,
        None => None,
    };
    let desk = env.brigade.desk(actor).await?;
    let stamp = desk.stamp(thread.as_ref().map(Thread::conversation));
    let help = help(env, thread.as_ref(), chosen).await;
    Ok(Screen { desk, thread, stamp, help })
}

#[component]
pub fn DeskPage() -> impl IntoView {
    let env = Env::current();
    let query = use_query_map().get_untracked();
    let asked = query.get("conversation").and_then(|text| text.parse().ok());
    let chosen = query.get("reponse");
    awaited(async move {
        let Some(session) = env.session.clone() else { return view! { <Refusal/> }.into_any() };
        match read(&env, &session.actor, asked, chosen).await {
            Ok(screen) => view! { <Filled screen asked/> }.into_any(),
            Err(Unfit::Store(error)) => {
                tracing::error!(%error, "the desk can't be read");
                crate::pages::status(503);
                view! { <h1>"Les conversations ne peuvent pas être lues pour l’instant"</h1> }.into_any()
            }
            Err(_) => view! { <Refusal/> }.into_any(),
        }
    })
}

/// Who waits, in a sentence.
fn headline(desk: &Desk) -> String {
    let urgent = desk.waiting.iter().filter(|summary| summary.conversation.is_urgent).count();
    let waiting = match desk.waiting_count {
        0 => return "Personne n’attend.".to_owned(),
        1 => "Une conversation attend une réponse".to_owned(),
        n => format!("{} conversations attendent une réponse", french::integer(n as f64)),
    };
    match urgent {
        0 => format!("{waiting}."),
        1 => format!("{waiting}, dont une urgence."),
        n => format!("{waiting}, dont {n} urgences."),
    }
}

#[component]
fn Filled(screen: Screen, asked: Option<ConversationId>) -> impl IntoView {
    let env = Env::current();
    let now = env.brigade.now();
    let Screen { desk, thread, stamp, help } = screen;
    let conversation = asked.map_or_else(String::new, |id| format!("conversation={id}&"));
    let flow = env.href(address::DESK_STREAM.at(&format!("?{conversation}vu={stamp}"), ""));
    let watched = asked.map_or_else(|| "flux".to_owned(), |id| format!("flux-{id}"));
    let (headline, total) = (headline(&desk), desk.waiting_count);
    let title = if total > 0 {
        format!("({total}) Poste – Brigade numérique")
    } else {
        "Poste – Brigade numérique".to_owned()
    };
    let is_cut = usize::try_from(total).is_ok_and(|total| total > desk.waiting.len());
    let more = is_cut.then(
        || view! { <p class="detail">{format!("Les {} premières sont affichées.", desk.waiting.len())}</p> },
    );
    // First come, first served: nobody need choose.
    let is_free = desk.waiting.iter().any(|summary| summary.conversation.account.is_none());
    let next = is_free.then(|| {
        view! {
            <form method="post" action={action::<TakeNextConversation>()}>
                <button class="fr-btn fr-btn--secondary" type="submit">"Prendre la suivante"</button>
            </form>
        }
    });
    let waiting = list(desk.waiting, asked, now, "Personne n’attend.");
    let others = list(desk.others, asked, now, "Aucune.");
    let open = match thread {
        Some(Thread::Mine { conversation, messages }) => {
            view! { <Open conversation messages help now/> }.into_any()
        }
        Some(Thread::NotMine(conversation)) => view! { <NotMine conversation now/> }.into_any(),
        None if asked.is_some() => view! { <p>"Cette conversation n’existe plus."</p> }.into_any(),
        None => view! { <p>"Choisissez une conversation."</p> }.into_any(),
    };
    view! {
        <Title text=title/>
        <h1>"Poste de la Brigade numérique"</h1>
        <p class="fr-text--lead" role="status">{headline}</p>
        <Fictive wording=Wording::FRENCH/>
        <p id="etat-direct" class="detail" role="status" data-kept="">"Sans JavaScript, rechargez la page pour voir la suite."</p>
        // Another conversation has another stream.
        <span id=watched data-flux=flow></span>
        <div class="desk">
            <nav class="desk-lists" aria-label="Conversations">
                <h2>"En attente"</h2>
                {next}
                {waiting}
                {more}
                <h2>"Vos autres conversations"</h2>
                {others}
            </nav>
            <section class="desk-open" aria-label="Conversation ouverte">
                {FormProblem::alert()}
                {open}
            </section>
        </div>
    }
    .into_any()
}

fn list(
    summaries: Vec<Summary>,
    asked: Option<ConversationId>,
    now: DateTime<Utc>,
    none: &'static str,
) -> AnyView {
    if summaries.is_empty() {
        return view! { <p class="detail">{none}</p> }.into_any();
    }
    let lines = summaries.into_iter().map(|summary| view! { <Line summary asked now/> }).collect_view();
    view! { <ul class="desk-list">{lines}</ul> }.into_any()
}

#[component]
fn Line(summary: Summary, asked: Option<ConversationId>, now: DateTime<Utc>) -> impl IntoView {
    let env = Env::current();
    let Summary { conversation, is_mine } = summary;
    let id = conversation.id;
    let whose = match (is_mine, conversation.account) {
        (true, _) => "à vous",
        (false, Some(_)) => "à un collègue",
        (false, None) => "à personne",
    };
    let since = match conversation.waits_since {
        Some(since) => format!("attend depuis {}", lasted(since, now)),
        None => format!("dernier message il y a {}", lasted(conversation.last_at, now)),
    };
    let urgent = conversation.is_urgent.then(|| view! { <strong class="urgent">"Urgence "</strong> });
    let current = (asked == Some(id)).then_some("page");
    view! {
        <li id=format!("conversation-{id}")>
            <a href=env.href(of_desk(id, "")) aria-current=current>
                {urgent}<span>{format!("N° {id}")}</span>
                <span class="detail">{format!("{since}, {whose}")}</span>
            </a>
        </li>
    }
    .into_any()
}

/// What an agent reads before they take it.
fn about(conversation: &StoredConversation, now: DateTime<Utc>) -> String {
    let language = match Language::parse(&conversation.language) {
        Some(Language::English) => "anglais",
        Some(Language::German) => "allemand",
        Some(Language::Spanish) => "espagnol",
        Some(Language::Italian) => "italien",
        Some(Language::EasyFrench) => "français facile à lire",
        Some(Language::French) | None => "français",
    };
    let messages = match conversation.last_seq {
        1 => "1 message".to_owned(),
        n => format!("{n} messages"),
    };
    format!("{messages}, en {language}, ouverte depuis {}.", lasted(conversation.opened_at, now))
}

#[component]
fn NotMine(conversation: StoredConversation, now: DateTime<Utc>) -> impl IntoView {
    let (id, about) = (conversation.id, about(&conversation, now));
    if conversation.state == ConversationState::Closed {
        return view! { <h2>{format!("Conversation n° {id}")}</h2><p>"Elle est close."</p> }.into_any();
    }
    let (label, more) = match conversation.account {
        Some(_) => ("Reprendre à un collègue", "Un collègue l’a prise : il ne pourra plus y répondre."),
        None => ("Prendre", "La lire, c’est la prendre : le journal le note."),
    };
    view! {
        <h2>{format!("Conversation n° {id}")}</h2>
        <p>{about}</p>
        <p>{more}</p>
        <form method="post" action={action::<TakeConversation>()}>
            <input type="hidden" name="number" value=id.to_string()/>
            <button class="fr-btn" type="submit">{label}<span class="fr-sr-only">{format!(", conversation n° {id}")}</span></button>
        </form>
    }
    .into_any()
}

#[component]
fn Open(
    conversation: StoredConversation,
    messages: Vec<::brigade::Message>,
    help: Help,
    now: DateTime<Utc>,
) -> impl IntoView {
    let env = Env::current();
    let Help { proposals, begun, motifs } = help;
    let (id, about) = (conversation.id, about(&conversation, now));
    let urgent = conversation.is_urgent.then(|| view! { <p class="fr-message fr-message--error">"Ce qui est écrit parle d’une urgence : le citoyen voit le 17, le 112 et le 114."</p> });
    let acts = (conversation.state != ConversationState::Closed).then(|| {
        let seen = messages.last().map_or(0, |message| message.seq);
        let hidden = vec![("number", id.to_string()), ("seen", seen.to_string())];
        view! {
            <Writing<AnswerCitizen> field={field_of(id)} message={env.brigade.message_id()} label="Votre réponse" hint="Le citoyen ne voit pas votre nom." hidden begun send="Envoyer"/>
            <Closing conversation={conversation.clone()} seen motifs/>
        }
    });
    let proposals = (acts.is_some() && !proposals.is_empty())
        .then(|| view! { <Proposals entries=proposals conversation=id/> });
    let closed = acts.is_none().then(|| view! { <p>"Cette conversation est close."</p> });
    view! {
        <h2>{format!("Conversation n° {id}")}</h2>
        <p class="detail">{about}</p>
        {urgent}
        <MessageLog messages now is_agent=true wording=Wording::FRENCH/>
        {closed}
        {proposals}
        {acts}
    }
    .into_any()
}

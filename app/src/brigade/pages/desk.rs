//! Where agents answer: who waits, and the conversation that is open.

use ::brigade::{Desk, Mine, Sign, Thread};
use domain::{conversation::Sender, identity::Actor, ids::ConversationId};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use services::Unfit;

use crate::{
    address,
    brigade::{
        Fictive,
        answers::{SEARCHED, begun, found_for, proposed},
        desk::{
            breaks::Break,
            comfort::Comfort,
            lists::list,
            open::{Help, Open},
            tiles::Tiles,
            untaken::NotMine,
        },
        wording::Wording,
    },
    env::Env,
    functions::{brigade::TakeNextConversation, caller::action},
    impact::{components::FormProblem, pages::refusal::Refusal},
    pages::awaited,
};

/// What the address asks for.
struct Asked {
    conversation: Option<ConversationId>,
    /// An entry that the answer begins with.
    entry: Option<String>,
    /// What is searched for among the entries.
    words: String,
}

impl Asked {
    fn of_page() -> Self {
        let query = use_query_map().get_untracked();
        Self {
            conversation: query.get("conversation").and_then(|text| text.parse().ok()),
            entry: query.get("reponse"),
            words: query.get("q").unwrap_or_default(),
        }
    }
}

/// What stands beside the lists.
enum Beside {
    One { thread: Box<Thread>, help: Help },
    Gone,
    All(Vec<Mine>),
}

/// What the screen tells.
struct Screen {
    desk: Desk,
    beside: Beside,
    stamp: String,
}

async fn help(env: &Env, thread: &Thread, asked: &Asked) -> Help {
    let Thread::Mine(Mine { messages, .. }) = thread else { return Help::default() };
    let chosen = match (&asked.entry, env.knowledge.edition().await) {
        (Some(id), Ok(edition)) => edition.entry(id).map(begun),
        _ => None,
    };
    let searched = asked.words.trim().to_owned();
    let (proposals, is_sure) = match &*searched {
        "" => (proposed(&env.knowledge, messages).await, true),
        words => found_for(&env.knowledge, words, SEARCHED).await,
    };
    Help {
        proposals,
        searched,
        is_sure,
        begun: chosen.unwrap_or_default(),
        // It can be closed without.
        motifs: env.brigade.motifs().await.unwrap_or_default(),
    }
}

async fn read(env: &Env, actor: &Actor, asked: &Asked) -> Result<Screen, Unfit> {
    let beside = match asked.conversation {
        Some(id) => match env.brigade.thread(actor, id).await? {
            Some(thread) => Beside::One { help: help(env, &thread, asked).await, thread: thread.into() },
            None => Beside::Gone,
        },
        None => Beside::All(env.brigade.held(actor).await?),
    };
    let desk = env.brigade.desk(actor).await?;
    if !env.is_in_place {
        env.brigade.at_desk(actor, Sign::Page).await?;
    }
    let open = match &beside {
        Beside::One { thread, .. } => Some(thread.conversation()),
        _ => None,
    };
    let stamp = env.brigade.stamp(&desk, open);
    if env.is_shown() {
        let tiles = match &beside {
            Beside::All(held) => &held[..],
            _ => &[],
        };
        let own = open.into_iter().filter(|one| one.account == Some(actor.account));
        for shown in own.chain(tiles.iter().filter(|mine| mine.is_whole()).map(|mine| &mine.conversation)) {
            env.brigade.shown_to(Sender::Agent, shown, shown.last_seq).await?;
        }
    }
    Ok(Screen { desk, beside, stamp })
}

#[component]
pub fn DeskPage() -> impl IntoView {
    let env = Env::current();
    let asked = Asked::of_page();
    awaited(async move {
        let Some(session) = env.session.clone() else { return view! { <Refusal/> }.into_any() };
        match read(&env, &session.actor, &asked).await {
            Ok(screen) => view! { <Filled screen asked=asked.conversation/> }.into_any(),
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
    let Screen { desk, beside, stamp } = screen;
    let conversation = asked.map_or_else(String::new, |id| format!("conversation={id}&"));
    let flow = env.href(address::DESK_STREAM.at(&format!("?{conversation}vu={stamp}"), ""));
    let watched = asked.map_or_else(|| "flux".to_owned(), |id| format!("flux-{id}"));
    let since = desk.break_since;
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
    let is_free =
        since.is_none() && desk.waiting.iter().any(|summary| summary.conversation.account.is_none());
    let next = is_free.then(|| {
        view! {
            <form method="post" action={action::<TakeNextConversation>()} id="suivante">
                <button class="fr-btn fr-btn--secondary" type="submit">"Prendre la suivante"</button>
            </form>
        }
    });
    let waiting = list(desk.waiting, asked, now, "Personne n’attend.");
    let others = list(desk.others, asked, now, "Aucune.");
    let overview = asked.map(|_| {
        view! { <p><a class="fr-link" id="ensemble" href=env.href(address::DESK)>"Toutes vos conversations"</a></p> }
    });
    let (label, open) = match beside {
        Beside::One { thread, help } => (
            "Conversation ouverte",
            match *thread {
                Thread::Mine(mine) => view! { <Open mine help now/> }.into_any(),
                Thread::NotMine(conversation) => view! { <NotMine conversation now/> }.into_any(),
            },
        ),
        Beside::Gone => {
            ("Conversation ouverte", view! { <p>"Cette conversation n’existe plus."</p> }.into_any())
        }
        Beside::All(held) => ("Toutes vos conversations", view! { <Tiles held now/> }.into_any()),
    };
    view! {
        <Title text=title/>
        <h1>"Poste de la Brigade numérique"</h1>
        <p class="fr-text--lead" role="status">{headline}</p>
        <Fictive wording=Wording::FRENCH/>
        <p id="etat-direct" class="detail" role="status" data-kept="">"Sans JavaScript, rechargez la page pour voir la suite."</p>
        // Another conversation has another stream.
        <span id=watched data-flux=flow></span>
        <Comfort/>
        <div class="desk">
            <nav class="desk-lists" aria-label="Conversations">
                <h2>"En attente"</h2>
                {next}
                {waiting}
                {more}
                <h2>"Vos autres conversations"</h2>
                {others}
                <Break since now/>
            </nav>
            <section class="desk-open" aria-label=label>
                {overview}
                {FormProblem::alert()}
                {open}
            </section>
        </div>
    }
    .into_any()
}

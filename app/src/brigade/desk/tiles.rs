//! All conversations of an agent on one screen: the last words of each, and a field to answer.

use ::brigade::{ConversationState, Mine};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::{
    brigade::{
        channel::by,
        field_of, lasted, of_desk,
        thread::{MessageLog, Writing},
        wording::Wording,
    },
    env::Env,
    functions::brigade::AnswerCitizen,
};

#[component]
pub fn Tiles(held: Vec<Mine>, now: DateTime<Utc>) -> impl IntoView {
    if held.is_empty() {
        return view! { <p>"Vous n’avez aucune conversation : prenez-en une."</p> }.into_any();
    }
    let tiles = held.into_iter().map(|mine| view! { <Tile mine now/> }).collect_view();
    view! { <div class="tiles">{tiles}</div> }.into_any()
}

#[component]
fn Tile(mine: Mine, now: DateTime<Utc>) -> impl IntoView {
    let env = Env::current();
    let is_whole = mine.is_whole();
    let Mine { conversation, messages, passages, .. } = mine;
    let id = conversation.id;
    let open = env.href(of_desk(id, ""));
    let since = match conversation.waits_since {
        Some(since) => format!("depuis {}", lasted(since, now)),
        None => format!("répondu il y a {}", lasted(conversation.last_at, now)),
    };
    let urgent = conversation.is_urgent.then(|| view! { <strong class="urgent">"Urgence "</strong> });
    let waits = conversation.state == ConversationState::Waits;
    let class = if waits { "tile waits" } else { "tile" };
    let seen = messages.last().map_or(0, |message| message.seq);
    let hidden = vec![("number", id.to_string()), ("seen", seen.to_string()), ("ensemble", "1".to_owned())];
    // Nobody answers over what they did not see.
    let answer = if is_whole {
        view! {
            <Writing<AnswerCitizen> field={field_of(id)} message={env.brigade.message_id()} label="Réponse" hint="" hidden rows=2 send="Envoyer"/>
        }
        .into_any()
    } else {
        view! { <p><a href=open.clone()>"Trop de messages : les lire tous"</a></p> }.into_any()
    };
    let title = format!("vignette-{id}");
    let label = title.clone();
    view! {
        <article id=format!("tuile-{id}") class=class aria-labelledby=label>
            <h3 id=title><a href=open.clone()>{urgent}{format!("N° {id}")}</a></h3>
            <p class="detail">{since}{by(&conversation)}</p>
            <MessageLog messages now is_agent=true shown={conversation.citizen_shown} wording=Wording::FRENCH conversation=id passages/>
            {answer}
        </article>
    }
    .into_any()
}

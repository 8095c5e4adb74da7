//! The lists of the desk: who waits, since when, and whose it is; nothing of what was said.

use ::brigade::Summary;
use chrono::{DateTime, Utc};
use domain::ids::ConversationId;
use leptos::prelude::*;

use crate::{
    brigade::{channel::by, lasted, of_desk},
    env::Env,
};

pub fn list(
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
        <li id=format!("conversation-{id}") data-mine=is_mine>
            <a href=env.href(of_desk(id, "")) aria-current=current>
                {urgent}<span>{format!("N° {id}")}</span>
                <span class="detail">{format!("{since}, {whose}{}", by(&conversation))}</span>
            </a>
        </li>
    }
    .into_any()
}

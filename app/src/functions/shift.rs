//! What who leads a shift does, and an agent's break.

use std::collections::BTreeMap;

use domain::ids::AccountId;
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::{Done, InWords, Refused};

/// Gives what an agent has back to the queue.
#[server(prefix = "/brigade/quart", endpoint = "relever", input = PostUrl, output = InWords)]
pub async fn relieve_agent(account: AccountId) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.brigade.relieve(&actor, account).await;
    told(&env, done, crate::address::SHIFT)
}

/// Says within how many minutes a citizen is answered.
#[server(prefix = "/brigade/quart", endpoint = "delai", input = PostUrl, output = InWords)]
pub async fn set_answer_target(#[server(default)] minutes: String) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.brigade.set_target(&actor, &minutes).await;
    told(&env, done, crate::address::SHIFT)
}

/// Says that too many write at once, or that it is over.
#[server(prefix = "/brigade/quart", endpoint = "affluence", input = PostUrl, output = InWords)]
pub async fn set_surge(#[server(default)] active: String) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.brigade.set_surge(&actor, active == "1").await;
    told(&env, done, crate::address::SHIFT)
}

/// Answers many who ask the same.
#[server(prefix = "/brigade/quart", endpoint = "repondre", input = PostUrl, output = InWords)]
pub async fn answer_alike(#[server(flatten)] fields: BTreeMap<String, String>) -> Result<Done, Refused> {
    use super::caller::{caller, refused};
    let (env, actor) = caller()?;
    let said = |name: &str| fields.get(name).map_or("", String::as_str);
    let form = said("message").parse().unwrap_or_else(|_| env.brigade.message_id());
    let many = env.brigade.answer_many(&actor, form, &fields, said("text")).await.map_err(refused)?;
    let told = format!("?repondues={}&laissees={}", many.answered, many.left);
    Ok(Done { shown_at: env.href(crate::address::SHIFT_ALIKE.at(&told, "suite")) })
}

/// An agent begins a break.
#[server(prefix = "/brigade/poste", endpoint = "pause", input = PostUrl, output = InWords)]
pub async fn begin_break() -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.brigade.begin_break(&actor).await;
    told(&env, done, crate::address::DESK)
}

/// An agent is back.
#[server(prefix = "/brigade/poste", endpoint = "retour", input = PostUrl, output = InWords)]
pub async fn end_break() -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.brigade.end_break(&actor).await;
    told(&env, done, crate::address::DESK)
}

#[cfg(feature = "ssr")]
super::caller::stand_on!(crate::address::SHIFT; RelieveAgent, SetAnswerTarget, SetSurge);
#[cfg(feature = "ssr")]
super::caller::stand_on!(crate::address::SHIFT_ALIKE; AnswerAlike);
#[cfg(feature = "ssr")]
super::caller::stand_on!(crate::address::DESK; BeginBreak, EndBreak);

//! Ways of others by which citizens write.

use std::collections::BTreeMap;

use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::{Done, InWords, Refused};

/// Sets a channel, or replaces one of its name.
#[server(prefix = "/cyberimpact/administration/canaux", endpoint = "regler", input = PostUrl, output = InWords)]
pub async fn set_channel(#[server(flatten)] channel: BTreeMap<String, String>) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.brigade.set_channel(&actor, &channel).await;
    told(&env, done, crate::address::CHANNELS)
}

/// Turns a channel on or off.
#[server(prefix = "/cyberimpact/administration/canaux", endpoint = "tourner", input = PostUrl, output = InWords)]
pub async fn turn_channel(
    #[server(default)] name: String,
    #[server(default)] active: String,
) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.brigade.turn_channel(&actor, &name, active == "1").await;
    told(&env, done, crate::address::CHANNELS)
}

/// Removes a channel.
#[server(prefix = "/cyberimpact/administration/canaux", endpoint = "retirer", input = PostUrl, output = InWords)]
pub async fn remove_channel(#[server(default)] name: String) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.brigade.remove_channel(&actor, &name).await;
    told(&env, done, crate::address::CHANNELS)
}

#[cfg(feature = "ssr")]
super::caller::stand_on!(crate::address::CHANNELS; SetChannel, TurnChannel, RemoveChannel);

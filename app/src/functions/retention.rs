//! How long conversations are kept.

use std::collections::BTreeMap;

use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::{Done, InWords, Refused};

/// Sets terms, all or none.
#[server(prefix = "/cyberimpact/administration", endpoint = "conservation", input = PostUrl, output = InWords)]
pub async fn set_retention(#[server(flatten)] terms: BTreeMap<String, String>) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.brigade.set_terms(&actor, &terms).await;
    told(&env, done, crate::address::RETENTION)
}

#[cfg(feature = "ssr")]
super::caller::stand_on!(crate::address::RETENTION; SetRetention);

//! Weights of the scores' parts, and targets.

use std::collections::BTreeMap;

use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::{Done, InWords, Refused};

/// Sets weights and targets, all or none: for each part of a score `weight-part` and `target-part`.
#[server(prefix = "/cyberimpact/administration", endpoint = "scores", input = PostUrl, output = InWords)]
pub async fn set_scores(#[server(flatten)] parts: BTreeMap<String, String>) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let field = |name: String| parts.get(&name).cloned().unwrap_or_default();
    let typed: Vec<services::steering::Typed> = domain::score::components()
        .iter()
        .map(|c| services::steering::Typed {
            component: c.id.clone(),
            weight: field(format!("weight-{}", c.id)),
            target: field(format!("target-{}", c.id)),
        })
        .collect();
    let done = env.steering.set(&actor, &typed).await;
    told(&env, done, crate::address::SCORES)
}

#[cfg(feature = "ssr")]
super::caller::stand_on!(crate::address::SCORES; SetScores);

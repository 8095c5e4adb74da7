//! What the organisation did, described so that its effect can be measured.

use domain::ids::ActionId;
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::{Done, InWords, Refused};

/// Describes an action: it is shown with its effect.
#[server(prefix = "/cyberimpact", endpoint = "actions", input = PostUrl, output = InWords)]
pub async fn describe_action(
    #[server(default)] title: String,
    #[server(default)] kind: String,
    #[server(default)] territory: String,
    #[server(default)] indicator: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] expected: String,
) -> Result<Done, Refused> {
    use super::caller::{caller, refused, told};
    let (env, actor) = caller()?;
    let described = services::actions::Described {
        title,
        kind,
        territory: domain::territory::Territory::parse(&territory),
        indicator,
        from: from.parse().ok(),
        until: until.parse().ok(),
        expected,
    };
    let id = env.actions.describe(&actor, &env.barometer, &described).await.map_err(refused)?;
    told(&env, Ok(()), crate::address::ACTION.of(id))
}

/// Takes one's own action back.
#[server(prefix = "/cyberimpact/actions", endpoint = "retirer", input = PostUrl, output = InWords)]
pub async fn withdraw_action(number: ActionId) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.actions.withdraw(&actor, number).await;
    told(&env, done, crate::address::ACTIONS)
}

#[cfg(feature = "ssr")]
super::caller::stand_on!(crate::address::ACTIONS; DescribeAction, WithdrawAction);

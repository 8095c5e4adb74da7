//! What a person follows and keeps: series, views, the weekly letter.

use domain::ids::ViewId;
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::{Done, InWords, Refused};

/// Follows a series. `back`: where the form stands.
#[server(prefix = "/cyberimpact/suivi", endpoint = "suivre", input = PostUrl, output = InWords)]
pub async fn follow(
    #[server(default)] indicator: String,
    #[server(default)] territory: String,
    #[server(default)] filters: String,
    #[server(default)] back: String,
) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let place = domain::territory::Territory::parse(&territory);
    let done = env.following.follow(&actor, &indicator, place, &filters).await;
    told(&env, done, crate::address::safe_return(&back))
}

/// Follows a series no longer.
#[server(prefix = "/cyberimpact/suivi", endpoint = "cesser", input = PostUrl, output = InWords)]
pub async fn unfollow(
    #[server(default)] indicator: String,
    #[server(default)] territory: String,
    #[server(default)] filters: String,
    #[server(default)] back: String,
) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let place = domain::territory::Territory::parse(&territory);
    let done = env.following.unfollow(&actor, &indicator, place, &filters).await;
    told(&env, done, back_or_following(&back))
}

/// Keeps a view of the explorer under a name. `query`: what its address asks.
#[server(prefix = "/cyberimpact/suivi", endpoint = "vues", input = PostUrl, output = InWords)]
pub async fn keep_view(
    #[server(default)] title: String,
    #[server(default)] query: String,
    #[server(default)] shared: Option<String>,
) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.following.keep_view(&actor, &title, &query, shared.is_some()).await;
    told(&env, done, crate::address::safe_return(&explored(&query)))
}

/// The explorer, asked for a view.
#[cfg(feature = "ssr")]
fn explored(query: &str) -> String {
    crate::address::EXPLORER.at(&format!("?{}", query.trim_start_matches('?')), "")
}

#[cfg(feature = "ssr")]
impl super::caller::Act for KeepView {
    const FORM: crate::address::Address = crate::address::EXPLORER;

    fn stood_at(typed: &[(String, String)]) -> String {
        explored(super::caller::typed(typed, "query"))
    }
}

/// Gives one's own view another name.
#[server(prefix = "/cyberimpact/suivi/vues", endpoint = "renommer", input = PostUrl, output = InWords)]
pub async fn rename_view(
    number: ViewId,
    #[server(default)] title: String,
    #[server(default)] back: String,
) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.following.rename_view(&actor, number, &title).await;
    told(&env, done, back_or_following(&back))
}

/// Keeps one's own view no longer.
#[server(prefix = "/cyberimpact/suivi/vues", endpoint = "retirer", input = PostUrl, output = InWords)]
pub async fn remove_view(number: ViewId, #[server(default)] back: String) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.following.remove_view(&actor, number).await;
    told(&env, done, back_or_following(&back))
}

/// Asks for the weekly letter, or ends it with an empty address.
#[server(prefix = "/cyberimpact/suivi", endpoint = "lettre", input = PostUrl, output = InWords)]
pub async fn subscribe(#[server(default)] address: String) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let asks = !address.trim().is_empty();
    let done = match asks && !(env.codes)(actor.account) {
        true => Err(too_many("address")),
        false => env.following.subscribe(&actor, &address).await,
    };
    told(&env, done, crate::address::FOLLOWING)
}

/// Confirms the address of the letter with the code that went to it.
#[server(prefix = "/cyberimpact/suivi/lettre", endpoint = "confirmer", input = PostUrl, output = InWords)]
pub async fn confirm(#[server(default)] code: String) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = match (env.codes)(actor.account) {
        true => env.following.confirm(&actor, &code).await,
        false => Err(too_many("code")),
    };
    told(&env, done, crate::address::FOLLOWING)
}

/// Where a form stands; what names nowhere is sent from the page of what is followed.
#[cfg(feature = "ssr")]
fn back_or_following(back: &str) -> &str {
    match back {
        "" => crate::address::FOLLOWING.path(),
        back => crate::address::safe_return(back),
    }
}

/// What who asks for codes, or tries them, again and again is told.
#[cfg(feature = "ssr")]
fn too_many(field: &'static str) -> services::Unfit {
    services::Unfit::Field {
        field: field.into(),
        sentence: "Trop de codes en peu de temps : recommencez dans une heure.",
    }
}

#[cfg(feature = "ssr")]
super::caller::stand_on!(crate::address::FOLLOWING; Follow, Unfollow, RenameView, RemoveView, Subscribe, Confirm);

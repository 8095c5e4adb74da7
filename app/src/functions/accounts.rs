//! Accounts of others: what an administrator opens, changes and closes.

use domain::ids::AccountId;
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::{Done, InWords, Refused};

/// Opens an account for somebody who will come through the provider.
#[server(prefix = "/cyberimpact/administration", endpoint = "comptes", input = PostUrl, output = InWords)]
pub async fn enrol(
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] role: String,
    #[server(default)] territory: String,
) -> Result<Done, Refused> {
    use super::caller::{caller, refused, told};
    let (env, actor) = caller()?;
    let (role, scope) = granted(&role, &territory).map_err(refused)?;
    let new = services::identity::Enrolment { name, email, role, scope };
    let done = env.identity.enrol(&actor, &new).await.map(|_| ()).map_err(Into::into);
    told(&env, done, crate::address::ADMINISTRATION)
}

/// Gives an account another role and territory, from its next request on.
#[server(prefix = "/cyberimpact/administration/comptes", endpoint = "mandat", input = PostUrl, output = InWords)]
pub async fn change_mandate(
    number: AccountId,
    #[server(default)] role: String,
    #[server(default)] territory: String,
) -> Result<Done, Refused> {
    use super::caller::{caller, refused, told};
    let (env, actor) = caller()?;
    let granted = granted(&role, &territory).map_err(refused)?;
    let done = env.identity.change_mandate(&actor, number, granted).await.map_err(Into::into);
    told(&env, done, crate::address::ADMINISTRATION)
}

/// Closes an account: its sessions end at once.
#[server(prefix = "/cyberimpact/administration/comptes", endpoint = "fermer", input = PostUrl, output = InWords)]
pub async fn close_account(number: AccountId) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.identity.close(&actor, number).await.map_err(Into::into);
    told(&env, done, crate::address::ADMINISTRATION)
}

/// Opens a closed account again.
#[server(prefix = "/cyberimpact/administration/comptes", endpoint = "rouvrir", input = PostUrl, output = InWords)]
pub async fn reopen_account(number: AccountId) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.identity.reopen(&actor, number).await.map_err(Into::into);
    told(&env, done, crate::address::ADMINISTRATION)
}

/// Ends all sessions of an account.
#[server(prefix = "/cyberimpact/administration/comptes", endpoint = "sortir", input = PostUrl, output = InWords)]
pub async fn put_out(number: AccountId) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.identity.put_out(&actor, number).await.map_err(Into::into);
    told(&env, done, crate::address::ADMINISTRATION)
}

/// The role and the territory that were chosen.
#[cfg(feature = "ssr")]
fn granted(
    role: &str,
    territory: &str,
) -> Result<(domain::identity::Role, domain::territory::Territory), services::Unfit> {
    use services::Unfit;
    let unknown = |field: &'static str, sentence| Unfit::Field { field: field.into(), sentence };
    Ok((
        domain::identity::Role::parse(role).ok_or_else(|| unknown("role", "Choisissez un rôle."))?,
        domain::territory::Territory::parse(territory)
            .ok_or_else(|| unknown("territory", "Choisissez un territoire."))?,
    ))
}

#[cfg(feature = "ssr")]
impl super::caller::Act for ChangeMandate {
    const FORM: crate::address::Address = crate::address::ADMINISTRATION;

    /// The account's own page.
    fn stood_at(typed: &[(String, String)]) -> String {
        let number = super::caller::typed(typed, "number").parse();
        number.map_or_else(|_| Self::FORM.path().to_owned(), |number| crate::address::ACCOUNT.of(number))
    }
}

#[cfg(feature = "ssr")]
super::caller::stand_on!(crate::address::ADMINISTRATION; Enrol, CloseAccount, ReopenAccount, PutOut);

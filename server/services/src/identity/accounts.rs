//! Accounts, as an administrator sees them.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    identity::{Actor, Mandate, Operation, Role},
    ids::AccountId,
    territory::Territory,
};
use store::{NewAccount, StoredAudit};

use super::{Denied, Identity, mandate, provider::waiting};
use crate::audit::Outcome;

/// How long an account waits for its first login.
const WAITS: TimeDelta = TimeDelta::days(30);

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    /// `None` where role or territory are no longer understood.
    pub mandate: Option<Mandate>,
    /// "ProConnect", "Local", "Démonstration", or the address that waits for a first login.
    pub door: String,
    pub created_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// A line of the journal, and the name of whose account it tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLine {
    pub line: StoredAudit,
    pub name: Option<String>,
}

/// Who shall be able to enter through the provider.
#[derive(Debug, Clone)]
pub struct Enrolment {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub scope: Territory,
}

/// A role asks for another territory.
const MISMATCH: Denied = Denied::Field {
    field: "territory",
    sentence: "Un commandement départemental a un département ; les autres rôles ont la France.",
};

impl Identity {
    /// All accounts, by name.
    ///
    /// # Errors
    /// [`Denied::Forbidden`]. The same holds for every method below.
    pub async fn accounts(&self, actor: &Actor) -> Result<Vec<Account>, Denied> {
        self.require(actor, Operation::ManageAccounts, "comptes").await?;
        self.journal.record(Some(actor), "lire-comptes", "", Outcome::Done).await?;
        let stored = self.store.people().accounts().await?;
        Ok(stored
            .into_iter()
            .map(|a| {
                let (kind, rest) = a.subject.split_once(':').unwrap_or_default();
                let door = match kind {
                    "oidc" => "ProConnect".to_owned(),
                    "local" => format!("Local ({rest})"),
                    "demonstration" => "Démonstration".to_owned(),
                    _ => format!("En attente : {rest}"),
                };
                Account {
                    id: a.id,
                    mandate: mandate(&a.role, &a.scope),
                    door,
                    name: a.name,
                    created_at: a.created_at,
                    closed_at: a.closed_at,
                }
            })
            .collect())
    }

    /// Opens an account for somebody who will come through the provider.
    pub async fn enrol(&self, actor: &Actor, new: &Enrolment) -> Result<AccountId, Denied> {
        self.require(actor, Operation::ManageAccounts, "comptes").await?;
        let email = new.email.trim();
        let plausible = email.len() <= 254
            && email.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
            && !email.contains(char::is_whitespace);
        if !plausible {
            return Err(Denied::Field {
                field: "email",
                sentence: "L’adresse électronique n’a pas été comprise.",
            });
        }
        if !self.doors.admits(email) {
            return Err(Denied::Field {
                field: "email",
                sentence: "Cette adresse n’est pas d’un domaine admis pour cyberIMPACT.",
            });
        }
        if new.name.trim().is_empty() || new.name.chars().count() > 80 {
            return Err(Denied::Field { field: "name", sentence: "Le nom a entre 1 et 80 caractères." });
        }
        if Mandate::new(new.role, new.scope).is_none() {
            return Err(MISMATCH);
        }
        let mut act = self.journal.act().await?;
        let id = act
            .work
            .account_put(NewAccount {
                subject: &waiting(email),
                name: new.name.trim(),
                role: new.role.id(),
                scope: &new.scope.to_string(),
                password: None,
                totp: None,
                at: self.clock.now(),
                waits_until: Some(self.clock.now() + WAITS),
            })
            .await?;
        act.done(actor.account, "ouvrir-compte", &id.to_string()).await?;
        Ok(id)
    }

    /// Closes an account: its sessions end at once.
    pub async fn close(&self, actor: &Actor, account: AccountId) -> Result<(), Denied> {
        self.require(actor, Operation::ManageAccounts, &account.to_string()).await?;
        if account == actor.account {
            return Err(Denied::Malformed("Personne ne ferme son propre compte."));
        }
        let mut act = self.journal.act().await?;
        if act.work.account_close(account, self.clock.now()).await? {
            act.work.digest_remove(account).await?;
            act.done(actor.account, "fermer-compte", &account.to_string()).await?;
        }
        Ok(())
    }

    /// Gives an account another role and territory, from its next request on.
    pub async fn change_mandate(
        &self,
        actor: &Actor,
        account: AccountId,
        granted: (Role, Territory),
    ) -> Result<(), Denied> {
        self.require(actor, Operation::ManageAccounts, &account.to_string()).await?;
        if account == actor.account {
            return Err(Denied::Malformed("Personne ne change son propre mandat."));
        }
        let (role, scope) = granted;
        if Mandate::new(role, scope).is_none() {
            return Err(MISMATCH);
        }
        let mut act = self.journal.act().await?;
        if !act.work.account_mandate(account, role.id(), &scope.to_string()).await? {
            return Err(Denied::Malformed("Ce compte n’existe pas."));
        }
        let object = format!("{account} {} {scope}", role.id());
        Ok(act.done(actor.account, "changer-mandat", &object).await?)
    }

    /// Opens a closed account again. A local one has lost its password: its command makes another.
    pub async fn reopen(&self, actor: &Actor, account: AccountId) -> Result<(), Denied> {
        self.require(actor, Operation::ManageAccounts, &account.to_string()).await?;
        let mut act = self.journal.act().await?;
        if act.work.account_reopen(account).await? {
            act.done(actor.account, "rouvrir-compte", &account.to_string()).await?;
        }
        Ok(())
    }

    /// Puts everybody of an account out; the account stays.
    pub async fn put_out(&self, actor: &Actor, account: AccountId) -> Result<(), Denied> {
        self.require(actor, Operation::ManageAccounts, &account.to_string()).await?;
        let mut act = self.journal.act().await?;
        act.work.sessions_end(account).await?;
        Ok(act.done(actor.account, "revoquer-sessions", &account.to_string()).await?)
    }

    /// The last lines of the journal. Reading it is written in it.
    pub async fn audit(&self, actor: &Actor, limit: i64) -> Result<Vec<JournalLine>, Denied> {
        self.require(actor, Operation::ReadAudit, "journal").await?;
        self.journal.record(Some(actor), "lire-journal", "", Outcome::Done).await?;
        let accounts = self.store.people().accounts().await?;
        let name = |id: AccountId| accounts.iter().find(|a| a.id == id).map(|a| a.name.clone());
        let lines = self.journal.latest(limit).await?;
        Ok(lines
            .into_iter()
            .map(|line| JournalLine { name: line.entry.account.and_then(name), line })
            .collect())
    }
}

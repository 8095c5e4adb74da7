//! Accounts, sessions, logins under way and the journal, as stored.

use chrono::{DateTime, Utc};

use crate::{Store, StoreError, UnitOfWork, each};

/// An account as stored; role and scope are the public forms of `domain::identity`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAccount {
    pub id: i64,
    pub subject: String,
    pub name: String,
    pub role: String,
    pub scope: String,
    /// Argon2id, as a PHC string.
    pub password: Option<String>,
    /// Base32.
    pub totp: Option<String>,
    pub totp_step: i64,
    pub failures: i64,
    pub locked_until: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// What makes an account, or replaces the one of the same subject.
#[derive(Debug, Clone)]
pub struct NewAccount<'a> {
    pub subject: &'a str,
    pub name: &'a str,
    pub role: &'a str,
    pub scope: &'a str,
    pub password: Option<&'a str>,
    pub totp: Option<&'a str>,
    pub at: DateTime<Utc>,
    /// Until when the account waits for a first login; `None` where it waits for none.
    pub waits_until: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone)]
pub struct NewSession<'a> {
    /// SHA-256 of what the cookie holds.
    pub token: &'a [u8],
    pub account: i64,
    pub acr: &'a str,
    pub id_token: Option<&'a str>,
    pub at: DateTime<Utc>,
}

/// A session with what is needed of its account, which is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    pub account: i64,
    pub name: String,
    pub role: String,
    pub scope: String,
    pub acr: String,
    pub opened_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
}

/// One of a person's sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    pub token: Vec<u8>,
    pub acr: String,
    pub opened_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    pub at: DateTime<Utc>,
    pub account: Option<i64>,
    pub operation: String,
    pub object: String,
    pub outcome: String,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAudit {
    pub id: i64,
    /// Its chain, and its place in it, from 1.
    pub area: String,
    pub number: i64,
    pub entry: AuditEntry,
    pub hash: Vec<u8>,
}

/// Hash of a line from the hash before it, its number and what it says.
pub type Chain<'c> = dyn Fn(&[u8], i64, &AuditEntry) -> Vec<u8> + Send + Sync + 'c;

impl Store {
    pub async fn accounts(&self) -> Result<Vec<StoredAccount>, StoreError> {
        each!(self, b => b.accounts())
    }

    pub async fn account(&self, subject: &str) -> Result<Option<StoredAccount>, StoreError> {
        each!(self, b => b.account(subject))
    }

    pub async fn session(&self, token: &[u8]) -> Result<Option<StoredSession>, StoreError> {
        each!(self, b => b.session(token))
    }

    /// Fingerprint of the key that the database goes with, once it goes with one.
    pub async fn key_kept(&self) -> Result<Option<String>, StoreError> {
        each!(self, b => b.key_kept())
    }

    /// The sessions of an account, latest first.
    pub async fn sessions_of(&self, account: i64) -> Result<Vec<OwnSession>, StoreError> {
        each!(self, b => b.sessions_of(account))
    }

    /// All lines of the journal.
    pub async fn audit_count(&self) -> Result<i64, StoreError> {
        each!(self, b => b.audit_count())
    }

    /// Areas of the journal that have lines.
    pub async fn audit_areas(&self) -> Result<Vec<String>, StoreError> {
        each!(self, b => b.audit_areas())
    }

    /// Lines of an area after a number, first first.
    pub async fn audit_after(
        &self,
        area: &str,
        number: i64,
        limit: i64,
    ) -> Result<Vec<StoredAudit>, StoreError> {
        each!(self, b => b.audit_after(area, number, limit))
    }

    /// The last lines, last first.
    pub async fn audit_latest(&self, limit: i64) -> Result<Vec<StoredAudit>, StoreError> {
        each!(self, b => b.audit_latest(limit))
    }
}

impl UnitOfWork {
    /// Makes an account, or replaces and opens again the one of the same subject.
    pub async fn account_put(&mut self, new: NewAccount<'_>) -> Result<i64, StoreError> {
        each!(self, w => w.account_put(new))
    }

    /// Gives the account that waits under a subject another one, and a name; `None` where none waits any longer.
    pub async fn account_bind(
        &mut self,
        from: &str,
        to: &str,
        name: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<i64>, StoreError> {
        each!(self, w => w.account_bind(from, to, name, at))
    }

    /// Gives an account another role and territory; false where there is no such account.
    pub async fn account_mandate(&mut self, id: i64, role: &str, scope: &str) -> Result<bool, StoreError> {
        each!(self, w => w.account_mandate(id, role, scope))
    }

    /// Opens a closed account again; false where it was open.
    pub async fn account_reopen(&mut self, id: i64) -> Result<bool, StoreError> {
        each!(self, w => w.account_reopen(id))
    }

    /// Replaces the stored form of an account's one-time secret.
    pub async fn account_seal(&mut self, id: i64, totp: &str) -> Result<(), StoreError> {
        each!(self, w => w.account_seal(id, totp))
    }

    /// Ends every session of the demonstration's roles and closes their accounts.
    pub async fn demonstration_end(&mut self, at: DateTime<Utc>) -> Result<(), StoreError> {
        each!(self, w => w.demonstration_end(at))
    }

    /// The fingerprint of the key that this database goes with: the one given, where there was none.
    pub async fn key_fingerprint(&mut self, ours: &str) -> Result<String, StoreError> {
        each!(self, w => w.key_fingerprint(ours))
    }

    /// Closes an account and ends its sessions; false where it was closed already.
    pub async fn account_close(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        each!(self, w => w.account_close(id, at))
    }

    /// Counts an attempt; the `most`th in a row locks the account until `until`. False where it was locked.
    pub async fn account_try(
        &mut self,
        id: i64,
        most: i64,
        at: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        each!(self, w => w.account_try(id, most, at, until))
    }

    /// Writes as much as [`UnitOfWork::account_try`] and changes nothing: for a login that nobody has.
    pub async fn account_try_nobody(&mut self) -> Result<(), StoreError> {
        each!(self, w => w.account_try_nobody())
    }

    /// Takes a one-time code's step: false when it, or a later one, was used.
    pub async fn account_proved(&mut self, id: i64, step: i64) -> Result<bool, StoreError> {
        each!(self, w => w.account_proved(id, step))
    }

    pub async fn session_open(&mut self, new: NewSession<'_>) -> Result<(), StoreError> {
        each!(self, w => w.session_open(new))
    }

    pub async fn session_seen(&mut self, token: &[u8], at: DateTime<Utc>) -> Result<(), StoreError> {
        each!(self, w => w.session_seen(token, at))
    }

    /// Ends a session; answers its identity token, if the provider gave one.
    pub async fn session_end(&mut self, token: &[u8]) -> Result<Option<String>, StoreError> {
        each!(self, w => w.session_end(token))
    }

    /// Ends all sessions of an account; answers how many.
    pub async fn sessions_end(&mut self, account: i64) -> Result<u64, StoreError> {
        each!(self, w => w.sessions_end(account))
    }

    /// Ends one session of an account; false where it has no such session.
    pub async fn session_end_of(&mut self, token: &[u8], account: i64) -> Result<bool, StoreError> {
        each!(self, w => w.session_end_of(token, account))
    }

    /// Forgets sessions not seen since one instant or opened before another, and logins used before a third.
    pub async fn sweep(
        &mut self,
        seen: DateTime<Utc>,
        opened: DateTime<Utc>,
        started: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        each!(self, w => w.sweep(seen, opened, started))
    }

    /// Uses up a login, by the SHA-256 of its state; false where it was used before.
    pub async fn login_use(&mut self, state: &[u8], at: DateTime<Utc>) -> Result<bool, StoreError> {
        each!(self, w => w.login_use(state, at))
    }

    /// Adds a line to an area of the journal, chained to the last one there.
    pub async fn audit_append(
        &mut self,
        area: &str,
        entry: &AuditEntry,
        chain: &Chain<'_>,
    ) -> Result<(), StoreError> {
        each!(self, w => w.audit_append(area, entry, chain))
    }
}

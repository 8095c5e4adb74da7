//! Accounts, sessions, logins under way and the journal, as stored.

use chrono::{DateTime, Utc};

use crate::{Store, StoreError, each};

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

/// A login that goes to the provider.
#[derive(Debug, Clone)]
pub struct NewLogin<'a> {
    /// SHA-256 of the state.
    pub state: &'a [u8],
    pub nonce: &'a str,
    pub verifier: &'a str,
    pub return_to: &'a str,
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLogin {
    pub nonce: String,
    pub verifier: String,
    pub return_to: String,
    pub started_at: DateTime<Utc>,
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
    pub entry: AuditEntry,
    pub hash: Vec<u8>,
}

/// Hash of a line from the hash before it, its number and what it says.
pub type Chain = fn(&[u8], i64, &AuditEntry) -> Vec<u8>;

impl Store {
    pub async fn accounts(&self) -> Result<Vec<StoredAccount>, StoreError> {
        each!(self, b => b.accounts())
    }

    pub async fn account(&self, subject: &str) -> Result<Option<StoredAccount>, StoreError> {
        each!(self, b => b.account(subject))
    }

    /// Makes an account, or replaces and opens again the one of the same subject.
    pub async fn account_put(&self, new: NewAccount<'_>) -> Result<i64, StoreError> {
        each!(self, b => b.account_put(new))
    }

    /// Gives an account another subject and name; false where there is none.
    pub async fn account_bind(&self, from: &str, to: &str, name: &str) -> Result<bool, StoreError> {
        each!(self, b => b.account_bind(from, to, name))
    }

    /// Closes an account and ends its sessions; false where it was closed already.
    pub async fn account_close(&self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        each!(self, b => b.account_close(id, at))
    }

    /// Counts a failure; the account is locked until `until` from the `most`th on.
    pub async fn account_failed(&self, id: i64, most: i64, until: DateTime<Utc>) -> Result<(), StoreError> {
        each!(self, b => b.account_failed(id, most, until))
    }

    /// Takes a one-time code's step: false when it, or a later one, was used.
    pub async fn account_proved(&self, id: i64, step: i64) -> Result<bool, StoreError> {
        each!(self, b => b.account_proved(id, step))
    }

    pub async fn session_open(&self, new: NewSession<'_>) -> Result<(), StoreError> {
        each!(self, b => b.session_open(new))
    }

    pub async fn session(&self, token: &[u8]) -> Result<Option<StoredSession>, StoreError> {
        each!(self, b => b.session(token))
    }

    pub async fn session_seen(&self, token: &[u8], at: DateTime<Utc>) -> Result<(), StoreError> {
        each!(self, b => b.session_seen(token, at))
    }

    /// Ends a session; answers its identity token, if the provider gave one.
    pub async fn session_end(&self, token: &[u8]) -> Result<Option<String>, StoreError> {
        each!(self, b => b.session_end(token))
    }

    /// Ends all sessions of an account; answers how many.
    pub async fn sessions_end(&self, account: i64) -> Result<u64, StoreError> {
        each!(self, b => b.sessions_end(account))
    }

    /// Forgets sessions not seen since one instant or opened before another, and logins started before a third.
    pub async fn sweep(
        &self,
        seen: DateTime<Utc>,
        opened: DateTime<Utc>,
        started: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        each!(self, b => b.sweep(seen, opened, started))
    }

    pub async fn login_start(&self, new: NewLogin<'_>) -> Result<(), StoreError> {
        each!(self, b => b.login_start(new))
    }

    /// Takes a login out: a second answer with the same state finds nothing.
    pub async fn login_take(&self, state: &[u8]) -> Result<Option<StoredLogin>, StoreError> {
        each!(self, b => b.login_take(state))
    }

    /// Adds a line to the journal, chained to the last one.
    pub async fn audit_append(&self, entry: &AuditEntry, chain: Chain) -> Result<(), StoreError> {
        each!(self, b => b.audit_append(entry, chain))
    }

    /// Lines after a number, first first.
    pub async fn audit_after(&self, id: i64, limit: i64) -> Result<Vec<StoredAudit>, StoreError> {
        each!(self, b => b.audit_after(id, limit))
    }

    /// The last lines, last first.
    pub async fn audit_latest(&self, limit: i64) -> Result<Vec<StoredAudit>, StoreError> {
        each!(self, b => b.audit_latest(limit))
    }
}

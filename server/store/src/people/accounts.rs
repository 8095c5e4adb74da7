//! Accounts, sessions, logins that served and the fingerprint of the operator's key, as stored.

use std::collections::BTreeMap;

use both::both;
use chrono::{DateTime, Utc};
use domain::ids::AccountId;

use crate::{
    People, StoreError, UnitOfWork,
    row::{instant, maybe_instant},
};

/// An account as stored; role and scope are the public forms of `domain::identity`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAccount {
    pub id: AccountId,
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
    pub account: AccountId,
    pub acr: &'a str,
    pub id_token: Option<&'a str>,
    pub at: DateTime<Utc>,
}

/// A session with what is needed of its account, which is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    pub account: AccountId,
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

#[both]
mod queries {
    use sqlx::Row as _;

    use driver::{DbRow, People, UnitOfWork};

    fn account(row: &DbRow) -> Result<StoredAccount, StoreError> {
        Ok(StoredAccount {
            id: AccountId(row.try_get("id")?),
            subject: row.try_get("subject")?,
            name: row.try_get("name")?,
            role: row.try_get("role")?,
            scope: row.try_get("scope")?,
            password: row.try_get("password")?,
            totp: row.try_get("totp")?,
            totp_step: row.try_get("totp_step")?,
            failures: row.try_get("failures")?,
            locked_until: instant(row, "locked_until")?,
            created_at: instant(row, "created_at")?,
            closed_at: maybe_instant(row, "closed_at")?,
        })
    }

    impl People {
        /// Names of accounts, by number.
        pub async fn account_names(&self) -> Result<BTreeMap<AccountId, String>, StoreError> {
            let sql = include_str!("queries/identity/account_names.sql");
            let rows = sqlx::query(sql).fetch_all(&self.reader).await?;
            rows.iter().map(|row| Ok((AccountId(row.try_get("id")?), row.try_get("name")?))).collect()
        }

        pub async fn accounts(&self) -> Result<Vec<StoredAccount>, StoreError> {
            let rows =
                sqlx::query(include_str!("queries/identity/accounts.sql")).fetch_all(&self.reader).await?;
            rows.iter().map(account).collect()
        }

        pub async fn account(&self, subject: &str) -> Result<Option<StoredAccount>, StoreError> {
            let row = sqlx::query(include_str!("queries/identity/account_of_subject.sql"))
                .bind(subject)
                .fetch_optional(&self.reader)
                .await?;
            row.as_ref().map(account).transpose()
        }

        pub async fn session(&self, token: &[u8]) -> Result<Option<StoredSession>, StoreError> {
            let row = sqlx::query(include_str!("queries/identity/session_find.sql"))
                .bind(token)
                .fetch_optional(&self.reader)
                .await?;
            row.as_ref()
                .map(|row| {
                    Ok(StoredSession {
                        account: AccountId(row.try_get("id")?),
                        name: row.try_get("name")?,
                        role: row.try_get("role")?,
                        scope: row.try_get("scope")?,
                        acr: row.try_get("acr")?,
                        opened_at: instant(row, "opened_at")?,
                        seen_at: instant(row, "seen_at")?,
                    })
                })
                .transpose()
        }

        /// Fingerprint of the key that the database goes with, once it goes with one.
        pub async fn key_kept(&self) -> Result<Option<String>, StoreError> {
            let sql = include_str!("queries/identity/key_of.sql");
            Ok(sqlx::query_scalar(sql).fetch_optional(&self.reader).await?)
        }

        /// The sessions of an account, latest first.
        pub async fn sessions_of(&self, account: AccountId) -> Result<Vec<OwnSession>, StoreError> {
            let sql = include_str!("queries/identity/sessions_of.sql");
            let rows = sqlx::query(sql).bind(account.0).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    Ok(OwnSession {
                        token: row.try_get("token")?,
                        acr: row.try_get("acr")?,
                        opened_at: instant(row, "opened_at")?,
                        seen_at: instant(row, "seen_at")?,
                    })
                })
                .collect()
        }
    }

    impl UnitOfWork {
        /// Makes an account, or replaces and opens again the one of the same subject.
        pub async fn account_put(&mut self, new: NewAccount<'_>) -> Result<AccountId, StoreError> {
            Ok(AccountId(
                sqlx::query_scalar(include_str!("queries/identity/account_put.sql"))
                    .bind(new.subject)
                    .bind(new.name)
                    .bind(new.role)
                    .bind(new.scope)
                    .bind(new.password)
                    .bind(new.totp)
                    .bind(new.at.timestamp_micros())
                    .bind(new.waits_until.map(|at| at.timestamp_micros()))
                    .fetch_one(&mut *self.tx)
                    .await?,
            ))
        }

        /// Gives the account that waits under a subject another one, and a name; `None` where none waits any longer.
        pub async fn account_bind(
            &mut self,
            from: &str,
            to: &str,
            name: &str,
            at: DateTime<Utc>,
        ) -> Result<Option<AccountId>, StoreError> {
            let id: Option<i64> = sqlx::query_scalar(include_str!("queries/identity/account_bind.sql"))
                .bind(from)
                .bind(to)
                .bind(name)
                .bind(at.timestamp_micros())
                .fetch_optional(&mut *self.tx)
                .await?;
            Ok(id.map(AccountId))
        }

        /// Closes an account and ends its sessions; false where it was closed already.
        pub async fn account_close(&mut self, id: AccountId, at: DateTime<Utc>) -> Result<bool, StoreError> {
            let done = sqlx::query(include_str!("queries/identity/account_close.sql"))
                .bind(id.0)
                .bind(at.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            sqlx::query(include_str!("queries/identity/sessions_end.sql"))
                .bind(id.0)
                .execute(&mut *self.tx)
                .await?;
            Ok(done.rows_affected() > 0)
        }

        /// Counts an attempt; the `most`th in a row locks the account until `until`. False where it was locked.
        pub async fn account_try(
            &mut self,
            id: AccountId,
            most: i64,
            at: DateTime<Utc>,
            until: DateTime<Utc>,
        ) -> Result<bool, StoreError> {
            let done = sqlx::query(include_str!("queries/identity/account_try.sql"))
                .bind(id.0)
                .bind(at.timestamp_micros())
                .bind(most)
                .bind(until.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            Ok(done.rows_affected() > 0)
        }

        /// Writes as much as [`UnitOfWork::account_try`] and changes nothing: for a login that nobody has.
        pub async fn account_try_nobody(&mut self) -> Result<(), StoreError> {
            let sql = include_str!("queries/identity/account_try_nobody.sql");
            sqlx::query(sql).execute(&mut *self.tx).await?;
            Ok(())
        }

        /// Takes a one-time code's step: false when it, or a later one, was used.
        pub async fn account_proved(&mut self, id: AccountId, step: i64) -> Result<bool, StoreError> {
            let done = sqlx::query(include_str!("queries/identity/account_proved.sql"))
                .bind(id.0)
                .bind(step)
                .execute(&mut *self.tx)
                .await?;
            Ok(done.rows_affected() > 0)
        }

        pub async fn session_open(&mut self, new: NewSession<'_>) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/identity/session_open.sql"))
                .bind(new.token)
                .bind(new.account.0)
                .bind(new.acr)
                .bind(new.id_token)
                .bind(new.at.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            Ok(())
        }

        pub async fn session_seen(&mut self, token: &[u8], at: DateTime<Utc>) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/identity/session_seen.sql"))
                .bind(token)
                .bind(at.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            Ok(())
        }

        /// Ends a session; answers its identity token, if the provider gave one.
        pub async fn session_end(&mut self, token: &[u8]) -> Result<Option<String>, StoreError> {
            let found: Option<Option<String>> =
                sqlx::query_scalar(include_str!("queries/identity/session_end.sql"))
                    .bind(token)
                    .fetch_optional(&mut *self.tx)
                    .await?;
            Ok(found.flatten())
        }

        /// Ends all sessions of an account; answers how many.
        pub async fn sessions_end(&mut self, account: AccountId) -> Result<u64, StoreError> {
            let done = sqlx::query(include_str!("queries/identity/sessions_end.sql"))
                .bind(account.0)
                .execute(&mut *self.tx)
                .await?;
            Ok(done.rows_affected())
        }

        /// Forgets sessions not seen since one instant or opened before another, and logins used before a third.
        pub async fn sweep(
            &mut self,
            seen: DateTime<Utc>,
            opened: DateTime<Utc>,
            started: DateTime<Utc>,
        ) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/identity/sessions_sweep.sql"))
                .bind(seen.timestamp_micros())
                .bind(opened.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            sqlx::query(include_str!("queries/identity/logins_sweep.sql"))
                .bind(started.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            Ok(())
        }

        /// Uses up a login, by the SHA-256 of its state; false where it was used before.
        pub async fn login_use(&mut self, state: &[u8], at: DateTime<Utc>) -> Result<bool, StoreError> {
            let done = sqlx::query(include_str!("queries/identity/login_use.sql"))
                .bind(state)
                .bind(at.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            Ok(done.rows_affected() > 0)
        }

        /// Ends one session of an account; false where it has no such session.
        pub async fn session_end_of(&mut self, token: &[u8], account: AccountId) -> Result<bool, StoreError> {
            let done = sqlx::query(include_str!("queries/identity/session_end_of.sql"))
                .bind(token)
                .bind(account.0)
                .execute(&mut *self.tx)
                .await?;
            Ok(done.rows_affected() > 0)
        }

        /// Gives an account another role and territory; false where there is no such account.
        pub async fn account_mandate(
            &mut self,
            id: AccountId,
            role: &str,
            scope: &str,
        ) -> Result<bool, StoreError> {
            let done = sqlx::query(include_str!("queries/identity/account_mandate.sql"))
                .bind(id.0)
                .bind(role)
                .bind(scope)
                .execute(&mut *self.tx)
                .await?;
            Ok(done.rows_affected() > 0)
        }

        /// Opens a closed account again; false where it was open.
        pub async fn account_reopen(&mut self, id: AccountId) -> Result<bool, StoreError> {
            let sql = include_str!("queries/identity/account_reopen.sql");
            Ok(sqlx::query(sql).bind(id.0).execute(&mut *self.tx).await?.rows_affected() > 0)
        }

        /// Replaces the stored form of an account's one-time secret.
        pub async fn account_seal(&mut self, id: AccountId, totp: &str) -> Result<(), StoreError> {
            let sql = include_str!("queries/identity/account_seal.sql");
            sqlx::query(sql).bind(id.0).bind(totp).execute(&mut *self.tx).await?;
            Ok(())
        }

        /// Ends every session of the demonstration's roles and closes their accounts.
        pub async fn demonstration_end(&mut self, at: DateTime<Utc>) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/identity/demonstration_end.sql"))
                .execute(&mut *self.tx)
                .await?;
            sqlx::query(include_str!("queries/identity/demonstration_close.sql"))
                .bind(at.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            Ok(())
        }

        /// The fingerprint of the key that this database goes with: the one given, where there was none.
        pub async fn key_fingerprint(&mut self, ours: &str) -> Result<String, StoreError> {
            let sql = include_str!("queries/identity/key_put.sql");
            sqlx::query(sql).bind(ours).execute(&mut *self.tx).await?;
            let sql = include_str!("queries/identity/key_of.sql");
            Ok(sqlx::query_scalar(sql).fetch_one(&mut *self.tx).await?)
        }
    }
}

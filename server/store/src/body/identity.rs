//! Accounts, sessions and logins under way.

use chrono::{DateTime, Utc};
use sqlx::Row;

use super::{super::Db, Body, UnitOfWork, instant};
use crate::{NewAccount, NewSession, OwnSession, StoreError, StoredAccount, StoredSession};

type DbRow = <Db as sqlx::Database>::Row;

fn account(row: &DbRow) -> Result<StoredAccount, StoreError> {
    let closed_at: Option<i64> = row.try_get(11)?;
    Ok(StoredAccount {
        id: row.try_get(0)?,
        subject: row.try_get(1)?,
        name: row.try_get(2)?,
        role: row.try_get(3)?,
        scope: row.try_get(4)?,
        password: row.try_get(5)?,
        totp: row.try_get(6)?,
        totp_step: row.try_get(7)?,
        failures: row.try_get(8)?,
        locked_until: instant(row, 9)?,
        created_at: instant(row, 10)?,
        closed_at: closed_at.and_then(DateTime::from_timestamp_micros),
    })
}

impl Body {
    pub async fn accounts(&self) -> Result<Vec<StoredAccount>, StoreError> {
        let rows = sqlx::query(include_str!("../../queries/identity/accounts.sql"))
            .fetch_all(&self.people.reader)
            .await?;
        rows.iter().map(account).collect()
    }

    pub async fn account(&self, subject: &str) -> Result<Option<StoredAccount>, StoreError> {
        let row = sqlx::query(include_str!("../../queries/identity/account_of_subject.sql"))
            .bind(subject)
            .fetch_optional(&self.people.reader)
            .await?;
        row.as_ref().map(account).transpose()
    }

    pub async fn session(&self, token: &[u8]) -> Result<Option<StoredSession>, StoreError> {
        let row = sqlx::query(include_str!("../../queries/identity/session_find.sql"))
            .bind(token)
            .fetch_optional(&self.people.reader)
            .await?;
        row.as_ref()
            .map(|row| {
                Ok(StoredSession {
                    account: row.try_get(0)?,
                    name: row.try_get(1)?,
                    role: row.try_get(2)?,
                    scope: row.try_get(3)?,
                    acr: row.try_get(4)?,
                    opened_at: instant(row, 5)?,
                    seen_at: instant(row, 6)?,
                })
            })
            .transpose()
    }

    pub async fn key_kept(&self) -> Result<Option<String>, StoreError> {
        let sql = include_str!("../../queries/identity/key_of.sql");
        Ok(sqlx::query_scalar(sql).fetch_optional(&self.people.reader).await?)
    }

    pub async fn sessions_of(&self, account: i64) -> Result<Vec<OwnSession>, StoreError> {
        let sql = include_str!("../../queries/identity/sessions_of.sql");
        let rows = sqlx::query(sql).bind(account).fetch_all(&self.people.reader).await?;
        rows.iter()
            .map(|row| {
                Ok(OwnSession {
                    token: row.try_get(0)?,
                    acr: row.try_get(1)?,
                    opened_at: instant(row, 2)?,
                    seen_at: instant(row, 3)?,
                })
            })
            .collect()
    }
}

impl UnitOfWork {
    pub async fn account_put(&mut self, new: NewAccount<'_>) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(include_str!("../../queries/identity/account_put.sql"))
            .bind(new.subject)
            .bind(new.name)
            .bind(new.role)
            .bind(new.scope)
            .bind(new.password)
            .bind(new.totp)
            .bind(new.at.timestamp_micros())
            .bind(new.waits_until.map(|at| at.timestamp_micros()))
            .fetch_one(&mut *self.tx)
            .await?)
    }

    pub async fn account_bind(
        &mut self,
        from: &str,
        to: &str,
        name: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<i64>, StoreError> {
        Ok(sqlx::query_scalar(include_str!("../../queries/identity/account_bind.sql"))
            .bind(from)
            .bind(to)
            .bind(name)
            .bind(at.timestamp_micros())
            .fetch_optional(&mut *self.tx)
            .await?)
    }

    pub async fn account_close(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../../queries/identity/account_close.sql"))
            .bind(id)
            .bind(at.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        sqlx::query(include_str!("../../queries/identity/sessions_end.sql"))
            .bind(id)
            .execute(&mut *self.tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    pub async fn account_try(
        &mut self,
        id: i64,
        most: i64,
        at: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../../queries/identity/account_try.sql"))
            .bind(id)
            .bind(at.timestamp_micros())
            .bind(most)
            .bind(until.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    pub async fn account_try_nobody(&mut self) -> Result<(), StoreError> {
        let sql = include_str!("../../queries/identity/account_try_nobody.sql");
        sqlx::query(sql).execute(&mut *self.tx).await?;
        Ok(())
    }

    pub async fn account_proved(&mut self, id: i64, step: i64) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../../queries/identity/account_proved.sql"))
            .bind(id)
            .bind(step)
            .execute(&mut *self.tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    pub async fn session_open(&mut self, new: NewSession<'_>) -> Result<(), StoreError> {
        sqlx::query(include_str!("../../queries/identity/session_open.sql"))
            .bind(new.token)
            .bind(new.account)
            .bind(new.acr)
            .bind(new.id_token)
            .bind(new.at.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    pub async fn session_seen(&mut self, token: &[u8], at: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(include_str!("../../queries/identity/session_seen.sql"))
            .bind(token)
            .bind(at.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    pub async fn session_end(&mut self, token: &[u8]) -> Result<Option<String>, StoreError> {
        let found: Option<Option<String>> =
            sqlx::query_scalar(include_str!("../../queries/identity/session_end.sql"))
                .bind(token)
                .fetch_optional(&mut *self.tx)
                .await?;
        Ok(found.flatten())
    }

    pub async fn sessions_end(&mut self, account: i64) -> Result<u64, StoreError> {
        let done = sqlx::query(include_str!("../../queries/identity/sessions_end.sql"))
            .bind(account)
            .execute(&mut *self.tx)
            .await?;
        Ok(done.rows_affected())
    }

    pub async fn sweep(
        &mut self,
        seen: DateTime<Utc>,
        opened: DateTime<Utc>,
        started: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        sqlx::query(include_str!("../../queries/identity/sessions_sweep.sql"))
            .bind(seen.timestamp_micros())
            .bind(opened.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        sqlx::query(include_str!("../../queries/identity/logins_sweep.sql"))
            .bind(started.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    pub async fn login_use(&mut self, state: &[u8], at: DateTime<Utc>) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../../queries/identity/login_use.sql"))
            .bind(state)
            .bind(at.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    pub async fn session_end_of(&mut self, token: &[u8], account: i64) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../../queries/identity/session_end_of.sql"))
            .bind(token)
            .bind(account)
            .execute(&mut *self.tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    pub async fn account_mandate(&mut self, id: i64, role: &str, scope: &str) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../../queries/identity/account_mandate.sql"))
            .bind(id)
            .bind(role)
            .bind(scope)
            .execute(&mut *self.tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    pub async fn account_reopen(&mut self, id: i64) -> Result<bool, StoreError> {
        let sql = include_str!("../../queries/identity/account_reopen.sql");
        Ok(sqlx::query(sql).bind(id).execute(&mut *self.tx).await?.rows_affected() > 0)
    }

    pub async fn account_seal(&mut self, id: i64, totp: &str) -> Result<(), StoreError> {
        let sql = include_str!("../../queries/identity/account_seal.sql");
        sqlx::query(sql).bind(id).bind(totp).execute(&mut *self.tx).await?;
        Ok(())
    }

    pub async fn demonstration_end(&mut self, at: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(include_str!("../../queries/identity/demonstration_end.sql"))
            .execute(&mut *self.tx)
            .await?;
        sqlx::query(include_str!("../../queries/identity/demonstration_close.sql"))
            .bind(at.timestamp_micros())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    pub async fn key_fingerprint(&mut self, ours: &str) -> Result<String, StoreError> {
        let sql = include_str!("../../queries/identity/key_put.sql");
        sqlx::query(sql).bind(ours).execute(&mut *self.tx).await?;
        let sql = include_str!("../../queries/identity/key_of.sql");
        Ok(sqlx::query_scalar(sql).fetch_one(&mut *self.tx).await?)
    }
}

//! Local accounts: a password and a one-time code. For break-glass and for machines without the State's network.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    identity::{Actor, Mandate, Role},
    ids::AccountId,
    territory::Territory,
};
use store::{NewAccount, StoreError};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::{Denied, Identity, Ticket, sessions::DEMONSTRATION};

/// Wrong passwords or codes in a row before the account rests,
const MOST_FAILURES: i64 = 5;
/// and for how long.
const REST: TimeDelta = TimeDelta::minutes(15);
/// What a one-time secret is sealed for.
const SEED: &str = "totp";
/// Length in seconds of a code, and codes before and after that are taken (RFC 6238 §5.2).
const STEP: u64 = 30;
const SKEW: u16 = 1;
/// What an unknown login is checked against, so that it takes as long as a known one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Y3liZXJJTVBBQ1Q$7lWbHzZ6hYcKnYbq1WBg1YFJ0xVfQmT0V3v8bV1F3xM";

impl Identity {
    /// Enters with a local account.
    ///
    /// # Errors
    /// [`Denied::Credentials`] whatever was wrong: nothing is told of which accounts exist.
    pub async fn enter_local(&self, login: &str, password: &str, code: &str) -> Result<Ticket, Denied> {
        if !self.doors.local {
            self.journal.refused_entry(None, "local, porte fermée").await?;
            return Err(Denied::Credentials);
        }
        let now = self.clock.now();
        let account = self.store.people().account(&subject(login)).await?.filter(|a| a.closed_at.is_none());
        // Counted before anything is compared: of forty attempts at once, five are looked at.
        let counted = match &account {
            Some(account) => self.counted(account.id, now).await?,
            None => self.counted_nobody().await?,
        };
        let hash = account.as_ref().and_then(|a| a.password.clone()).unwrap_or_else(|| NOBODY.to_owned());
        let fits = self.fits(password.to_owned(), hash).await;
        let Some(account) = account else {
            self.journal.refused_entry(None, "local").await?;
            return Err(Denied::Credentials);
        };
        let seconds = now.timestamp().unsigned_abs();
        let seed = account.totp.as_deref().and_then(|sealed| self.keys.open(SEED, &account.subject, sealed));
        let step = seed.as_deref().and_then(totp).and_then(|totp| accepted(&totp, code, seconds));
        let entered = match step.filter(|_| fits && counted) {
            Some(step) => self.proved(account.id, step as i64).await?,
            None => false,
        };
        if !entered {
            self.journal.refused_entry(Some(account.id), "local").await?;
            return Err(Denied::Credentials);
        }
        Ok(self.open(account.id, "local", None).await?)
    }

    /// Enters the demonstration as somebody of a role; the account is made on the way.
    ///
    /// # Errors
    /// This server is no demonstration.
    pub async fn enter_demonstration(&self, role: Role) -> Result<Ticket, Denied> {
        let account =
            self.demonstration_account(role, role.id(), &format!("{} (démonstration)", role.title())).await?;
        Ok(self.open(account, DEMONSTRATION, None).await?)
    }

    /// An agent who answers by themselves while the demonstration is open; nobody enters as them.
    ///
    /// # Errors
    /// As above.
    pub async fn simulated_agent(&self, number: usize) -> Result<Actor, Denied> {
        let (role, name) = (Role::Agent, format!("Agent simulé {number}"));
        let account = self.demonstration_account(role, &format!("agent-simule-{number}"), &name).await?;
        let mandate = Mandate::new(role, Territory::France).ok_or(Denied::Forbidden)?;
        Ok(Actor { account, name, mandate })
    }

    /// The account of somebody of the demonstration, made where there is none.
    async fn demonstration_account(&self, role: Role, who: &str, name: &str) -> Result<AccountId, Denied> {
        if !self.doors.demonstration || !self.is_simulated().await? {
            self.journal.refused_entry(None, "démonstration, porte fermée").await?;
            return Err(Denied::Forbidden);
        }
        let scope = match role {
            Role::DepartmentalCommand => Territory::departement("35").unwrap_or(Territory::France),
            _ => Territory::France,
        };
        let new = NewAccount {
            subject: &format!("demonstration:{who}"),
            name,
            role: role.id(),
            scope: &scope.to_string(),
            password: None,
            totp: None,
            at: self.clock.now(),
            waits_until: None,
        };
        let mut work = self.store.write().await?;
        let account = work.account_put(new).await?;
        work.commit().await?;
        Ok(account)
    }

    /// Makes a local account, from the machine itself: who can run a command there needs no other right. Answers the
    /// secret of its one-time codes, in base 32, which is told this once.
    ///
    /// # Errors
    /// Login, password or mandate don't do.
    pub async fn enrol_local(
        &self,
        login: &str,
        name: &str,
        password: &str,
        granted: (Role, Territory),
    ) -> Result<String, Denied> {
        let fits = (1..=64).contains(&login.len())
            && login.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b));
        if !fits {
            return Err(Denied::Malformed(
                "L’identifiant est fait de lettres sans accent, de chiffres, de points et de tirets.",
            ));
        }
        if password.chars().count() < 12 {
            return Err(Denied::Malformed("Le mot de passe a au moins 12 caractères."));
        }
        let (role, scope) = granted;
        if Mandate::new(role, scope).is_none() {
            return Err(Denied::Malformed(
                "Un commandement départemental a un département ; les autres rôles ont la France.",
            ));
        }
        let bytes: [u8; 20] = rand::random();
        let secret = Secret::new_stack(bytes).to_base32();
        let hash = self.hashed(password.to_owned()).await?;
        let sealed = self.keys.seal(SEED, &subject(login), &secret);
        let new = NewAccount {
            subject: &subject(login),
            name,
            role: role.id(),
            scope: &scope.to_string(),
            password: Some(&hash),
            totp: sealed.as_deref(),
            at: self.clock.now(),
            waits_until: None,
        };
        let mut act = self.journal.act().await?;
        let account = act.work.account_put(new).await?;
        act.work.sessions_end(account).await?;
        act.done(None, "ouvrir-compte", &account.to_string()).await?;
        Ok(secret)
    }

    /// Seals the one-time secrets that an earlier version left open.
    ///
    /// # Errors
    /// The store can't be read or written.
    pub async fn seal_seeds(&self) -> Result<(), StoreError> {
        let accounts = self.store.people().accounts().await?;
        let mut work = self.store.write().await?;
        for account in accounts {
            // An open secret is base 32, a sealed one hexadecimal and twice as long.
            let Some(open) = account.totp.filter(|text| totp(text).is_some() && text.len() <= 40) else {
                continue;
            };
            if let Some(sealed) = self.keys.seal(SEED, &account.subject, &open) {
                work.account_seal(account.id, &sealed).await?;
            }
        }
        work.commit().await
    }

    /// Counts an attempt; false where the account rests.
    async fn counted(&self, account: AccountId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut work = self.store.write().await?;
        let is_free = work.account_try(account, MOST_FAILURES, now, now + REST).await?;
        work.commit().await?;
        Ok(is_free)
    }

    /// What is unknown takes as long as what is known, whoever else writes.
    async fn counted_nobody(&self) -> Result<bool, StoreError> {
        let mut work = self.store.write().await?;
        work.account_try_nobody().await?;
        work.commit().await?;
        Ok(false)
    }

    /// Takes a code's step; false where it was used.
    async fn proved(&self, account: AccountId, step: i64) -> Result<bool, StoreError> {
        let mut work = self.store.write().await?;
        let is_new = work.account_proved(account, step).await?;
        work.commit().await?;
        Ok(is_new)
    }

    async fn fits(&self, password: String, hash: String) -> bool {
        let Ok(_turn) = self.hashing.acquire().await else { return false };
        let check = move || {
            PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        };
        tokio::task::spawn_blocking(check).await.unwrap_or(false)
    }

    async fn hashed(&self, password: String) -> Result<String, Denied> {
        let _turn = self.hashing.acquire().await;
        let salt: [u8; 16] = rand::random();
        let hash = move || {
            let hash: Result<PasswordHash, _> =
                Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
            hash.map(|hash| hash.to_string())
        };
        match tokio::task::spawn_blocking(hash).await {
            Ok(Ok(hash)) => Ok(hash),
            _ => Err(Denied::Malformed("Ce mot de passe ne peut pas être gardé.")),
        }
    }
}

fn subject(login: &str) -> String {
    format!("local:{}", login.trim().to_lowercase())
}

fn totp(base32: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(base32).ok()?;
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(STEP)
        .with_skew(SKEW)
        .with_secret(secret)
        .build()
        .ok()
}

/// The step whose code was typed, among those that are taken now.
fn accepted(totp: &Totp, code: &str, seconds: u64) -> Option<u64> {
    totp.check(code.trim(), seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1: the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let totp = totp(&Secret::new_stack(*b"12345678901234567890").to_base32()).unwrap();
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(accepted(&totp, code, seconds), Some(seconds / 30), "{seconds}");
            assert_eq!(accepted(&totp, code, seconds + 30), Some(seconds / 30), "a step late");
            assert_eq!(accepted(&totp, code, seconds + 90), None, "three steps late");
        }
    }

    #[test]
    fn the_hash_of_nobody_is_one() {
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}

//! Sessions: a random ticket in the person's cookie, its hash in the store.

use chrono::{DateTime, TimeDelta, Utc};
use domain::identity::Actor;
use sha2::{Digest, Sha256};
use store::{NewSession, StoreError};

use super::{Identity, mandate};
use crate::audit::{Outcome, hex};

/// A session ends when nothing was asked for this long,
const IDLE: TimeDelta = TimeDelta::minutes(60);
/// and after this long whatever was asked.
const LONGEST: TimeDelta = TimeDelta::hours(12);
/// How late "last seen" may be: not each request writes.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);
/// How long a page waits for that.
const PATIENCE: std::time::Duration = std::time::Duration::from_millis(200);
/// A login that went to the provider comes back within this time.
pub(super) const LOGIN: TimeDelta = TimeDelta::minutes(10);

/// What the cookie holds: 256 random bits, as 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket(String);

impl Ticket {
    fn new() -> Self {
        let bytes: [u8; 32] = rand::random();
        Self(hex(&bytes))
    }

    /// Reads a cookie; what can't be a ticket is not looked for.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())).then(|| Self(text.to_owned()))
    }

    pub fn text(&self) -> &str {
        &self.0
    }

    fn token(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ticket(…)")
    }
}

/// Who is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub actor: Actor,
    /// How the person proved who it is.
    pub acr: String,
    pub opened_at: DateTime<Utc>,
}

impl Identity {
    /// Who holds a ticket, if it is still good.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn session(&self, ticket: &Ticket) -> Result<Option<Session>, StoreError> {
        let token = ticket.token();
        let Some(found) = self.store.session(&token).await? else { return Ok(None) };
        let now = self.clock.now();
        let over = now - found.seen_at > IDLE || now - found.opened_at > LONGEST;
        let Some(mandate) = mandate(&found.role, &found.scope).filter(|_| !over) else { return Ok(None) };
        if now - found.seen_at > SEEN_EVERY {
            // A load may hold the writer for seconds: the page doesn't wait, the next one writes.
            let written = tokio::time::timeout(PATIENCE, self.store.session_seen(&token, now)).await;
            if let Ok(Err(error)) = written {
                tracing::warn!(%error, "a session's last use can't be written");
            }
        }
        Ok(Some(Session {
            actor: Actor { account: found.account, name: found.name, mandate },
            acr: found.acr,
            opened_at: found.opened_at,
        }))
    }

    /// Opens a session for an account, forgets the old ones of everybody, and writes it down.
    pub(super) async fn open(
        &self,
        account: i64,
        acr: &str,
        id_token: Option<&str>,
    ) -> Result<Ticket, StoreError> {
        let now = self.clock.now();
        self.store.sweep(now - IDLE, now - LONGEST, now - LOGIN).await?;
        let ticket = Ticket::new();
        self.journal.record_for(Some(account), "entrer", acr, Outcome::Done).await?;
        let token = ticket.token();
        self.store.session_open(NewSession { token: &token, account, acr, id_token, at: now }).await?;
        Ok(ticket)
    }

    /// Ends a session. Answers the provider's identity token, for its own logout.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn leave(&self, ticket: &Ticket) -> Result<Option<String>, StoreError> {
        if let Some(session) = self.store.session(&ticket.token()).await? {
            self.journal.record_for(Some(session.account), "sortir", "", Outcome::Done).await?;
        }
        self.store.session_end(&ticket.token()).await
    }
}

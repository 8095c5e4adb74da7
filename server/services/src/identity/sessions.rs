//! Sessions: a random ticket in the person's cookie, its hash in the store.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{identity::Actor, ids::AccountId};
use sha2::{Digest, Sha256};
use store::{NewSession, StoreError, UnitOfWork};

use super::{Denied, Identity, mandate};
use crate::keys::{hex, unhex};

/// A session ends when nothing was asked for this long,
const IDLE: TimeDelta = TimeDelta::minutes(60);
/// and after this long whatever was asked.
pub const LONGEST: TimeDelta = TimeDelta::hours(12);
/// How late "last seen" may be: not each request writes.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);
/// How long a page waits for that.
const PATIENCE: std::time::Duration = std::time::Duration::from_millis(200);
/// A login that went to the provider comes back within this time.
pub(super) const LOGIN: TimeDelta = TimeDelta::minutes(10);
/// How a role of the demonstration proved who it is.
pub(super) const DEMONSTRATION: &str = "demonstration";
/// What a provider's token is sealed for.
const ID_TOKEN: &str = "id_token";

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

/// Who asks with a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// A person: the session goes on.
    Person,
    /// A screen that renews itself: a session of which nobody makes use ends all the same.
    Screen,
}

/// Who is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub actor: Actor,
    /// How the person proved who it is.
    pub acr: String,
    pub opened_at: DateTime<Utc>,
    /// Its name in the person's list: the hash of the ticket, from which nobody makes a ticket.
    pub id: String,
}

/// A line of a person's list of sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub id: String,
    /// "ProConnect", "Compte local", "Démonstration".
    pub door: &'static str,
    pub opened_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
}

impl Identity {
    /// Who holds a ticket, if it is still good.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn session(&self, ticket: &Ticket, by: Use) -> Result<Option<Session>, StoreError> {
        let token = ticket.token();
        let Some(found) = self.store.people().session(&token).await? else { return Ok(None) };
        let now = self.clock.now();
        let over = now - found.seen_at > IDLE
            || now - found.opened_at > LONGEST
            || found.acr == DEMONSTRATION && !self.doors.demonstration;
        let Some(mandate) = mandate(&found.role, &found.scope).filter(|_| !over) else { return Ok(None) };
        if by == Use::Person && now - found.seen_at > SEEN_EVERY {
            // Whoever writes may hold the writer for a while: the page doesn't wait, the next one writes.
            let written = tokio::time::timeout(PATIENCE, self.seen(&token, now)).await;
            if let Ok(Err(error)) = written {
                tracing::warn!(%error, "a session's last use can't be written");
            }
        }
        Ok(Some(Session {
            actor: Actor { account: found.account, name: found.name, mandate },
            acr: found.acr,
            opened_at: found.opened_at,
            id: hex(&token),
        }))
    }

    /// Opens a session for an account, and writes it down.
    pub(super) async fn open(
        &self,
        account: AccountId,
        acr: &str,
        id_token: Option<&str>,
    ) -> Result<Ticket, StoreError> {
        let now = self.clock.now();
        let ticket = Ticket::new();
        let token = ticket.token();
        let sealed = id_token.and_then(|token| self.keys.seal(ID_TOKEN, &account.to_string(), token));
        let id_token = sealed.as_deref();
        let mut act = self.journal.act().await?;
        act.work.session_open(NewSession { token: &token, account, acr, id_token, at: now }).await?;
        act.done(account, "entrer", acr).await?;
        Ok(ticket)
    }

    async fn seen(&self, token: &[u8], at: DateTime<Utc>) -> Result<(), StoreError> {
        let mut work = self.store.write().await?;
        work.session_seen(token, at).await?;
        work.commit().await
    }

    /// Ends a session. Answers the provider's identity token, for its own logout.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn leave(&self, ticket: &Ticket) -> Result<Option<String>, StoreError> {
        let Some(session) = self.store.people().session(&ticket.token()).await? else { return Ok(None) };
        let mut act = self.journal.act().await?;
        let sealed = act.work.session_end(&ticket.token()).await?;
        act.done(session.account, "sortir", "").await?;
        Ok(sealed.and_then(|sealed| self.keys.open(ID_TOKEN, &session.account.to_string(), &sealed)))
    }

    /// Forgets sessions that are over and logins that can't come back any more: not committed yet.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn forget_ended(&self) -> Result<UnitOfWork, StoreError> {
        let now = self.clock.now();
        let mut work = self.store.write().await?;
        work.sweep(now - IDLE, now - LONGEST, now - LOGIN).await?;
        Ok(work)
    }

    /// What each instance looks after by itself: the demonstration, and the refused entries that it counted.
    ///
    /// # Errors
    /// The store can't be read or written.
    pub async fn look_after(&self) -> Result<(), StoreError> {
        // Figures that are nobody's demonstration came while it was open: who entered by it is out.
        if self.doors.demonstration && !self.is_simulated().await? {
            self.end_demonstration().await?;
        }
        self.journal.sum_up().await
    }

    /// A person's own sessions, latest first.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn own_sessions(&self, actor: &Actor) -> Result<Vec<Opened>, StoreError> {
        let now = self.clock.now();
        let stored = self.store.people().sessions_of(actor.account).await?;
        let living = stored.into_iter().filter(|s| now - s.seen_at <= IDLE && now - s.opened_at <= LONGEST);
        Ok(living
            .map(|s| Opened {
                id: hex(&s.token),
                door: match s.acr.as_str() {
                    "local" => "Compte local",
                    DEMONSTRATION => "Démonstration",
                    _ => "ProConnect",
                },
                opened_at: s.opened_at,
                seen_at: s.seen_at,
            })
            .collect())
    }

    /// Ends one of a person's own sessions.
    ///
    /// # Errors
    /// [`Denied::Malformed`] where there is no such session any more.
    pub async fn end_own(&self, actor: &Actor, id: &str) -> Result<(), Denied> {
        let gone = Denied::Malformed("Cette connexion est déjà finie.");
        let Some(token) = unhex(id) else { return Err(gone) };
        let mut act = self.journal.act().await?;
        if !act.work.session_end_of(&token, actor.account).await? {
            return Err(gone);
        }
        Ok(act.done(actor.account, "finir-session", "une").await?)
    }

    /// Ends all sessions of a person, this one too.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn end_all_own(&self, actor: &Actor) -> Result<(), Denied> {
        let mut act = self.journal.act().await?;
        act.work.sessions_end(actor.account).await?;
        Ok(act.done(actor.account, "finir-session", "toutes").await?)
    }
}

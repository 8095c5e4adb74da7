//! Logins through the State's provider (OpenID Connect): what must be remembered while the person is away, and which account
//! a proven identity opens. The protocol itself is another crate's.

use chrono::DateTime;
use sha2::{Digest, Sha256};
use store::StoreError;

use super::{Denied, Identity, Ticket, sessions::LOGIN};
use crate::keys::hex;

/// Between the parts of what a browser keeps of a login.
const BETWEEN: char = '~';

/// What goes to the provider: 256 random bits each.
#[derive(Debug, Clone)]
pub struct Departure {
    pub state: String,
    pub nonce: String,
    /// Proof key (RFC 7636): only its hash goes out.
    pub verifier: String,
    /// All of it, signed, for the browser to bring back: nothing is written down here before the provider has answered.
    pub kept: String,
}

/// What was remembered of a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    state: String,
    pub nonce: String,
    pub verifier: String,
    /// Where the person was going: a path of ours.
    pub to: String,
}

/// An identity that the provider proved, checked by the protocol's crate.
#[derive(Debug, Clone)]
pub struct Proven {
    pub issuer: String,
    pub subject: String,
    pub name: String,
    pub email: String,
    /// The provider behind the State's one, where it says so.
    pub idp: String,
    pub acr: String,
    pub id_token: String,
}

impl Identity {
    /// Starts a login.
    pub fn depart(&self, return_to: &str) -> Departure {
        let random = || hex(&rand::random::<[u8; 32]>());
        let (state, nonce, verifier) = (random(), random(), random());
        let at = self.clock.now().timestamp().to_string();
        let to = hex(return_to.as_bytes());
        let parts = [&state, &nonce, &verifier, &at, &to].map(String::as_str);
        let kept = self.keys.mac("login").signed(&parts.join(&BETWEEN.to_string()));
        Departure { state, nonce, verifier, kept }
    }

    /// Reads what the browser kept of a login, by the state that came back: signed by us, and within ten minutes.
    ///
    /// # Errors
    /// [`Denied::Expired`].
    pub fn come_back(&self, kept: &str, state: &str) -> Result<Return, Denied> {
        let mac = self.keys.mac("login");
        let text = mac.verified(kept).ok_or(Denied::Expired)?;
        let parts: Vec<&str> = text.split(BETWEEN).collect();
        let [ours, nonce, verifier, at, to] = parts.as_slice() else { return Err(Denied::Expired) };
        let started =
            at.parse().ok().and_then(|at| DateTime::from_timestamp(at, 0)).ok_or(Denied::Expired)?;
        let age = self.clock.now() - started;
        let to = crate::keys::unhex(to).and_then(|bytes| String::from_utf8(bytes).ok());
        match to.filter(|_| *ours == state && age <= LOGIN && age >= -LOGIN) {
            Some(to) => Ok(Return {
                state: state.to_owned(),
                nonce: (*nonce).to_owned(),
                verifier: (*verifier).to_owned(),
                to,
            }),
            None => Err(Denied::Expired),
        }
    }

    /// Uses a login up, before the provider is asked anything: one that was sent there once comes back once.
    ///
    /// # Errors
    /// [`Denied::Expired`] the second time.
    pub async fn use_up(&self, back: &Return) -> Result<(), Denied> {
        let state = Sha256::digest(back.state.as_bytes());
        let mut work = self.store.write().await?;
        let is_first = work.login_use(&state, self.clock.now()).await?;
        work.commit().await?;
        if is_first {
            return Ok(());
        }
        self.journal.refused_entry(None, "retour déjà utilisé").await?;
        Err(Denied::Expired)
    }

    /// Opens a session for a proven identity, if an administrator opened an account for it: the provider says who
    /// somebody is, never what they may do. An account waits under the e-mail address; its first login ties it to the
    /// provider's own identifier, and the address is forgotten.
    ///
    /// # Errors
    /// [`Denied::NoAccount`].
    pub async fn enter_proven(&self, proven: &Proven) -> Result<Ticket, Denied> {
        let subject = format!("oidc:{} {}", proven.issuer, proven.subject);
        if self.store.people().account(&subject).await?.is_none() {
            self.bind(proven, &subject).await?;
        }
        match self.store.people().account(&subject).await?.filter(|account| account.closed_at.is_none()) {
            Some(account) => Ok(self.open(account.id, &proven.acr, Some(&proven.id_token)).await?),
            None => {
                self.journal.refused_entry(None, &proven.acr).await?;
                Err(Denied::NoAccount)
            }
        }
    }

    /// Ties the account that waits for an address to the provider's identifier: for addresses of admitted domains, as told by
    /// admitted providers, while it waits.
    async fn bind(&self, proven: &Proven, subject: &str) -> Result<(), StoreError> {
        let known = self.doors.providers.is_empty() || self.doors.providers.contains(&proven.idp);
        if !known || !self.doors.admits(&proven.email) {
            return self.journal.refused_entry(None, "rattachement hors des domaines admis").await;
        }
        let waiting = waiting(&proven.email);
        let mut act = self.journal.act().await?;
        match act.work.account_bind(&waiting, subject, &proven.name, self.clock.now()).await? {
            Some(id) => act.done(id, "rattacher-compte", &id.to_string()).await,
            None => Ok(()),
        }
    }

    /// Writes down that a provider's answer was refused, and why.
    ///
    /// # Errors
    /// The journal can't be written.
    pub async fn refuse_proof(&self, reason: &str) -> Result<(), StoreError> {
        self.journal.refused_entry(None, reason).await
    }
}

/// Subject of an account that waits for its first login.
pub(super) fn waiting(email: &str) -> String {
    format!("adresse:{}", email.trim().to_lowercase())
}

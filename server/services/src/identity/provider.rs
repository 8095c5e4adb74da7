//! Logins through the State's provider (OpenID Connect): what must be remembered while the person is away, and which account
//! a proven identity opens. The protocol itself is another crate's.

use sha2::{Digest, Sha256};
use store::{NewLogin, StoreError};

use super::{Denied, Identity, Ticket, sessions::LOGIN};
use crate::audit::{Outcome, hex};

/// What goes to the provider: 256 random bits each.
#[derive(Debug, Clone)]
pub struct Departure {
    pub state: String,
    pub nonce: String,
    /// Proof key (RFC 7636): only its hash goes out.
    pub verifier: String,
}

/// What was remembered of a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
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
    pub acr: String,
    pub id_token: String,
}

impl Identity {
    /// Starts a login.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn depart(&self, return_to: &str) -> Result<Departure, StoreError> {
        let random = || hex(&rand::random::<[u8; 32]>());
        let departure = Departure { state: random(), nonce: random(), verifier: random() };
        let state = Sha256::digest(departure.state.as_bytes());
        self.store
            .login_start(NewLogin {
                state: &state,
                nonce: &departure.nonce,
                verifier: &departure.verifier,
                return_to,
                at: self.clock.now(),
            })
            .await?;
        Ok(departure)
    }

    /// Takes a login by the state that came back: once, and within ten minutes.
    ///
    /// # Errors
    /// [`Denied::Expired`].
    pub async fn come_back(&self, state: &str) -> Result<Return, Denied> {
        let found = self.store.login_take(&Sha256::digest(state.as_bytes())).await?;
        let now = self.clock.now();
        match found.filter(|login| now - login.started_at <= LOGIN) {
            Some(login) => Ok(Return { nonce: login.nonce, verifier: login.verifier, to: login.return_to }),
            None => Err(Denied::Expired),
        }
    }

    /// Opens a session for a proven identity, if an administrator opened an account for it: the provider says who
    /// somebody is, never what he may do. An account waits under the e-mail address; its first login ties it to the
    /// provider's subject, and the address is forgotten.
    ///
    /// # Errors
    /// [`Denied::NoAccount`].
    pub async fn enter_proven(&self, proven: &Proven) -> Result<Ticket, Denied> {
        let subject = format!("oidc:{} {}", proven.issuer, proven.subject);
        if self.store.account(&subject).await?.is_none() {
            let waiting = waiting(&proven.email);
            self.store.account_bind(&waiting, &subject, &proven.name).await?;
        }
        match self.store.account(&subject).await?.filter(|account| account.closed_at.is_none()) {
            Some(account) => Ok(self.open(account.id, &proven.acr, Some(&proven.id_token)).await?),
            None => {
                self.journal.record(None, "entrer", &proven.acr, Outcome::Refused).await?;
                Err(Denied::NoAccount)
            }
        }
    }

    /// Writes down that a provider's answer was refused, and why.
    ///
    /// # Errors
    /// The journal can't be written.
    pub async fn refuse_proof(&self, reason: &str) -> Result<(), StoreError> {
        self.journal.record(None, "entrer", reason, Outcome::Refused).await
    }
}

/// Subject of an account that waits for its first login.
pub(super) fn waiting(email: &str) -> String {
    format!("adresse:{}", email.trim().to_lowercase())
}

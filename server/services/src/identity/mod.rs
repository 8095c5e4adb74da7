//! Who enters, as whom, and for how long. Three doors: the State's provider, a local account (break-glass, machines without the
//! State's network), a demonstration role. Each is open only where the configuration says so.

mod accounts;
mod local;
mod provider;
mod sessions;

use std::sync::Arc;

use domain::{
    identity::{Mandate, Operation, Role},
    source::Source,
    territory::Territory,
    time::Clock,
};
use store::{Store, StoreError};
use tokio::sync::Semaphore;

pub use accounts::{Account, Enrolment, JournalLine};
pub use provider::{Departure, Proven, Return};
pub use sessions::{LONGEST, Opened, Session, Ticket, Use};

use crate::{Unfit, audit::Journal, keys::Keys};

/// Why somebody does not get what was asked. Each is told in one sentence that teaches an attacker nothing.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    #[error("Identifiant, mot de passe ou code refusé. Après cinq essais, attendez quinze minutes.")]
    Credentials,
    #[error(
        "Votre identité est reconnue, mais aucun accès ne vous a été ouvert. Adressez-vous à l’administration de cyberIMPACT."
    )]
    NoAccount,
    #[error("Cette connexion a expiré ou a déjà servi. Recommencez.")]
    Expired,
    #[error("Votre mandat ne donne pas ce droit.")]
    Forbidden,
    /// What was typed, and what was expected.
    #[error("{0}")]
    Malformed(&'static str),
    /// A field of a form is to be typed anew.
    #[error("{sentence}")]
    Field { field: &'static str, sentence: &'static str },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// As who writes something down is told it.
impl From<Denied> for Unfit {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Malformed(sentence) => Self::Malformed(sentence),
            Denied::Field { field, sentence } => Self::field(field, sentence),
            Denied::Store(error) => Self::Store(error),
            Denied::Credentials | Denied::NoAccount | Denied::Expired | Denied::Forbidden => Self::Forbidden,
        }
    }
}

/// Which doors are open, and to whom.
#[derive(Debug, Clone, Default)]
pub struct Doors {
    pub local: bool,
    pub demonstration: bool,
    /// Ends of the addresses that may be tied to an account, after the `@`.
    pub domains: Vec<String>,
    /// Providers behind the State's one that are believed; all where there is none.
    pub providers: Vec<String>,
}

impl Doors {
    /// Whether an address may be tied to an account.
    pub fn admits(&self, email: &str) -> bool {
        let host = email.trim().rsplit_once('@').map(|(_, host)| host.to_lowercase());
        host.is_some_and(|host| self.domains.iter().any(|domain| domain.to_lowercase() == host))
    }
}

/// Use cases of accounts and sessions.
#[derive(Clone)]
pub struct Identity {
    store: Store,
    clock: Arc<dyn Clock>,
    journal: Journal,
    doors: Doors,
    keys: Keys,
    /// Argon2 takes 19 MiB and a processor: two at a time.
    hashing: Arc<Semaphore>,
}

impl Identity {
    pub fn new(store: Store, clock: Arc<dyn Clock>, doors: Doors, keys: Keys) -> Self {
        let journal = Journal::new(store.clone(), clock.clone(), &keys);
        Self { store, clock, journal, doors, keys, hashing: Arc::new(Semaphore::new(2)) }
    }

    /// Whether the operator's key is the one that this database goes with.
    ///
    /// # Errors
    /// The store can't be read or written.
    pub async fn fits_key(&self) -> Result<bool, StoreError> {
        let ours = self.keys.fingerprint();
        let mut work = self.store.write().await?;
        let kept = work.key_fingerprint(&ours).await?;
        work.commit().await?;
        Ok(kept == ours)
    }

    /// Ends what the demonstration's roles opened: they live as long as it does.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn end_demonstration(&self) -> Result<(), StoreError> {
        let mut work = self.store.write().await?;
        work.demonstration_end(self.clock.now()).await?;
        work.commit().await
    }

    /// Whether all that was loaded is simulated. Figures that were published in print are loaded as they are, in the demonstration
    /// too.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn is_simulated(&self) -> Result<bool, StoreError> {
        let printed = [Source::Iggn, Source::Workforce];
        let sources = self.store.figures().sources().await?;
        Ok(sources.iter().all(|state| !state.measured || printed.contains(&state.last.source)))
    }

    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    pub fn doors(&self) -> &Doors {
        &self.doors
    }
}

/// A stored role and scope; `None` for what an older or newer version wrote, which then gives no right.
pub(crate) fn mandate(role: &str, scope: &str) -> Option<Mandate> {
    Mandate::new(Role::parse(role)?, Territory::parse(scope)?)
}

/// Refuses, and writes down, what a mandate doesn't give.
impl Identity {
    pub(crate) async fn require(
        &self,
        actor: &domain::identity::Actor,
        operation: Operation,
        object: &str,
    ) -> Result<(), Denied> {
        if actor.mandate.may(operation) {
            return Ok(());
        }
        self.journal.record(Some(actor), operation.id(), object, crate::audit::Outcome::Refused).await?;
        Err(Denied::Forbidden)
    }
}

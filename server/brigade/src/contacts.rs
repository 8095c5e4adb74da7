//! What the figures learn of a conversation that ended: that there was one, at which hour, by which channel, what about.
//! Where it is closed, this is noted beside it in the same transaction; a job hands it to the figures as a delivery like any other.

use std::{io, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use connectors::{Contact, contacts};
use domain::{
    conversation::Channel,
    source::{Run, Source},
    time::Clock,
};
use services::{
    Keys, Unfit,
    ingest::{Ingest, IngestError},
    keys::hex,
};
use store::{EndedContact, Motif, NewJob, Store, StoreError};

use crate::Brigade;

/// The job that tells the figures.
pub const COUNT: &str = "count-contacts";
/// How long contacts gather before they are told: a load is worth more than one.
const GATHER: TimeDelta = TimeDelta::seconds(20);
/// Attempts, before it waits for the next minute.
const ATTEMPTS: i32 = 3;
/// Rounds of one job, most.
const ROUNDS: usize = 5;
/// Contacts that are told at once.
const TOLD: i64 = 5_000;

/// What a contact was about can't be looked up, or told.
#[derive(Debug, thiserror::Error)]
pub enum Untold {
    #[error(transparent)]
    Load(#[from] IngestError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Written(#[from] io::Error),
}

/// Soon: those that end meanwhile go with it.
pub(crate) fn counting(now: DateTime<Utc>) -> NewJob<'static> {
    NewJob {
        kind: COUNT,
        payload: "",
        key: Some("closed"),
        priority: 0,
        due_at: now + GATHER,
        most_attempts: ATTEMPTS,
        at: now,
    }
}

/// Loads contacts. Their names are pseudonyms under a key of their own: figures lead back to no conversation.
///
/// # Errors
/// None that a key can cause.
pub fn ingest(store: &Store, clock: Arc<dyn Clock>, keys: &Keys) -> Result<Ingest, IngestError> {
    Ingest::new(store.clone(), clock, &hex(&keys.mac("contacts").of(&[b"pseudonyms"])))
}

impl Brigade {
    /// What a contact may be about, in the order of the table: its name, and what stands for it.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn motifs(&self) -> Result<Vec<Motif>, StoreError> {
        let known = self.figures.motifs().await?;
        Ok(known.into_iter().map(|known| Motif { parent: known.parent, motif: known.motif }).collect())
    }

    /// The motif that somebody chose.
    pub(crate) async fn motif(&self, name: &str) -> Result<Motif, Unfit> {
        if name.is_empty() {
            return Ok(Motif::default());
        }
        let known = self.motifs().await?.into_iter().find(|motif| motif.name() == name);
        known.ok_or(Unfit::field("motif", "Choisissez un motif de la liste."))
    }

    /// Tells the figures of contacts that ended; the last run that did it, where there were any. Told twice they count once: who falls
    /// between the load and its end loads them again.
    ///
    /// # Errors
    /// They can't be read or loaded: they are told the next time.
    pub async fn count_contacts(&self, ingest: &Ingest, is_simulated: bool) -> Result<Option<Run>, Untold> {
        let mut last = None;
        // Again for those that ended meanwhile: who closed one saw that a job is on its way.
        for _ in 0..ROUNDS {
            let ended = self.store.ended_contacts(TOLD).await?;
            if ended.is_empty() {
                break;
            }
            let delivery = contacts(&ended.iter().map(contact).collect::<Vec<_>>(), is_simulated)?;
            last = Some(ingest.load(Source::Easiware, Arc::new(delivery), &[], |_, _| {}).await?);
            self.store.contacts_told(&ended).await?;
        }
        Ok(last)
    }
}

/// What a contact is about where nobody said, as the table of motifs that ships has it.
const UNSAID: [&str; 2] = ["Autre demande", "Sans précision"];

fn contact(ended: &EndedContact) -> Contact {
    let Motif { parent, motif } = &ended.motif;
    let [parent, motif] = if motif.is_empty() { UNSAID } else { [parent.as_str(), motif.as_str()] };
    Contact {
        reference: hex(&ended.reference),
        at: ended.at,
        // As the figures have always called them.
        channel: match Channel::parse(&ended.channel) {
            Some(Channel::Chat) => "Chat",
            Some(Channel::Form) => "Formulaire",
            Some(Channel::Sms) => "SMS",
            Some(Channel::Messenger) => "Messenger",
            Some(Channel::Instagram) => "Instagram",
            Some(Channel::Whatsapp) => "WhatsApp",
            Some(Channel::X) => "Message privé X",
            Some(Channel::Mail) => "Courriel",
            None => "",
        },
        motif_parent: parent.to_owned(),
        motif: motif.to_owned(),
    }
}

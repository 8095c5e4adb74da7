//! The Brigade numérique: a citizen writes, a gendarme answers.
//!
//! * [`citizen`]: who holds the proof of a conversation writes in it and reads it.
//! * [`desk`]: agents see who waits, take a conversation, answer, close it. A thread is read by who has taken it, and taking is a line
//!   of the journal.
//! * [`files`]: what both sides hand on beside words.
//! * [`duty`]: who is at the desk, who went, who is on a break; [`shift`]: what who leads them sees.
//! * [`alike`]: many who ask the same are answered together.
//! * [`contacts`]: what the figures learn of a conversation that ended.
//! * [`rating`]: when it is closed, the citizen says how content they were.
//! * [`offers`]: answers that are offered while one writes, and whether they spare a message.
//! * [`outside`]: SMS, WhatsApp, Messenger, Instagram, X, mail.
//! * [`resumption`]: a citizen goes on on another device; [`notes`]: what agents note for each other.
//! * What is answered "stored" is on the disk ([`group`]); who waits for words is told that there are some ([`bells`]), and reads
//!   them from the store.
//! * Texts lie sealed ([`sealing`]), and go when their time is over ([`keeping`]), or when their citizen asks for it ([`access`]).
//!
//! Invariants: no HTTP, no SQL, no views; no text in a log or in an error.

pub mod access;
pub mod alike;
pub mod bells;
pub mod citizen;
pub mod contacts;
pub mod desk;
pub mod duty;
pub mod files;
mod group;
pub mod keeping;
pub mod notes;
pub mod offers;
pub mod outside;
pub mod rating;
pub mod resumption;
mod sealing;
pub mod shift;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use chrono::{DateTime, Utc};
use domain::{
    conversation::{Sender, Text},
    ids::{AccountId, ConversationId},
    time::Clock,
};
use services::{Journal, Keys, keys::Mac};
use store::{Heard, Store, StoreError};

pub use ::channels::{Kind as ChannelKind, MOST_BODY as LARGEST_CALL, mail};
pub use access::Held;
pub use alike::{Many, Unanswered};
pub use attachments::{Kind, MOST as LARGEST_FILE, Refused as RefusedFile, ScanError, Scanner};
pub use citizen::{Proof, Standing};
pub use desk::{Desk, Mine, Summary, Thread};
pub use duty::Sign;
pub use files::{File, FileNote, Unattached};
pub use keeping::{Term, Terms};
pub use notes::Note;
pub use offers::Deflection;
pub use outside::{
    Outside,
    channels::{ChannelLine, Life},
    incoming::{Answered, Call},
    leaving::{Carried, Parcel, Passages},
    mail::{Fate, Given, Mailbox},
};
pub use rating::{Asking, Rated};
pub use resumption::Code;
pub use shift::{Board, Lateness, OnDuty, Settings};
pub use store::{ConversationState, MessageArrivals, Motif, Passage, StoredConversation};
pub use uuid::Uuid;

use crate::{bells::Bells, group::Group, sealing::Seal};

/// Whether what somebody wrote tells of an emergency.
pub fn tells_of_emergency(text: &str) -> bool {
    triage::triage(text).emergency
}

/// A message, as its readers see it.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number in the conversation: 1, 2, 3 without a hole.
    pub seq: i64,
    /// Its sender's own number for it.
    pub id: Uuid,
    pub from: Sender,
    pub text: String,
    pub at: DateTime<Utc>,
    /// What it hands on.
    pub file: Option<FileNote>,
}

/// What somebody confided is in no log.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({}, {:?})", self.seq, self.from)
    }
}

/// What became of a message that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Stored: on the disk, under this number. `again`: it was there already.
    Stored { seq: i64, at: DateTime<Utc>, again: bool },
    /// Not stored: more was written than its author had read.
    Behind,
    /// Not stored: the agent who wrote it has the conversation no longer.
    Taken,
    /// Not stored: the conversation is closed, or gone.
    Closed,
}

/// Messages that are read at a time, most.
pub const PAGE: i64 = 500;

/// Conversations that an agent has at once, where nobody says otherwise.
pub const CAPACITY: i64 = 10;

/// Use cases of conversations.
#[derive(Clone)]
pub struct Brigade {
    store: store::Brigade,
    /// The table of motifs is the figures'.
    figures: store::Figures,
    /// Names of agents, too, are elsewhere.
    people: store::People,
    clock: Arc<dyn Clock>,
    journal: Journal,
    keys: Keys,
    /// Makes the proof that somebody is a conversation's citizen.
    proofs: Mac,
    /// Names what follows from something else.
    names: Mac,
    group: Group,
    bells: Bells,
    /// Conversations that an agent may have at once.
    capacity: i64,
    scanner: Option<Scanner>,
    outside: Outside,
    /// Who follows which conversation, and since when that is noted.
    followed: Followed,
}

type Followed = Arc<Mutex<HashMap<(AccountId, ConversationId), DateTime<Utc>>>>;

impl Brigade {
    pub fn new(store: &Store, clock: Arc<dyn Clock>, journal: Journal, keys: &Keys) -> Self {
        let (figures, people, store) = (store.figures(), store.people(), store.brigade());
        let bells = Bells::default();
        Self {
            group: Group::new(store.clone(), bells.clone()),
            store,
            figures,
            clock,
            journal,
            keys: keys.clone(),
            proofs: keys.mac("conversation"),
            names: keys.mac("conversation-names"),
            bells,
            capacity: CAPACITY,
            scanner: None,
            outside: Outside::default(),
            people,
            followed: Followed::default(),
        }
    }

    /// The same, for agents who have so many conversations at once.
    pub fn with_capacity(self, capacity: i64) -> Self {
        Self { capacity, ..self }
    }

    /// The same, reached from outside so.
    pub fn with_outside(self, outside: Outside) -> Self {
        Self { outside, ..self }
    }

    /// A new number for a message that a page's form will send: in the order of time (UUIDv7, RFC 9562 §5.7).
    pub fn message_id(&self) -> Uuid {
        let millis = u64::try_from(self.clock.now().timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &rand::random()).into_uuid()
    }

    /// The number of what a form sent: that of the form and its words together, so that other words are another message.
    pub fn number_of(&self, form: Uuid, text: &Text) -> Uuid {
        self.named(&[b"form", form.as_bytes(), text.as_str().as_bytes()])
    }

    /// The same of a file.
    pub fn number_of_file(&self, form: Uuid, bytes: &[u8]) -> Uuid {
        self.named(&[b"file", form.as_bytes(), bytes])
    }

    /// A name that follows from some fields, and tells nobody what they are.
    fn named(&self, fields: &[&[u8]]) -> Uuid {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.names.of(fields)[..16]);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// What time it is, for who tells how long something has lasted.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Who waits for words, and is told.
    pub fn bells(&self) -> &Bells {
        &self.bells
    }

    /// Messages after one, at most [`PAGE`], first one first.
    ///
    /// # Errors
    /// The store can't be read, or a text can't be opened with the operator's key.
    pub async fn read(
        &self,
        conversation: &StoredConversation,
        after: i64,
    ) -> Result<Vec<Message>, StoreError> {
        let stored = self.store.messages(conversation.id, after, PAGE).await?;
        if stored.is_empty() {
            return Ok(Vec::new());
        }
        let seal = Seal::of(&self.keys, conversation)?;
        stored
            .into_iter()
            .map(|message| {
                Ok(Message {
                    seq: message.seq,
                    id: Uuid::from_bytes(message.client_id),
                    from: message.sender,
                    text: seal.opened(message.client_id, &message.sealed_text)?,
                    at: message.at,
                    file: message.file.as_ref().map(FileNote::of).transpose()?,
                })
            })
            .collect()
    }

    /// A message was on the screen of a side; the other is told.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn shown_to(
        &self,
        side: Sender,
        conversation: &StoredConversation,
        seq: i64,
    ) -> Result<(), StoreError> {
        let known = match side {
            Sender::Citizen => conversation.citizen_shown,
            Sender::Agent => conversation.agent_shown,
            Sender::System => return Ok(()),
        };
        let seq = seq.min(conversation.last_seq);
        if seq > known && self.store.shown_to(conversation.id, side, seq).await? {
            self.bells.ring_state(conversation.id);
        }
        Ok(())
    }

    /// Tells who waits here of messages that other instances store; for ever.
    ///
    /// # Errors
    /// The database can't be reached.
    pub async fn listen(&self, arrivals: &mut MessageArrivals) -> Result<(), StoreError> {
        loop {
            match arrivals.wait().await? {
                Heard::Grown(grown) => grown.into_iter().for_each(|(id, seq)| self.bells.ring(id, seq)),
                Heard::Anything => self.bells.ring_all(),
            }
        }
    }
}

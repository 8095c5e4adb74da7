//! What a citizen does: opens a conversation, writes, reads. They are known by a proof alone, which no database holds.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{
    conversation::{Channel, Language, Sender, Text},
    ids::ConversationId,
};
use store::{Appended, ConversationState, NewConversation, NewMessage, StoreError, StoredConversation};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{Brigade, Written, sealing::Seal, tells_of_emergency};

/// The proof that its holder is a conversation's citizen.
#[derive(Clone, PartialEq, Eq)]
pub struct Proof {
    pub id: Uuid,
    pub token: String,
}

impl Proof {
    /// As one text, for a cookie.
    pub fn text(&self) -> String {
        format!("{}.{}", self.id, self.token)
    }

    /// Reads what [`Proof::text`] wrote. Whether it proves anything, [`Brigade::find`] says.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, token) = text.split_once('.')?;
        Some(Self { id: Uuid::try_parse(id).ok()?, token: token.to_owned() })
    }
}

/// A proof is in no log.
impl std::fmt::Debug for Proof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Proof({})", self.id)
    }
}

/// How long a first message that comes again finds the conversation that it opened.
const FIRST_AGAIN: TimeDelta = TimeDelta::minutes(10);

/// Where a conversation stands, for its citizen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody wrote yet.
    Empty,
    /// In the queue: so many are taken before; an answer is expected in so many minutes, where that can be told.
    Waits {
        ahead: i64,
        minutes: Option<i64>,
    },
    /// An agent has it, and has the word.
    Held,
    Answered,
    Closed,
}

impl Standing {
    /// The same, as far as one is told again that it changed: to five minutes, and to five places where many are before one.
    pub fn about(self) -> Self {
        match self {
            Self::Waits { ahead, minutes } => Self::Waits {
                ahead: if ahead < 10 { ahead } else { ahead / 5 * 5 },
                minutes: minutes.map(|minutes| if minutes <= 2 { 0 } else { minutes / 5 * 5 + 1 }),
            },
            other => other,
        }
    }
}

/// The pace of answers is that of these last minutes.
pub(crate) const PACE: TimeDelta = TimeDelta::minutes(15);

/// A shift that just began is as fast as it was since then, once so many conversations were answered, and over so many minutes at least.
const ENOUGH: i64 = 5;
const AT_LEAST: i64 = 3;

/// Minutes until a first answer to who has so many before them, where so many conversations had theirs during [`PACE`], the first so
/// many minutes ago: the queue divided by its pace (Little's law). Nothing where nobody had one.
pub fn expected_wait(ahead: i64, answered: i64, begun: i64) -> Option<i64> {
    let pace = PACE.num_minutes();
    let over = if answered < ENOUGH { pace } else { begun.clamp(AT_LEAST, pace) };
    (answered > 0).then(|| (((ahead + 1) * over + answered - 1) / answered).max(1))
}

impl Brigade {
    /// Opens a conversation.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn open(&self, channel: Channel, language: Language) -> Result<Proof, StoreError> {
        let id = uuid::Builder::from_random_bytes(rand::random()).into_uuid();
        self.opened(id, channel, language).await?;
        Ok(self.proof(id))
    }

    /// Opens a conversation for its first message: one that is sent twice opens one. `first` is known to its sender alone
    /// ([`Brigade::number_of`]): who knows the form but not the words finds nothing by it.
    ///
    /// # Errors
    /// As above.
    pub async fn open_for(
        &self,
        first: Uuid,
        channel: Channel,
        language: Language,
    ) -> Result<Proof, StoreError> {
        let id = self.named(&[b"conversation", first.as_bytes()]);
        self.opened(id, channel, language).await?;
        let found = self.store.named(*id.as_bytes()).await?;
        // A number that is known by now to more than who sent it gives nobody a conversation.
        let is_new = found.is_some_and(|c| self.clock.now() - c.opened_at < FIRST_AGAIN && c.last_seq <= 1);
        if is_new { Ok(self.proof(id)) } else { self.open(channel, language).await }
    }

    async fn opened(&self, id: Uuid, channel: Channel, language: Language) -> Result<(), StoreError> {
        self.store
            .open(NewConversation {
                public_id: *id.as_bytes(),
                channel: channel.id(),
                language: language.id(),
                sealed_key: &Seal::new_key(&self.keys, id)?,
                at: self.clock.now(),
            })
            .await
    }

    pub(crate) fn proof(&self, id: Uuid) -> Proof {
        // What `verified` verifies.
        let signed = self.proofs.signed(&id.to_string());
        let token = signed.rsplit_once('.').map_or("", |(_, token)| token).to_owned();
        Proof { id, token }
    }

    /// The conversation of who holds its proof; nothing for anybody else, and where it is gone.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn find(&self, proof: &Proof) -> Result<Option<StoredConversation>, StoreError> {
        // Compared in constant time.
        if self.proofs.verified(&proof.text()).is_none() {
            return Ok(None);
        }
        self.store.named(*proof.id.as_bytes()).await
    }

    /// Writes a citizen's message. An emergency goes to the top of the queue.
    ///
    /// # Errors
    /// The store can't be written: sent again under the same number, the message is stored once.
    pub async fn write(
        &self,
        conversation: &StoredConversation,
        id: Uuid,
        text: &Text,
    ) -> Result<Written, Arc<StoreError>> {
        let is_urgent = tells_of_emergency(text.as_str());
        self.append(conversation, id, text, |new| NewMessage { is_urgent, ..new }).await
    }

    /// Stores a message of a citizen, or whatever `told` makes of it.
    pub(crate) async fn append(
        &self,
        conversation: &StoredConversation,
        id: Uuid,
        text: &Text,
        told: impl FnOnce(NewMessage) -> NewMessage,
    ) -> Result<Written, Arc<StoreError>> {
        Ok(match self.stored(conversation, id, text, told).await? {
            Appended::New { seq, at } => Written::Stored { seq, at, again: false },
            Appended::Again { seq, at } => Written::Stored { seq, at, again: true },
            Appended::Behind { .. } => Written::Behind,
            Appended::Taken => Written::Taken,
            Appended::Closed | Appended::Missing | Appended::Known => Written::Closed,
        })
    }

    /// The same, as the store has it.
    pub(crate) async fn stored(
        &self,
        conversation: &StoredConversation,
        id: Uuid,
        text: &Text,
        told: impl FnOnce(NewMessage) -> NewMessage,
    ) -> Result<Appended, Arc<StoreError>> {
        let client_id = *id.as_bytes();
        let new = NewMessage {
            conversation: conversation.id,
            client_id,
            sender: Sender::Citizen,
            account: None,
            at: self.clock.now(),
            sealed_text: Seal::of(&self.keys, conversation)?.sealed(client_id, text.as_str())?,
            is_urgent: false,
            seen: None,
            is_once: false,
        };
        self.group.append(told(new)).await
    }

    /// Where a conversation stands.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn standing(&self, conversation: &StoredConversation) -> Result<Standing, StoreError> {
        Ok(match (conversation.state, conversation.waits_since) {
            (ConversationState::Closed, _) => Standing::Closed,
            (ConversationState::Waits, _) if conversation.account.is_some() => Standing::Held,
            (ConversationState::Waits, Some(since)) => {
                let ahead = self.store.ahead_of(conversation.id, conversation.is_urgent, since).await?;
                let now = self.clock.now();
                let answered = self.store.answered_since(now - PACE).await?;
                let begun = now - answered.first_at.unwrap_or(now);
                let minutes = expected_wait(ahead, answered.conversations, begun.num_minutes());
                Standing::Waits { ahead, minutes }
            }
            _ if conversation.last_seq == 0 => Standing::Empty,
            _ => Standing::Answered,
        })
    }

    /// Hears when a conversation grows or is closed.
    pub fn hears(&self, id: ConversationId) -> watch::Receiver<i64> {
        self.bells.conversation(id)
    }
}

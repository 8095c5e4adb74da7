//! What the brigade answers leaves by the way on which its citizen wrote. It was put on its way with the answer itself; one sender at a
//! time takes it, and who falls between a provider's "taken" and our note of it sends it again: no provider takes a name that says it is
//! the same.

use ::channels::{
    Answer, Kind, Load, Outgoing, Sent, Settings, Unsendable,
    mail::{Letter, Mail, Thread},
    send, sent,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{conversation::Text, ids::ConversationId};
use services::Unfit;
use store::{ChannelEvent, Passage, StoreError, StoredChannel, StoredConversation, StoredParcel};
use uuid::Uuid;

use super::{channel_of, is_ours, mail::Known};
use crate::{Brigade, sealing::Seal};

/// An answer that leaves, in what carries it.
#[derive(Debug, Clone)]
pub struct Parcel {
    key: (ConversationId, i64),
    channel: String,
    kind: Kind,
    attempts: i16,
    load: Load,
    /// The mailbox that a letter leaves from.
    mail: Option<Mail>,
    /// How many of them were taken before.
    parts: usize,
}

impl Parcel {
    /// The calls that are to be made, in their order, each once the one before was taken.
    pub fn calls(&self) -> impl Iterator<Item = (usize, &Outgoing)> {
        let calls: &[Outgoing] = match &self.load {
            Load::Calls(calls) => calls,
            Load::Letter(_) => &[],
        };
        calls.iter().enumerate().skip(self.parts)
    }

    /// The letter, and the mailbox that it leaves from.
    pub fn letter(&self) -> Option<(&Mail, &Letter)> {
        match (&self.load, &self.mail) {
            (Load::Letter(letter), Some(mail)) => Some((mail, letter)),
            _ => None,
        }
    }

    fn parts_in_all(&self) -> usize {
        match &self.load {
            Load::Calls(calls) => calls.len(),
            Load::Letter(_) => 1,
        }
    }
}

/// What became of a call.
#[derive(Debug, Clone, Copy)]
pub enum Carried<'a> {
    Answered {
        status: u16,
        body: &'a [u8],
    },
    /// Nobody was there, or nothing came back in time.
    Unreached,
}

/// Answers that are taken at a time,
const MOST: i64 = 16;
/// and for how long before another sender takes them.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// Attempts, most: over an hour and a half.
const ATTEMPTS: i16 = 14;
const SHORTEST: TimeDelta = TimeDelta::seconds(5);
const LONGEST: TimeDelta = TimeDelta::minutes(10);
/// What is to leave by a channel that is off is looked at again.
const OFF: TimeDelta = TimeDelta::minutes(1);

/// Where an answer is, by its number; and why it is not.
pub type Passages = Vec<(i64, Passage, Option<String>)>;

impl Brigade {
    /// Answers that are due, taken by who calls this.
    ///
    /// # Errors
    /// The store can't be read or written.
    pub async fn parcels(&self) -> Result<Vec<Parcel>, StoreError> {
        let now = self.clock.now();
        let mut parcels = Vec::new();
        for due in self.store.due_parcels(now, MOST).await? {
            // One that can't be taken or read holds up no other.
            match self.store.claim_parcel(&due, now + LEASE).await {
                Ok(true) => {}
                Ok(false) => continue,
                Err(error) => {
                    tracing::error!(%error, "an answer can't be taken");
                    continue;
                }
            }
            match self.packed(&due, now).await {
                Ok(Some(parcel)) => parcels.push(parcel),
                Ok(None) => {}
                Err(error) => {
                    tracing::error!(%error, "an answer can't be made ready");
                    if due.attempts + 1 >= ATTEMPTS {
                        self.given_up((due.conversation, due.seq), "réponse illisible").await?;
                    }
                }
            }
        }
        Ok(parcels)
    }

    async fn packed(&self, due: &StoredParcel, now: DateTime<Utc>) -> Result<Option<Parcel>, StoreError> {
        let key = (due.conversation, due.seq);
        let Some(conversation) = self.store.numbered(due.conversation).await? else { return Ok(None) };
        let Some(who) = self.store.correspondent(due.conversation).await? else {
            self.given_up(key, "sans adresse").await?;
            return Ok(None);
        };
        let Some(channel) = self.channel_of(&conversation, &who.channel).await? else {
            self.given_up(key, "canal retiré").await?;
            return Ok(None);
        };
        if !channel.is_on {
            self.store.try_again(key, now + OFF, "canal arrêté").await?;
            return Ok(None);
        }
        let seal = Seal::of(&self.keys, &conversation)?;
        let text = seal.opened(due.client_id, &due.sealed_text)?;
        let to = seal.opened_address(&who.sealed_address)?;
        let ours = Uuid::from_bytes(due.client_id).to_string();
        let known = Known::of(who.sealed_thread.as_deref(), &seal)?;
        let thread = self.letters_of(&conversation, &known, due.is_automatic);
        let answer = Answer { to: &to, text: &text, ours: &ours, last_from_citizen_at: who.wrote_at, thread };
        let settings = self.settings_of(&channel)?;
        match send(&settings, &answer, now) {
            Ok(load) => Ok(Some(Parcel {
                key,
                channel: channel.name,
                kind: settings.kind(),
                attempts: due.attempts + 1,
                load,
                mail: match settings {
                    Settings::Mail(mail) => Some(mail),
                    _ => None,
                },
                parts: usize::try_from(due.parts).unwrap_or(0),
            })),
            Err(unsendable) => {
                self.failed(&channel.name, key, &unsendable.to_string(), now).await?;
                Ok(None)
            }
        }
    }

    /// Notes what became of a call; true where the next is to be made.
    ///
    /// # Errors
    /// The store can't be written: the answer leaves again when its time is over.
    pub async fn carried(
        &self,
        parcel: &Parcel,
        part: usize,
        carried: Carried<'_>,
    ) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let outcome = match carried {
            Carried::Answered { status, body } => sent(parcel.kind, status, body),
            Carried::Unreached => Sent::Again { after: None },
        };
        match outcome {
            Sent::Accepted { id } => {
                let parts = part + 1;
                let is_whole = parts == parcel.parts_in_all();
                let mac = self.provider_mac(&parcel.channel, &id);
                let count = i16::try_from(parts).unwrap_or(i16::MAX);
                self.store.part_taken(parcel.key, count, is_whole, &mac).await?;
                self.store.note_channel(&parcel.channel, ChannelEvent::Left, now).await?;
                if is_whole {
                    self.bells.ring_state(parcel.key.0);
                }
                Ok(true)
            }
            Sent::Again { after } => {
                let why = match carried {
                    Carried::Answered { status, .. } => format!("HTTP {status}"),
                    Carried::Unreached => "fournisseur injoignable".to_owned(),
                };
                if parcel.attempts >= ATTEMPTS {
                    self.failed(&parcel.channel, parcel.key, &why, now).await?;
                    return Ok(false);
                }
                let told = after.map(|seconds| TimeDelta::seconds(i64::try_from(seconds).unwrap_or(900)));
                let wait = told.unwrap_or_else(|| backoff(parcel.attempts));
                self.store.try_again(parcel.key, now + wait, &why).await?;
                self.store.note_channel(&parcel.channel, ChannelEvent::Failed(&why), now).await?;
                Ok(false)
            }
            Sent::Never(why) => {
                self.failed(&parcel.channel, parcel.key, &why, now).await?;
                Ok(false)
            }
        }
    }

    async fn failed(
        &self,
        channel: &str,
        key: (ConversationId, i64),
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.given_up(key, why).await?;
        self.store.note_channel(channel, ChannelEvent::Failed(why), now).await
    }

    async fn given_up(&self, key: (ConversationId, i64), why: &str) -> Result<(), StoreError> {
        if self.store.give_up(key, why, self.clock.now()).await? {
            self.bells.ring_state(key.0);
        }
        Ok(())
    }

    /// Where the answers of a conversation are; nothing of one that leaves by no way of others'.
    pub(crate) async fn passages(&self, conversation: &StoredConversation) -> Result<Passages, StoreError> {
        self.store.passages(conversation.id).await
    }

    /// What can't leave is not taken for an answer: its agent learns it while they can change it. On our own pages it is read whether or
    /// not a letter leaves too.
    pub(crate) async fn can_leave(
        &self,
        conversation: &StoredConversation,
        text: &Text,
    ) -> Result<(), Unfit> {
        if is_ours(conversation) {
            return Ok(());
        }
        let gone = "Le canal de ce citoyen a été retiré : rien ne peut lui être envoyé.";
        let gone = || Err(Unfit::field("text", gone));
        let Some(who) = self.store.correspondent(conversation.id).await? else { return gone() };
        let Some(channel) = self.channel_of(conversation, &who.channel).await? else { return gone() };
        let Some(unsendable) =
            self.unsendable(conversation, &channel, &who.sealed_address, who.wrote_at, text)?
        else {
            return Ok(());
        };
        Err(Unfit::field(
            "text",
            match unsendable {
                Unsendable::WindowOver => {
                    "Ce canal ne transmet plus de réponse : le citoyen a écrit il y a trop longtemps (24 heures sur WhatsApp, 7 jours sur Messenger et Instagram)."
                }
                Unsendable::TooLong => "Cette réponse est trop longue pour ce canal.",
                Unsendable::Settings => {
                    "Ce canal n’est pas réglé pour répondre : dites-le à l’administration."
                }
                Unsendable::Address => "L’adresse de ce citoyen ne permet pas de lui répondre par ce canal.",
                Unsendable::Empty | Unsendable::Identifier => "Écrivez une réponse.",
            },
        ))
    }

    /// The channel of a conversation, where it is still what it was: an address of one is somebody else's on another.
    async fn channel_of(
        &self,
        conversation: &StoredConversation,
        name: &str,
    ) -> Result<Option<StoredChannel>, StoreError> {
        let is_same = |channel: &StoredChannel| {
            Kind::parse(&channel.kind).is_some_and(|kind| {
                channel_of(kind).id() == conversation.channel || kind == Kind::Mail && is_ours(conversation)
            })
        };
        Ok(self.store.channel(name).await?.filter(is_same))
    }

    fn unsendable(
        &self,
        conversation: &StoredConversation,
        channel: &StoredChannel,
        sealed_address: &[u8],
        wrote_at: Option<DateTime<Utc>>,
        text: &Text,
    ) -> Result<Option<Unsendable>, StoreError> {
        let to = Seal::of(&self.keys, conversation)?.opened_address(sealed_address)?;
        let ours = Uuid::nil().to_string();
        let thread = Thread::default();
        let answer =
            Answer { to: &to, text: text.as_str(), ours: &ours, last_from_citizen_at: wrote_at, thread };
        Ok(send(&self.settings_of(channel)?, &answer, self.clock.now()).err())
    }
}

/// Twice as long each time.
fn backoff(attempts: i16) -> TimeDelta {
    let doubled = 1_i32 << attempts.clamp(1, 12).saturating_sub(1);
    (SHORTEST * doubled).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_less_and_less_often() {
        let seconds = |attempts| backoff(attempts).num_seconds();
        assert_eq!([1, 2, 3, 7, 8, 14, i16::MAX].map(seconds), [5, 10, 20, 320, 600, 600, 600]);
        let all: i64 = (1..ATTEMPTS).map(seconds).sum();
        assert!(all > 60 * 60 && all < 2 * 60 * 60, "{all}");
    }
}

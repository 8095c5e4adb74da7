//! What providers tell: messages of citizens, each stored once before it is acknowledged, and what became of ours.

use ::channels::{Delivery, Event, Received, Request, receive};
use chrono::TimeDelta;
use domain::{
    conversation::{LONGEST, Language, Sender, Text},
    ids::ConversationId,
};
use store::{
    Appended, ChannelEvent, ConversationState, NewConversation, NewCorrespondent, NewMessage, Passage,
    StoreError, StoredChannel, StoredConversation,
};
use uuid::Uuid;

use super::{Kind, channel_of};
use crate::{Brigade, sealing::Seal, tells_of_emergency};

/// A call of a provider's.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub method: &'a str,
    /// Path and query, from the root of the site, as they came.
    pub target: &'a str,
    pub headers: &'a [(&'a str, &'a str)],
    pub body: &'a [u8],
}

/// What is answered to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// Stored, or known: the provider need not tell it again.
    Taken,
    /// The provider asks whether we are who was configured.
    Challenge { content_type: &'static str, body: String },
    /// Not genuine, or not understood: the HTTP status.
    Refused(u16),
    /// There is no such channel, or it is off.
    Unknown,
}

/// Who wrote what.
pub(super) struct Came<'a> {
    pub channel: &'a StoredChannel,
    pub kind: Kind,
    pub from: &'a str,
    /// The provider's, of the message.
    pub id: &'a str,
    /// The conversation that it is known to belong to,
    pub tied: Option<ConversationId>,
    /// and what letters that answer it belong to.
    pub thread: Option<&'a str>,
}

/// How often it is noted that a channel is called.
const NOTED: TimeDelta = TimeDelta::seconds(20);
/// A conversation that is closed meanwhile is opened anew so often.
const TRIES: usize = 3;

impl Brigade {
    /// Takes what a provider tells.
    ///
    /// # Errors
    /// It can't be stored: the provider is to tell it again.
    pub async fn called(&self, name: &str, call: Call<'_>) -> Result<Answered, StoreError> {
        let is_called = |channel: &StoredChannel| channel.is_on && channel.kind != Kind::Mail.id();
        let channel = self.store.channel(name).await?.filter(is_called);
        let Some(channel) = channel else { return Ok(Answered::Unknown) };
        let settings = self.settings_of(&channel)?;
        let (now, url) = (self.clock.now(), format!("{}{}", self.outside.site, call.target));
        let request = Request { method: call.method, url: &url, headers: call.headers, body: call.body };
        match receive(&settings, &request, now) {
            Err(refused) => {
                let why = refused.to_string();
                // A storm of forged calls writes nothing.
                if channel.refused.as_ref().is_none_or(|(at, _)| now - *at >= NOTED) {
                    self.store.note_channel(name, ChannelEvent::Refused(&why), now).await?;
                }
                Ok(Answered::Refused(refused.status()))
            }
            Ok(Received::Challenge { content_type, body }) => Ok(Answered::Challenge { content_type, body }),
            Ok(Received::Events(events)) => {
                for event in events {
                    self.told(&channel, settings.kind(), event).await?;
                }
                if channel.came_at.is_none_or(|at| now - at >= NOTED) {
                    self.store.note_channel(name, ChannelEvent::Came, now).await?;
                }
                Ok(Answered::Taken)
            }
        }
    }

    async fn told(&self, channel: &StoredChannel, kind: Kind, event: Event) -> Result<(), StoreError> {
        match event {
            Event::Message { id, from, text, attachments, .. } => {
                let came = Came { channel, kind, from: &from, id: &id, tied: None, thread: None };
                self.take_in(&came, &text, attachments).await
            }
            Event::Delivery { id, ours, state } => self.delivered(channel, &id, ours.as_deref(), state).await,
            Event::ReadUntil { from, until } => {
                let mac = self.address_mac(&channel.name, &from);
                let Some(public) = self.store.open_of(&channel.name, &mac).await? else { return Ok(()) };
                let Some(conversation) = self.store.named(public).await? else { return Ok(()) };
                if self.store.read_until(conversation.id, until).await? {
                    self.bells.ring_state(conversation.id);
                }
                Ok(())
            }
        }
    }

    pub(super) async fn take_in(
        &self,
        came: &Came<'_>,
        text: &str,
        attachments: usize,
    ) -> Result<(), StoreError> {
        for (at, piece) in pieces(text, attachments).into_iter().enumerate() {
            let name = came.channel.name.as_bytes();
            let id = self.named(&[b"outside", name, came.id.as_bytes(), &at.to_be_bytes()]);
            if !self.store.is_received(*id.as_bytes()).await? {
                self.take_piece(came, id, &piece).await?;
            } else if tells_of_emergency(piece.as_str()) {
                // Who fell after it was stored had not told whom to call.
                self.help_again(came).await?;
            }
        }
        Ok(())
    }

    async fn take_piece(&self, came: &Came<'_>, id: Uuid, piece: &Text) -> Result<(), StoreError> {
        let is_urgent = tells_of_emergency(piece.as_str());
        for _ in 0..TRIES {
            let conversation = self.conversation_of(came).await?;
            let stored =
                self.stored(&conversation, id, piece, |new| NewMessage { is_urgent, is_once: true, ..new });
            match stored.await.map_err(|_| UNSTORED)? {
                Appended::New { .. } if is_urgent && !conversation.is_urgent => {
                    return self.point_to_help(&conversation).await;
                }
                Appended::Closed | Appended::Missing => {}
                _ => return Ok(()),
            }
        }
        // It has as many messages as it may, from one address: nobody is read any more by storing others.
        tracing::warn!(channel = came.channel.name, "a conversation from outside is full");
        Ok(())
    }

    /// The conversation of who writes that is not closed; a new one where there is none.
    async fn conversation_of(&self, came: &Came<'_>) -> Result<StoredConversation, StoreError> {
        let conversation = self.conversation_by(came).await?;
        if let Some(thread) = came.thread {
            let sealed = Seal::of(&self.keys, &conversation)?.sealed_thread(thread)?;
            self.store.note_thread(conversation.id, &sealed).await?;
        }
        Ok(conversation)
    }

    async fn conversation_by(&self, came: &Came<'_>) -> Result<StoredConversation, StoreError> {
        if let Some(tied) = came.tied
            && let Some(conversation) = self.store.numbered(tied).await?
            && conversation.state != ConversationState::Closed
        {
            return Ok(conversation);
        }
        let name = &came.channel.name;
        let mac = self.address_mac(name, came.from);
        let public = match self.store.open_of(name, &mac).await? {
            Some(known) => known,
            None => {
                let id = uuid::Builder::from_random_bytes(rand::random()).into_uuid();
                let sealed_key = Seal::new_key(&self.keys, id)?;
                let sealed_address = Seal::under(&self.keys, id, &sealed_key)?.sealed_address(came.from)?;
                let new = NewConversation {
                    public_id: *id.as_bytes(),
                    channel: channel_of(came.kind).id(),
                    language: Language::French.id(),
                    sealed_key: &sealed_key,
                    at: self.clock.now(),
                };
                let who =
                    NewCorrespondent { channel: name, address_mac: &mac, sealed_address: &sealed_address };
                self.store.open_for(new, who).await?
            }
        };
        self.store.named(public).await?.ok_or(UNSTORED)
    }

    async fn help_again(&self, came: &Came<'_>) -> Result<(), StoreError> {
        let name = &came.channel.name;
        let Some(public) = self.store.open_of(name, &self.address_mac(name, came.from)).await? else {
            return Ok(());
        };
        match self.store.named(public).await? {
            Some(conversation) if conversation.is_urgent => self.point_to_help(&conversation).await,
            _ => Ok(()),
        }
    }

    /// Who told of an emergency is told at once whom to call: they see no page of ours.
    async fn point_to_help(&self, conversation: &StoredConversation) -> Result<(), StoreError> {
        let id = self.named(&[b"help", &conversation.public_id]);
        let text = Text::new(HELP).map_err(|_| UNSTORED)?;
        let as_service = |new| NewMessage { sender: Sender::System, ..new };
        self.stored(conversation, id, &text, as_service).await.map_err(|_| UNSTORED)?;
        Ok(())
    }

    pub(super) async fn delivered(
        &self,
        channel: &StoredChannel,
        id: &str,
        ours: Option<&str>,
        state: Delivery,
    ) -> Result<(), StoreError> {
        let (passage, why) = match state {
            Delivery::Sent => (Passage::Taken, String::new()),
            Delivery::Delivered => (Passage::Delivered, String::new()),
            Delivery::Read => (Passage::Read, String::new()),
            Delivery::Failed(code) => (Passage::GivenUp, code),
        };
        // A part before the last (`.1`) says that the answer arrives no more, and never that it arrived.
        let ours = match (ours.and_then(|ours| ours.split_once('.')), passage) {
            (Some((whole, _)), Passage::GivenUp) => Some(whole),
            (Some(_), _) => None,
            (None, _) => ours,
        };
        let ours = ours.and_then(|ours| Uuid::try_parse(ours).ok()).unwrap_or_default();
        let mac = self.provider_mac(&channel.name, id);
        let now = self.clock.now();
        if let Some(id) = self.store.told_of(*ours.as_bytes(), &mac, passage, &why, now).await? {
            self.bells.ring_state(id);
        }
        // That one answer did not arrive says nothing of the channel.
        Ok(())
    }

    fn address_mac(&self, channel: &str, address: &str) -> Vec<u8> {
        self.names.of(&[b"address", channel.as_bytes(), address.as_bytes()])
    }

    pub(super) fn provider_mac(&self, channel: &str, id: &str) -> Vec<u8> {
        self.names.of(&[b"provider", channel.as_bytes(), id.as_bytes()])
    }
}

/// What was written, as long as messages may be, and what could not be taken with it.
fn pieces(text: &str, attachments: usize) -> Vec<Text> {
    let letters: Vec<char> = text.chars().collect();
    let mut pieces: Vec<Text> = letters
        .chunks(LONGEST)
        .filter_map(|piece| Text::new(&piece.iter().collect::<String>()).ok())
        .collect();
    let left = match attachments {
        0 => None,
        1 => Some("[Une pièce jointe, que ce canal ne transmet pas.]".to_owned()),
        n => Some(format!("[{n} pièces jointes, que ce canal ne transmet pas.]")),
    };
    pieces.extend(left.and_then(|left| Text::new(&left).ok()));
    pieces
}

const HELP: &str = "Réponse automatique. En danger, appelez le 17 ou le 112 ; si vous ne pouvez pas parler, envoyez un SMS au 114. Un gendarme vous lit dès que possible, mais ne vous localise pas par ce canal.";
const UNSTORED: StoreError = StoreError::Inconsistent("a message from outside");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_what_was_written_is_left_out() {
        let long = "é".repeat(LONGEST * 2 + 5);
        let read: Vec<Text> = pieces(&long, 2);
        assert_eq!(read.len(), 4);
        let words: String = read[..3].iter().map(Text::as_str).collect();
        assert_eq!(words, long);
        assert_eq!(read[3].as_str(), "[2 pièces jointes, que ce canal ne transmet pas.]");
        assert_eq!(pieces("", 1).len(), 1);
        assert_eq!(pieces(" \u{0} ", 0).len(), 0);
    }
}

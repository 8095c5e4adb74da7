//! Too many write at once, and many of them ask the same: who leads the shift answers them together. Each reads an answer of their own,
//! in their own conversation, and goes on with anybody.

use std::collections::BTreeMap;

use domain::{
    conversation::{Sender, Text, Unsendable},
    identity::{Actor, Operation},
    ids::ConversationId,
};
use services::{Unfit, audit::Outcome};
use store::{NewMessage, Room, StoreError, StoredConversation, Taking};
use uuid::Uuid;

use crate::{Brigade, Written};

/// Conversations that are looked at, most, and messages of one.
pub const READ: i64 = 200;
const SHORT: i64 = 10;

/// A conversation that nobody has answered, and what its citizen wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    pub conversation: StoredConversation,
    pub text: String,
}

/// What became of an answer to many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Many {
    pub answered: usize,
    /// Left as they were: more was written meanwhile, somebody has them, or their channel does not take it.
    pub left: usize,
}

/// Before the number of a conversation that was chosen; its value is the last message that was shown.
pub const CHOSEN: &str = "c-";

impl Brigade {
    /// Conversations in which nobody has written but their citizen, that are nobody's and tell of no emergency. The journal notes who read
    /// them, before the first word is read.
    ///
    /// # Errors
    /// Who asks leads no shift, or the store can't be read. The same holds below.
    pub async fn unanswered(&self, actor: &Actor) -> Result<Vec<Unanswered>, Unfit> {
        self.journal.require(actor, Operation::Supervise, OBJECT).await?;
        self.note_reading(actor, ALL, READS, OBJECT).await?;
        let mut all = Vec::new();
        for conversation in self.store.waiting(READ).await? {
            // Who tells a long story is answered by somebody who reads it.
            if conversation.is_urgent || conversation.account.is_some() || conversation.last_seq > SHORT {
                continue;
            }
            let messages = self.read(&conversation, 0).await?;
            if messages.iter().all(|message| message.from == Sender::Citizen && message.file.is_none()) {
                let texts: Vec<String> = messages.into_iter().map(|message| message.text).collect();
                all.push(Unanswered { conversation, text: texts.join("\n") });
            }
        }
        Ok(all)
    }

    /// Answers those that were chosen, each where nothing more was written and that is still nobody's.
    pub async fn answer_many(
        &self,
        actor: &Actor,
        form: Uuid,
        fields: &BTreeMap<String, String>,
        text: &str,
    ) -> Result<Many, Unfit> {
        self.journal.require(actor, Operation::Supervise, OBJECT).await?;
        let text = Text::new(text).map_err(|unsendable| match unsendable {
            Unsendable::Empty => Unfit::field("text", "Écrivez une réponse."),
            Unsendable::TooLong => Unfit::field("text", "Une réponse a 4 000 caractères au plus."),
        })?;
        let chosen = fields.iter().filter_map(|(name, seen)| {
            Some((ConversationId(name.strip_prefix(CHOSEN)?.parse().ok()?), seen.parse::<i64>().ok()?))
        });
        let chosen: Vec<_> = chosen.take(usize::try_from(READ).unwrap_or(usize::MAX)).collect();
        if chosen.is_empty() {
            return Err(Unfit::Malformed("Choisissez au moins une conversation."));
        }
        let numbers: Vec<String> = chosen.iter().map(|(id, _)| id.to_string()).collect();
        let object = format!("conversations {}", numbers.join(", "));
        self.journal.record(Some(actor), ANSWERS, &object, Outcome::Done).await?;
        // Whoever goes away meanwhile leaves none half answered.
        let (brigade, actor) = (self.clone(), actor.clone());
        let answering = tokio::spawn(async move {
            let mut many = Many::default();
            for (id, seen) in chosen {
                match brigade.answer_one(&actor, id, seen, form, &text).await? {
                    true => many.answered += 1,
                    false => many.left += 1,
                }
            }
            Ok::<_, StoreError>(many)
        });
        Ok(answering.await.map_err(|_| StoreError::Inconsistent("an answer to many"))??)
    }

    async fn answer_one(
        &self,
        actor: &Actor,
        id: ConversationId,
        seen: i64,
        form: Uuid,
        text: &Text,
    ) -> Result<bool, StoreError> {
        let Some(conversation) = self.store.numbered(id).await? else { return Ok(false) };
        let is_nobodys = conversation.account.is_none();
        if !is_nobodys || conversation.is_urgent || self.can_leave(&conversation, text).await.is_err() {
            return Ok(false);
        }
        let room = Room { most: i64::MAX, since: self.clock.now() };
        if self.store.take(id, actor.account, None, false, room).await? != Taking::Taken(id) {
            return Ok(false);
        }
        let message = self.named(&[b"many", form.as_bytes(), &id.0.to_be_bytes(), text.as_str().as_bytes()]);
        let written = self.append(&conversation, message, text, |new| NewMessage {
            sender: Sender::Agent,
            account: Some(actor.account),
            seen: Some(seen),
            ..new
        });
        let is_stored = matches!(written.await, Ok(Written::Stored { .. }));
        // Whoever is free goes on with them.
        self.store.release(id, actor.account).await?;
        self.bells.ring_state(id);
        Ok(is_stored)
    }
}

/// Of what is read together there is one line, as of one conversation that is followed.
const ALL: ConversationId = ConversationId(0);
const OBJECT: &str = "questions en attente";
const READS: &str = "lire-attente";
const ANSWERS: &str = "repondre-ensemble";

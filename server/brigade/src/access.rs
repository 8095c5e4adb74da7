//! What a citizen may ask for: all that is kept of their conversation, and that nothing of it be kept (RGPD, articles 15 and 17). Who they
//! are is proved by their conversation alone: of anybody else nothing can be found.

use chrono::{DateTime, Utc};
use domain::{identity::Actor, ids::ConversationId};
use services::{Unfit, audit::Outcome};
use store::{ConversationState, StoreError, StoredConversation};

use crate::{Brigade, Message, outside::is_ours, sealing::Seal};

/// All that is kept of a conversation and concerns its citizen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub conversation: StoredConversation,
    pub messages: Vec<Message>,
    /// How content they were, and what they said about it.
    pub rating: Option<(u8, Option<String>)>,
    /// Where its answers go by mail, or by a way of others'.
    pub address: Option<String>,
    /// Until when it is kept at the latest, if nobody writes any more.
    pub until: DateTime<Utc>,
}

impl Brigade {
    /// # Errors
    /// The store can't be read, or a text can't be opened with the operator's key.
    pub async fn held_of(&self, conversation: StoredConversation) -> Result<Held, StoreError> {
        let mut messages: Vec<Message> = Vec::new();
        loop {
            let after = messages.last().map_or(0, |message| message.seq);
            let more = self.read(&conversation, after).await?;
            if more.is_empty() {
                break;
            }
            messages.extend(more);
        }
        let rating = match self.store.rating(conversation.id).await? {
            Some(stored) => {
                let seal = Seal::of(&self.keys, &conversation)?;
                let comment = stored.sealed_comment.map(|sealed| seal.opened_comment(&sealed)).transpose()?;
                Some((stored.score.value(), comment))
            }
            None => None,
        };
        let until = self.terms().await?.until(&conversation);
        let address = self.address_of(&conversation).await?;
        Ok(Held { conversation, messages, rating, address, until })
    }

    /// Removes all of it now: texts, files, notes, rating, key. What was counted stays a count. Not while it tells of an emergency that is
    /// not over: who helps needs it.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn erase(&self, conversation: &StoredConversation) -> Result<bool, StoreError> {
        if conversation.is_urgent && conversation.state != ConversationState::Closed {
            return Ok(false);
        }
        let is_gone = self.store.erase(conversation.id).await?;
        self.bells.ring_state(conversation.id);
        Ok(is_gone)
    }

    /// The same for who writes from outside, has no page of ours, and asks their agent for it; `seen`: the last message that the agent saw.
    ///
    /// # Errors
    /// It is not the agent's, its citizen can do it, an emergency is open, or the store can't be written.
    pub async fn erase_asked(&self, actor: &Actor, id: ConversationId, seen: i64) -> Result<(), Unfit> {
        let conversation = self.mine(actor, id).await?;
        if is_ours(&conversation) {
            return Err(Unfit::Malformed("Le citoyen efface lui-même cette conversation, depuis sa page."));
        }
        if seen < conversation.last_seq {
            return Err(Unfit::Malformed("Un message est arrivé entre-temps : lisez-le d’abord."));
        }
        let object = format!("conversation {id}");
        self.journal.record(Some(actor), ERASES, &object, Outcome::Done).await?;
        match self.erase(&conversation).await? {
            true => Ok(()),
            false => {
                self.journal.record(Some(actor), ERASES, &object, Outcome::Refused).await?;
                Err(Unfit::Malformed(
                    "Une urgence est en cours : elle s’efface une fois la conversation close.",
                ))
            }
        }
    }
}

const ERASES: &str = "effacer-conversation";

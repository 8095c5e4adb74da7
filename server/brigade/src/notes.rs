//! What agents note for each other beside a conversation. Its citizen never sees it; it goes with the conversation.

use chrono::{DateTime, Utc};
use domain::{
    conversation::{Text, Unsendable},
    identity::Actor,
    ids::ConversationId,
};
use services::Unfit;
use store::{StoreError, StoredConversation, StoredNote};
use uuid::Uuid;

use crate::{Brigade, sealing::Seal};

/// Notes of a conversation that are read, most.
const MOST: i64 = 100;

/// A note.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    pub text: String,
    pub at: DateTime<Utc>,
    /// Who reads wrote it.
    pub is_mine: bool,
}

/// What is noted is in no log.
impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Note({})", self.at)
    }
}

impl Brigade {
    /// Notes something beside the agent's own conversation. `form`: the number of the form that sends it.
    ///
    /// # Errors
    /// It is not theirs, the text is empty or too long, or the store can't be written.
    pub async fn note(&self, actor: &Actor, id: ConversationId, form: Uuid, text: &str) -> Result<(), Unfit> {
        let conversation = self.mine(actor, id).await?;
        let text = Text::new(text).map_err(|unsendable| match unsendable {
            Unsendable::Empty => Unfit::field("note", "Écrivez une note."),
            Unsendable::TooLong => Unfit::field("note", "Une note a 4 000 caractères au plus."),
        })?;
        let client_id = *self.number_of(form, &text).as_bytes();
        let sealed_text = Seal::of(&self.keys, &conversation)?.sealed_note(client_id, text.as_str())?;
        let note = StoredNote { client_id, account: actor.account, at: self.clock.now(), sealed_text };
        self.store.note(id, &note).await?;
        self.bells.ring_state(id);
        Ok(())
    }

    /// Notes of a conversation that an agent has, first one first.
    ///
    /// # Errors
    /// The store can't be read, or a text can't be opened with the operator's key.
    pub(crate) async fn notes_of(
        &self,
        actor: &Actor,
        conversation: &StoredConversation,
    ) -> Result<Vec<Note>, StoreError> {
        let stored = self.store.notes(conversation.id, MOST).await?;
        if stored.is_empty() {
            return Ok(Vec::new());
        }
        let seal = Seal::of(&self.keys, conversation)?;
        let opened = stored.into_iter().map(|note| {
            Ok(Note {
                text: seal.opened_note(note.client_id, &note.sealed_text)?,
                at: note.at,
                is_mine: note.account == actor.account,
            })
        });
        opened.collect()
    }
}

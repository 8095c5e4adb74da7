//! What a citizen thought of a conversation: asked once it is closed, once, and never where it told of an emergency.

use domain::conversation::{Score, Text};
use store::{ConversationState, StoreError, StoredConversation};

use crate::{Brigade, sealing::Seal};

/// What became of a rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rated {
    Stored,
    /// The same was stored before.
    Again,
    /// Not stored: there is another one.
    Already,
    /// Not stored: the conversation is not closed, or nobody asks for one.
    Unasked,
}

/// Whether a citizen is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// Not now, or never.
    No,
    Yes,
    /// They have said it.
    Answered,
}

impl Brigade {
    /// Whether a rating is asked for now.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn asking(&self, conversation: &StoredConversation) -> Result<Asking, StoreError> {
        if !may_be_rated(conversation) {
            return Ok(Asking::No);
        }
        let is_rated = self.store.rating(conversation.id).await?.is_some();
        Ok(if is_rated { Asking::Answered } else { Asking::Yes })
    }

    /// Rates a conversation.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn rate(
        &self,
        conversation: &StoredConversation,
        score: Score,
        comment: Option<&Text>,
    ) -> Result<Rated, StoreError> {
        if !may_be_rated(conversation) {
            return Ok(Rated::Unasked);
        }
        let seal = Seal::of(&self.keys, conversation)?;
        let sealed = comment.map(|comment| seal.sealed_comment(comment.as_str())).transpose()?;
        if self.store.rate(conversation.id, score, sealed, self.clock.now()).await? {
            return Ok(Rated::Stored);
        }
        // An answer that was lost is asked for again.
        let Some(stored) = self.store.rating(conversation.id).await? else { return Ok(Rated::Unasked) };
        let written = stored.sealed_comment.map(|sealed| seal.opened_comment(&sealed)).transpose()?;
        let is_same = stored.score == score && written.as_deref() == comment.map(Text::as_str);
        Ok(if is_same { Rated::Again } else { Rated::Already })
    }
}

fn may_be_rated(conversation: &StoredConversation) -> bool {
    conversation.state == ConversationState::Closed && !conversation.is_urgent && conversation.last_seq > 0
}

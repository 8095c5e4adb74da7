//! What citizens and the brigade write to each other: conversations and their messages, sealed. A part of its own: on SQLite a
//! third file, on Postgres a schema that what serves figures has no right in.

pub(crate) mod attachments;
pub(crate) mod channels;
pub(crate) mod contacts;
pub(crate) mod conversations;
pub(crate) mod correspondents;
pub(crate) mod devices;
pub(crate) mod duty;
pub(crate) mod keeping;
pub(crate) mod messages;
pub(crate) mod notes;
pub(crate) mod offers;
pub(crate) mod outgoing;
pub(crate) mod ratings;

use both::both;

pub use self::{
    attachments::{AttachmentNote, StoredAttachment},
    channels::{ChannelEvent, StoredChannel},
    contacts::{EndedContact, Motif},
    conversations::{ConversationState, NewConversation, Room, StoredConversation, Taking},
    correspondents::{NewCorrespondent, StoredCorrespondent},
    duty::StoredDuty,
    keeping::{Forgotten, Keeping},
    messages::{AnsweredSince, Appended, NewMessage, StoredMessage},
    notes::StoredNote,
    offers::Offered,
    outgoing::{Passage, StoredParcel},
    ratings::StoredRating,
};

/// Conversations, in the database that was chosen.
#[derive(Debug, Clone)]
pub enum Brigade {
    Sqlite(sqlite::Brigade),
    Postgres(postgres::Brigade),
}

#[both]
mod queries {
    use driver::Pool;

    /// Connections to conversations.
    #[derive(Debug, Clone)]
    pub struct Brigade {
        pub(crate) writer: Pool,
        /// Can't write.
        pub(crate) reader: Pool,
    }
}

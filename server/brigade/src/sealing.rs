//! Texts lie sealed under a key of their conversation, and that key under the operator's (envelope encryption): when the row goes,
//! what it opened is noise wherever a copy of it may be.

use services::{
    Keys,
    keys::{hex, unhex},
};
use store::{StoreError, StoredConversation};
use uuid::Uuid;

const CONVERSATION: &str = "conversation-key";
const MESSAGE: &str = "message";
const RATING: &str = "rating";
const NOTE: &str = "note";
const FILE: &str = "file";
const ADDRESS: &str = "address";
const THREAD: &str = "thread";

/// The key of one conversation.
pub struct Seal(Keys);

impl Seal {
    /// A new key, as it is stored.
    ///
    /// # Errors
    /// It can't be sealed.
    pub fn new_key(keys: &Keys, public_id: Uuid) -> Result<String, StoreError> {
        let key: [u8; 32] = rand::random();
        keys.seal(CONVERSATION, &public_id.to_string(), &hex(&key)).ok_or(UNSEALED)
    }

    /// # Errors
    /// The conversation's key was sealed under another operator's key.
    pub fn of(keys: &Keys, conversation: &StoredConversation) -> Result<Self, StoreError> {
        Self::under(keys, Uuid::from_bytes(conversation.public_id), &conversation.sealed_key)
    }

    /// The same, of a conversation that is not stored yet.
    ///
    /// # Errors
    /// As above.
    pub fn under(keys: &Keys, public_id: Uuid, sealed_key: &str) -> Result<Self, StoreError> {
        let key = keys.open(CONVERSATION, &public_id.to_string(), sealed_key).and_then(|key| unhex(&key));
        let key: [u8; 32] = key.and_then(|key| key.try_into().ok()).ok_or(SEALED)?;
        Ok(Self(Keys::new(&key)))
    }

    /// A text, sealed for one message.
    ///
    /// # Errors
    /// It can't be sealed.
    pub fn sealed(&self, message: [u8; 16], text: &str) -> Result<Vec<u8>, StoreError> {
        self.0.seal_bytes(MESSAGE, &hex(&message), text.as_bytes()).ok_or(UNSEALED)
    }

    /// # Errors
    /// It was sealed for another message, or changed since.
    pub fn opened(&self, message: [u8; 16], sealed: &[u8]) -> Result<String, StoreError> {
        self.text(MESSAGE, &hex(&message), sealed)
    }

    /// Where answers go, sealed.
    ///
    /// # Errors
    /// It can't be sealed.
    pub fn sealed_address(&self, address: &str) -> Result<Vec<u8>, StoreError> {
        self.0.seal_bytes(ADDRESS, "", address.as_bytes()).ok_or(UNSEALED)
    }

    /// # Errors
    /// It was changed since.
    pub fn opened_address(&self, sealed: &[u8]) -> Result<String, StoreError> {
        self.text(ADDRESS, "", sealed)
    }

    /// What letters to a citizen belong to, sealed.
    ///
    /// # Errors
    /// It can't be sealed.
    pub fn sealed_thread(&self, thread: &str) -> Result<Vec<u8>, StoreError> {
        self.0.seal_bytes(THREAD, "", thread.as_bytes()).ok_or(UNSEALED)
    }

    /// # Errors
    /// It was changed since.
    pub fn opened_thread(&self, sealed: &[u8]) -> Result<String, StoreError> {
        self.text(THREAD, "", sealed)
    }

    /// A text, sealed for one note.
    ///
    /// # Errors
    /// It can't be sealed.
    pub fn sealed_note(&self, note: [u8; 16], text: &str) -> Result<Vec<u8>, StoreError> {
        self.0.seal_bytes(NOTE, &hex(&note), text.as_bytes()).ok_or(UNSEALED)
    }

    /// # Errors
    /// It was sealed for another note, or changed since.
    pub fn opened_note(&self, note: [u8; 16], sealed: &[u8]) -> Result<String, StoreError> {
        self.text(NOTE, &hex(&note), sealed)
    }

    fn text(&self, usage: &str, of: &str, sealed: &[u8]) -> Result<String, StoreError> {
        let opened = self.0.open_bytes(usage, of, sealed).ok_or(SEALED)?;
        String::from_utf8(opened).map_err(|_| SEALED)
    }

    /// A file, sealed for its message.
    ///
    /// # Errors
    /// It can't be sealed.
    pub fn sealed_file(&self, message: [u8; 16], bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.0.seal_bytes(FILE, &hex(&message), bytes).ok_or(UNSEALED)
    }

    /// # Errors
    /// It was sealed for another message, or changed since.
    pub fn opened_file(&self, message: [u8; 16], sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.0.open_bytes(FILE, &hex(&message), sealed).ok_or(SEALED)
    }

    /// The comment of the conversation's one rating, sealed.
    ///
    /// # Errors
    /// It can't be sealed.
    pub fn sealed_comment(&self, text: &str) -> Result<Vec<u8>, StoreError> {
        self.0.seal_bytes(RATING, "", text.as_bytes()).ok_or(UNSEALED)
    }

    /// # Errors
    /// It was changed since.
    pub fn opened_comment(&self, sealed: &[u8]) -> Result<String, StoreError> {
        self.text(RATING, "", sealed)
    }
}

const UNSEALED: StoreError = StoreError::Inconsistent("a text that can't be sealed");
const SEALED: StoreError = StoreError::Inconsistent("a text that this key doesn't open");

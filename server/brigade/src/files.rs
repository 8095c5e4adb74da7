//! Files that both sides hand on: told by their bytes, without what a camera notes, looked at by a scanner where there is one, sealed.
//! No name is kept.

use std::sync::Arc;

use attachments::{Kind, Refused, Scanner, Verdict};
use domain::{
    conversation::{Sender, Text},
    identity::Actor,
    ids::ConversationId,
};
use services::Unfit;
use store::{AttachmentNote, NewMessage, StoreError, StoredConversation};
use uuid::Uuid;

use crate::{Brigade, Written, outside::is_ours, sealing::Seal};

/// Files of one conversation, most.
pub const MOST: i64 = 10;

/// What a message says of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileNote {
    pub kind: Kind,
    /// Bytes.
    pub size: i64,
}

impl FileNote {
    pub(crate) fn of(note: &AttachmentNote) -> Result<Self, StoreError> {
        let kind = Kind::parse(&note.kind).ok_or(StoreError::Inconsistent("kind of a file"))?;
        Ok(Self { kind, size: note.size })
    }

    /// What stands for it where only words can be read: the name that it is saved under.
    pub fn name(self) -> String {
        format!("fichier.{}", self.kind.extension())
    }
}

/// A file, as it is handed on.
pub struct File {
    pub kind: Kind,
    pub bytes: Vec<u8>,
}

/// Why a file is not taken.
#[derive(Debug)]
pub enum Unattached {
    /// It is none of those that are taken.
    Refused(Refused),
    /// The scanner found something in it.
    Dangerous,
    /// There is a scanner, and it doesn't answer: nothing goes past it.
    Unscanned,
    /// The conversation has as many as it may.
    TooMany,
    /// As for a message.
    Unwritten(Written),
    Store(Arc<StoreError>),
}

impl From<StoreError> for Unattached {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}

impl Brigade {
    /// Every file is shown to this scanner first.
    #[must_use]
    pub fn with_scanner(self, scanner: Option<Scanner>) -> Self {
        Self { scanner, ..self }
    }

    /// A citizen hands on a file: a message that is stored under `id`, as [`Brigade::write`] does.
    ///
    /// # Errors
    /// It is not taken: why.
    pub async fn attach(
        &self,
        conversation: &StoredConversation,
        id: Uuid,
        bytes: Vec<u8>,
    ) -> Result<Written, Unattached> {
        self.attach_as(conversation, id, bytes, |new| new).await
    }

    /// An agent does, in their own conversation; not over a message that their screen did not show.
    ///
    /// # Errors
    /// It is not theirs, or the file is not taken.
    pub async fn answer_with_file(
        &self,
        actor: &Actor,
        id: ConversationId,
        form: Uuid,
        seen: i64,
        bytes: Vec<u8>,
    ) -> Result<Result<Written, Unattached>, Unfit> {
        let conversation = self.mine(actor, id).await?;
        if !is_ours(&conversation) {
            return Err(Unfit::Malformed("Ce canal ne transmet pas de fichier."));
        }
        self.shown_to(Sender::Agent, &conversation, seen).await?;
        let account = Some(actor.account);
        let as_agent = |new| NewMessage { sender: Sender::Agent, account, seen: Some(seen), ..new };
        Ok(self.attach_as(&conversation, form, bytes, as_agent).await)
    }

    async fn attach_as(
        &self,
        conversation: &StoredConversation,
        id: Uuid,
        bytes: Vec<u8>,
        told: impl FnOnce(NewMessage) -> NewMessage,
    ) -> Result<Written, Unattached> {
        let accepted = tokio::task::spawn_blocking(move || attachments::accept(bytes));
        let accepted = accepted.await.map_err(|_| StoreError::Inconsistent("a file that can't be read"))?;
        let accepted = accepted.map_err(Unattached::Refused)?;
        if let Some(scanner) = &self.scanner {
            match attachments::scan(scanner, &accepted.bytes).await {
                Ok(Verdict::Clean) => {}
                Ok(Verdict::Found(name)) => {
                    tracing::warn!(name, "a file that a scanner refuses was handed in");
                    return Err(Unattached::Dangerous);
                }
                Err(error) => {
                    tracing::error!(%error, "the scanner of files doesn't answer");
                    return Err(Unattached::Unscanned);
                }
            }
        }
        let size = i64::try_from(accepted.bytes.len()).unwrap_or(i64::MAX);
        let note = FileNote { kind: accepted.kind, size };
        let text = Text::new(&note.name()).map_err(|_| StoreError::Inconsistent("name of a file"))?;
        let (client_id, seal) = (*id.as_bytes(), Seal::of(&self.keys, conversation)?);
        let sealed = tokio::task::spawn_blocking(move || seal.sealed_file(client_id, &accepted.bytes));
        let sealed = sealed.await.map_err(|_| StoreError::Inconsistent("a file that can't be sealed"))??;
        let kept = AttachmentNote { kind: note.kind.id().to_owned(), size };
        // The file first: a message that is read has its file.
        if !self.store.attach(conversation.id, client_id, &kept, &sealed, MOST).await? {
            return Err(Unattached::TooMany);
        }
        let written = self.append(conversation, id, &text, told).await;
        if !matches!(written, Ok(Written::Stored { .. })) {
            self.store.detach(conversation.id, client_id).await?;
        }
        match written.map_err(Unattached::Store)? {
            written @ Written::Stored { .. } => Ok(written),
            unwritten => Err(Unattached::Unwritten(unwritten)),
        }
    }

    /// A file of a conversation, by the number of its message.
    ///
    /// # Errors
    /// The store can't be read, or the file can't be opened with the operator's key.
    pub async fn file(
        &self,
        conversation: &StoredConversation,
        id: Uuid,
    ) -> Result<Option<File>, StoreError> {
        let client_id = *id.as_bytes();
        let Some(stored) = self.store.attachment(conversation.id, client_id).await? else { return Ok(None) };
        let kind = Kind::parse(&stored.kind).ok_or(StoreError::Inconsistent("kind of a file"))?;
        let seal = Seal::of(&self.keys, conversation)?;
        let opened = tokio::task::spawn_blocking(move || seal.opened_file(client_id, &stored.sealed_file));
        let bytes = opened.await.map_err(|_| StoreError::Inconsistent("a file that can't be opened"))??;
        Ok(Some(File { kind, bytes }))
    }

    /// A file of an agent's own conversation, or of one that who leads the shift follows.
    ///
    /// # Errors
    /// Who asks is neither, or the store can't be read.
    pub async fn file_at_desk(
        &self,
        actor: &Actor,
        id: ConversationId,
        file: Uuid,
    ) -> Result<Option<File>, Unfit> {
        let Some(conversation) = self.one(actor, id).await? else { return Ok(None) };
        if conversation.account != Some(actor.account) && self.follow(actor, id).await?.is_none() {
            return Ok(None);
        }
        Ok(self.file(&conversation, file).await?)
    }
}

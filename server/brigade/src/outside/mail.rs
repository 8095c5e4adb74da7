//! Mailboxes: what came by mail becomes messages, each once; and who wrote on our own pages may have answers by mail too.
//!
//! A sender's address proves nothing. A mail goes on with a conversation where it carries what a letter of that conversation carried
//! ([`Token`]), or where its address has one that is open and began by mail: who pretends to be somebody writes there, and reads nothing,
//! since answers go to the address. A conversation that began on our own pages is never found by an address that was typed there.

use ::channels::{
    Delivery, Kind, Settings,
    mail::{Came as Read, Mail, Thread, Token, Written, is_address, read},
};
use domain::conversation::Language;
use serde_json::{Value, json};
use store::{ChannelEvent, NewCorrespondent, StoreError, StoredChannel, StoredConversation};

use super::{incoming::Came, is_ours, words::Words};
use crate::{Brigade, sealing::Seal};

/// A mailbox that is to be read.
#[derive(Debug, Clone)]
pub struct Mailbox {
    channel: StoredChannel,
    pub mail: Mail,
}

impl Mailbox {
    pub fn name(&self) -> &str {
        &self.channel.name
    }

    /// Whether this is how it was set when it was begun to be read.
    pub fn is_as(&self, other: &Self) -> bool {
        self.channel.sealed_settings == other.channel.sealed_settings
    }
}

/// What becomes of a mail in its mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is stored, or is nobody's message: nothing of it is kept there.
    Gone,
    /// It can't be read here: a person looks at it there.
    Left,
}

/// What became of an address that a citizen gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    Stored,
    /// A letter can't go there.
    NoAddress,
    /// No mailbox is on.
    NoMailbox,
}

/// What a letter belongs to, as it is sealed.
#[derive(Default)]
pub(super) struct Known {
    subject: Option<String>,
    name: Option<String>,
}

impl Known {
    pub(super) fn of(sealed: Option<&[u8]>, seal: &Seal) -> Result<Self, StoreError> {
        let Some(sealed) = sealed else { return Ok(Self::default()) };
        let read: Value = serde_json::from_str(&seal.opened_thread(sealed)?).map_err(|_| UNREAD)?;
        let text = |name: &str| read.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        Ok(Self { subject: text("subject"), name: text("name") })
    }
}

/// Characters of a subject that are kept, most.
const SUBJECT: usize = 200;

impl Brigade {
    /// The mailboxes that are on.
    ///
    /// # Errors
    /// The store can't be read. One whose settings this operator's key does not open is left out.
    pub async fn mailboxes(&self) -> Result<Vec<Mailbox>, StoreError> {
        let mut mailboxes = Vec::new();
        for channel in self.store.channels().await? {
            if !channel.is_on || channel.kind != Kind::Mail.id() {
                continue;
            }
            match self.settings_of(&channel) {
                Ok(Settings::Mail(mail)) => mailboxes.push(Mailbox { channel, mail }),
                Ok(_) => {}
                Err(error) => tracing::error!(%error, channel.name, "a mailbox can't be opened"),
            }
        }
        Ok(mailboxes)
    }

    /// Takes a mail; `copy`: its place in the mailbox.
    ///
    /// # Errors
    /// It can't be stored: it is read again.
    pub async fn mail_came(&self, mailbox: &Mailbox, raw: &[u8], copy: &str) -> Result<Fate, StoreError> {
        match read(&mailbox.mail, raw, copy) {
            Read::Noise => Ok(Fate::Gone),
            Read::Nobody => Ok(Fate::Left),
            Read::Bounced { ours, code } => {
                for (ours, token) in ours {
                    if self.is_given(&token) {
                        let failed = Delivery::Failed(code.clone());
                        self.delivered(&mailbox.channel, "", Some(&ours), failed).await?;
                    }
                }
                Ok(Fate::Gone)
            }
            Read::Written(mail) => {
                self.written_by_mail(&mailbox.channel, mail).await?;
                Ok(Fate::Gone)
            }
        }
    }

    async fn written_by_mail(&self, channel: &StoredChannel, mail: Written) -> Result<(), StoreError> {
        let mut tied = None;
        for token in &mail.tokens {
            if self.is_given(token)
                && let Some(conversation) = self.store.named(token.conversation).await?
            {
                tied = Some(conversation);
                break;
            }
        }
        let subject: Option<String> = mail.subject.map(|subject| subject.chars().take(SUBJECT).collect());
        let mut text = match &subject {
            Some(subject) if tied.is_none() => format!("Objet : {subject}\n\n{}", mail.text),
            _ => mail.text,
        };
        if let Some(conversation) = &tied
            && self
                .address_of(conversation)
                .await?
                .is_none_or(|known| !known.eq_ignore_ascii_case(&mail.from))
        {
            text = format!("[Écrit depuis une autre adresse que celle qui reçoit les réponses.]\n{text}");
        }
        if text.trim().is_empty() && mail.attachments == 0 {
            text = "[Courriel sans texte.]".to_owned();
        }
        let thread = json!({ "subject": subject, "name": mail.name }).to_string();
        let came = Came {
            channel,
            kind: Kind::Mail,
            from: &mail.from,
            id: &mail.id,
            tied: tied.map(|conversation| conversation.id),
            thread: Some(&thread),
        };
        self.take_in(&came, &text, mail.attachments).await
    }

    /// How far a mailbox was read, by whichever instance: its validity (`UIDVALIDITY`), and the last number (`UID`).
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn mailbox_mark(&self, mailbox: &Mailbox) -> Result<Option<(i64, i64)>, StoreError> {
        self.store.mailbox(mailbox.name()).await
    }

    /// A mailbox was read so far.
    ///
    /// # Errors
    /// The store can't be written: what was read is read again, and known.
    pub async fn mailbox_read(&self, mailbox: &Mailbox, validity: i64, uid: i64) -> Result<(), StoreError> {
        self.store.mailbox_read(mailbox.name(), validity, uid).await
    }

    /// Notes whether a mailbox could be read.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn mailbox_lives(&self, mailbox: &Mailbox, why_not: Option<&str>) -> Result<(), StoreError> {
        let event = why_not.map_or(ChannelEvent::Came, ChannelEvent::Failed);
        self.store.note_channel(mailbox.name(), event, self.clock.now()).await
    }

    /// Notes that a mail was left in its mailbox for a person.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn mail_left(&self, mailbox: &Mailbox) -> Result<(), StoreError> {
        self.store.note_channel(mailbox.name(), ChannelEvent::Refused(LEFT), self.clock.now()).await
    }

    /// What the letters of a conversation belong to.
    pub(super) fn letters_of<'a>(
        &self,
        conversation: &StoredConversation,
        known: &'a Known,
        is_automatic: bool,
    ) -> Thread<'a> {
        let words = Words::of(Language::parse(&conversation.language).unwrap_or_default());
        Thread {
            token: Some(self.token(conversation)),
            subject: known.subject.as_deref(),
            answers: known.name.as_deref(),
            usual_subject: words.subject,
            sender: words.sender,
            foot: if is_ours(conversation) { words.foot_of_page } else { words.foot },
            is_automatic,
        }
    }

    fn token(&self, conversation: &StoredConversation) -> Token {
        Token { conversation: conversation.public_id, proof: self.reply_proof(&conversation.public_id) }
    }

    fn reply_proof(&self, conversation: &[u8; 16]) -> [u8; 10] {
        let mut proof = [0; 10];
        proof.copy_from_slice(&self.names.of(&[b"reply", conversation])[..10]);
        proof
    }

    /// Whether the house gave a token.
    fn is_given(&self, token: &Token) -> bool {
        let ours = self.reply_proof(&token.conversation);
        ours.iter().zip(&token.proof).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
    }

    /// Whether answers can leave by mail: a mailbox is on.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn answers_by_mail(&self) -> Result<bool, StoreError> {
        Ok(self.mailbox_name().await?.is_some())
    }

    async fn mailbox_name(&self) -> Result<Option<String>, StoreError> {
        let is_mailbox = |channel: &StoredChannel| channel.is_on && channel.kind == Kind::Mail.id();
        Ok(self.store.channels().await?.into_iter().find(is_mailbox).map(|channel| channel.name))
    }

    /// Has the answers of a conversation of our own pages leave by mail too.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn answer_by_mail(
        &self,
        conversation: &StoredConversation,
        address: &str,
    ) -> Result<Given, StoreError> {
        let address = address.trim();
        if !is_address(address) {
            return Ok(Given::NoAddress);
        }
        let Some(name) = self.mailbox_name().await?.filter(|_| is_ours(conversation)) else {
            return Ok(Given::NoMailbox);
        };
        let sealed_address = Seal::of(&self.keys, conversation)?.sealed_address(address)?;
        // Nobody finds the conversation by it: who typed it may not be who has it.
        let address_mac = self.names.of(&[b"own", &conversation.public_id]);
        let who =
            NewCorrespondent { channel: &name, address_mac: &address_mac, sealed_address: &sealed_address };
        self.store.give_address(conversation.id, who).await?;
        Ok(Given::Stored)
    }

    /// Forgets the address that the answers of a conversation of our own pages go to.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn answer_here_alone(&self, conversation: &StoredConversation) -> Result<(), StoreError> {
        if is_ours(conversation) { self.store.forget_address(conversation.id).await } else { Ok(()) }
    }

    /// The address that the answers of a conversation go to.
    ///
    /// # Errors
    /// The store can't be read, or this operator's key does not open it.
    pub async fn address_of(&self, conversation: &StoredConversation) -> Result<Option<String>, StoreError> {
        let Some(who) = self.store.correspondent(conversation.id).await? else { return Ok(None) };
        Seal::of(&self.keys, conversation)?.opened_address(&who.sealed_address).map(Some)
    }
}

const LEFT: &str = "un courriel sans expéditeur lisible est resté dans la boîte, marqué";
const UNREAD: StoreError = StoreError::Inconsistent("what a letter belongs to");

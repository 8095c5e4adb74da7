//! Channels as an administrator sets them: their secrets go in and never come out.

use ::channels::{
    Kind, Settings,
    mail::{Server, is_address, is_replies},
};
use chrono::{DateTime, Utc};
use domain::identity::{Actor, Operation};
use services::{Unfit, audit::Outcome};
use store::{StoreError, StoredChannel};

use super::{Values, fields};
use crate::Brigade;

/// What an administrator sees of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelLine {
    pub name: String,
    pub kind: Kind,
    pub is_on: bool,
    /// The address that its provider calls.
    pub called_at: String,
    /// When a genuine call last came, and an answer was last taken.
    pub came_at: Option<DateTime<Utc>>,
    pub left_at: Option<DateTime<Utc>>,
    /// When and why a call was last refused, and an answer.
    pub refused: Option<(DateTime<Utc>, String)>,
    pub failed: Option<(DateTime<Utc>, String)>,
    /// Answers that have not left.
    pub due: i64,
}

/// Whether a channel lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    Off,
    /// Nobody called it yet.
    Unheard,
    /// The last that its provider said was that an answer does not leave.
    Fails,
    Lives,
}

impl ChannelLine {
    pub fn life(&self) -> Life {
        let failed = self.failed.as_ref().map(|(at, _)| *at);
        // A mailbox that was read since lives; what a provider calls for says nothing of what leaves.
        let well = if self.kind == Kind::Mail { self.left_at.max(self.came_at) } else { self.left_at };
        if !self.is_on {
            Life::Off
        } else if failed.is_some() && failed > well {
            Life::Fails
        } else if self.came_at.is_none() {
            Life::Unheard
        } else {
            Life::Lives
        }
    }
}

/// Characters of a name, of a setting, and of one that guards an address, at least.
const LONGEST_NAME: usize = 32;
const LONGEST_VALUE: usize = 512;
const SHORTEST_GUARD: usize = 16;

impl Brigade {
    /// # Errors
    /// Who asks may not, or the store can't be read. The same holds below.
    pub async fn channels(&self, actor: &Actor) -> Result<Vec<ChannelLine>, Unfit> {
        self.journal.require(actor, Operation::ManageChannels, CHANNELS).await?;
        let stored = self.store.channels().await?;
        Ok(stored.into_iter().filter_map(|channel| self.line(channel)).collect())
    }

    fn line(&self, channel: StoredChannel) -> Option<ChannelLine> {
        let StoredChannel { name, kind, is_on, came_at, left_at, refused, failed, due, .. } = channel;
        let called_at = self.outside.called_at(&name);
        Kind::parse(&kind).map(|kind| ChannelLine {
            name,
            kind,
            is_on,
            called_at,
            came_at,
            left_at,
            refused,
            failed,
            due,
        })
    }

    /// Sets a channel and turns it on; one of its name is replaced.
    pub async fn set_channel(&self, actor: &Actor, typed: &Values) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::ManageChannels, CHANNELS).await?;
        let said = |name: &str| typed.get(name).map_or("", |text| text.trim());
        let kind = Kind::parse(said("kind")).ok_or(Unfit::Malformed("Choisissez un canal de la liste."))?;
        let name = said("name");
        let is_name = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(is_name) {
            return Err(Unfit::field(
                "name",
                "Un nom court : lettres minuscules sans accent, chiffres et tirets, 32 au plus.",
            ));
        }
        let mut values = Values::new();
        for field in fields(kind) {
            let value = said(field.name);
            if value.is_empty() && field.is_needed {
                return Err(Unfit::field(field.name, "Ce réglage est nécessaire."));
            }
            if value.len() > LONGEST_VALUE || value.chars().any(|c| c.is_control() || c.is_whitespace()) {
                return Err(Unfit::field(field.name, "Un réglage a 512 signes au plus, sans espace."));
            }
            // Who knows these speaks for the provider, or is one.
            if matches!(field.name, "path_secret" | "verify_token") && !is_guard(value) {
                return Err(Unfit::field(
                    field.name,
                    "Au moins 16 signes parmi les lettres sans accent, les chiffres et le tiret.",
                ));
            }
            if kind == Kind::Mail
                && let Some(wrong) = wrong_of_mail(field.name, value)
            {
                return Err(Unfit::field(field.name, wrong));
            }
            values.insert(field.name.to_owned(), value.to_owned());
        }
        let text = serde_json::to_vec(&values).map_err(|_| UNSEALED)?;
        let sealed = self.keys.seal_bytes(CHANNEL, name, &text).ok_or(UNSEALED)?;
        let object = format!("canal {name}");
        self.journal.record(Some(actor), SET, &object, Outcome::Done).await?;
        Ok(self.store.put_channel(name, kind.id(), &sealed).await?)
    }

    /// Turns a channel on or off. What is to leave by one that is off waits.
    pub async fn turn_channel(&self, actor: &Actor, name: &str, is_on: bool) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::ManageChannels, CHANNELS).await?;
        let told = if is_on { "reprise" } else { "arrêt" };
        self.journal.record(Some(actor), TURN, &format!("canal {name} : {told}"), Outcome::Done).await?;
        self.store.turn_channel(name, is_on).await?;
        Ok(())
    }

    /// Removes a channel with its secrets. What is to leave by it will not.
    pub async fn remove_channel(&self, actor: &Actor, name: &str) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::ManageChannels, CHANNELS).await?;
        self.journal.record(Some(actor), REMOVE, &format!("canal {name}"), Outcome::Done).await?;
        self.store.remove_channel(name).await?;
        Ok(())
    }

    /// The settings of a channel.
    ///
    /// # Errors
    /// They were sealed under another operator's key.
    pub(super) fn settings_of(&self, channel: &StoredChannel) -> Result<Settings, StoreError> {
        let kind = Kind::parse(&channel.kind).ok_or(SEALED)?;
        let opened = self.keys.open_bytes(CHANNEL, &channel.name, &channel.sealed_settings);
        let values: Values = opened.and_then(|text| serde_json::from_slice(&text).ok()).ok_or(SEALED)?;
        self.outside.settings(&channel.name, kind, &values).ok_or(SEALED)
    }
}

/// What is wrong with a setting of a mailbox.
fn wrong_of_mail(name: &str, value: &str) -> Option<&'static str> {
    match name {
        "address" if !is_address(value) => Some("Une adresse de courriel : contact@exemple.fr."),
        "imap" if Server::imap(value).is_none() => Some(
            "« imaps://serveur » ou « imap://serveur » (chiffré par STARTTLS), avec « :port » au besoin.",
        ),
        "smtp" if Server::smtp(value).is_none() => Some(
            "« smtps://serveur » ou « smtp://serveur » (chiffré par STARTTLS), avec « :port » au besoin.",
        ),
        "replies" if !value.is_empty() && !is_replies(value) => Some(
            "Une adresse où « * » tient la place du jeton : contact+*@exemple.fr, 21 signes au plus autour de lui avant « @ ».",
        ),
        _ => None,
    }
}

fn is_guard(value: &str) -> bool {
    value.len() >= SHORTEST_GUARD && value.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
}

const CHANNELS: &str = "canaux";
/// Usage of the key that settings are sealed under.
const CHANNEL: &str = "channel";
const SET: &str = "regler-canal";
const TURN: &str = "tourner-canal";
const REMOVE: &str = "retirer-canal";
const UNSEALED: StoreError = StoreError::Inconsistent("settings that can't be sealed");
const SEALED: StoreError = StoreError::Inconsistent("settings that this key doesn't open");

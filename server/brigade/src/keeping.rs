//! How long anything is kept: set by an administrator, within bounds that nobody moves.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    conversation::Channel,
    identity::{Actor, Operation},
};
use services::{Unfit, audit::Outcome};
use store::{ConversationState, Forgotten, Keeping, Motif, StoreError, StoredConversation};

use crate::Brigade;

/// Where nobody wrote, after this.
const KEPT_EMPTY: TimeDelta = TimeDelta::hours(1);

/// What came from outside is known for so long: providers tell of it again for days (`channels::WINDOW`), and an SMS that somebody recorded
/// has no hour of its own.
const KNOWN: TimeDelta = TimeDelta::days(90);

/// A term that can be set, in hours; three months at most (the legal notice of Ma Sécurité), 24 hours where there was an emergency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// As it is stored, and as its field is called.
    pub name: &'static str,
    /// Hours of the unit that it is told in.
    pub unit: i64,
    /// In that unit: at most, and where nobody says otherwise.
    pub most: i64,
    pub usual: i64,
}

const DAY: i64 = 24;

/// Conversations of a channel, after their last message.
pub const CHAT: Term = Term { name: "keep-chat", unit: DAY, most: 90, usual: 90 };
pub const FORM: Term = Term { name: "keep-form", unit: DAY, most: 90, usual: 90 };
/// Those by ways of others: SMS, WhatsApp, Messenger, Instagram, X, mail.
pub const OUTSIDE: Term = Term { name: "keep-outside", unit: DAY, most: 90, usual: 90 };
/// One that is closed and told of an emergency.
pub const URGENT: Term = Term { name: "keep-urgent", unit: 1, most: 24, usual: 24 };
/// Files and notes may go before their conversation.
pub const FILES: Term = Term { name: "keep-files", unit: DAY, most: 90, usual: 90 };
pub const NOTES: Term = Term { name: "keep-notes", unit: DAY, most: 90, usual: 90 };
/// One that was answered and in which nobody writes is closed after this.
pub const SILENT: Term = Term { name: "close-silent", unit: DAY, most: 30, usual: 7 };

pub const TERMS: [Term; 7] = [CHAT, FORM, OUTSIDE, URGENT, FILES, NOTES, SILENT];

/// The term of what is about a family of motifs, once it is closed: in hours.
const MOTIF: &str = "keep-motif-";
/// Families that are sensitive go after a day, where nobody says otherwise: they tell of somebody's health, sexual life or beliefs, or of
/// a crime that they suffered (RGPD, articles 9 and 10).
const SENSITIVE: [&str; 1] = ["Victime"];
const MOTIF_USUAL: i64 = 24;

/// How a family's field is called, on a page and in the store.
pub fn motif_field(family: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
    format!("{MOTIF}{}", family.chars().map(plain).collect::<String>())
}

/// What is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms(BTreeMap<String, i64>);

impl Terms {
    /// A term, in its own unit.
    pub fn of(&self, term: Term) -> i64 {
        self.0.get(term.name).copied().unwrap_or(term.usual).clamp(1, term.most)
    }

    fn lasts(&self, term: Term) -> TimeDelta {
        TimeDelta::hours(self.of(term) * term.unit)
    }

    /// Hours after which what is about a family of motifs goes; none where it goes with its channel's term.
    pub fn of_motif(&self, family: &str) -> Option<i64> {
        let usual = SENSITIVE.contains(&family).then_some(MOTIF_USUAL);
        self.0.get(&motif_field(family)).copied().or(usual).filter(|hours| *hours > 0)
    }

    /// When a conversation that is closed now goes at the latest.
    pub(crate) fn over_at(&self, motif: &Motif, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.of_motif(&motif.parent).map(|hours| now + TimeDelta::hours(hours))
    }

    /// When a conversation goes at the latest, if nobody writes in it any more.
    pub(crate) fn until(&self, conversation: &StoredConversation) -> DateTime<Utc> {
        let channel = Channel::parse(&conversation.channel).unwrap_or(Channel::Chat);
        let is_closed = conversation.state == ConversationState::Closed;
        let usual = conversation.last_at + self.of_channel(channel);
        let urgent = (is_closed && conversation.is_urgent).then(|| conversation.last_at + self.lasts(URGENT));
        [Some(usual), urgent, conversation.over_at].into_iter().flatten().min().unwrap_or(usual)
    }

    fn of_channel(&self, channel: Channel) -> TimeDelta {
        self.lasts(match channel {
            Channel::Chat => CHAT,
            Channel::Form => FORM,
            Channel::Sms
            | Channel::Messenger
            | Channel::Instagram
            | Channel::Whatsapp
            | Channel::X
            | Channel::Mail => OUTSIDE,
        })
    }
}

impl Brigade {
    /// How long anything is kept.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn terms(&self) -> Result<Terms, StoreError> {
        Ok(Terms(self.store.settings().await?))
    }

    /// Families of motifs, each once.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn motif_families(&self) -> Result<Vec<String>, StoreError> {
        let mut families: Vec<String> = self.motifs().await?.into_iter().map(|motif| motif.parent).collect();
        families.dedup();
        families.sort();
        families.dedup();
        Ok(families)
    }

    /// Sets terms, all or none: by the names of [`TERMS`] and of [`motif_field`].
    ///
    /// # Errors
    /// Who asks is no administrator, a term is none or beyond its bound, or the store can't be written.
    pub async fn set_terms(&self, actor: &Actor, typed: &BTreeMap<String, String>) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::SetRetention, RETENTION).await?;
        let mut set = Vec::new();
        for term in TERMS {
            let text = typed.get(term.name).map_or("", |text| text.trim());
            let fits = text.parse().ok().filter(|n| (1..=term.most).contains(n));
            let n = fits.ok_or_else(|| Unfit::field(term.name, BEYOND))?;
            set.push((term.name.to_owned(), n));
        }
        for family in self.motif_families().await? {
            let name = motif_field(&family);
            let text = typed.get(&name).map_or("", |text| text.trim());
            let most = CHAT.most * DAY;
            let fits =
                if text.is_empty() { Some(0) } else { text.parse().ok().filter(|n| (1..=most).contains(n)) };
            let n = fits.ok_or_else(|| Unfit::field(name.clone(), BEYOND))?;
            set.push((name, n));
        }
        self.journal.record(Some(actor), SET, RETENTION, Outcome::Done).await?;
        Ok(self.store.set_all(&set).await?)
    }

    /// Closes what is silent, removes what is over, with its texts, its files and its key.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn forget(&self) -> Result<Forgotten, StoreError> {
        let (now, terms) = (self.clock.now(), self.terms().await?);
        let mut all = Forgotten { closed: 0, removed: 0 };
        for channel in Channel::ALL {
            let over = now - terms.of_channel(channel);
            let keeping = Keeping {
                channel: channel.id(),
                now,
                silent: (now - terms.lasts(SILENT)).max(over),
                over,
                urgent_over: now - terms.lasts(URGENT),
                empty: now - KEPT_EMPTY,
            };
            let done = self.store.forget(keeping).await?;
            all = Forgotten { closed: all.closed + done.closed, removed: all.removed + done.removed };
        }
        self.store.forget_beside(now - terms.lasts(FILES), now - terms.lasts(NOTES)).await?;
        self.store.forget_received(now - KNOWN).await?;
        Ok(all)
    }
}

const RETENTION: &str = "conservation";
const SET: &str = "regler-conservation";
const BEYOND: &str = "Un délai est un nombre entier, de 1 à la limite qui est indiquée.";

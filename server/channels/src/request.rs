//! What a provider calls with, and what it says.

use std::{borrow::Cow, fmt};

use chrono::{DateTime, TimeDelta, Utc};

/// Largest body that is looked at. A text is a few kilobytes, a batch of a thousand updates some hundreds.
pub const MOST_BODY: usize = 1024 * 1024;

/// Oldest message that is taken. Not a day: Meta tries again for 36 hours (Graph API, "Webhooks: Getting Started"), WhatsApp for
/// seven days (Cloud API, "Webhooks"), X plays five days again when asked (Account Activity, "Replay API"). What a citizen wrote
/// while the house was down must come in; eight days hold all of them. SMS carry no hour: their id alone guards them.
pub const WINDOW: TimeDelta = TimeDelta::days(8);

/// A provider's call, as it came.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub method: &'a str,
    /// The full public address as the provider wrote it: scheme, host, path and query, not decoded. Behind a proxy: of the
    /// configuration, not of a header that anybody can write.
    pub url: &'a str,
    /// Names in any case.
    pub headers: &'a [(&'a str, &'a str)],
    /// The raw bytes: what was parsed and written again has another signature.
    pub body: &'a [u8],
}

impl Request<'_> {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    pub(crate) fn is(&self, method: &str) -> bool {
        self.method.eq_ignore_ascii_case(method)
    }

    pub(crate) fn query(&self) -> &str {
        let before = self.url.split('#').next().unwrap_or_default();
        before.split_once('?').map_or("", |(_, query)| query)
    }

    /// A parameter of the query, decoded; the first of its name.
    pub(crate) fn parameter(&self, name: &str) -> Option<Cow<'_, str>> {
        form_urlencoded::parse(self.query().as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }
}

/// What came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// The provider asks whether we are who was configured: answer 200 with this.
    Challenge {
        content_type: &'static str,
        body: String,
    },
    Events(Vec<Event>),
}

/// What became of a message of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    Sent,
    Delivered,
    Read,
    /// The provider's code.
    Failed(String),
}

/// One thing that a provider tells. Its `Debug` holds no text, address or id (WhatsApp's ids hold the number).
#[derive(Clone, PartialEq, Eq)]
pub enum Event {
    /// A citizen wrote.
    Message {
        /// The provider's, never given twice: for exactly once.
        id: String,
        from: String,
        to: String,
        /// As it was written; empty where there is none.
        text: String,
        /// As the provider says, never after `now`; `now` where it says nothing.
        at: DateTime<Utc>,
        /// Images, voices, places, and what we cannot show.
        attachments: usize,
    },
    /// Of one message of ours. Providers tell in any order: a read one may be told to be sent later.
    Delivery {
        /// The provider's id.
        id: String,
        /// [`Answer::ours`](crate::Answer) where the provider gives it back (WhatsApp, Twilio).
        ours: Option<String>,
        state: Delivery,
    },
    /// All that we wrote to this citizen up to then was read (Messenger names no message).
    ReadUntil { from: String, until: DateTime<Utc> },
}

impl Event {
    pub(crate) fn is_late(&self, now: DateTime<Utc>) -> bool {
        matches!(self, Self::Message { at, .. } if now.signed_duration_since(*at) > WINDOW)
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message { at, attachments, .. } => write!(f, "Message({at}, {attachments} attachments)"),
            Self::Delivery { state, .. } => write!(f, "Delivery({state:?})"),
            Self::ReadUntil { until, .. } => write!(f, "ReadUntil({until})"),
        }
    }
}

/// Why a call is not taken. The words go to the journal, never to who called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("corps trop long")]
    TooLarge,
    #[error("méthode inattendue")]
    Method,
    #[error("appel sans signature")]
    Unsigned,
    #[error("signature fausse")]
    Signature,
    #[error("jeton de vérification ou adresse secrète inexacts")]
    Token,
    #[error("appel illisible")]
    Malformed,
    /// A mistake in the provider's console that must be seen: a 200 would lose the messages.
    #[error("appel d’un autre produit")]
    Foreign,
    #[error("message trop ancien")]
    Late,
}

impl Refused {
    /// The HTTP status to answer.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::TooLarge => 413,
            Self::Method => 405,
            Self::Unsigned => 401,
            Self::Signature | Self::Token => 403,
            Self::Malformed | Self::Foreign => 400,
            Self::Late => 410,
        }
    }
}

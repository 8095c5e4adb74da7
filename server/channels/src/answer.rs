//! What the house answers, how it leaves, and what the provider said to it.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::{
    kind::Kind,
    mail::{Letter, Thread, is_address},
};

/// Longest text that is taken, in bytes: some dozen SMS.
pub const LONGEST_TEXT: usize = 32 * 1024;
/// Longest identifier of ours, and address of theirs.
const LONGEST_NAME: usize = 64;

/// An answer to a citizen.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    /// The address that the citizen wrote from.
    pub to: &'a str,
    pub text: &'a str,
    /// Our own name of this answer: letters, digits, `-` and `_`, 64 at most; opaque, providers keep it. No channel lets us ask
    /// for one sending by it; Messenger, WhatsApp, Twilio and OVH carry it, so that an answer that was lost is found again. The
    /// last part is called so; those before it have `.1`, `.2`… behind it.
    pub ours: &'a str,
    /// When the citizen last wrote here: Meta's windows begin there.
    pub last_from_citizen_at: Option<DateTime<Utc>>,
    /// What a mail belongs to; nothing elsewhere.
    pub thread: Thread<'a>,
}

impl Answer<'_> {
    pub(crate) fn check(&self, kind: Kind) -> Result<(), Unsendable> {
        if self.text.trim().is_empty() {
            return Err(Unsendable::Empty);
        }
        if self.text.len() > LONGEST_TEXT {
            return Err(Unsendable::TooLong);
        }
        let is_name = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
        if self.ours.is_empty() || self.ours.len() > LONGEST_NAME || !self.ours.bytes().all(is_name) {
            return Err(Unsendable::Identifier);
        }
        if kind == Kind::Mail {
            return if is_address(self.to) { Ok(()) } else { Err(Unsendable::Address) };
        }
        // Addresses become parts of paths: nothing but what one is made of.
        let digits = match kind {
            Kind::TwilioSms | Kind::OvhSms => self.to.strip_prefix('+').unwrap_or(self.to),
            _ => self.to,
        };
        let is_address =
            (1..=LONGEST_NAME).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit());
        if is_address { Ok(()) } else { Err(Unsendable::Address) }
    }

    /// Our name of one of so many parts: when the last arrived, the answer did.
    pub(crate) fn part(&self, index: usize, count: usize) -> String {
        if index + 1 == count { self.ours.to_owned() } else { format!("{}.{}", self.ours, index + 1) }
    }
}

impl fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer")
    }
}

/// What carries an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Load {
    /// Calls, in their order: more than one where the text is longer than the channel takes at once. The next is to leave when the one
    /// before was accepted.
    Calls(Vec<Outgoing>),
    Letter(Letter),
}

impl Load {
    /// The calls; none where it is a letter.
    #[must_use]
    pub fn calls(self) -> Vec<Outgoing> {
        match self {
            Self::Calls(calls) => calls,
            Self::Letter(_) => Vec::new(),
        }
    }
}

/// One call that the house's HTTP client makes. Its `Debug` holds no address, header or text.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub method: &'static str,
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outgoing({}, {} bytes)", self.method, self.body.len())
    }
}

/// Why an answer cannot leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    #[error("réponse vide")]
    Empty,
    #[error("réponse trop longue")]
    TooLong,
    #[error("identifiant de réponse inexact")]
    Identifier,
    #[error("adresse inexacte pour ce canal")]
    Address,
    /// The citizen has to write again first.
    #[error("délai de réponse du canal dépassé")]
    WindowOver,
    #[error("canal sans jeton d’accès")]
    Settings,
}

/// What a provider's response means.
#[derive(Clone, PartialEq, Eq)]
pub enum Sent {
    /// Taken; what becomes of it is told by the id, or never.
    Accepted { id: String },
    /// Too much, or an error of theirs: later, after that many seconds where the provider says so. After a 5xx it may have left.
    Again { after: Option<u64> },
    /// It will not leave; the provider's code.
    Never(String),
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted { .. } => f.write_str("Accepted"),
            Self::Again { after } => write!(f, "Again({after:?})"),
            Self::Never(code) => write!(f, "Never({code})"),
        }
    }
}

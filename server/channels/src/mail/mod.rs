//! Mail: what a citizen sends is read ([`read`]), what the brigade answers is a letter ([`letter`]). The mailbox (IMAP) and the way out
//! (SMTP) are the house's; here are the words alone.
//!
//! A sender's address proves nothing (RFC 5321, 7.1). What ties a mail to a conversation is a [`Token`]: it stands in the name of each
//! letter, which answers and bounces carry back (RFC 5322, 3.6.4), and in the address of replies where the operator says which.

mod letter;
mod quoted;
mod read;
mod token;

pub use letter::{Letter, Thread, letter};
pub use read::{Came, MOST, Written, read};
pub use token::Token;

use std::fmt;

use crate::secret::Secret;

/// A mailbox that citizens write to.
#[derive(Clone)]
pub struct Mail {
    /// Its address.
    pub address: String,
    /// Address of replies, with `*` where the token stands (`contact+*@exemple.fr`, RFC 5233); none where the server knows no such ones.
    pub replies: Option<String>,
    pub imap: Server,
    pub smtp: Server,
    pub login: String,
    pub password: Secret,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mail")
    }
}

/// Where a mail server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub host: String,
    pub port: u16,
    /// Whether the connection is encrypted from its first byte (RFC 8314, 3); else it is asked to be (STARTTLS), and nothing is said before.
    pub is_implicit: bool,
}

impl Server {
    /// `imaps://host`, `imap://host:143`: the same with `smtp`. Without a port, that of the scheme.
    #[must_use]
    pub fn imap(text: &str) -> Option<Self> {
        Self::of(text, "imap", (993, 143))
    }

    #[must_use]
    pub fn smtp(text: &str) -> Option<Self> {
        Self::of(text, "smtp", (465, 587))
    }

    fn of(text: &str, scheme: &str, (implicit, asked): (u16, u16)) -> Option<Self> {
        let (said, place) = text.split_once("://")?;
        let is_implicit = match said.strip_prefix(scheme)? {
            "s" => true,
            "" => false,
            _ => return None,
        };
        let usual = if is_implicit { implicit } else { asked };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().ok().filter(|port| *port > 0)?),
            None => (place, usual),
        };
        let is_sign = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'.';
        let is_host = (1..=253).contains(&host.len()) && host.bytes().all(is_sign);
        is_host.then(|| Self { host: host.to_owned(), port, is_implicit })
    }

    /// This machine: what is said to it crosses no network.
    #[must_use]
    pub fn is_here(&self) -> bool {
        matches!(self.host.as_str(), "127.0.0.1" | "localhost")
    }
}

/// Whether a text is an address that a letter can go to: one mailbox, in ASCII, nothing that a header could take for something else
/// (RFC 5321, 4.1.2, without quoted strings).
#[must_use]
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_atom = |c: u8| c.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~".contains(&c);
    let has_dots = |part: &str| !part.split('.').any(str::is_empty);
    let is_label = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'.';
    (1..=64).contains(&local.len())
        && local.bytes().all(is_atom)
        && has_dots(local)
        && domain.len() <= 189
        && domain.contains('.')
        && domain.bytes().all(is_label)
        && has_dots(domain)
        && !domain.split('.').any(|label| label.starts_with('-') || label.ends_with('-'))
}

/// Whether a text is an address of replies ([`Mail::replies`]).
#[must_use]
pub fn is_replies(text: &str) -> bool {
    text.matches('*').count() == 1
        && text.split('@').next().is_some_and(|local| local.contains('*'))
        && is_address(&text.replace('*', &"a".repeat(token::LENGTH)))
}

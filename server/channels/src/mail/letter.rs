//! An answer as a letter.

use super::{Mail, Token};

/// What a letter belongs to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Thread<'a> {
    /// Of the conversation.
    pub token: Option<Token>,
    /// Subject of what is answered, as it came; none where it came by a page of ours.
    pub subject: Option<&'a str>,
    /// Name (`Message-ID`) of what is answered.
    pub answers: Option<&'a str>,
    /// Subject where there is none,
    pub usual_subject: &'a str,
    /// who writes,
    pub sender: &'a str,
    /// and what stands below the words, in the citizen's language.
    pub foot: &'a str,
    /// Whether no person wrote it.
    pub is_automatic: bool,
}

/// A letter that is ready to leave: plain text, nothing in it is fetched from anywhere. Its `Debug` holds nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// Name and address of who writes.
    pub from: (String, String),
    pub to: String,
    pub reply_to: String,
    pub subject: String,
    /// Without its brackets. The same when it leaves again.
    pub id: String,
    pub answers: Option<String>,
    pub body: String,
    /// Whether no person wrote it: it says so, and programs don't answer it (RFC 3834, 5).
    pub is_automatic: bool,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Letter({} bytes)", self.body.len())
    }
}

/// Characters of a subject, most.
const SUBJECT: usize = 150;

/// The letter that carries a text to an address; `ours`: our own name of it.
#[must_use]
pub fn letter(mail: &Mail, (to, text, ours): (&str, &str, &str), thread: &Thread) -> Letter {
    let domain = mail.address.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let token = thread.token.map(|token| token.text());
    let reply_to = match (&mail.replies, &token) {
        (Some(replies), Some(token)) => replies.replace('*', token),
        _ => mail.address.clone(),
    };
    let name = token.map_or_else(|| ours.to_owned(), |token| format!("{ours}.{token}"));
    Letter {
        from: (thread.sender.to_owned(), mail.address.clone()),
        to: to.to_owned(),
        reply_to,
        subject: thread.subject.and_then(again).unwrap_or_else(|| thread.usual_subject.to_owned()),
        id: format!("{name}@{domain}"),
        answers: thread.answers.filter(|id| is_name(id)).map(ToOwned::to_owned),
        is_automatic: thread.is_automatic,
        body: format!("{text}\n\n-- \n{}\n", thread.foot),
    }
}

/// The subject of an answer to something.
fn again(subject: &str) -> Option<String> {
    let plain: String = subject.chars().filter(|c| !c.is_control()).take(SUBJECT).collect();
    let plain = plain.trim();
    let is_again = plain.get(..3).is_some_and(|begin| begin.eq_ignore_ascii_case("re:"));
    match plain {
        "" => None,
        _ if is_again => Some(plain.to_owned()),
        _ => Some(format!("Re: {plain}")),
    }
}

/// Whether a name can stand in a header of ours (RFC 5322, 3.6.4).
fn is_name(id: &str) -> bool {
    id.len() <= 250
        && id.contains('@')
        && id.bytes().all(|c| c.is_ascii_graphic() && !matches!(c, b'<' | b'>' | b',' | b'"' | b'\\'))
}

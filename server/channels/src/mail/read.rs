//! What stands in a mail that came.

use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders, PartType};
use ring::digest::{SHA256, digest};

use super::{Mail, Token, is_address, quoted::written};

/// Bytes of a mail that are read, most: a text comes before what is attached to it.
pub const MOST: usize = 1024 * 1024;
/// Names and addresses in which a token is looked for, most.
const MOST_TOKENS: usize = 64;

/// A mail of somebody's.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// The same for a mail that comes twice, whoever hands it on; another for another mail under a name that was used before.
    pub id: String,
    /// Who it says that it is from: that proves nothing.
    pub from: String,
    /// What is to be answered to it, as a header of ours may have it.
    pub name: Option<String>,
    pub subject: Option<String>,
    /// Its words; what it answers to is left out where it carries a token of ours.
    pub text: String,
    /// Files that came with it; of a mail that is larger than what is read, those that were seen.
    pub attachments: usize,
    /// What could tie it to a conversation; whether it does, who gave the token knows.
    pub tokens: Vec<Token>,
}

impl std::fmt::Debug for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Written({} bytes)", self.text.len())
    }
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    Written(Written),
    /// A letter of ours did not arrive: our names of it that stand there, and the code (RFC 3463).
    Bounced {
        ours: Vec<(String, Token)>,
        code: String,
    },
    /// Nobody wrote it to be read by us: an absence notice, a mailing list, an echo of our own.
    Noise,
    /// Nobody can be answered: no sender, or none that a letter can go to.
    Nobody,
}

/// Reads a mail; `copy`: its place in the mailbox, which tells two mails apart that have no name.
#[must_use]
pub fn read(mailbox: &Mail, raw: &[u8], copy: &str) -> Came {
    let Some(mail) = MessageParser::default().parse(raw) else { return Came::Nobody };
    if is_report(&mail) {
        return bounce(&mail);
    }
    let Some(from) = first(mail.from()).filter(|from| is_address(from)) else {
        return if is_automatic(&mail) { Came::Noise } else { Came::Nobody };
    };
    if is_automatic(&mail) || from.eq_ignore_ascii_case(&mailbox.address) {
        return Came::Noise;
    }
    let tokens: Vec<Token> = tokens(&mail).into_iter().map(|(_, token)| token).collect();
    let whole = mail.body_text(0).unwrap_or_default();
    let text = if tokens.is_empty() { whole.trim().to_owned() } else { written(&whole) };
    let from = from.to_owned();
    Came::Written(Written {
        id: id(&mail, &from, &whole, copy),
        from,
        name: mail.message_id().map(ToOwned::to_owned),
        subject: mail.subject().map(str::trim).filter(|subject| !subject.is_empty()).map(ToOwned::to_owned),
        text,
        attachments: mail.attachment_count(),
        tokens,
    })
}

fn first<'a>(address: Option<&'a Address<'a>>) -> Option<&'a str> {
    address?.first()?.address()
}

/// The value of a header, in whichever case its name is.
fn value<'a>(mail: &'a Message, name: &str) -> Option<&'a str> {
    mail.headers_raw().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// Whether a program wrote it (RFC 3834, 5; RFC 2919; RFC 2369; "Precedence" is older than all of them).
fn is_automatic(mail: &Message) -> bool {
    let is_program = value(mail, "Auto-Submitted").is_some_and(|said| !said.eq_ignore_ascii_case("no"));
    let is_bulk = value(mail, "Precedence").is_some_and(|said| {
        ["bulk", "list", "junk", "auto_reply"].iter().any(|known| said.eq_ignore_ascii_case(known))
    });
    let has_no_way_back = value(mail, "Return-Path") == Some("<>");
    let has = |name: &&str| value(mail, name).is_some();
    let is_list = ["List-Id", "List-Unsubscribe", "List-Post"].iter().any(has);
    let is_reply = ["X-Autoreply", "X-Autorespond"].iter().any(has);
    is_program || is_bulk || has_no_way_back || is_list || is_reply
}

/// Whether it is a delivery status notification (RFC 3464).
fn is_report(mail: &Message) -> bool {
    let Some(kind) = mail.content_type() else { return false };
    kind.ctype().eq_ignore_ascii_case("multipart")
        && kind.subtype().is_some_and(|kind| kind.eq_ignore_ascii_case("report"))
}

fn bounce(mail: &Message) -> Came {
    let mut text = String::new();
    for part in &mail.parts {
        match &part.body {
            PartType::Text(words) => text.push_str(words),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                text.push_str(&String::from_utf8_lossy(bytes));
            }
            PartType::Message(inner) => text.push_str(&String::from_utf8_lossy(inner.raw_message())),
            _ => {}
        }
        text.push('\n');
    }
    let field = |name: &str| {
        text.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    // A letter that is late may arrive.
    if !field("Action").is_some_and(|action| action.eq_ignore_ascii_case("failed")) {
        return Came::Noise;
    }
    let is_code = |code: &&str| code.len() <= 12 && code.bytes().all(|c| c.is_ascii_digit() || c == b'.');
    let ours = Token::all(&text).filter_map(|(name, token)| Some((name?.to_owned(), token)));
    Came::Bounced {
        ours: ours.take(MOST_TOKENS).collect(),
        code: field("Status").filter(is_code).unwrap_or("5.0.0").to_owned(),
    }
}

/// What stands in the addresses that it went to, and in the names of what it answers to; the nearest first.
fn tokens<'a>(mail: &'a Message) -> Vec<(Option<&'a str>, Token)> {
    let mut texts: Vec<&'a str> = Vec::new();
    for address in [mail.to(), mail.cc()].into_iter().flatten() {
        texts.extend(address.iter().filter_map(|one| one.address()));
    }
    texts.extend(names(mail.in_reply_to()));
    // The last is what was answered to.
    texts.extend(names(mail.references()).into_iter().rev());
    texts.into_iter().take(MOST_TOKENS).flat_map(Token::all).take(MOST_TOKENS).collect()
}

fn names<'a>(value: &'a HeaderValue) -> Vec<&'a str> {
    match value {
        HeaderValue::Text(text) => vec![text.as_ref()],
        HeaderValue::TextList(texts) => texts.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    }
}

fn id(mail: &Message, from: &str, text: &str, copy: &str) -> String {
    let name = mail.message_id().unwrap_or(copy);
    let date = mail.date().map(ToString::to_string).unwrap_or_default();
    let subject = mail.subject().unwrap_or_default();
    let mut whole = Vec::new();
    for field in [name, &date, &from.to_ascii_lowercase(), subject, text] {
        whole.extend_from_slice(&field.len().to_be_bytes());
        whole.extend_from_slice(field.as_bytes());
    }
    digest(&SHA256, &whole).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

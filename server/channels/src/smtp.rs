//! What mail servers say.

use crate::answer::Sent;

/// What a mail server's reply means (RFC 5321, 4.2.1); `body` is the name of the letter.
pub(crate) fn sent(code: u16, body: &[u8]) -> Sent {
    match code {
        200..=299 => Sent::Accepted { id: String::from_utf8_lossy(body).into_owned() },
        500..=599 => Sent::Never(format!("SMTP {code}")),
        _ => Sent::Again { after: None },
    }
}

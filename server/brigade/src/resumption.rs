//! A citizen goes on on another device by a code: read out or typed, it leads there once and for a quarter of an hour. The store holds
//! what tells a code, and not the code: it follows from the operator's key, so that its page can show it again.

use chrono::{DateTime, TimeDelta, Utc};
use store::{StoreError, StoredConversation};
use uuid::Uuid;

use crate::{Brigade, Proof};

/// How long a code leads to its conversation.
const LASTS: TimeDelta = TimeDelta::minutes(15);

/// Thirty-two signs that nobody takes for each other (Crockford's base 32).
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of a code: fifty bits.
const LENGTH: usize = 10;

/// A code, as its page shows it: two groups of five.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

/// A code is in no log.
impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code")
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (one, two) = self.0.split_at(LENGTH / 2);
        write!(f, "{one}-{two}")
    }
}

impl Code {
    /// Reads what somebody typed: in small letters, with blanks or hyphens, with a letter that looks like its sign.
    pub fn parse(typed: &str) -> Option<Self> {
        let signs = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '.'));
        let code: String = signs
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                sign => sign,
            })
            .collect();
        let is_one = code.len() == LENGTH && code.bytes().all(|sign| SIGNS.contains(&sign));
        is_one.then_some(Self(code))
    }
}

impl Brigade {
    /// Makes a code for a conversation; the one before leads nowhere any more.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn make_code(&self, conversation: &StoredConversation) -> Result<(), StoreError> {
        // As it is stored, so that the code of it is the same when it is read again.
        let until = (self.clock.now() + LASTS).timestamp_micros();
        let until = DateTime::from_timestamp_micros(until).ok_or(StoreError::Inconsistent("a moment"))?;
        let code = self.code_at(conversation, until);
        self.store.resume_by(conversation.id, &self.told_by(&code), until).await?;
        self.bells.ring_state(conversation.id);
        Ok(())
    }

    /// The code of a conversation and until when it leads there, where it has one.
    pub fn code_of(&self, conversation: &StoredConversation) -> Option<(Code, DateTime<Utc>)> {
        let until = conversation.resume_until.filter(|until| *until > self.clock.now())?;
        Some((self.code_at(conversation, until), until))
    }

    /// The proof of the conversation that a code leads to; it leads there no more.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn resume(&self, code: &Code) -> Result<Option<Proof>, StoreError> {
        let found = self.store.resume(&self.told_by(code), self.clock.now()).await?;
        Ok(found.map(|name| {
            // The other device shows it no longer.
            self.bells.ring_all();
            self.proof(Uuid::from_bytes(name))
        }))
    }

    fn code_at(&self, conversation: &StoredConversation, until: DateTime<Utc>) -> Code {
        let moment = until.timestamp_micros().to_be_bytes();
        let hash = self.names.of(&[b"resume", &conversation.public_id, &moment]);
        Code(hash.iter().take(LENGTH).map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect())
    }

    fn told_by(&self, code: &Code) -> [u8; 16] {
        *self.named(&[b"resume-by", code.0.as_bytes()]).as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = Code::parse("A1B20-CD3EF").unwrap();
        for typed in ["a1b20cd3ef", " A1B2O CD3EF ", "aLb20–cd3ef", "AIB20.CD3EF"] {
            assert_eq!(Code::parse(typed), Some(code.clone()), "{typed}");
        }
        for none in ["", "A1B20-CD3E", "A1B20-CD3EFG", "A1B20-CD3EU", "é1B20-CD3EF", "' or 1=1 --"] {
            assert_eq!(Code::parse(none), None, "{none}");
        }
        assert_eq!(code.to_string(), "A1B20-CD3EF");
        assert_eq!(format!("{code:?}"), "Code");
    }
}

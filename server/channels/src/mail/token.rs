//! What ties a mail to a conversation.

/// Letters of a token: 26 bytes, five bits a letter.
pub const LENGTH: usize = 42;
/// RFC 4648, 6, in small letters: mail servers don't keep the difference.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The name of a conversation, and a proof that the house gave it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub conversation: [u8; 16],
    pub proof: [u8; 10],
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    /// As it stands in an address and in a name.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(LENGTH);
        let (mut bits, mut count) = (0_u32, 0);
        for byte in self.conversation.iter().chain(&self.proof) {
            (bits, count) = (bits << 8 | u32::from(*byte), count + 8);
            while count >= 5 {
                count -= 5;
                text.push(char::from(LETTERS[(bits >> count) as usize & 31]));
            }
        }
        text.push(char::from(LETTERS[(bits << (5 - count)) as usize & 31]));
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let mut bytes = Vec::with_capacity(26);
        let (mut bits, mut count) = (0_u32, 0);
        for letter in text.bytes() {
            let value = LETTERS.iter().position(|known| known.eq_ignore_ascii_case(&letter))?;
            (bits, count) = ((bits << 5 | u32::try_from(value).ok()?) & 0xffff, count + 5);
            if count >= 8 {
                count -= 8;
                bytes.push((bits >> count) as u8);
            }
        }
        // What is left over says nothing, and is nothing: one token is written in one way.
        if bits & ((1 << count) - 1) != 0 {
            return None;
        }
        let (conversation, proof) = bytes.split_first_chunk::<16>()?;
        Some(Self { conversation: *conversation, proof: proof.try_into().ok()? })
    }

    /// The tokens that stand in a text, in their order, each with the name of an answer of ours before it, where there is one.
    pub fn all(text: &str) -> impl Iterator<Item = (Option<&str>, Self)> {
        let mut start = 0;
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(move |word| {
            let at = start;
            start += word.len() + text[start + word.len()..].chars().next().map_or(0, char::len_utf8);
            let token = (word.len() == LENGTH).then(|| Self::parse(word)).flatten()?;
            Some((before(&text[..at]), token))
        })
    }
}

/// The UUID that a text ends with, and a dot.
fn before(text: &str) -> Option<&str> {
    let text = text.strip_suffix('.')?;
    let name = text.get(text.len().checked_sub(36)?..)?;
    name.bytes().all(|c| c.is_ascii_hexdigit() || c == b'-').then_some(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAME: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    proptest! {
        #[test]
        fn a_token_is_found_again(conversation: [u8; 16], proof: [u8; 10]) {
            let token = Token { conversation, proof };
            let text = token.text();
            prop_assert_eq!(text.len(), LENGTH);
            let found: Vec<_> = Token::all(&text).collect();
            prop_assert_eq!(found, [(None, token)]);
            let named = format!("References: <x@y>\r\n <{NAME}.{}@exemple.fr>, é", text.to_ascii_uppercase());
            prop_assert_eq!(Token::all(&named).collect::<Vec<_>>(), [(Some(NAME), token)]);
            let address = format!("contact+{text}@exemple.fr");
            prop_assert_eq!(Token::all(&address).collect::<Vec<_>>(), [(None, token)]);
        }

        #[test]
        fn anything_is_read(text in ".*") {
            let _ = Token::all(&text).count();
        }
    }

    #[test]
    fn a_token_is_written_in_one_way() {
        let token = Token { conversation: [0; 16], proof: [0; 10] };
        let text = token.text();
        // The last letter holds three bits of it, and two that say nothing.
        let other = format!("{}b", &text[..LENGTH - 1]);
        assert!(Token::parse(&text).is_some() && Token::parse(&other).is_none());
    }
}

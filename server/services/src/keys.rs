//! The operator's key, and what is made with it: the journal's chains, signatures of what a browser brings back, and what
//! lies sealed in the database. The key itself is never in the database, nor beside it.

use std::fmt;

use ring::{aead, hmac};

/// The operator's key: 256 random bits. Each use has a key of its own, derived from it.
#[derive(Clone)]
pub struct Keys {
    root: hmac::Key,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// Bytes before a sealed text: the nonce.
const NONCE: usize = aead::NONCE_LEN;

impl Keys {
    pub fn new(root: &[u8; 32]) -> Self {
        Self { root: hmac::Key::new(hmac::HMAC_SHA256, root) }
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let mut root = [0; 32];
        for (byte, pair) in root.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self::new(&root))
    }

    /// A key for one use (HKDF-Expand of one block, RFC 5869 §2.3).
    fn derived(&self, usage: &str) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.root);
        context.update(b"cyberimpact/");
        context.update(usage.as_bytes());
        context.update(&[1]);
        let mut key = [0; 32];
        key.copy_from_slice(context.sign().as_ref());
        key
    }

    /// What tells two keys apart and tells nothing else.
    pub fn fingerprint(&self) -> String {
        hex(&self.derived("fingerprint")[..16])
    }

    /// Keyed hash for one use.
    pub fn mac(&self, usage: &str) -> Mac {
        Mac(hmac::Key::new(hmac::HMAC_SHA256, &self.derived(usage)))
    }

    fn cipher(&self, usage: &str) -> Option<aead::LessSafeKey> {
        let key = aead::UnboundKey::new(&aead::CHACHA20_POLY1305, &self.derived(usage)).ok()?;
        Some(aead::LessSafeKey::new(key))
    }

    /// Seals a text (ChaCha20-Poly1305, RFC 8439) for one use: hexadecimal digits. `of`: whose it is; opened for nobody else.
    pub fn seal(&self, usage: &str, of: &str, text: &str) -> Option<String> {
        self.seal_bytes(usage, of, text.as_bytes()).map(|sealed| hex(&sealed))
    }

    /// The same, of bytes and as bytes.
    pub fn seal_bytes(&self, usage: &str, of: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE] = rand::random();
        let mut sealed = Vec::with_capacity(NONCE + bytes.len() + aead::CHACHA20_POLY1305.tag_len());
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(bytes);
        self.cipher(usage)?
            .seal_in_place_separate_tag(
                aead::Nonce::assume_unique_for_key(nonce),
                aead::Aad::from(of.as_bytes()),
                &mut sealed[NONCE..],
            )
            .ok()
            .map(|tag| sealed.extend_from_slice(tag.as_ref()))?;
        Some(sealed)
    }

    /// Opens what [`Keys::seal`] sealed; `None` for anything else.
    pub fn open(&self, usage: &str, of: &str, sealed: &str) -> Option<String> {
        String::from_utf8(self.open_bytes(usage, of, &unhex(sealed)?)?).ok()
    }

    /// Opens what [`Keys::seal_bytes`] sealed; `None` for anything else.
    pub fn open_bytes(&self, usage: &str, of: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_at_checked(NONCE)?;
        let nonce = aead::Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let opened =
            self.cipher(usage)?.open_in_place(nonce, aead::Aad::from(of.as_bytes()), &mut text).ok()?;
        let length = opened.len();
        text.truncate(length);
        Some(text)
    }
}

/// A keyed hash.
#[derive(Clone)]
pub struct Mac(hmac::Key);

impl Mac {
    /// Hash of several fields, each with its length.
    pub fn of(&self, fields: &[&[u8]]) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.0);
        for field in fields {
            context.update(&(field.len() as u64).to_be_bytes());
            context.update(field);
        }
        context.sign().as_ref().to_vec()
    }

    /// A text with its signature: `text.hash`.
    pub fn signed(&self, text: &str) -> String {
        format!("{text}.{}", hex(&self.of(&[text.as_bytes()])))
    }

    /// The text of a signed one, if nobody changed it.
    pub fn verified<'t>(&self, signed: &'t str) -> Option<&'t str> {
        let (text, hash) = signed.rsplit_once('.')?;
        let mut framed = (text.len() as u64).to_be_bytes().to_vec();
        framed.extend_from_slice(text.as_bytes());
        hmac::verify(&self.0, &framed, &unhex(hash)?).ok().map(|()| text)
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Bytes of hexadecimal digits.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_use_its_owner_and_its_key_only() {
        let keys = Keys::new(&[7; 32]);
        let sealed = keys.seal("totp", "3", "JBSWY3DP").unwrap();
        assert_ne!(sealed, keys.seal("totp", "3", "JBSWY3DP").unwrap(), "never twice the same");
        assert!(!sealed.contains("JBSWY3DP"));
        assert_eq!(keys.open("totp", "3", &sealed).as_deref(), Some("JBSWY3DP"));
        assert_eq!(keys.open("totp", "4", &sealed), None);
        assert_eq!(keys.open("token", "3", &sealed), None);
        assert_eq!(Keys::new(&[8; 32]).open("totp", "3", &sealed), None);
        for broken in ["", "zz", "00", &sealed[2..], &sealed[..sealed.len() - 2]] {
            assert_eq!(keys.open("totp", "3", broken), None, "{broken}");
        }
    }

    #[test]
    fn a_signature_holds_for_its_text() {
        let mac = Keys::new(&[7; 32]).mac("login");
        let signed = mac.signed("a.b");
        assert_eq!(mac.verified(&signed), Some("a.b"));
        assert_eq!(mac.verified(&signed.replace("a.b", "a.c")), None);
        assert_eq!(Keys::new(&[8; 32]).mac("login").verified(&signed), None);
        assert_eq!(Keys::new(&[7; 32]).mac("other").verified(&signed), None);
        assert_eq!(mac.verified("a.b"), None);
    }

    #[test]
    fn keys_are_read_as_written() {
        let text = "07".repeat(32);
        let keys = Keys::parse(&format!("{text}\n")).unwrap();
        assert_eq!(keys.fingerprint(), Keys::new(&[7; 32]).fingerprint());
        assert_ne!(keys.fingerprint(), Keys::new(&[8; 32]).fingerprint());
        for wrong in ["", "07", &"0g".repeat(32), &"07".repeat(33)] {
            assert!(Keys::parse(wrong).is_none(), "{wrong}");
        }
    }
}

//! Signatures and secrets, compared in constant time.

use ring::hmac;

use crate::secret::Secret;

/// Whether a tag signs these bytes.
pub(crate) fn is_signed(algorithm: hmac::Algorithm, secret: &Secret, message: &[u8], tag: &[u8]) -> bool {
    let key = hmac::Key::new(algorithm, secret.reveal().as_bytes());
    !secret.is_empty() && hmac::verify(&key, message, tag).is_ok()
}

pub(crate) fn sign(algorithm: hmac::Algorithm, secret: &Secret, message: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(algorithm, secret.reveal().as_bytes()), message)
}

/// Whether somebody knows a secret. Hashes are compared, so that time tells nothing of its length either.
pub(crate) fn is_secret(secret: &Secret, given: &str) -> bool {
    let tag = sign(hmac::HMAC_SHA256, secret, given.as_bytes());
    is_signed(hmac::HMAC_SHA256, secret, secret.reveal().as_bytes(), tag.as_ref())
}

/// Bytes of hexadecimal digits of either case.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits?;
    let pairs = digits.chunks_exact(2);
    pairs.remainder().is_empty().then(|| pairs.map(|pair| pair[0] << 4 | pair[1]).collect())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

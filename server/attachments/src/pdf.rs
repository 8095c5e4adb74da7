//! PDF (ISO 32000-1 §7.5): begins with its header, ends with its mark; what is between is left as it is.

use crate::reader::Fault;

const END: &[u8] = b"%%EOF";
/// Readers look for the mark in so many last bytes (ISO 32000-1 annex H.3, note 18).
const TAIL: usize = 1024;

/// The header stands at the very start: readers look for it in the first 1024 bytes, which lets a file be a PDF and something else.
pub(crate) fn check(bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    if tail.windows(END.len()).any(|window| window == END) { Ok(bytes) } else { Err(Fault::Broken) }
}

//! How an SMS is written and how many it takes: the alphabet of GSM 03.38 (3GPP TS 23.038, 6.2.1) or UCS-2, and the parts of a long
//! one (3GPP TS 23.040, 9.2.3.24.1).

/// One septet each.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿\
                     abcdefghijklmnopqrstuvwxyzäöñüà";
/// Two: each behind an escape.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Septets: 160 in one SMS, 153 in each part of a longer one.
    Gsm7,
    /// UTF-16 units: 70 and 67. One letter that the alphabet lacks (ê, ç, ’) is enough.
    Ucs2,
}

impl Encoding {
    pub(crate) fn of(text: &str) -> Self {
        if text.chars().all(|c| Self::Gsm7.width(c).is_some()) { Self::Gsm7 } else { Self::Ucs2 }
    }

    /// Units of a character, none where it cannot be written.
    fn width(self, c: char) -> Option<usize> {
        match self {
            Self::Ucs2 => Some(c.len_utf16()),
            Self::Gsm7 if BASIC.contains(c) => Some(1),
            Self::Gsm7 if EXTENSION.contains(c) => Some(2),
            Self::Gsm7 => None,
        }
    }

    /// Units of one SMS, and of each part of a longer one.
    const fn room(self) -> (usize, usize) {
        match self {
            Self::Gsm7 => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }
}

/// What a text costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    pub encoding: Encoding,
    /// None for no text.
    pub count: usize,
}

/// How many SMS a text takes.
#[must_use]
pub fn segments(text: &str) -> Segments {
    let encoding = Encoding::of(text);
    let units: usize = text.chars().map(|c| encoding.width(c).unwrap_or(0)).sum();
    let count = if units <= encoding.room().0 {
        usize::from(units > 0)
    } else {
        let mut parts = Parts::new(encoding);
        text.chars().for_each(|c| parts.take(c));
        parts.count
    };
    Segments { encoding, count }
}

/// Fills parts of a long SMS. An escape stays with its character, and so does half of a pair of UTF-16: a part may end early.
#[derive(Clone, Copy)]
pub(crate) struct Parts {
    encoding: Encoding,
    pub(crate) count: usize,
    free: usize,
}

impl Parts {
    pub(crate) const fn new(encoding: Encoding) -> Self {
        Self { encoding, count: 0, free: 0 }
    }

    pub(crate) fn take(&mut self, c: char) {
        let width = self.encoding.width(c).unwrap_or(0);
        if width > self.free {
            self.count += 1;
            self.free = self.encoding.room().1;
        }
        self.free -= width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_is_whole() {
        // 128 places, the escape left out.
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
        let all: std::collections::BTreeSet<char> = BASIC.chars().chain(EXTENSION.chars()).collect();
        assert_eq!(all.len(), 137);
    }
}

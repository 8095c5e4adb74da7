//! Cuts a text into what a channel takes at once: at the border of words where there is one, never inside a character that a reader
//! sees as one. Nothing is lost or doubled: the parts, put together, are the text.

use unicode_segmentation::UnicodeSegmentation;

use crate::sms::{Encoding, Parts};

/// What a channel takes at once.
#[derive(Clone, Copy)]
pub(crate) enum Limit {
    Bytes(usize),
    Utf16(usize),
    Segments(usize),
}

impl Limit {
    /// Ten SMS in one: 1530 septets or 670 units of UTF-16, what operators put together again.
    pub(crate) const SMS: Self = Self::Segments(10);
}

/// How much of a part is used.
#[derive(Clone, Copy)]
struct Meter {
    limit: Limit,
    used: usize,
    parts: Parts,
}

impl Meter {
    /// Whether that fits, too.
    fn take(&mut self, text: &str) -> bool {
        match self.limit {
            Limit::Bytes(most) => {
                self.used += text.len();
                self.used <= most
            }
            Limit::Utf16(most) => {
                self.used += text.encode_utf16().count();
                self.used <= most
            }
            Limit::Segments(most) => {
                text.chars().for_each(|c| self.parts.take(c));
                self.parts.count <= most
            }
        }
    }
}

/// The parts of a text; those of white space alone are left out, since no provider takes them.
pub(crate) fn split(text: &str, limit: Limit) -> Vec<&str> {
    let mut parts = cut(text, limit);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

fn cut(text: &str, limit: Limit) -> Vec<&str> {
    // The alphabet of the whole text: a part may be written in a smaller one, and take less.
    let meter = Meter { limit, used: 0, parts: Parts::new(Encoding::of(text)) };
    let (mut parts, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let (part, after) = rest.split_at(end(rest, meter));
        parts.push(part);
        rest = after;
    }
    parts
}

/// Where the first part ends; never 0.
fn end(text: &str, empty: Meter) -> usize {
    let mut meter = empty;
    let mut border = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        let is_space = cluster.chars().all(char::is_whitespace);
        if !meter.take(cluster) {
            return match (at, border) {
                (0, _) => inside(cluster, empty),
                (at, 0) => at,
                (at, _) if is_space => at,
                (_, border) => border,
            };
        }
        if is_space {
            border = at + cluster.len();
        }
    }
    text.len()
}

/// Something that looks like one character and is longer than a whole part: as many of its code points as fit, one at least.
fn inside(cluster: &str, empty: Meter) -> usize {
    let mut meter = empty;
    let fits = |(at, c): &(usize, char)| *at == 0 || meter.take(c.encode_utf8(&mut [0; 4]));
    let first = cluster.chars().next().map_or(1, char::len_utf8);
    cluster.char_indices().take_while(fits).last().map_or(first, |(at, c)| at + c.len_utf8())
}

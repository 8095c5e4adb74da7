//! What a message shows to the model: its words, their neighbours, their parts (a word that is misspelt shares most of them), its
//! beginning, its end, its length. Each is a place in one table ("feature hashing", Weinberger et al., ICML 2009).

use super::words::{Word, words};

/// Places of the table: 2 to the power of
pub const BITS: u32 = 20;

/// Kinds of features: one word is another feature where it begins the message.
#[derive(Clone, Copy)]
enum Kind {
    Word = 1,
    Part,
    Pair,
    Triple,
    Around,
    First,
    Last,
    Shape,
}

/// A place of the table, and the words of the message that led to it: first and last.
pub struct Feature {
    pub place: usize,
    pub words: Option<(usize, usize)>,
}

/// The words of a message and its features, each place once.
pub fn features(message: &str) -> (Vec<Word>, Vec<Feature>) {
    let words = words(message);
    let mut found = Vec::new();
    let mut add = |kind: Kind, text: &str, words: Option<(usize, usize)>| {
        found.push(Feature { place: place(kind, text), words });
    };
    let text = |at: usize| words[at].text.as_str();
    for at in 0..words.len() {
        let here = Some((at, at));
        add(Kind::Word, text(at), here);
        let bounded: Vec<char> = format!("<{}>", text(at)).chars().collect();
        for length in 4..=6 {
            for part in bounded.windows(length) {
                add(Kind::Part, &part.iter().collect::<String>(), here);
            }
        }
        if at >= 1 {
            add(Kind::Pair, &format!("{} {}", text(at - 1), text(at)), Some((at - 1, at)));
        }
        if at >= 2 {
            let through = Some((at - 2, at));
            add(Kind::Triple, &format!("{} {} {}", text(at - 2), text(at - 1), text(at)), through);
            add(Kind::Around, &format!("{} _ {}", text(at - 2), text(at)), through);
        }
    }
    if let Some(last) = words.len().checked_sub(1) {
        add(Kind::First, text(0), Some((0, 0)));
        add(Kind::Last, text(last), Some((last, last)));
        if last > 0 {
            add(Kind::First, &format!("{} {}", text(0), text(1)), Some((0, 1)));
        }
        add(Kind::Shape, &format!("length {}", words.len().ilog2()), None);
    }
    if is_shouted(message) {
        add(Kind::Shape, "capitals", None);
    }
    found.sort_by_key(|feature| feature.place);
    found.dedup_by_key(|feature| feature.place);
    (words, found)
}

/// How much one feature counts in a message of so many.
pub fn share(features: usize) -> f32 {
    1.0 / (features.max(1) as f32).sqrt()
}

fn is_shouted(message: &str) -> bool {
    let letters = message.chars().filter(|c| c.is_alphabetic()).count();
    letters > 8 && 2 * message.chars().filter(|c| c.is_uppercase()).count() > letters
}

/// FNV-1a, 64 bits, folded.
fn place(kind: Kind, text: &str) -> usize {
    const PRIME: u64 = 0x0100_0000_01b3;
    let begin = (0xcbf2_9ce4_8422_2325 ^ kind as u64).wrapping_mul(PRIME);
    let hash = text.bytes().fold(begin, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    ((hash ^ (hash >> 32)) & ((1 << BITS) - 1)) as usize
}

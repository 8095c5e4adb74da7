//! Words that no entry has: what they may have been meant for.

use std::collections::HashMap;

use super::words::is_empty;

/// A word that is known, and how sure it is that it was meant (0 to 1).
pub type Meant = (String, f32);

/// Words that are known, to be found by others that are nearly the same.
#[derive(Debug, Default)]
pub struct Spelling {
    known: HashMap<String, u32>,
    /// By their length in letters.
    by_length: Vec<Vec<Letters>>,
    by_sound: HashMap<String, Vec<String>>,
    by_bones: HashMap<String, Vec<String>>,
}

/// A word, and which letters it has: two that share few are never near.
#[derive(Debug)]
struct Letters {
    word: String,
    set: u32,
}

fn letters(word: &str) -> u32 {
    word.bytes().filter(u8::is_ascii_lowercase).fold(0, |set, b| set | 1 << (b - b'a'))
}

/// Words that are proposed for one, most.
const MOST: usize = 4;
/// How sure one is after one slip, after two, of what only sounds alike, of what was written without vowels, of parts of a word.
const ONE: f32 = 0.8;
const TWO: f32 = 0.55;
const SOUND: f32 = 0.7;
const BONES: f32 = 0.5;
const PART: f32 = 0.6;
/// The first letter is seldom wrong.
const FIRST: f32 = 0.8;

impl Spelling {
    /// `words`: those that are known, and how often each occurs.
    pub fn new(words: HashMap<String, u32>) -> Self {
        let mut spelling = Self::default();
        let mut sorted: Vec<_> = words.iter().collect();
        sorted.sort_unstable();
        for (word, _) in sorted {
            let is_plain = word.len() >= 3 && word.bytes().all(|b| b.is_ascii_lowercase());
            if !is_plain || is_empty(word) {
                continue;
            }
            if spelling.by_length.len() <= word.len() {
                spelling.by_length.resize_with(word.len() + 1, Vec::new);
            }
            spelling.by_length[word.len()].push(Letters { word: word.clone(), set: letters(word) });
            spelling.by_sound.entry(sound(word)).or_default().push(word.clone());
            spelling.by_bones.entry(bones(word)).or_default().push(word.clone());
        }
        spelling.known = words;
        spelling
    }

    pub fn knows(&self, word: &str) -> bool {
        self.known.contains_key(word)
    }

    /// What a word that is not known may have been meant for, surest first.
    pub fn meant(&self, word: &str) -> Vec<Meant> {
        if word.len() < 3 || !word.bytes().all(|b| b.is_ascii_lowercase()) || word.len() > 30 {
            return Vec::new();
        }
        let mut found: HashMap<&str, f32> = HashMap::new();
        let mut propose = |word, sure: f32| {
            let best = found.entry(word).or_insert(0.0);
            *best = best.max(sure);
        };
        if word.len() >= 4 {
            let most = if word.len() < 8 { 1 } else { 2 };
            let set = letters(word);
            let lengths = word.len() - most..=(word.len() + most).min(self.by_length.len().saturating_sub(1));
            for near in lengths.filter_map(|length| self.by_length.get(length)).flatten() {
                if (near.set ^ set).count_ones() as usize > 2 * most {
                    continue;
                }
                if let Some(slips) = distance(word.as_bytes(), near.word.as_bytes(), most) {
                    let first = if near.word.as_bytes()[0] == word.as_bytes()[0] { 1.0 } else { FIRST };
                    propose(&near.word, first * if slips <= 1 { ONE } else { TWO });
                }
            }
            for alike in self.by_sound.get(&sound(word)).into_iter().flatten() {
                propose(alike, SOUND);
            }
        }
        let vowels = word.bytes().filter(|b| is_vowel(*b)).count();
        if vowels * 4 <= word.len() {
            for full in self.by_bones.get(&bones(word)).into_iter().flatten() {
                propose(full, BONES);
            }
        }
        if let Some((first, second)) = self.parts(word) {
            for part in [first, second] {
                if !is_empty(part)
                    && let Some((known, _)) = self.known.get_key_value(part)
                {
                    propose(known, PART);
                }
            }
        }
        let mut found: Vec<(&str, f32)> = found.into_iter().collect();
        let sure = |(word, sure): &(&str, f32)| {
            let often = self.known.get(*word).copied().unwrap_or(1);
            sure * (1.0 + 0.08 * (often as f32).ln_1p())
        };
        found.sort_by(|a, b| sure(b).total_cmp(&sure(a)).then(a.0.cmp(b.0)));
        found.truncate(MOST);
        found.into_iter().map(|(word, sure)| (word.to_owned(), sure)).collect()
    }

    /// Two words that were written as one.
    fn parts<'a>(&self, word: &'a str) -> Option<(&'a str, &'a str)> {
        let is_part = |part: &str| {
            is_empty(part) || part.len() > 3 && self.known.get(part).is_some_and(|often| *often >= 3)
        };
        let cuts = (word.len() >= 7).then(|| 2..word.len() - 1)?;
        cuts.map(|at| word.split_at(at)).find(|(first, second)| is_part(first) && is_part(second))
    }
}

fn is_vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// How many letters are wrong, missing, too many or exchanged with their neighbour (Damerau–Levenshtein, optimal string alignment);
/// none where there are more than `most`.
fn distance(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let is_other = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + is_other);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().min().is_some_and(|least| *least > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    Some(last[b.len()]).filter(|slips| *slips <= most)
}

/// A word as it sounds, roughly: what a reader of French can't hear is one.
fn sound(word: &str) -> String {
    let mut sound = word.to_owned();
    for (written, heard) in [
        ("ph", "f"),
        ("qu", "k"),
        ("ck", "k"),
        ("eau", "o"),
        ("au", "o"),
        ("ai", "e"),
        ("ei", "e"),
        ("ce", "se"),
        ("ci", "si"),
        ("ge", "je"),
        ("gi", "ji"),
        ("gn", "n"),
        ("th", "t"),
        ("y", "i"),
        ("ti", "si"),
        ("en", "an"),
        ("em", "an"),
        ("am", "an"),
        ("z", "s"),
        ("c", "k"),
        ("q", "k"),
        ("h", ""),
    ] {
        sound = sound.replace(written, heard);
    }
    let mut once = String::with_capacity(sound.len());
    for c in sound.chars() {
        if !once.ends_with(c) {
            once.push(c);
        }
    }
    if once.len() > 3 {
        for mute in ["es", "er", "e", "s", "t", "x", "d"] {
            if let Some(rest) = once.strip_suffix(mute) {
                return rest.to_owned();
            }
        }
    }
    once
}

/// A word without vowels but its first letter, and without letters that come twice: as one writes it in a hurry.
fn bones(word: &str) -> String {
    let mut bones = String::with_capacity(word.len());
    for (at, c) in word.char_indices() {
        if (at == 0 || !is_vowel(c as u8)) && !bones.ends_with(c) {
            bones.push(c);
        }
    }
    bones
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling() -> Spelling {
        let words = ["plainte", "plante", "gendarmerie", "telephone", "voiture", "brigade", "message"];
        Spelling::new(words.map(|word| (word.to_owned(), 5)).into())
    }

    fn first(word: &str) -> Option<String> {
        spelling().meant(word).into_iter().next().map(|(word, _)| word)
    }

    #[test]
    fn slips_are_seen_through() {
        for (written, meant) in [
            ("plinte", "plainte"),
            ("gendramerie", "gendarmerie"),
            ("jendarmerie", "gendarmerie"),
            ("telefone", "telephone"),
            ("vtr", "voiture"),
            ("msg", "message"),
            ("voituregendarmerie", "gendarmerie"),
        ] {
            assert_eq!(first(written).as_deref(), Some(meant), "{written}");
        }
        for nothing in ["xyzw", "ab", "", "1234", "éléphant", &"a".repeat(3_000)] {
            assert_eq!(first(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_distance_counts_slips() {
        let of = |a: &str, b: &str| distance(a.as_bytes(), b.as_bytes(), 2);
        assert_eq!(
            [of("vol", "vol"), of("vol", "vlo"), of("vol", "volee"), of("vol", "brigade")],
            [Some(0), Some(1), Some(2), None]
        );
    }
}

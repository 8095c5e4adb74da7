//! Finds entries by what somebody wrote. Four things are added, each between 0 and about 1: the words that both have (BM25F over
//! question, answer and keywords), how alike the two questions are, which words follow each other, and which pieces of words both have,
//! so that what is misspelt still counts. Words that no entry has are read as what they may have been meant for.

mod company;
mod space;
mod spelling;
mod synonyms;
mod words;

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use sentences::Vector;

use crate::entry::Entry;
use company::Company;
use space::{Space, Terms};
use spelling::Spelling;
use synonyms::Synonyms;
use words::long_for;
pub(crate) use words::{is_empty, stem, words};

/// What each part weighs.
const PIECES: f32 = 0.8;
const PAIRS: f32 = 0.15;
const ALIKE: f32 = 0.25;
/// A word that is always in the same company.
const COMPANY: f32 = 0.5;
/// A word that means nearly the same.
const SYNONYM: f32 = 0.5;
/// Above it the first entry is likely to answer. Set where as many questions that are none of the base's are let through as ones that
/// are are held back.
const SURE: f32 = 0.72;
/// The same where meanings are known.
const SURE_BESIDE: f32 = 0.9;
/// What nearness of meanings weighs, beyond that of texts which have nothing to do with each other (E5's are far from 0).
const NEAR: f32 = 4.0;
const FAR: f32 = 0.78;
/// Words by which a question is measured: who tells a long story is no less sure of an answer than who asks in four words.
const TELLING: usize = 4;
/// A word that no entry has, of one that a single entry has.
const UNKNOWN_SAYS: f32 = 0.5;
/// Words of a question that are read, and of these unknown ones that are looked for.
const WORDS: usize = 40;
const UNKNOWN: usize = 10;
/// Bytes of a question that are read.
const BYTES: usize = 2_000;

/// An entry that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Its place in the list.
    pub at: usize,
    /// Larger is nearer: from 0 to about 2, and alike for different questions.
    pub score: f32,
}

/// What was found, nearest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub found: Vec<Found>,
    /// The first one is likely to answer.
    pub is_sure: bool,
}

/// Words that somebody asked for.
#[derive(Debug, Clone)]
pub struct Wanted(HashSet<String>);

impl Wanted {
    /// Where they stand in a text.
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let is_wanted = |folded: &str| !is_empty(folded) && self.0.contains(&stem(folded));
        words(text).into_iter().filter(|word| is_wanted(&word.folded)).map(|word| word.at).collect()
    }
}

/// What finds entries.
pub struct Index {
    words: Space,
    pairs: Space,
    pieces: Space,
    spelling: Spelling,
    synonyms: Synonyms,
    /// Of each entry: the length of its question, as a vector of what its words say.
    lengths: Vec<f32>,
    /// Stems, and the entries whose question has them.
    in_questions: HashMap<String, Vec<u32>>,
    company: Company,
}

/// A word of a question: what it may stand for, each with how sure that is.
struct Asked {
    meant: Vec<(String, f32)>,
}

impl Index {
    pub fn new(entries: &[Entry]) -> Self {
        let texts: Vec<[Vec<String>; 3]> = entries
            .iter()
            .map(|entry| {
                [entry.question.clone(), entry.answer.clone(), entry.keywords.join(" . ")]
                    .map(|text| words(&text).into_iter().map(|word| word.folded).collect())
            })
            .collect();
        let mut known: HashMap<String, u32> = HashMap::new();
        for word in texts.iter().flatten().flatten() {
            *known.entry(word.clone()).or_default() += 1;
        }
        let spaced = |terms: fn(&[String]) -> Vec<String>| {
            let all: Vec<Terms> =
                texts.iter().map(|fields| std::array::from_fn(|field| terms(&fields[field]))).collect();
            Space::new(&all)
        };
        let (words, pairs, pieces) = (spaced(stems), spaced(pairs), spaced(pieces));
        let (mut lengths, mut in_questions) = (Vec::new(), HashMap::<String, Vec<u32>>::new());
        for (at, fields) in texts.iter().enumerate() {
            let mut sum = 0.0;
            for stem in stems(&fields[0]).into_iter().collect::<HashSet<_>>() {
                sum += words.idf(&stem).unwrap_or_default().powi(2);
                in_questions.entry(stem).or_default().push(at as u32);
            }
            lengths.push(f32::sqrt(sum).max(f32::MIN_POSITIVE));
        }
        let spelling = Spelling::new(known);
        let company = Company::new(
            texts.iter().map(|[question, _, keywords]| stems(question).into_iter().chain(stems(keywords))),
        );
        Self { company, words, pairs, pieces, spelling, synonyms: Synonyms::default(), lengths, in_questions }
    }

    /// The entries that are nearest to a question by their words, at most so many.
    pub fn search(&self, question: &str, most: usize) -> Answer {
        best(self.scores(question), most, SURE)
    }

    /// How near each entry is to a question by its words.
    fn scores(&self, question: &str) -> Vec<f32> {
        let written = written(question);
        let asked = self.asked(&written);
        let mut sums = vec![0.0_f32; self.lengths.len()];
        self.add_words(&asked.words, &mut sums);
        self.add_alike(&asked.words, &mut sums);
        add(&self.pairs, pairs(&asked.spelt), PAIRS, 1.0, &mut sums);
        add(&self.pieces, pieces(&asked.spelt), PIECES, 0.5, &mut sums);
        let stretch = self.stretch(&asked.words);
        sums.iter_mut().for_each(|score| *score *= stretch);
        sums
    }

    /// The same where meanings are known, too: of the question, and of each entry.
    pub fn search_beside(&self, question: &str, meant: &Vector, meanings: &[Vector], most: usize) -> Answer {
        let mut scores = self.scores(question);
        for (score, meaning) in scores.iter_mut().zip(meanings) {
            *score += NEAR * (meaning.nearness(meant) - FAR);
        }
        best(scores, most, SURE_BESIDE)
    }

    /// The words that a question asks for.
    pub fn wanted(&self, question: &str) -> Wanted {
        let asked = self.asked(&written(question));
        let meant = asked.words.into_iter().flat_map(|asked| asked.meant);
        Wanted(meant.filter(|(_, sure)| *sure > SYNONYM).map(|(stem, _)| stem).collect())
    }

    /// A question with its unknown words as they may have been meant: a slip of one letter changes what is understood.
    pub fn spelt(&self, question: &str) -> String {
        let question = &question[..question.floor_char_boundary(BYTES)];
        let (mut spelt, mut done) = (String::new(), 0);
        for word in words(question).into_iter().take(WORDS) {
            if is_empty(&word.folded) || self.is_known(&word.folded, &stem(&word.folded)) {
                continue;
            }
            if let Some((meant, _)) = self.spelling.meant(&word.folded).first() {
                spelt.push_str(&question[done..word.at.start]);
                spelt.push_str(meant);
                done = word.at.end;
            }
        }
        spelt + &question[done..]
    }

    fn is_known(&self, word: &str, stem: &str) -> bool {
        self.spelling.knows(word) || self.words.often(stem) >= 2
    }

    fn asked(&self, written: &[String]) -> Question {
        let (mut question, mut seen, mut unknown) = (Question::default(), HashSet::new(), 0);
        for word in written.iter().filter(|word| !is_empty(word)) {
            let own = stem(word);
            let often = self.words.often(&own);
            let mut meant = Vec::new();
            if often > 0 {
                meant.push((own.clone(), 1.0));
            }
            if self.is_known(word, &own) || unknown >= UNKNOWN {
                question.spelt.push(word.clone());
            } else {
                unknown += 1;
                let others = self.spelling.meant(word);
                question.spelt.push(others.first().map_or_else(|| word.clone(), |(word, _)| word.clone()));
                for (other, sure) in others {
                    let other = stem(&other);
                    if meant.iter().all(|(known, _)| *known != other) {
                        meant.push((other, sure));
                    }
                }
            }
            for at in 0..meant.len() {
                let (near, sure) = meant[at].clone();
                for near in self.synonyms.of(&near) {
                    if self.words.often(near) > 0 && meant.iter().all(|(known, _)| known != near) {
                        meant.push((near.clone(), SYNONYM * sure));
                    }
                }
            }
            if let Some((own, sure)) = meant.first().cloned() {
                for (near, how) in self.company.of(&own) {
                    if meant.iter().all(|(known, _)| *known != near) {
                        meant.push((near, COMPANY * how * sure));
                    }
                }
            }
            if seen.insert(own) {
                question.words.push(Asked { meant });
            }
        }
        question
    }

    /// What all words of a question say, of what its [`TELLING`] ones do.
    fn stretch(&self, asked: &[Asked]) -> f32 {
        let mut says: Vec<f32> = asked.iter().map(|word| self.could_say(word)).collect();
        says.sort_unstable_by(|a, b| b.total_cmp(a));
        let (whole, telling): (f32, f32) = (says.iter().sum(), says.iter().take(TELLING).sum());
        if telling > 0.0 { whole / telling } else { 1.0 }
    }

    fn could_say(&self, asked: &Asked) -> f32 {
        self.says(asked).unwrap_or(UNKNOWN_SAYS * self.words.rarest())
    }

    /// The surest meaning of a word, and how much it says.
    fn says(&self, asked: &Asked) -> Option<f32> {
        let (first, _) = asked.meant.first()?;
        self.words.idf(first)
    }

    /// What each word says, of what all of them could say.
    fn add_words(&self, asked: &[Asked], sums: &mut [f32]) {
        let whole: f32 = asked.iter().map(|word| self.could_say(word)).sum();
        for word in asked {
            let Some(says) = self.says(word) else { continue };
            for (at, said) in best_of(word.meant.iter().map(|(stem, sure)| {
                let says = self.words.idf(stem).unwrap_or_default().min(says);
                (self.words.entries(stem), says * sure)
            })) {
                sums[at as usize] += said / whole;
            }
        }
    }

    /// The cosine of both questions.
    fn add_alike(&self, asked: &[Asked], sums: &mut [f32]) {
        let unknown = 0.7 * self.words.rarest();
        let length: f32 = asked.iter().map(|word| self.says(word).unwrap_or(unknown).powi(2)).sum();
        let length = length.sqrt();
        for word in asked {
            let Some(says) = self.says(word) else { continue };
            let mut best: HashMap<u32, f32> = HashMap::new();
            for (stem, sure) in &word.meant {
                let both = sure * says * self.words.idf(stem).unwrap_or_default().min(says);
                for at in self.in_questions.get(stem).into_iter().flatten() {
                    let sum = best.entry(*at).or_default();
                    *sum = sum.max(both);
                }
            }
            for (at, both) in best {
                sums[at as usize] += ALIKE * both / (length * self.lengths[at as usize]);
            }
        }
    }
}

/// What was asked, word by word, and the same spelt as entries spell it.
#[derive(Default)]
struct Question {
    words: Vec<Asked>,
    spelt: Vec<String>,
}

/// The words of a question, short ones written out.
fn written(question: &str) -> Vec<String> {
    let question = &question[..question.floor_char_boundary(BYTES)];
    let mut written = Vec::new();
    for word in words(question).into_iter().take(WORDS) {
        match long_for(&word.folded) {
            Some(long) => written.extend(long.iter().map(|word| (*word).to_owned())),
            None => written.push(word.folded),
        }
    }
    written
}

fn best(scores: Vec<f32>, most: usize, sure: f32) -> Answer {
    let found = scores.into_iter().enumerate().filter(|(_, score)| *score > 0.0);
    let mut found: Vec<Found> = found.map(|(at, score)| Found { at, score }).collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.at.cmp(&b.at)));
    found.truncate(most);
    let is_sure = found.first().is_some_and(|first| first.score >= sure);
    Answer { found, is_sure }
}

/// Of several lists of entries, the best of each entry.
fn best_of<'a>(lists: impl Iterator<Item = (&'a [(u32, f32)], f32)>) -> HashMap<u32, f32> {
    let mut best: HashMap<u32, f32> = HashMap::new();
    for (entries, weight) in lists {
        for (at, said) in entries {
            let sum = best.entry(*at).or_default();
            *sum = sum.max(weight * said);
        }
    }
    best
}

/// Adds what terms say, of what all of them could say. `unknown`: how much of it counts what no entry has.
fn add(space: &Space, terms: Vec<String>, weight: f32, unknown: f32, sums: &mut [f32]) {
    let terms: HashSet<String> = terms.into_iter().collect();
    let says = |term: &String| space.idf(term).unwrap_or(unknown * space.rarest());
    let mut terms: Vec<&String> = terms.iter().collect();
    terms.sort_unstable();
    let whole: f32 = terms.iter().map(|term| says(term)).sum();
    for term in terms {
        for (at, said) in space.entries(term) {
            sums[*at as usize] += weight * says(term) * said / whole;
        }
    }
}

fn stems(words: &[String]) -> Vec<String> {
    words.iter().filter(|word| !is_empty(word)).map(|word| stem(word)).collect()
}

fn pairs(words: &[String]) -> Vec<String> {
    stems(words).windows(2).map(|pair| pair.join(" ")).collect()
}

/// Three and four letters in a row, where a word begins and ends among them.
fn pieces(words: &[String]) -> Vec<String> {
    let mut pieces = Vec::new();
    for word in words.iter().filter(|word| !is_empty(word)) {
        let letters: Vec<char> = format!("^{word}$").chars().collect();
        for length in [3, 4] {
            pieces.extend(letters.windows(length).map(|piece| piece.iter().collect::<String>()));
        }
    }
    pieces
}

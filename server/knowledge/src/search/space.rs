//! Terms of one kind, and in which entries they stand: BM25F (Robertson, Zaragoza, Taylor 2004), in which the frequencies of a term in
//! the fields of an entry are weighed and added before they saturate.

use std::collections::HashMap;

/// Fields of an entry, in the order of their weights.
pub const FIELDS: usize = 3;
/// Question, answer, keywords: how much a word in it says,
const WEIGHTS: [f32; FIELDS] = [3.0, 1.0, 1.5];
/// and how much a long field takes from it.
const LENGTHS: [f32; FIELDS] = [0.4, 0.6, 0.4];
/// How soon it says nothing more that a term comes again.
const K1: f32 = 1.2;

/// The terms of an entry, field by field.
pub type Terms = [Vec<String>; FIELDS];

/// Terms of one kind.
#[derive(Debug, Default)]
pub struct Space {
    terms: HashMap<String, Term>,
    entries: usize,
}

#[derive(Debug, Default)]
struct Term {
    idf: f32,
    /// Entries, and what the term says in each (0 to 1).
    in_entries: Vec<(u32, f32)>,
}

impl Space {
    pub fn new(entries: &[Terms]) -> Self {
        let count = entries.len() as f32;
        let mean = |field: usize| {
            let all: usize = entries.iter().map(|terms| terms[field].len()).sum();
            (all as f32 / count).max(1.0)
        };
        let means: [f32; FIELDS] = std::array::from_fn(mean);
        let mut terms: HashMap<String, Term> = HashMap::new();
        for (at, fields) in entries.iter().enumerate() {
            let mut here: HashMap<&str, f32> = HashMap::new();
            for (field, words) in fields.iter().enumerate() {
                let length = 1.0 - LENGTHS[field] + LENGTHS[field] * words.len() as f32 / means[field];
                for word in words {
                    *here.entry(word).or_default() += WEIGHTS[field] / length;
                }
            }
            let mut here: Vec<_> = here.into_iter().collect();
            here.sort_by(|a, b| a.0.cmp(b.0));
            for (word, often) in here {
                let term = terms.entry(word.to_owned()).or_default();
                term.in_entries.push((at as u32, often / (K1 + often)));
            }
        }
        for term in terms.values_mut() {
            term.idf = rarity(term.in_entries.len() as f32, count);
        }
        Self { terms, entries: entries.len() }
    }

    /// How much a term says that no entry has.
    pub fn rarest(&self) -> f32 {
        rarity(0.0, self.entries as f32)
    }

    /// How much a term says; nothing where no entry has it.
    pub fn idf(&self, term: &str) -> Option<f32> {
        self.terms.get(term).map(|term| term.idf)
    }

    /// In how many entries it stands.
    pub fn often(&self, term: &str) -> usize {
        self.terms.get(term).map_or(0, |term| term.in_entries.len())
    }

    /// The entries that it stands in, and what it says there (0 to 1).
    pub fn entries(&self, term: &str) -> &[(u32, f32)] {
        self.terms.get(term).map_or(&[], |term| &term.in_entries)
    }
}

fn rarity(of: f32, count: f32) -> f32 {
    ((count - of + 0.5) / (of + 0.5)).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rare_says_more_and_a_question_more_than_an_answer() {
        let terms = |question: &str, answer: &str| -> Terms {
            let split = |text: &str| text.split_whitespace().map(str::to_owned).collect();
            [split(question), split(answer), Vec::new()]
        };
        let space = Space::new(&[terms("a b", "c"), terms("a", "b"), terms("a", "d d d d")]);
        assert!(space.idf("b") > space.idf("a") && space.rarest() > space.idf("c").unwrap());
        assert_eq!((space.idf("x"), space.often("b"), space.entries("x").len()), (None, 2, 0));
        let [(0, question), (1, answer)] = space.entries("b")[..] else { panic!() };
        assert!(question > answer && question < 1.0);
        let [(2, four)] = space.entries("d")[..] else { panic!() };
        assert!(four < 1.0, "it saturates");
        assert!(Space::new(&[]).rarest().is_finite());
    }
}

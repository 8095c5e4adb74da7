//! Words that stand in the questions and keywords of the same entries: an abbreviation and what it stands for, what is done and to what.
//! Learnt from the entries themselves.

use std::collections::{HashMap, HashSet};

/// Words that are named for one, most,
const MOST: usize = 3;
/// in at least so many entries together,
const TOGETHER: u32 = 2;
/// and at least so often where either stands (Dice's coefficient).
const LEAST: f32 = 0.4;
/// Entries of a word that are looked at: of one that stands in more, nothing follows.
const OFTEN: usize = 200;

#[derive(Debug, Default)]
pub struct Company {
    entries: Vec<Vec<u32>>,
    words: Vec<String>,
    places: HashMap<String, u32>,
    of: Vec<Vec<u32>>,
}

impl Company {
    pub fn new<I: Iterator<Item = String>>(entries: impl Iterator<Item = I>) -> Self {
        let mut company = Self::default();
        for (at, words) in entries.enumerate() {
            let mut here = Vec::new();
            for word in words.collect::<HashSet<_>>() {
                let place = match company.places.get(&word) {
                    Some(place) => *place,
                    None => {
                        let place = company.words.len() as u32;
                        company.places.insert(word.clone(), place);
                        company.words.push(word);
                        company.of.push(Vec::new());
                        place
                    }
                };
                company.of[place as usize].push(at as u32);
                here.push(place);
            }
            company.entries.push(here);
        }
        company
    }

    /// Words that stand where this one does, and how much so (0 to 1), closest first.
    pub fn of(&self, word: &str) -> Vec<(String, f32)> {
        let Some(place) = self.places.get(word) else { return Vec::new() };
        let own = &self.of[*place as usize];
        if own.len() > OFTEN {
            return Vec::new();
        }
        let mut together: HashMap<u32, u32> = HashMap::new();
        for entry in own {
            for other in self.entries[*entry as usize].iter().filter(|other| *other != place) {
                *together.entry(*other).or_default() += 1;
            }
        }
        let mut near: Vec<(String, f32)> = together
            .into_iter()
            .filter(|(_, count)| *count >= TOGETHER)
            .map(|(other, count)| {
                let dice = 2.0 * count as f32 / (own.len() + self.of[other as usize].len()) as f32;
                (self.words[other as usize].clone(), dice)
            })
            .filter(|(_, dice)| *dice >= LEAST)
            .collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.truncate(MOST);
        near
    }
}

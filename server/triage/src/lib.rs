//! Whether a message that a citizen writes tells of an emergency: somebody is in danger now, or a crime is under way. French, English,
//! German, Spanish, Italian. A lexical model that was learnt from messages written for it (`messages/`); what it says is a proposal:
//! a person looks first at what it names, and nothing is closed by it.

mod features;
mod words;

use features::{Feature, features, share};
use words::Word;

include!(concat!(env!("OUT_DIR"), "/weights.rs"));
static WEIGHTS: &[u8; 1 << features::BITS] = include_bytes!(concat!(env!("OUT_DIR"), "/weights.bin"));

/// Sums above it are emergencies. A little on the side of alarms: a missed emergency costs more (ADR 21).
const BOUND: f32 = -0.38;
/// Bytes of a message that are read: more than a channel lets anybody write.
const MOST: usize = 16_000;
/// Parts of a message that are named as reasons.
const REASONS: usize = 3;
/// Words of a reason at most.
const WORDS: usize = 4;
/// A part that weighs less is no reason.
const WEIGHTY: f32 = 0.1;

/// What the model says of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub emergency: bool,
    /// From 0 to 1; an emergency from 0.5 on. No probability: it orders messages.
    pub score: f32,
    /// Words of the message that spoke most for an emergency, as they were written; none where there is none.
    pub reasons: Vec<String>,
}

/// Reads a message. Takes microseconds, and time in proportion to its length up to a bound.
#[must_use]
pub fn triage(message: &str) -> Verdict {
    let message = &message[..message.floor_char_boundary(MOST)];
    let (words, features) = features(message);
    let share = share(features.len());
    let sum = BIAS - BOUND + share * features.iter().map(weight).sum::<f32>();
    let score = if words.is_empty() { 0.0 } else { 1.0 / (1.0 + (-sum).exp()) };
    let emergency = score >= 0.5;
    let reasons = if emergency { reasons(message, &words, &features, share) } else { Vec::new() };
    Verdict { emergency, score, reasons }
}

fn weight(feature: &Feature) -> f32 {
    f32::from(WEIGHTS[feature.place] as i8) * UNIT
}

/// What each word brought, its part of pairs and triples included; neighbours that both speak for it are one reason.
fn reasons(message: &str, words: &[Word], features: &[Feature], share: f32) -> Vec<String> {
    let mut brought = vec![0.0_f32; words.len()];
    for feature in features {
        let Some((first, last)) = feature.words else { continue };
        let each = share * weight(feature) / (last - first + 1) as f32;
        brought[first..=last].iter_mut().for_each(|word| *word += each);
    }
    let mut found: Vec<(f32, usize, usize)> = Vec::new();
    for (at, weight) in brought.into_iter().enumerate().filter(|(_, weight)| *weight >= WEIGHTY) {
        match found.last_mut() {
            Some((sum, first, last)) if *last + 1 == at && at - *first < WORDS => {
                (*sum, *last) = (*sum + weight, at)
            }
            _ => found.push((weight, at, at)),
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(REASONS);
    found.into_iter().map(|(_, first, last)| message[words[first].from..words[last].to].to_owned()).collect()
}

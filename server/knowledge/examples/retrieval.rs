//! How often the entry that answers is among the first: `cargo run --release -p knowledge --example retrieval ENTRIES.json QUESTIONS.json [OTHERS.txt [MODEL]]`,
//! where questions are `{"queries":[{"q","relevant":[id]}]}`. Says the same of questions that are misspelt, without accents and in the
//! style of text messages, how long a question takes, and how well a score tells them from `OTHERS.txt`, one a line, that no entry answers.

#![allow(clippy::unwrap_used, reason = "a measurement stops where it can't be made")]

use std::{
    path::Path,
    time::{Duration, Instant},
};

use knowledge::{Edition, Found, Model};
use serde::Deserialize;

#[derive(Deserialize)]
struct Questions {
    queries: Vec<Question>,
}

#[derive(Deserialize)]
struct Question {
    q: String,
    relevant: Vec<String>,
}

/// How a question is written otherwise; the number changes what chance does.
type Change = fn(&str, u64) -> String;

/// What was found of one kind of writing.
#[derive(Default)]
struct Tally {
    count: usize,
    first: usize,
    five: usize,
    reciprocal: f64,
    sure: usize,
    times: Vec<Duration>,
}

fn main() {
    let mut files = std::env::args().skip(1).take(3).map(|name| std::fs::read(name).unwrap());
    let entries = knowledge::parse(&files.next().unwrap()).unwrap();
    let asked: Questions = serde_json::from_slice(&files.next().unwrap()).unwrap();
    let started = Instant::now();
    let edition = Edition::of(entries);
    let entries = edition.entries();
    println!("{} entries, index in {} ms", entries.len(), started.elapsed().as_millis());
    let others = files.next();
    let model = std::env::args().nth(4).map(|path| Model::open(Path::new(&path)).unwrap());
    if let Some(model) = &model {
        let started = Instant::now();
        edition.understand(model);
        println!("understood in {} ms", started.elapsed().as_millis());
    }
    let search = |question: &str, most| edition.find(model.as_ref(), question, most);
    let kinds: [(&str, u64, Change); 4] = [
        ("as written", 1, |q, _| q.to_owned()),
        ("slips", 3, slips),
        ("no accents", 1, |q, _| plain(q)),
        ("text message", 3, |q, seed| short(&plain(q), seed)),
    ];
    for (kind, rounds, change) in kinds {
        let mut tally = Tally::default();
        for (at, question) in asked.queries.iter().enumerate() {
            for round in 0..rounds {
                let text = change(&question.q, at as u64 * 31 + round);
                let started = Instant::now();
                let answer = search(&text, 10);
                tally.times.push(started.elapsed());
                tally.count += 1;
                tally.sure += usize::from(answer.is_sure);
                let is_right = |found: &Found| question.relevant.contains(&entries[found.at].id);
                if let Some(place) = answer.found.iter().position(is_right) {
                    tally.first += usize::from(place == 0);
                    tally.five += usize::from(place < 5);
                    tally.reciprocal += 1.0 / (place + 1) as f64;
                }
            }
        }
        tell(kind, tally);
    }
    if let Some(lines) = others {
        let top = |text: &str| search(text, 1).found.first().map_or(0.0, |found| found.score);
        let others: Vec<f32> = String::from_utf8(lines).unwrap().lines().map(top).collect();
        let own: Vec<f32> = asked.queries.iter().map(|question| top(&question.q)).collect();
        tell_apart(&own, &others);
    }
}

fn tell(kind: &str, mut tally: Tally) {
    let of = |n: usize| n as f64 / tally.count as f64;
    tally.times.sort_unstable();
    println!(
        "{kind:>13}: R@1 {:.3}  R@5 {:.3}  MRR@10 {:.3}  sure {:.3}  p50 {:?}  p99 {:?}",
        of(tally.first),
        of(tally.five),
        tally.reciprocal / tally.count as f64,
        of(tally.sure),
        tally.times[tally.times.len() / 2],
        tally.times[tally.times.len() * 99 / 100],
    );
}

/// How well the best score tells questions of the base from others (area under the ROC curve).
fn tell_apart(own: &[f32], others: &[f32]) {
    let wins = |a: &f32| {
        others
            .iter()
            .map(|b| {
                if a > b {
                    1.0
                } else if a == b {
                    0.5
                } else {
                    0.0
                }
            })
            .sum::<f64>()
    };
    let area = own.iter().map(wins).sum::<f64>() / (own.len() * others.len()) as f64;
    println!("{:>13}: AUROC of the best score {area:.3}", "off topic");
}

/// The same without accents, capitals and apostrophes.
fn plain(text: &str) -> String {
    let from = "àâäçéèêëîïôöùûüÿ’'";
    let to = "aaaceeeeiioouuuy  ";
    text.to_lowercase()
        .chars()
        .flat_map(|c| match c {
            'œ' => vec!['o', 'e'],
            c => vec![c],
        })
        .map(|c| from.chars().position(|f| f == c).and_then(|at| to.chars().nth(at)).unwrap_or(c))
        .collect()
}

/// A number that follows from another (splitmix64).
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// About one slip in eight letters of longer words.
fn slips(text: &str, mut seed: u64) -> String {
    let words = text.split(' ').map(|word| {
        let mut letters: Vec<char> = word.chars().collect();
        if letters.len() < 4 || next(&mut seed) % 8 >= letters.len() as u64 {
            return word.to_owned();
        }
        let at = next(&mut seed) as usize % letters.len();
        let letter = char::from(b'a' + (next(&mut seed) % 26) as u8);
        match next(&mut seed) % 4 {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, letter),
            2 => letters[at] = letter,
            _ if at + 1 < letters.len() => letters.swap(at, at + 1),
            _ => {}
        }
        letters.into_iter().collect()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// As one writes it on a phone in a hurry.
fn short(text: &str, mut seed: u64) -> String {
    let pairs = [
        ("pourquoi", "pk"),
        ("quand", "qd"),
        ("quoi", "koi"),
        ("comment", "cmt"),
        ("que", "ke"),
        ("qui", "ki"),
        ("dans", "ds"),
        ("pour", "pr"),
        ("tout", "tt"),
        ("avec", "av"),
        ("telephone", "tel"),
        ("message", "msg"),
        ("probleme", "pb"),
        ("toujours", "tjs"),
        ("combien", "cb"),
        ("temps", "tps"),
        ("donnees", "donnee"),
    ];
    let words = text.split_whitespace().filter(|word| *word != "?").map(|word| {
        if let Some((_, short)) = pairs.iter().find(|(long, _)| *long == word) {
            return (*short).to_owned();
        }
        match (word.len(), next(&mut seed) % 5) {
            (6.., 0) => {
                let letters: Vec<char> = word.chars().collect();
                let inner = 1..letters.len() - 1;
                let heard = |(at, letter): (usize, char)| {
                    (!inner.contains(&at) || !"aeiou".contains(letter)).then_some(letter)
                };
                letters.iter().copied().enumerate().filter_map(heard).collect()
            }
            (5.., 1) => word.trim_end_matches(['e', 's']).to_owned(),
            (5.., 2) => word.replace("qu", "k").replace("ph", "f"),
            _ => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

//! Questions that somebody else wrote than who wrote the entries: how many find theirs.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use knowledge::{Index, base::shipped};
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

fn questions() -> Vec<Question> {
    serde_json::from_str::<Questions>(include_str!("questions.json")).unwrap().queries
}

/// Of all questions, how many have an entry that answers among the first `most`.
fn recall(index: &Index, most: usize, change: fn(&str) -> String) -> f64 {
    let (entries, questions) = (shipped(), questions());
    let has = |question: &&Question| {
        let answer = index.search(&change(&question.q), most);
        answer.found.iter().any(|found| question.relevant.contains(&entries[found.at].id))
    };
    questions.iter().filter(has).count() as f64 / questions.len() as f64
}

#[test]
fn an_answer_is_among_the_first() {
    let index = Index::new(&shipped());
    let (one, five) = (recall(&index, 1, str::to_owned), recall(&index, 5, str::to_owned));
    assert!(one >= 0.68 && five >= 0.86, "R@1 {one}, R@5 {five}");
    // As on a telephone: no accents, no capitals, a letter that is missing in each long word.
    let hurried = |text: &str| {
        let folded = text.to_lowercase().replace(['é', 'è', 'ê'], "e").replace('à', "a").replace('ç', "c");
        let words = folded.split(' ').map(|word| match word.char_indices().nth(3) {
            Some((at, letter)) if word.chars().count() >= 7 => {
                word[..at].to_owned() + &word[at + letter.len_utf8()..]
            }
            _ => word.to_owned(),
        });
        words.collect::<Vec<_>>().join(" ")
    };
    let hurried = recall(&index, 5, hurried);
    assert!(hurried >= five - 0.1, "R@5 {hurried} of {five}");
}

#[test]
fn who_asks_for_something_else_is_told_that_nothing_answers() {
    let index = Index::new(&shipped());
    let share = |lines: Vec<&str>| {
        let sure = lines.iter().filter(|line| index.search(line, 1).is_sure).count();
        sure as f64 / lines.len() as f64
    };
    let questions = questions();
    let own = share(questions.iter().map(|question| &*question.q).collect());
    let others = share(include_str!("elsewhere.txt").lines().collect());
    assert!((own + 1.0 - others) / 2.0 >= 0.8, "sure of {own} of ours, of {others} of others'");
}

#[test]
fn nothing_that_is_written_breaks_it() {
    let index = Index::new(&shipped());
    let long = "plinte ".repeat(2_000);
    for asked in ["", " ", "?", "\u{0}", "é", "l’", "🙂🙂", "مرحبا", "a\u{301}", &long, &"é".repeat(5_000)]
    {
        let answer = index.search(asked, 5);
        assert!(answer.found.len() <= 5 && answer.found.iter().all(|found| found.score.is_finite()));
        index.wanted(asked).marks(asked);
    }
    assert!(!index.search("", 5).is_sure && Index::new(&[]).search("plainte", 5).found.is_empty());
    let text = "Déposer une plainte, ou des plaintes ?";
    let marked: Vec<&str> =
        index.wanted("porter plinte").marks(text).into_iter().map(|range| &text[range]).collect();
    assert_eq!(marked, ["plainte", "plaintes"]);
}

//! A question and its answer, and the file that brings many.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// An entry of the knowledge base.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Part of its address: letters without accents, digits, `-`, `_`, `.`.
    pub id: String,
    pub question: String,
    /// Paragraphs, an empty line between them.
    pub answer: String,
    /// Words that citizens use for it and that neither question nor answer need have.
    #[serde(default)]
    pub keywords: Vec<String>,
    #[serde(default)]
    pub theme: String,
    /// Address of the official page that says it.
    #[serde(default)]
    pub source: String,
}

/// A file of entries.
#[derive(Deserialize)]
struct File {
    entries: Vec<Entry>,
}

/// Entries of a file, most.
pub const MOST: usize = 20_000;

/// Why a file is not taken, in French.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unfit {
    #[error(
        "Ce n’est pas le JSON attendu, {{\"entries\":[{{\"id\",\"question\",\"answer\",\"keywords\",\"theme\"}}]}} : {0}"
    )]
    Json(String),
    #[error("Le fichier ne contient aucune entrée.")]
    Empty,
    #[error("Le fichier contient plus de {MOST} entrées.")]
    TooMany,
    #[error("Entrée n° {0} (« {1} ») : {2}.")]
    Entry(usize, String, &'static str),
}

/// The entries of a JSON file. Where one id comes twice, the last one counts.
///
/// # Errors
/// The file, or one entry, is not what is expected: which, and why.
pub fn parse(json: &[u8]) -> Result<Vec<Entry>, Unfit> {
    let file: File = serde_json::from_slice(json).map_err(|error| Unfit::Json(error.to_string()))?;
    let mut entries = file.entries;
    if entries.is_empty() {
        return Err(Unfit::Empty);
    }
    if entries.len() > MOST {
        return Err(Unfit::TooMany);
    }
    for (at, entry) in entries.iter_mut().enumerate() {
        entry.question = entry.question.trim().to_owned();
        entry.answer = entry.answer.trim().to_owned();
        entry.keywords.retain(|keyword| !keyword.trim().is_empty());
        if let Some(why) = fault(entry) {
            let id: String = entry.id.chars().filter(|c| !c.is_control()).take(80).collect();
            return Err(Unfit::Entry(at + 1, id, why));
        }
    }
    let mut known = HashSet::new();
    let mut last: Vec<Entry> =
        entries.into_iter().rev().filter(|entry| known.insert(entry.id.clone())).collect();
    last.reverse();
    Ok(last)
}

fn fault(entry: &Entry) -> Option<&'static str> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let is_name = (1..=80).contains(&entry.id.len()) && entry.id.bytes().all(plain);
    let keywords: usize = entry.keywords.iter().map(String::len).sum();
    let is_web = entry.source.is_empty() || entry.source.starts_with("https://");
    let no_dots = entry.id.bytes().any(|b| b != b'.');
    [
        (is_name && no_dots, "un identifiant a 1 à 80 lettres sans accent, chiffres, « - », « _ » ou « . »"),
        (!entry.question.is_empty(), "la question est vide"),
        (entry.question.chars().count() <= 1_000, "la question a plus de 1 000 caractères"),
        (!entry.answer.is_empty(), "la réponse est vide"),
        (entry.answer.chars().count() <= 20_000, "la réponse a plus de 20 000 caractères"),
        (keywords <= 10_000, "les mots-clés ont plus de 10 000 caractères"),
        (entry.theme.chars().count() <= 200, "le thème a plus de 200 caractères"),
        (is_web && entry.source.len() <= 2_000, "la source n’est pas une adresse https://"),
    ]
    .into_iter()
    .find_map(|(is_fit, why)| (!is_fit).then_some(why))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: &str, question: &str, answer: &str) -> String {
        format!("{{\"id\":\"{id}\",\"question\":\"{question}\",\"answer\":\"{answer}\"}}")
    }

    fn read(entries: &[String]) -> Result<Vec<Entry>, Unfit> {
        parse(format!("{{\"entries\":[{}]}}", entries.join(",")).as_bytes())
    }

    #[test]
    fn a_file_is_read_whole_or_not_at_all() {
        let read_two = read(&[one("a", " Où ? ", "Ici."), one("b.2", "Quand ?", "Demain.")]).unwrap();
        assert_eq!(read_two.iter().map(|e| e.question.as_str()).collect::<Vec<_>>(), ["Où ?", "Quand ?"]);
        let again = read(&[one("a", "Où ?", "Ici."), one("b", "Quand ?", "Là."), one("a", "Où ?", "Là.")]);
        let again = again.unwrap();
        assert_eq!((again.len(), again[1].answer.as_str()), (2, "Là."), "the last one counts");
        for (id, question, answer) in [
            ("", "a", "b"),
            ("é", "a", "b"),
            ("../x", "a", "b"),
            ("..", "a", "b"),
            ("a", " ", "b"),
            ("a", "b", ""),
        ] {
            let fault = read(&[one("x", "a", "b"), one(id, question, answer)]);
            assert!(matches!(fault, Err(Unfit::Entry(2, ..))), "{id} {question} {answer}");
        }
        assert_eq!(read(&[]), Err(Unfit::Empty));
        assert!(matches!(parse(b"[]"), Err(Unfit::Json(_))) && matches!(parse(b"\xff"), Err(Unfit::Json(_))));
        let elsewhere =
            r#"{"entries":[{"id":"a","question":"b","answer":"c","source":"javascript:alert(1)"}]}"#;
        assert!(parse(elsewhere.as_bytes()).is_err());
    }
}

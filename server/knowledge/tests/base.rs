//! Which entries serve, and what an import changes.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::{
    collections::HashSet,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use chrono::{DateTime, Utc};
use knowledge::{Entry, Imported, Knowledge, base::shipped};
use store::Store;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A store; its files go with it.
struct House(Store, PathBuf);

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.1);
    }
}

async fn house() -> House {
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("knowledge-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let store = Store::open(&format!("sqlite://{}/t.sqlite", folder.display())).await.unwrap();
    store.migrate().await.unwrap();
    House(store, folder)
}

fn entry(id: &str, question: &str) -> Entry {
    Entry {
        id: id.to_owned(),
        question: question.to_owned(),
        answer: "Oui.\n\nVenez.".to_owned(),
        keywords: vec!["un mot".to_owned(), "un\nautre".to_owned()],
        theme: "Essai".to_owned(),
        source: String::new(),
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_718_452_800, 0).unwrap()
}

async fn ids(knowledge: &Knowledge) -> Vec<String> {
    knowledge.edition().await.unwrap().entries().iter().map(|entry| entry.id.clone()).collect()
}

#[tokio::test]
async fn an_import_takes_the_place_of_what_comes_with_the_program() {
    let house = house().await;
    // Two processes on one store.
    let [one, other] = [(), ()].map(|()| Knowledge::new(house.0.people(), None));
    assert_eq!(ids(&one).await.len(), shipped().len());
    assert_eq!(ids(&other).await.len(), shipped().len());
    let done = one.import(&[entry("b", "Quand ?"), entry("a", "Où ?")], false, now()).await.unwrap();
    assert_eq!(done, Imported { entries: 2, removed: 0 });
    assert_eq!(
        (ids(&one).await, ids(&other).await),
        (vec!["a".into(), "b".into()], vec!["a".into(), "b".into()])
    );
    one.import(&[entry("c", "Qui ?"), entry("a", "Où donc ?")], true, now()).await.unwrap();
    let edition = other.edition().await.unwrap();
    assert_eq!((edition.entries().len(), &*edition.entry("a").unwrap().question), (3, "Où donc ?"));
    assert_eq!(edition.entry("c").unwrap().keywords, ["un mot", "un autre"]);
    let done = one.import(&[entry("d", "Quoi ?")], false, now()).await.unwrap();
    assert_eq!((done.removed, ids(&other).await), (3, vec!["d".into()]));
}

#[tokio::test]
async fn what_is_added_first_stands_beside_what_comes_with_the_program() {
    let house = house().await;
    let knowledge = Knowledge::new(house.0.people(), None);
    knowledge.import(&[entry("a", "Où ?")], true, now()).await.unwrap();
    let edition = knowledge.edition().await.unwrap();
    assert_eq!(edition.entries().len(), shipped().len() + 1);
    assert!(edition.entry("a").is_some() && edition.entry("vol-velo-marquage").is_some());
}

#[test]
fn what_comes_with_the_program_is_fit_for_everybody() {
    let entries = shipped();
    assert!(entries.len() >= 200, "{}", entries.len());
    let ids: HashSet<&str> = entries.iter().map(|entry| &*entry.id).collect();
    let questions: HashSet<&str> = entries.iter().map(|entry| &*entry.question).collect();
    assert_eq!((ids.len(), questions.len()), (entries.len(), entries.len()), "twice the same");
    for Entry { id, question, answer, keywords, theme, source } in &entries {
        let words = answer.split_whitespace().count();
        assert!((40..=150).contains(&words), "{id}: {words} words");
        assert!(question.ends_with('?') && question.chars().count() <= 120, "{id}: {question}");
        assert!(source.starts_with("https://") && !theme.is_empty() && keywords.len() >= 4, "{id}");
        for sign in ["<", "**", "](", "\n- ", " ?", " !", "'"] {
            assert!(!answer.contains(sign) && !question.contains(sign), "{id}: {sign:?}");
        }
    }
}

//! Answers are kept under what they come from.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::source::Source;
use store::MotifCategory;

use crate::factories::{House, contacts, daily, visits};

fn contacts_asked() -> domain::query::Ask {
    daily("contacts", "2024-06-01", "2024-06-10")
}

#[tokio::test]
async fn a_load_of_one_source_leaves_the_answers_of_the_others() {
    let house = House::new().await;
    house.load(Source::Easiware, "a.csv", &contacts("2024-06-02", 30, 0)).await.unwrap();
    let analyst = house.analyst().await;
    let inside = house.mandated().seen_by(analyst.mandate);
    let first = inside.ask(contacts_asked()).await.unwrap();
    assert_eq!(first.cells[1].value, Some(30.0));
    house.load(Source::AtInternet, "gn.jsonl", &visits("2024-06-02", 10, 7)).await.unwrap();
    let second = inside.ask(contacts_asked()).await.unwrap();
    assert!(Arc::ptr_eq(&first, &second), "another source's load threw the answer away");
    house.load(Source::Easiware, "b.csv", &contacts("2024-06-02", 5, 30)).await.unwrap();
    let third = inside.ask(contacts_asked()).await.unwrap();
    assert_eq!(third.cells[1].value, Some(35.0));
    assert_ne!(first.origin, third.origin, "what tells one from the other changed");
}

#[tokio::test]
async fn a_motif_of_another_category_changes_answers_without_a_load() {
    let house = House::new().await;
    house.load(Source::Easiware, "a.csv", &contacts("2024-06-02", 30, 0)).await.unwrap();
    let analyst = house.analyst().await;
    let inside = house.mandated().seen_by(analyst.mandate);
    let by = || {
        let mut ask = contacts_asked();
        ask.by = vec![domain::catalogue::Dimension::Category];
        ask
    };
    let before = inside.ask(by()).await.unwrap();
    let motif = MotifCategory {
        parent: "Victime".into(),
        motif: "Escroquerie".into(),
        category: "renseignement".into(),
    };
    house.store.figures().motif_set(&motif).await.unwrap();
    let after = inside.ask(by()).await.unwrap();
    let values = |answer: &services::Answer| -> Vec<Vec<String>> {
        answer.groups.iter().map(|group| group.values.clone()).collect()
    };
    assert_ne!(values(&before), values(&after));
}

#[tokio::test]
async fn the_public_reads_what_was_published_and_inside_what_is_there() {
    let house = House::new().await;
    house.load(Source::Easiware, "a.csv", &contacts("2024-06-02", 30, 0)).await.unwrap();
    let public = house.barometer(5);
    let unpublished = public.ask(contacts_asked()).await.unwrap();
    assert!(unpublished.cells.iter().all(|cell| cell.value.is_none()), "nothing is published yet");
    house.releases().ask_due().await.unwrap();
    house.releases().ask_due().await.unwrap();
    let jobs = house.store.jobs().latest(10).await.unwrap();
    assert_eq!(jobs.iter().filter(|job| job.kind == "release").count(), 1, "asked for once");
    house.releases().publish_due().await.unwrap().unwrap();
    let published = public.ask(contacts_asked()).await.unwrap();
    assert_eq!(published.cells[1].value, Some(30.0));
    house.releases().ask_due().await.unwrap();
    assert_eq!(house.store.jobs().latest(10).await.unwrap().len(), 1, "nothing is due");
    // A day that ends is due again, where something of it is there.
    house.load(Source::Easiware, "b.csv", &contacts("2024-06-15", 30, 100)).await.unwrap();
    house.releases().publish_due().await.unwrap().unwrap();
    assert!(house.releases().publish_due().await.unwrap().is_none());
    house.clock.on(TimeDelta::days(1));
    assert!(house.releases().publish_due().await.unwrap().is_some());
}

#[tokio::test]
async fn what_is_known_of_a_source_is_told_once() {
    let house = House::new().await;
    let snapshot = house.barometer(0).snapshot().await.unwrap();
    assert!(snapshot.source(Source::Easiware).is_none() && !snapshot.any_simulated());
    house.load(Source::Easiware, "a.csv", &contacts("2024-06-02", 30, 0)).await.unwrap();
    house.load(Source::Easiware, "a.csv", &contacts("2024-06-02", 31, 0)).await.unwrap();
    let snapshot = house.barometer(0).snapshot().await.unwrap();
    let state = snapshot.source(Source::Easiware).unwrap();
    assert_eq!((state.changes, state.changed_rows, state.last.id), (2, 31, 2));
    assert!(state.measured && !state.simulated);
}

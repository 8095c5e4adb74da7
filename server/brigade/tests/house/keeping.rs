//! Nothing is kept: terms within their bounds, a thousand marked conversations of which nothing is left, what a citizen asks for.

use std::collections::BTreeMap;

use brigade::{
    Written,
    keeping::{CHAT, FILES, NOTES, SILENT, TERMS, URGENT, motif_field},
};
use chrono::TimeDelta;
use domain::{
    conversation::{Channel, Language, Score},
    identity::Role,
};
use services::Unfit;

use crate::{House, agent, holds, person, text};

fn typed(changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let usual = TERMS.iter().map(|term| (term.name.to_owned(), term.usual.to_string()));
    let changes = changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    usual.chain(changes).collect()
}

#[tokio::test]
async fn terms_are_set_within_bounds_that_nobody_moves() {
    let house = House::new().await;
    house.ingest().seed_motifs().await.unwrap();
    let brigade = &house.brigade;
    let admin = person(9, Role::Administrator);
    let victim = motif_field("Victime");
    for (name, value) in
        [(CHAT.name, "91"), (CHAT.name, "0"), (URGENT.name, "25"), (FILES.name, ""), (&victim, "2161")]
    {
        let refused = brigade.set_terms(&admin, &typed(&[(name, value)])).await;
        assert!(matches!(refused, Err(Unfit::Field { field, .. }) if field == name), "{name} {value}");
    }
    assert!(matches!(brigade.set_terms(&agent(1), &typed(&[])).await, Err(Unfit::Forbidden)));
    let usual = brigade.terms().await.unwrap();
    assert_eq!((usual.of(CHAT), usual.of(SILENT), usual.of_motif("Victime")), (90, 7, Some(24)));
    assert_eq!(usual.of_motif("Renseignement"), None);
    brigade.set_terms(&admin, &typed(&[(CHAT.name, " 10 "), (&victim, "48")])).await.unwrap();
    let set = brigade.terms().await.unwrap();
    assert_eq!((set.of(CHAT), set.of_motif("Victime")), (10, Some(48)));
    let lines = house.journal.latest(9).await.unwrap();
    assert_eq!(lines.iter().filter(|line| line.entry.operation == "regler-conservation").count(), 1);
    // Of two conversations of ten days ago, that of a channel with another term stays.
    let chat = house.greeted().await;
    let form = brigade.open(Channel::Form, Language::French).await.unwrap();
    house.says(&form, "Bonjour").await;
    house.pass(TimeDelta::days(10) + TimeDelta::minutes(1));
    brigade.forget().await.unwrap();
    assert!(brigade.find(&chat).await.unwrap().is_none() && brigade.find(&form).await.unwrap().is_some());
}

#[tokio::test]
async fn a_short_term_of_one_channel_ends_nothing_of_another() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let form = brigade.open(Channel::Form, Language::French).await.unwrap();
    house.says(&form, "au secours il est dans la maison").await;
    let chat = house.greeted().await;
    for opened in [&form, &chat] {
        let id = house.found(opened).await.id;
        brigade.take(&agent(1), id).await.unwrap();
        brigade.answer(&agent(1), id, brigade.message_id(), 1, "Nous sommes là.").await.unwrap();
    }
    brigade.set_terms(&person(9, Role::Administrator), &typed(&[(CHAT.name, "1")])).await.unwrap();
    house.pass(TimeDelta::days(2));
    brigade.forget().await.unwrap();
    assert!(brigade.find(&chat).await.unwrap().is_none());
    let found = house.found(&form).await;
    assert_eq!(found.closed_at, None, "an emergency that is answered stays open for its own term");
}

#[tokio::test]
async fn what_is_sensitive_goes_a_day_after_it_is_closed() {
    let house = House::new().await;
    house.ingest().seed_motifs().await.unwrap();
    let brigade = &house.brigade;
    let (victim, asks) = (house.greeted().await, house.greeted().await);
    for (opened, motif) in [(&victim, "Victime / Escroquerie"), (&asks, "Renseignement / Recrutement")] {
        let id = brigade.take_next(&agent(1)).await.unwrap().unwrap();
        assert_eq!(house.found(opened).await.id, id);
        brigade.close(&agent(1), id, 1, motif).await.unwrap();
    }
    house.pass(TimeDelta::hours(23));
    brigade.forget().await.unwrap();
    assert!(brigade.find(&victim).await.unwrap().is_some());
    house.pass(TimeDelta::hours(1) + TimeDelta::minutes(1));
    brigade.forget().await.unwrap();
    assert!(brigade.find(&victim).await.unwrap().is_none() && brigade.find(&asks).await.unwrap().is_some());
    assert_eq!(house.counted().await.0, 2, "both are counted");
}

/// A document that carries a mark.
fn pdf(mark: &str) -> Vec<u8> {
    format!("%PDF-1.4\n% {mark}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
        .into_bytes()
}

#[tokio::test]
async fn of_a_thousand_marked_conversations_not_a_byte_is_left() {
    const ALL: usize = 1_000;
    let house = House::new().await;
    let brigade = &house.brigade;
    brigade.set_surge(&person(9, Role::DutyOfficer), false).await.unwrap();
    let mark = |n: usize| format!("Canari-{n:04}-4711");
    let mut sealed: Vec<Vec<u8>> = Vec::new();
    for n in 0..ALL {
        let opened = house.opened().await;
        house.says(&opened, &mark(n)).await;
        let found = house.found(&opened).await;
        let brigade = brigade.clone().with_capacity(10_000);
        brigade.take(&agent(1), found.id).await.unwrap();
        brigade.note(&agent(1), found.id, brigade.message_id(), &mark(n)).await.unwrap();
        let sent = brigade.attach(&found, brigade.message_id(), pdf(&mark(n))).await.unwrap();
        let Written::Stored { seq, .. } = sent else { panic!("{sent:?}") };
        brigade.close(&agent(1), found.id, seq, "").await.unwrap();
        brigade
            .rate(&house.found(&opened).await, Score::new(7).unwrap(), Some(&text(&mark(n))))
            .await
            .unwrap();
        let store = house.store.brigade();
        let messages = store.messages(found.id, 0, 9).await.unwrap();
        let file = store.attachment(found.id, messages[1].client_id).await.unwrap().unwrap();
        sealed.push(messages[0].sealed_text.clone());
        sealed.push(file.sealed_file);
        sealed.push(found.sealed_key.into_bytes());
    }
    let held = |bytes: &[u8]| {
        // One pass over the files, for each beginning of what is looked for.
        let starts: std::collections::HashMap<[u8; 16], &[u8]> =
            sealed.iter().map(|one| (one[..16].try_into().unwrap(), &one[..])).collect();
        bytes.windows(16).filter(|window| starts.contains_key(*window)).count()
    };
    let (of_brigade, others) = house.bytes();
    assert!(!holds(&of_brigade, b"-4711") && !holds(&others, b"-4711"), "sealed from the first moment");
    assert!(held(&of_brigade) >= 3 * ALL, "{}: the scan finds what is there", held(&of_brigade));
    assert_eq!(held(&others), 0, "figures, people and the journal have none of it");
    house.pass(TimeDelta::days(90) + TimeDelta::minutes(1));
    assert_eq!(brigade.forget().await.unwrap().removed, ALL as u64);
    let (of_brigade, others) = house.bytes();
    assert_eq!((held(&of_brigade), held(&others)), (0, 0), "files, logs and journal of the database");
}

#[tokio::test]
async fn files_and_notes_may_go_before_their_conversation() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let opened = house.greeted().await;
    let id = brigade.take_next(&agent(1)).await.unwrap().unwrap();
    brigade.note(&agent(1), id, brigade.message_id(), "À rappeler").await.unwrap();
    brigade.attach(&house.found(&opened).await, brigade.message_id(), pdf("x")).await.unwrap();
    let shorter = typed(&[(FILES.name, "2"), (NOTES.name, "3")]);
    brigade.set_terms(&person(9, Role::Administrator), &shorter).await.unwrap();
    house.pass(TimeDelta::days(2) + TimeDelta::minutes(1));
    brigade.forget().await.unwrap();
    let held = brigade.held(&agent(1)).await.unwrap();
    assert!(held[0].messages[1].file.is_none() && held[0].messages[1].text == "fichier.pdf");
    assert_eq!(house.store.brigade().notes(id, 9).await.unwrap().len(), 1);
    house.pass(TimeDelta::days(1));
    brigade.forget().await.unwrap();
    assert!(house.store.brigade().notes(id, 9).await.unwrap().is_empty());
    assert_eq!(house.reads(&opened).await.len(), 2);
}

#[tokio::test]
async fn a_citizen_reads_all_that_is_kept_and_has_it_erased() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let (opened, urgent) = (house.greeted().await, house.opened().await);
    for n in 0..600 {
        house.says(&opened, &format!("Canari {n}")).await;
    }
    let held = brigade.held_of(house.found(&opened).await).await.unwrap();
    assert_eq!(held.messages.len(), 601, "all of it, not a page");
    assert_eq!(held.until, brigade.now() + TimeDelta::days(90));
    let sealed =
        house.store.brigade().messages(held.conversation.id, 0, 1).await.unwrap()[0].sealed_text.clone();
    assert!(holds(&house.bytes().0, &sealed));
    assert!(brigade.erase(&held.conversation).await.unwrap());
    assert!(brigade.find(&opened).await.unwrap().is_none() && !holds(&house.bytes().0, &sealed));
    assert!(!brigade.erase(&held.conversation).await.unwrap(), "twice");
    assert_eq!(house.counted().await.0, 1, "it stays a count");
    house.says(&urgent, "Au secours, il me frappe avec un couteau").await;
    assert!(!brigade.erase(&house.found(&urgent).await).await.unwrap());
    assert!(
        !house.store.brigade().erase(house.found(&urgent).await.id).await.unwrap(),
        "nor past a stale look"
    );
    assert_eq!(house.reads(&urgent).await.len(), 1, "nothing of it is gone");
}

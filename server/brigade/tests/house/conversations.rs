//! Conversations from their first message to the day when nothing is left of them.

use std::sync::Arc;

use brigade::{Brigade, Proof, Standing, Thread, Uuid, Written};
use chrono::TimeDelta;
use connectors::Contact;
use domain::{
    conversation::{Channel, Language, Sender},
    identity::{Actor, Role},
    source::Source,
    time::Clock,
};
use services::{Keys, Unfit, audit::Verdict, keys::hex};
use store::Store;

use crate::*;

#[tokio::test]
async fn a_citizen_writes_and_a_gendarme_answers() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let opened = house.opened().await;
    assert_eq!(brigade.standing(&house.found(&opened).await).await.unwrap(), Standing::Empty);
    assert!(brigade.desk(&agent(1)).await.unwrap().waiting.is_empty(), "nobody wrote yet");
    assert_eq!(house.says(&opened, "Bonjour, j’ai perdu ma carte grise").await, 1);
    let waits = brigade.standing(&house.found(&opened).await).await.unwrap();
    assert_eq!(waits, Standing::Waits { ahead: 0, minutes: None }, "nobody was answered yet");
    let desk = brigade.desk(&agent(1)).await.unwrap();
    assert_eq!((desk.waiting.len(), desk.waiting_count, desk.waiting[0].is_mine), (1, 1, false));
    let id = desk.waiting[0].conversation.id;
    brigade.take(&agent(1), id).await.unwrap();
    brigade.answer(&agent(1), id, brigade.message_id(), 1, " Faites-la refaire en ligne. ").await.unwrap();
    assert_eq!(brigade.standing(&house.found(&opened).await).await.unwrap(), Standing::Answered);
    assert_eq!(
        house.reads(&opened).await,
        [
            (1, Sender::Citizen, "Bonjour, j’ai perdu ma carte grise".to_owned()),
            (2, Sender::Agent, "Faites-la refaire en ligne.".to_owned())
        ]
    );
    let desk = brigade.desk(&agent(1)).await.unwrap();
    assert_eq!((desk.waiting.len(), desk.others.len()), (0, 1));
    brigade.close(&agent(1), id, 2, "").await.unwrap();
    let conversation = house.found(&opened).await;
    assert_eq!(brigade.standing(&conversation).await.unwrap(), Standing::Closed);
    let late = brigade.write(&conversation, brigade.message_id(), &text("Merci")).await.unwrap();
    assert_eq!(late, Written::Closed);
    assert_eq!(house.reads(&opened).await.len(), 2, "what was said is still read");
}

#[tokio::test]
async fn what_ended_is_one_contact_of_the_figures() {
    let house = House::new().await;
    house.ingest().seed_motifs().await.unwrap();
    let brigade = &house.brigade;
    let motif = brigade.motifs().await.unwrap().into_iter().find(|m| m.motif == "Escroquerie").unwrap();
    let (said, silent, empty) = (house.opened().await, house.opened().await, house.opened().await);
    for opened in [&said, &silent] {
        house.says(opened, "Bonjour, on m’a pris mon argent").await;
        house.pass(TimeDelta::hours(1));
        let id = house.found(opened).await.id;
        brigade.take(&agent(1), id).await.unwrap();
        brigade.answer(&agent(1), id, brigade.message_id(), 1, "Bien reçu").await.unwrap();
    }
    let id = house.found(&said).await.id;
    let unknown = brigade.close(&agent(1), id, 2, "Victime / Jean Dupont").await;
    assert!(matches!(unknown, Err(Unfit::Field { field, .. }) if field == "motif"), "nobody's words");
    assert_eq!(house.counted().await, (0, vec![]), "nothing ended");
    brigade.close(&agent(1), id, 2, &motif.name()).await.unwrap();
    assert!(brigade.close(&agent(1), id, 2, &motif.name()).await.is_err());
    // Killed when it was loaded and before that was noted: it is loaded again, and counts once.
    let contact = Contact {
        reference: hex(said.id.as_bytes()),
        at: house.clock.now() - TimeDelta::hours(2),
        channel: "Chat",
        motif_parent: motif.parent.clone(),
        motif: motif.motif.clone(),
    };
    let delivery = Arc::new(connectors::contacts(&[contact], true).unwrap());
    house.ingest().load(Source::Easiware, delivery, &[], |_, _| {}).await.unwrap();
    // 14:00 in Paris, when they wrote first, and not when it was closed.
    let told = vec![("Chat".to_owned(), motif.name(), 14)];
    assert_eq!(house.counted().await, (1, told.clone()));
    assert_eq!(house.counted().await, (0, told.clone()), "told once");
    house.pass(TimeDelta::days(8));
    brigade.forget().await.unwrap();
    let told = [told, vec![("Chat".to_owned(), "Autre demande / Sans précision".to_owned(), 15)]].concat();
    assert_eq!(house.counted().await, (1, told), "nobody said what it was about");
    assert!(brigade.find(&empty).await.unwrap().is_none(), "and nobody wrote here");
}

#[tokio::test]
async fn what_is_sent_twice_is_stored_once() {
    let house = House::new().await;
    let opened = house.opened().await;
    let (conversation, id) = (house.found(&opened).await, house.brigade.message_id());
    let first = house.brigade.write(&conversation, id, &text("Bonjour")).await.unwrap();
    house.pass(TimeDelta::minutes(1));
    let second = house.brigade.write(&conversation, id, &text("Bonjour")).await.unwrap();
    let (Written::Stored { seq, at, again: false }, Written::Stored { seq: same, at: then, again: true }) =
        (first, second)
    else {
        panic!("{first:?} {second:?}")
    };
    assert_eq!((seq, at), (same, then));
    assert_eq!(house.reads(&opened).await.len(), 1);
}

/// Without a script a first form may be sent twice before its answer is there.
#[tokio::test]
async fn a_first_message_that_is_sent_twice_opens_one_conversation() {
    let house = House::new().await;
    let first = house.brigade.message_id();
    let open = async || house.brigade.open_for(first, Channel::Form, Language::French).await.unwrap();
    let one = open().await;
    let conversation = house.found(&one).await;
    house.brigade.write(&conversation, first, &text("Bonjour")).await.unwrap();
    assert_eq!(open().await, one);
    house.says(&one, "Vous êtes là ?").await;
    assert_ne!(open().await, one, "a conversation that goes on is given to nobody");
    let other = house.brigade.message_id();
    let late = house.brigade.open_for(other, Channel::Form, Language::French).await.unwrap();
    house.pass(TimeDelta::minutes(10));
    assert_ne!(house.brigade.open_for(other, Channel::Form, Language::French).await.unwrap(), late);
    assert_eq!(Proof::parse(&one.text()), Some(one));
    assert_eq!((Proof::parse("a.b"), Proof::parse("")), (None, None));
}

#[tokio::test]
async fn only_who_holds_the_proof_is_the_citizen() {
    let house = House::new().await;
    let (mine, other) = (house.opened().await, house.opened().await);
    assert_ne!(mine.token, other.token);
    let find = async |id: Uuid, token: &str| {
        let proof = Proof { id, token: token.to_owned() };
        house.brigade.find(&proof).await.unwrap().is_some()
    };
    assert!(find(mine.id, &mine.token).await);
    assert!(!find(other.id, &mine.token).await && !find(mine.id, "").await && !find(mine.id, "00").await);
    assert!(!find(mine.id, &mine.token[..62]).await && !find(Uuid::nil(), &mine.token).await);
    let elsewhere = Brigade::new(
        &Store::open(&format!("sqlite://{}/t.sqlite", house.folder.display())).await.unwrap(),
        house.clock.clone(),
        house.journal.clone(),
        &Keys::new(&[8; 32]),
    );
    assert!(elsewhere.find(&mine).await.unwrap().is_none(), "another operator's key");
}

#[tokio::test]
async fn an_emergency_is_answered_first() {
    let house = House::new().await;
    let (one, two) = (house.opened().await, house.opened().await);
    house.says(&one, "Bonjour, comment déposer une pré-plainte ?").await;
    house.pass(TimeDelta::minutes(3));
    house.says(&two, "Au secours, mon mari me frappe, il a un couteau, venez vite").await;
    let desk = house.brigade.desk(&agent(1)).await.unwrap();
    let urgent: Vec<bool> = desk.waiting.iter().map(|summary| summary.conversation.is_urgent).collect();
    assert_eq!(urgent, [true, false]);
    assert_eq!(
        house.brigade.standing(&house.found(&one).await).await.unwrap(),
        Standing::Waits { ahead: 1, minutes: None }
    );
    house.says(&two, "Il est parti").await;
    assert!(house.found(&two).await.is_urgent, "it stays one");
    let id = house.found(&two).await.id;
    house.brigade.take(&agent(1), id).await.unwrap();
    house.brigade.answer(&agent(1), id, house.brigade.message_id(), 2, "Nous arrivons").await.unwrap();
    // One answer in a quarter of an hour is the pace; when that is over, nobody knows.
    let waits = async || house.brigade.standing(&house.found(&one).await).await.unwrap();
    assert_eq!(waits().await, Standing::Waits { ahead: 0, minutes: Some(15) });
    house.pass(TimeDelta::minutes(16));
    assert_eq!(waits().await, Standing::Waits { ahead: 0, minutes: None });
}

#[tokio::test]
async fn an_answer_is_written_over_nothing_that_was_not_read() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let opened = house.opened().await;
    house.says(&opened, "Bonjour").await;
    let id = house.found(&opened).await.id;
    brigade.take(&agent(1), id).await.unwrap();
    house.says(&opened, "Non, laissez, c’est réglé").await;
    let message = brigade.message_id();
    let refused = brigade.answer(&agent(1), id, message, 1, "Venez demain").await.unwrap_err();
    assert!(matches!(&refused, Unfit::Field { field, .. } if field == "text"), "{refused:?}");
    assert!(brigade.close(&agent(1), id, 1, "").await.is_err());
    assert_eq!(house.reads(&opened).await.len(), 2);
    brigade.answer(&agent(1), id, message, 2, "Merci de nous l’avoir dit").await.unwrap();
    // Two agents, one conversation: who lost it writes nothing more.
    brigade.take(&agent(2), id).await.unwrap();
    assert!(brigade.answer(&agent(1), id, brigade.message_id(), 3, "Encore moi").await.is_err());
    brigade.answer(&agent(2), id, brigade.message_id(), 3, "Bonne journée").await.unwrap();
    assert_eq!(house.reads(&opened).await.len(), 4);
    for empty in ["", " \n "] {
        assert!(brigade.answer(&agent(2), id, brigade.message_id(), 4, empty).await.is_err());
    }
}

#[tokio::test]
async fn a_thread_is_read_by_who_took_it_and_taking_is_in_the_journal() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let opened = house.opened().await;
    house.says(&opened, "Un secret").await;
    let id = house.found(&opened).await.id;
    let thread = async |actor: &Actor| brigade.thread(actor, id).await.unwrap().unwrap();
    assert!(matches!(thread(&agent(1)).await, Thread::NotMine(_)));
    brigade.take(&agent(1), id).await.unwrap();
    brigade.take(&agent(1), id).await.unwrap();
    assert!(matches!(thread(&agent(1)).await, Thread::Mine(mine) if mine.messages[0].text == "Un secret"));
    assert!(matches!(thread(&agent(2)).await, Thread::NotMine(_)));
    brigade.take(&agent(2), id).await.unwrap();
    assert!(matches!(thread(&agent(1)).await, Thread::NotMine(_)), "what was given away is read no longer");
    let analyst = person(3, Role::Analyst);
    assert!(matches!(brigade.desk(&analyst).await, Err(Unfit::Forbidden)));
    assert!(matches!(brigade.thread(&analyst, id).await, Err(Unfit::Forbidden)));
    assert!(matches!(brigade.take(&analyst, id).await, Err(Unfit::Forbidden)));
    let lines: Vec<(String, String, String)> = house
        .journal
        .latest(i64::MAX)
        .await
        .unwrap()
        .into_iter()
        .map(|line| (line.entry.operation, line.entry.object, line.entry.outcome))
        .rev()
        .collect();
    let told =
        |operation: &str, object: String, outcome: &str| (operation.to_owned(), object, outcome.to_owned());
    assert_eq!(lines[0], told("prendre-conversation", format!("conversation {id}"), "fait"));
    assert_eq!(lines[1], told("prendre-conversation", format!("conversation {id} de 1"), "fait"));
    assert_eq!(lines[2], told("repondre", "conversation".into(), "refusé"));
    assert_eq!(lines.len(), 5);
    assert!(matches!(house.journal.verify(&[]).await.unwrap(), Verdict::Whole(_)));
}

/// Hundreds who write at once, of whom half go away before they are answered: what was said to be stored is, once, in order.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_write_at_once_and_some_go_away() {
    let house = House::new().await;
    let opened = house.opened().await;
    let conversation = house.found(&opened).await;
    let mut heard = house.brigade.hears(conversation.id);
    let writers: Vec<_> = (0..400)
        .map(|n| {
            let (brigade, conversation) = (house.brigade.clone(), conversation.clone());
            tokio::spawn(async move {
                brigade.write(&conversation, brigade.message_id(), &text(&format!("n° {n}"))).await.unwrap()
            })
        })
        .collect();
    let mut told = Vec::new();
    for (n, writer) in writers.into_iter().enumerate() {
        if n % 2 == 1 {
            writer.abort();
        }
        match writer.await {
            Ok(Written::Stored { seq, again: false, .. }) => told.push(seq),
            Ok(other) => panic!("{other:?}"),
            Err(error) => assert!(error.is_cancelled() && n % 2 == 1, "{error}"),
        }
    }
    assert!(told.len() >= 200);
    // What was under way is done; nothing comes after it.
    house.says(&opened, "le dernier").await;
    let read = house.reads(&opened).await;
    let seqs: Vec<i64> = read.iter().map(|(seq, ..)| *seq).collect();
    assert_eq!(seqs, (1..=seqs.len() as i64).collect::<Vec<_>>(), "no hole, no double");
    told.sort_unstable();
    told.dedup();
    assert!(told.len() >= 200 && told.iter().all(|seq| seqs.contains(seq)));
    let words: std::collections::BTreeSet<&String> = read.iter().map(|(.., words)| words).collect();
    assert_eq!(words.len(), read.len(), "nobody's message twice");
    assert_eq!(*heard.borrow_and_update(), seqs.len() as i64, "who listens has heard");
}

#[tokio::test]
async fn what_is_confided_lies_sealed_and_goes_in_time() {
    let house = House::new().await;
    let canary = "Bonjour, j’ai perdu ma carte grise, je m’appelle Canari-9137";
    let (kept, urgent) = (house.opened().await, house.opened().await);
    house.says(&kept, canary).await;
    house.says(&urgent, "Au secours, mon mari me frappe, il a un couteau, venez vite").await;
    for opened in [&kept, &urgent] {
        let id = house.found(opened).await.id;
        house.brigade.take(&agent(1), id).await.unwrap();
        house
            .brigade
            .answer(&agent(1), id, house.brigade.message_id(), 1, "Bien reçu Canari-9137")
            .await
            .unwrap();
        house.brigade.close(&agent(1), id, 2, "").await.unwrap();
    }
    assert_eq!(house.counted().await.0, 2);
    let (of_brigade, others) = house.bytes();
    assert!(!holds(&of_brigade, b"Canari") && !holds(&others, b"Canari"), "sealed from the first");
    let keys = [house.found(&kept).await.sealed_key, house.found(&urgent).await.sealed_key];
    let names = [*kept.id.as_bytes(), *urgent.id.as_bytes()];
    assert!(
        holds(&of_brigade, keys[0].as_bytes()) && holds(&of_brigade, &names[0]),
        "the scan sees what is there"
    );
    for other in [keys[0].as_bytes(), &names[0], kept.token.as_bytes()] {
        assert!(!holds(&others, other), "nothing of it beside figures and people");
    }
    assert!(!holds(&of_brigade, kept.token.as_bytes()), "no database holds a proof");
    house.pass(TimeDelta::hours(25));
    assert_eq!(house.brigade.forget().await.unwrap().removed, 1);
    let (of_brigade, _) = house.bytes();
    assert!(!holds(&of_brigade, keys[1].as_bytes()) && holds(&of_brigade, keys[0].as_bytes()));
    house.pass(TimeDelta::days(90));
    assert_eq!(house.brigade.forget().await.unwrap().removed, 1);
    let (of_brigade, _) = house.bytes();
    for gone in [keys[0].as_bytes(), keys[1].as_bytes(), &names[0], &names[1]] {
        assert!(!holds(&of_brigade, gone), "neither in the file nor in its log");
    }
    assert!(house.brigade.find(&kept).await.unwrap().is_none());
}

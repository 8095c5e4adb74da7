//! What both sides know of each other, what agents note, how a citizen goes on on another device.

use brigade::{Code, Standing, Thread};
use chrono::TimeDelta;
use domain::{conversation::Sender, identity::Role};
use services::Unfit;

use crate::{House, agent, holds, person};

#[tokio::test]
async fn a_code_leads_to_its_conversation_once_and_not_for_long() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let opened = house.greeted().await;
    assert_eq!(brigade.code_of(&house.found(&opened).await), None, "nobody asked for one");
    let code = async || {
        brigade.make_code(&house.found(&opened).await).await.unwrap();
        brigade.code_of(&house.found(&opened).await).unwrap().0
    };
    let first = code().await;
    assert_eq!(brigade.code_of(&house.found(&opened).await).unwrap().0, first, "shown again as it was");
    house.pass(TimeDelta::seconds(1));
    let second = code().await;
    assert_ne!(first, second);
    assert_eq!(brigade.resume(&first).await.unwrap(), None, "another took its place");
    let typed = Code::parse(&second.to_string().to_lowercase()).unwrap();
    assert_eq!(brigade.resume(&typed).await.unwrap(), Some(opened.clone()));
    assert_eq!(brigade.resume(&second).await.unwrap(), None, "it led there once");
    assert_eq!(brigade.code_of(&house.found(&opened).await), None);
    let third = code().await;
    let (of_brigade, others) = house.bytes();
    for part in third.to_string().split('-') {
        assert!(
            !holds(&of_brigade, part.as_bytes()) && !holds(&others, part.as_bytes()),
            "no database holds it"
        );
    }
    house.pass(TimeDelta::minutes(15));
    assert_eq!(brigade.resume(&third).await.unwrap(), None, "its time is over");
    assert_eq!(brigade.code_of(&house.found(&opened).await), None);
}

/// Two devices type one code at the same moment: one of them goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_used_by_one() {
    let house = House::new().await;
    let opened = house.opened().await;
    house.brigade.make_code(&house.found(&opened).await).await.unwrap();
    let (code, _) = house.brigade.code_of(&house.found(&opened).await).unwrap();
    let tries: Vec<_> = (0..16)
        .map(|_| {
            let (brigade, code) = (house.brigade.clone(), code.clone());
            tokio::spawn(async move { brigade.resume(&code).await.unwrap().is_some() })
        })
        .collect();
    let mut found = 0;
    for one in tries {
        found += u32::from(one.await.unwrap());
    }
    assert_eq!(found, 1);
}

#[tokio::test]
async fn each_side_knows_what_the_other_has_seen() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let opened = house.greeted().await;
    house.says(&opened, "Il y a quelqu’un ?").await;
    let mut hears = brigade.hears(house.found(&opened).await.id);
    hears.mark_unchanged();
    let shown = async |side, seq| {
        brigade.shown_to(side, &house.found(&opened).await, seq).await.unwrap();
        let now = house.found(&opened).await;
        (now.citizen_shown, now.agent_shown)
    };
    assert_eq!(shown(Sender::Agent, 1).await, (0, 1));
    assert!(hears.has_changed().unwrap(), "the citizen is told");
    hears.mark_unchanged();
    assert_eq!(shown(Sender::Agent, 1).await, (0, 1));
    assert!(!hears.has_changed().unwrap(), "once");
    assert_eq!(shown(Sender::Citizen, 9).await, (2, 1), "no more than there is");
    assert_eq!(shown(Sender::Citizen, 1).await, (2, 1), "what was seen stays seen");
    assert_eq!(shown(Sender::System, 2).await, (2, 1));
}

#[tokio::test]
async fn notes_are_of_agents_alone_and_go_with_the_conversation() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let opened = house.greeted().await;
    let id = house.found(&opened).await.id;
    let form = brigade.message_id();
    assert!(brigade.note(&agent(1), id, form, "À rappeler").await.is_err(), "not theirs");
    brigade.take(&agent(1), id).await.unwrap();
    let canary = "Canari-4711 : appeler le maire";
    for _ in 0..2 {
        brigade.note(&agent(1), id, form, canary).await.unwrap();
    }
    for unfit in ["", "  ", &"x".repeat(4001)] {
        let refused = brigade.note(&agent(1), id, form, unfit).await.unwrap_err();
        assert!(matches!(refused, Unfit::Field { field, .. } if field == "note"));
    }
    brigade.take(&agent(2), id).await.unwrap();
    let notes = async |number| match brigade.thread(&agent(number), id).await.unwrap().unwrap() {
        Thread::Mine(mine) => mine.notes.into_iter().map(|note| (note.text, note.is_mine)).collect(),
        Thread::NotMine(_) => Vec::new(),
    };
    assert_eq!(notes(2).await, [(canary.to_owned(), false)], "once, for who has the conversation");
    assert!(notes(1).await.is_empty());
    assert_eq!(house.reads(&opened).await.len(), 1, "the citizen reads none");
    let (of_brigade, others) = house.bytes();
    assert!(!holds(&of_brigade, b"Canari-4711") && !holds(&others, b"Canari-4711"), "sealed");
    assert_eq!(house.store.brigade().notes(id, 9).await.unwrap().len(), 1);
    house.pass(TimeDelta::days(93));
    brigade.forget().await.unwrap();
    assert!(house.store.brigade().notes(id, 9).await.unwrap().is_empty());
}

#[tokio::test]
async fn who_leaves_gives_back_and_nobody_loses_their_place() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let one = house.greeted().await;
    house.pass(TimeDelta::seconds(10));
    let two = house.greeted().await;
    house.pass(TimeDelta::seconds(10));
    let three = house.greeted().await;
    let first = brigade.take_next(&agent(1)).await.unwrap().unwrap();
    let second = brigade.take_next(&agent(1)).await.unwrap().unwrap();
    assert!(brigade.give_back(&agent(2), first).await.is_err(), "not theirs");
    brigade.give_back(&agent(1), first).await.unwrap();
    assert!(brigade.give_back(&agent(1), first).await.is_err(), "twice");
    let waits = brigade.standing(&house.found(&one).await).await.unwrap();
    assert!(matches!(waits, Standing::Waits { ahead: 0, .. }), "before who came later");
    assert_eq!(brigade.take_next(&agent(2)).await.unwrap(), Some(first));
    // An agent who leaves: who waits for them is anybody's, and who was answered, when they write again.
    let third = brigade.take_next(&agent(1)).await.unwrap().unwrap();
    brigade.answer(&agent(1), third, brigade.message_id(), 1, "Bonjour").await.unwrap();
    brigade.gone(agent(1).account).await.unwrap();
    assert_eq!(house.found(&two).await.account, None);
    assert_eq!(house.found(&three).await.account, None);
    assert_eq!(brigade.take_next(&agent(2)).await.unwrap(), Some(second));
    assert_eq!(brigade.take_next(&agent(2)).await.unwrap(), None, "nobody waits");
    house.says(&three, "Encore une question").await;
    assert!(matches!(
        brigade.standing(&house.found(&three).await).await.unwrap(),
        Standing::Waits { ahead: 0, .. }
    ));
    assert_eq!(brigade.take_next(&agent(2)).await.unwrap(), Some(third));
    brigade.answer(&agent(2), third, brigade.message_id(), 3, "Bonjour").await.unwrap();
    assert!(brigade.give_back(&agent(2), third).await.is_err(), "nobody waits there: it would be in no list");
    let held: Vec<_> = brigade.held(&agent(2)).await.unwrap();
    assert_eq!(held.iter().map(|mine| mine.conversation.id).collect::<Vec<_>>(), [first, second, third]);
    assert!(held.iter().all(|mine| mine.messages[0].text == "Bonjour"));
    assert_eq!(held[2].messages.len(), 3);
    for n in 0..5 {
        house.says(&one, &format!("Allô {n}")).await;
    }
    let held = brigade.held(&agent(2)).await.unwrap();
    assert_eq!(held[0].messages.len(), 6, "all that was on no screen yet");
    assert!(held[0].is_whole());
    for n in 0..30 {
        house.says(&one, &format!("Allô encore {n}")).await;
    }
    let held = brigade.held(&agent(2)).await.unwrap();
    assert_eq!((held[0].messages.len(), held[0].is_whole()), (20, false), "a screen has an end, and says so");
    assert!(matches!(brigade.held(&person(3, Role::Analyst)).await, Err(Unfit::Forbidden)));
}

//! By ways of others: genuine or refused, each message once, each answer on its way with its own, nothing kept of who wrote.

use std::collections::BTreeMap;

use brigade::{Answered, Brigade, Call, Carried, Life, Outside, Parcel, Passage};
use chrono::TimeDelta;
use domain::{
    conversation::Sender,
    identity::{Actor, Role},
    ids::ConversationId,
};
use serde_json::json;
use services::Unfit;

use crate::{House, agent, holds, person};

const SECRET: &str = "secret-de-l-application";
const NUMBER: &str = "33612345678";

fn admin() -> Actor {
    person(9, Role::Administrator)
}

fn settings(changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let usual = [
        ("kind", "whatsapp"),
        ("name", "wa"),
        ("sender", "1234"),
        ("app_secret", SECRET),
        ("verify_token", "jeton-de-verification"),
        ("access_token", "jeton-acces-4711"),
    ];
    usual.iter().chain(changes).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A house that a channel of WhatsApp leads to.
async fn reached() -> (House, Brigade) {
    let house = House::new().await;
    let outside = Outside { site: "https://brigade.exemple.fr".to_owned(), relay: None };
    let brigade = house.brigade.clone().with_outside(outside);
    brigade.set_channel(&admin(), &settings(&[])).await.unwrap();
    (house, brigade)
}

fn signature(body: &str) -> String {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = ring::hmac::sign(&key, body.as_bytes());
    let digits: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={digits}")
}

async fn calls(brigade: &Brigade, body: &str, signature: &str) -> Answered {
    let headers = [("x-hub-signature-256", signature)];
    let call = Call { method: "POST", target: "/canaux/wa", headers: &headers, body: body.as_bytes() };
    brigade.called("wa", call).await.unwrap()
}

fn told(value: serde_json::Value) -> String {
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": "1", "changes": [
        { "field": "messages", "value": value }] }] })
    .to_string()
}

/// A message, as WhatsApp tells of it.
fn message(house: &House, id: &str, from: &str, words: &str) -> String {
    let at = domain::time::Clock::now(&*house.clock).timestamp().to_string();
    told(json!({ "metadata": { "phone_number_id": "1234" }, "messages": [
        { "id": id, "from": from, "timestamp": at, "type": "text", "text": { "body": words } }] }))
}

fn status(house: &House, id: &str, state: &str) -> String {
    let at = domain::time::Clock::now(&*house.clock).timestamp().to_string();
    let errors = if state == "failed" { json!([{ "code": 131_026 }]) } else { json!([]) };
    told(json!({ "metadata": { "phone_number_id": "1234" }, "statuses": [
        { "id": id, "status": state, "timestamp": at, "recipient_id": NUMBER, "errors": errors }] }))
}

async fn writes(house: &House, brigade: &Brigade, id: &str, words: &str) {
    let body = message(house, id, NUMBER, words);
    assert_eq!(calls(brigade, &body, &signature(&body)).await, Answered::Taken);
}

async fn taken(brigade: &Brigade) -> ConversationId {
    brigade.take_next(&agent(1)).await.unwrap().unwrap()
}

async fn thread(brigade: &Brigade) -> (Vec<(Sender, String)>, Vec<Option<Passage>>) {
    let mine = brigade.held(&agent(1)).await.unwrap().remove(0);
    let passage = |seq| mine.passages.iter().find(|one| one.0 == seq).map(|one| one.1);
    let passages = mine.messages.iter().map(|message| passage(message.seq)).collect();
    (mine.messages.into_iter().map(|message| (message.from, message.text)).collect(), passages)
}

async fn answers(brigade: &Brigade, id: ConversationId, words: &str) -> Result<(), Unfit> {
    let seen = brigade.one(&agent(1), id).await?.unwrap().last_seq;
    brigade.answer(&agent(1), id, brigade.message_id(), seen, words).await
}

/// What leaves now; each call of it is answered so.
async fn leaves(brigade: &Brigade, status: u16, body: &str) -> Vec<Parcel> {
    let parcels = brigade.parcels().await.unwrap();
    for parcel in &parcels {
        for (part, _) in parcel.calls() {
            let carried = Carried::Answered { status, body: body.as_bytes() };
            if !brigade.carried(parcel, part, carried).await.unwrap() {
                break;
            }
        }
    }
    parcels
}

const TAKEN: &str = r#"{"messages":[{"id":"wamid.out"}]}"#;

#[tokio::test]
async fn a_citizen_writes_by_whatsapp_and_reads_the_answer_there() {
    let (house, brigade) = reached().await;
    writes(&house, &brigade, "wamid.1", "Bonjour").await;
    writes(&house, &brigade, "wamid.2", "J’ai perdu mon passeport").await;
    let id = taken(&brigade).await;
    assert_eq!(brigade.one(&agent(1), id).await.unwrap().unwrap().channel, "whatsapp");
    answers(&brigade, id, "Déclarez sa perte à la mairie.").await.unwrap();
    assert_eq!(thread(&brigade).await.1, [None, None, Some(Passage::Due)]);
    let sent = leaves(&brigade, 200, TAKEN).await;
    let calls: Vec<_> = sent[0].calls().collect();
    let body: serde_json::Value = serde_json::from_slice(&calls[0].1.body).unwrap();
    assert_eq!((body["to"].as_str(), calls.len(), sent.len()), (Some(NUMBER), 1, 1));
    assert_eq!(body["text"]["body"], "Déclarez sa perte à la mairie.");
    assert!(brigade.parcels().await.unwrap().is_empty(), "it leaves once");
    assert_eq!(thread(&brigade).await.1[2], Some(Passage::Taken));
    for (state, passage) in
        [("delivered", Passage::Delivered), ("read", Passage::Read), ("delivered", Passage::Read)]
    {
        let body = status(&house, "wamid.out", state);
        calls_well(&brigade, &body).await;
        assert_eq!(thread(&brigade).await.1[2], Some(passage), "{state}");
    }
    // What a late word says of what arrived changes nothing.
    calls_well(&brigade, &status(&house, "wamid.out", "failed")).await;
    assert_eq!(thread(&brigade).await.1[2], Some(Passage::Read));
}

async fn calls_well(brigade: &Brigade, body: &str) {
    assert_eq!(calls(brigade, body, &signature(body)).await, Answered::Taken);
}

#[tokio::test]
async fn what_is_forged_altered_played_again_or_late_is_harmless() {
    let (house, brigade) = reached().await;
    let body = message(&house, "wamid.1", NUMBER, "Bonjour");
    let sign = signature(&body);
    let refused = |status| Answered::Refused(status);
    assert_eq!(calls(&brigade, &body, "sha256=00").await, refused(403));
    assert_eq!(calls(&brigade, &body.replace("Bonjour", "Bonsoir"), &sign).await, refused(403));
    assert!(brigade.take_next(&agent(1)).await.unwrap().is_none(), "nothing of it is stored");
    // Sixteen at once, and twice more after the conversation was closed: one message.
    let many = (0..16).map(|_| {
        let (brigade, body, sign) = (brigade.clone(), body.clone(), sign.clone());
        tokio::spawn(async move { calls(&brigade, &body, &sign).await })
    });
    for one in many.collect::<Vec<_>>() {
        assert_eq!(one.await.unwrap(), Answered::Taken);
    }
    let id = taken(&brigade).await;
    assert_eq!(thread(&brigade).await.0, [(Sender::Citizen, "Bonjour".to_owned())]);
    brigade.close(&agent(1), id, 1, "").await.unwrap();
    for _ in 0..2 {
        assert_eq!(calls(&brigade, &body, &sign).await, Answered::Taken);
    }
    assert!(brigade.take_next(&agent(1)).await.unwrap().is_none(), "played again, it opens nothing");
    house.pass(TimeDelta::days(8) + TimeDelta::minutes(1));
    brigade.forget().await.unwrap();
    assert_eq!(calls(&brigade, &body, &sign).await, refused(410), "late");
    house.pass(TimeDelta::days(2));
    brigade.forget().await.unwrap();
    assert_eq!(calls(&brigade, &body, &sign).await, refused(410), "and still, once it is forgotten here");
    // A new message of the same person is a new conversation.
    writes(&house, &brigade, "wamid.9", "Encore une question").await;
    assert_ne!(taken(&brigade).await, id);
    let line = brigade.channels(&admin()).await.unwrap().remove(0);
    assert_eq!(line.refused.map(|(_, why)| why), Some("message trop ancien".to_owned()));
}

#[tokio::test]
async fn an_answer_that_does_not_arrive_is_told_and_its_citizen_waits_again() {
    let (house, brigade) = reached().await;
    writes(&house, &brigade, "wamid.1", "Bonjour").await;
    let id = taken(&brigade).await;
    answers(&brigade, id, "Oui ?").await.unwrap();
    answers(&brigade, id, "Dites-moi.").await.unwrap();
    // One that falls in the provider's hands is tried again, and the next waits for it.
    assert_eq!(leaves(&brigade, 503, "").await.len(), 1);
    assert!(brigade.parcels().await.unwrap().is_empty());
    assert_eq!(brigade.channels(&admin()).await.unwrap()[0].life(), Life::Fails);
    house.pass(TimeDelta::seconds(6));
    assert_eq!(leaves(&brigade, 200, TAKEN).await.len(), 1);
    assert_eq!(thread(&brigade).await.1, [None, Some(Passage::Taken), Some(Passage::Due)]);
    assert_eq!(brigade.channels(&admin()).await.unwrap()[0].life(), Life::Lives);
    // A sender that falls gives up its place when its time is over.
    assert_eq!(brigade.parcels().await.unwrap().len(), 1);
    assert!(brigade.parcels().await.unwrap().is_empty(), "one sender has it");
    house.pass(TimeDelta::minutes(5) + TimeDelta::seconds(1));
    let refusal = r#"{"error":{"code":131026}}"#;
    assert_eq!(leaves(&brigade, 400, refusal).await.len(), 1);
    let mine = brigade.held(&agent(1)).await.unwrap().remove(0);
    assert_eq!(mine.passages[1].1, Passage::GivenUp);
    assert_eq!(mine.passages[1].2.as_deref(), Some("131026"));
    assert!(mine.conversation.waits_since.is_some(), "its citizen waits again");
    // Taken, and told later that it will not arrive: the same.
    answers(&brigade, id, "Vous m’entendez ?").await.unwrap();
    leaves(&brigade, 200, r#"{"messages":[{"id":"wamid.3"}]}"#).await;
    assert!(brigade.one(&agent(1), id).await.unwrap().unwrap().waits_since.is_none());
    calls_well(&brigade, &status(&house, "wamid.3", "failed")).await;
    assert!(brigade.one(&agent(1), id).await.unwrap().unwrap().waits_since.is_some());
    // Tried for over an hour, then told.
    answers(&brigade, id, "Je réessaie.").await.unwrap();
    let mut tries = 0;
    while thread(&brigade).await.1.last() == Some(&Some(Passage::Due)) {
        tries += leaves(&brigade, 500, "").await.len();
        house.pass(TimeDelta::minutes(10));
    }
    assert_eq!((tries, thread(&brigade).await.1.pop().flatten()), (14, Some(Passage::GivenUp)));
}

#[tokio::test]
async fn what_became_of_a_first_part_is_not_what_became_of_the_answer() {
    let (house, brigade) = reached().await;
    writes(&house, &brigade, "wamid.1", "Bonjour").await;
    let id = taken(&brigade).await;
    // Two parts: 4,000 letters that WhatsApp counts twice.
    answers(&brigade, id, &"🚓".repeat(4_000)).await.unwrap();
    let parcel = brigade.parcels().await.unwrap().remove(0);
    assert_eq!(parcel.calls().count(), 2);
    let first = br#"{"messages":[{"id":"wamid.first"}]}"#;
    assert!(brigade.carried(&parcel, 0, Carried::Answered { status: 200, body: first }).await.unwrap());
    calls_well(&brigade, &status(&house, "wamid.first", "delivered")).await;
    assert_eq!(thread(&brigade).await.1[1], Some(Passage::Due), "the second has not left");
    assert!(!brigade.carried(&parcel, 1, Carried::Unreached).await.unwrap());
    house.pass(TimeDelta::seconds(6));
    let again = leaves(&brigade, 200, r#"{"messages":[{"id":"wamid.second"}]}"#).await;
    assert_eq!(
        again[0].calls().map(|(part, _)| part).collect::<Vec<_>>(),
        [1],
        "the first is not sent twice"
    );
    calls_well(&brigade, &status(&house, "wamid.second", "delivered")).await;
    assert_eq!(thread(&brigade).await.1[1], Some(Passage::Delivered));
}

#[tokio::test]
async fn what_fails_after_the_end_opens_the_conversation_again() {
    let (house, brigade) = reached().await;
    writes(&house, &brigade, "wamid.1", "Bonjour").await;
    let id = taken(&brigade).await;
    answers(&brigade, id, "Au revoir").await.unwrap();
    brigade.close(&agent(1), id, 2, "").await.unwrap();
    leaves(&brigade, 400, r#"{"error":{"code":131026}}"#).await;
    assert_eq!(taken(&brigade).await, id, "anybody takes it, and reads why");
    // Off, it waits without being tried; what is replaced by another kind leaves to nobody.
    answers(&brigade, id, "Encore moi").await.unwrap();
    brigade.turn_channel(&admin(), "wa", false).await.unwrap();
    for _ in 0..20 {
        assert!(brigade.parcels().await.unwrap().is_empty());
        house.pass(TimeDelta::minutes(2));
    }
    brigade.turn_channel(&admin(), "wa", true).await.unwrap();
    assert_eq!(leaves(&brigade, 503, "").await.len(), 1);
    assert_eq!(thread(&brigade).await.1.last(), Some(&Some(Passage::Due)), "it has all its attempts still");
    let twilio = settings(&[("kind", "sms-twilio"), ("account_sid", "AC1"), ("auth_token", "x")]);
    brigade.set_channel(&admin(), &twilio).await.unwrap();
    house.pass(TimeDelta::minutes(1));
    assert!(brigade.parcels().await.unwrap().is_empty());
    assert_eq!(thread(&brigade).await.1.last(), Some(&Some(Passage::GivenUp)));
    assert!(answers(&brigade, id, "Allô ?").await.is_err());
}

#[tokio::test]
async fn whom_to_call_is_told_before_anything_else() {
    let (house, brigade) = reached().await;
    writes(&house, &brigade, "wamid.1", "Bonjour").await;
    let id = taken(&brigade).await;
    answers(&brigade, id, "Oui ?").await.unwrap();
    leaves(&brigade, 503, "").await;
    writes(&house, &brigade, "wamid.2", "au secours il est dans la maison").await;
    let sent = leaves(&brigade, 200, TAKEN).await;
    let body = String::from_utf8(sent[0].calls().next().unwrap().1.body.clone()).unwrap();
    assert!(body.contains("112"), "the answer before it waits: {body}");
}

#[tokio::test]
async fn what_a_channel_can_not_carry_is_refused_while_it_can_be_changed() {
    let (house, brigade) = reached().await;
    writes(&house, &brigade, "wamid.1", "Bonjour").await;
    let id = taken(&brigade).await;
    house.pass(TimeDelta::hours(25));
    let refused = answers(&brigade, id, "Bonjour").await;
    assert!(
        matches!(&refused, Err(Unfit::Field { field, sentence }) if field == "text" && sentence.contains("24 heures")),
        "{refused:?}"
    );
    writes(&house, &brigade, "wamid.2", "Toujours là").await;
    answers(&brigade, id, "Nous aussi").await.unwrap();
    let file = brigade.answer_with_file(&agent(1), id, brigade.message_id(), 3, b"%PDF-".to_vec()).await;
    assert!(matches!(file, Err(Unfit::Malformed(sentence)) if sentence.contains("fichier")));
    // Off, what is to leave waits; what comes is told later.
    brigade.turn_channel(&admin(), "wa", false).await.unwrap();
    let body = message(&house, "wamid.3", NUMBER, "Allô ?");
    assert_eq!(calls(&brigade, &body, &signature(&body)).await, Answered::Unknown);
    assert!(brigade.parcels().await.unwrap().is_empty());
    brigade.turn_channel(&admin(), "wa", true).await.unwrap();
    house.pass(TimeDelta::minutes(1));
    assert_eq!(leaves(&brigade, 200, TAKEN).await.len(), 1);
    brigade.remove_channel(&admin(), "wa").await.unwrap();
    assert!(
        matches!(answers(&brigade, id, "Encore").await, Err(Unfit::Field { sentence, .. }) if sentence.contains("retiré"))
    );
}

#[tokio::test]
async fn who_tells_of_an_emergency_reads_at_once_whom_to_call() {
    let (house, brigade) = reached().await;
    writes(&house, &brigade, "wamid.1", "au secours il est dans la maison").await;
    writes(&house, &brigade, "wamid.2", "vite il a un couteau").await;
    let sent = leaves(&brigade, 200, TAKEN).await;
    assert_eq!(sent.len(), 1, "once");
    let body = String::from_utf8(sent[0].calls().next().unwrap().1.body.clone()).unwrap();
    assert!(["17", "112", "114"].iter().all(|number| body.contains(number)), "{body}");
    let id = taken(&brigade).await;
    let found = brigade.one(&agent(1), id).await.unwrap().unwrap();
    assert!(found.is_urgent && found.waits_since.is_some(), "and waits on top of the queue");
}

#[tokio::test]
async fn of_who_wrote_from_outside_nothing_is_left() {
    let (house, brigade) = reached().await;
    writes(&house, &brigade, "wamid.CANARI", "Canari 4711").await;
    let id = taken(&brigade).await;
    answers(&brigade, id, "Réponse 4711").await.unwrap();
    leaves(&brigade, 200, r#"{"messages":[{"id":"wamid.PARTI"}]}"#).await;
    let store = house.store.brigade();
    let address = store.correspondent(id).await.unwrap().unwrap().sealed_address;
    let (of_brigade, others) = house.bytes();
    assert!(holds(&of_brigade, &address), "the scan finds what is there");
    for open in [NUMBER.as_bytes(), b"4711", b"wamid.CANARI", b"wamid.PARTI", SECRET.as_bytes()] {
        assert!(!holds(&of_brigade, open) && !holds(&others, open), "sealed from the first moment");
    }
    brigade.close(&agent(1), id, 2, "").await.unwrap();
    house.pass(TimeDelta::days(90) + TimeDelta::minutes(1));
    assert_eq!(brigade.forget().await.unwrap().removed, 1);
    let (of_brigade, _) = house.bytes();
    assert!(!holds(&of_brigade, &address));
    assert!(store.correspondent(id).await.unwrap().is_none());
    assert!(store.passages(id).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_agent_erases_for_who_writes_from_outside_and_asks_for_it() {
    let (house, brigade) = reached().await;
    writes(&house, &brigade, "wamid.1", "Effacez tout ce que j’ai écrit").await;
    let id = taken(&brigade).await;
    assert!(brigade.erase_asked(&agent(2), id, 1).await.is_err(), "it is not theirs");
    assert!(brigade.erase_asked(&agent(1), id, 0).await.is_err(), "over nothing that was not read");
    brigade.erase_asked(&agent(1), id, 1).await.unwrap();
    assert!(brigade.one(&agent(1), id).await.unwrap().is_none());
    let lines = house.journal.latest(9).await.unwrap();
    assert!(lines.iter().any(|line| line.entry.operation == "effacer-conversation"));
    // Told again by its provider, it does not come back.
    let body = message(&house, "wamid.1", NUMBER, "Effacez tout ce que j’ai écrit");
    calls_well(&brigade, &body).await;
    assert!(brigade.take_next(&agent(1)).await.unwrap().is_none());
    // Not while it tells of an emergency; and who has a page of ours does it there.
    writes(&house, &brigade, "wamid.2", "au secours il est dans la maison").await;
    let urgent = taken(&brigade).await;
    assert!(
        matches!(brigade.erase_asked(&agent(1), urgent, 9).await, Err(Unfit::Malformed(why)) if why.contains("urgence"))
    );
    let own = house.greeted().await;
    brigade.take(&agent(1), house.found(&own).await.id).await.unwrap();
    assert!(brigade.erase_asked(&agent(1), house.found(&own).await.id, 9).await.is_err());
}

#[tokio::test]
async fn settings_go_in_and_never_come_out() {
    let (house, brigade) = reached().await;
    for (name, value) in [
        ("name", "Wa 1"),
        ("name", "../wa"),
        ("sender", ""),
        ("app_secret", "avec un espace"),
        ("verify_token", "court"),
        ("access_token", &"x".repeat(513)),
    ] {
        let refused = brigade.set_channel(&admin(), &settings(&[(name, value)])).await;
        assert!(matches!(&refused, Err(Unfit::Field { field, .. }) if field == name), "{name} {refused:?}");
    }
    assert!(brigade.set_channel(&admin(), &settings(&[("kind", "fax")])).await.is_err());
    for other in [agent(1), person(2, Role::Analyst), person(3, Role::DutyOfficer)] {
        assert!(matches!(brigade.channels(&other).await, Err(Unfit::Forbidden)));
        assert!(matches!(brigade.set_channel(&other, &settings(&[])).await, Err(Unfit::Forbidden)));
        assert!(matches!(brigade.remove_channel(&other, "wa").await, Err(Unfit::Forbidden)));
    }
    let line = brigade.channels(&admin()).await.unwrap().remove(0);
    assert_eq!(line.called_at, "https://brigade.exemple.fr/canaux/wa");
    assert_eq!((line.life(), line.due), (Life::Unheard, 0));
    assert!(!format!("{line:?}").contains("4711"));
    let operations = house.journal.latest(20).await.unwrap();
    assert!(operations.iter().any(|line| line.entry.operation == "regler-canal"));
}

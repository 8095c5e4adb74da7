//! By mail: each once, tied to its conversation by what the house gave, answers to the address alone; and an address that somebody gave on
//! a page leads nobody to their conversation.

use std::collections::BTreeMap;

use brigade::{Brigade, Carried, Fate, Given, Mailbox, Outside, Passage, mail::Letter};
use chrono::TimeDelta;
use domain::{
    conversation::{Channel, Language, Sender, Text},
    identity::Role,
    ids::ConversationId,
};
use services::Unfit;

use crate::{House, agent, holds, person};

const ADDRESS: &str = "contact@brigade.exemple.fr";
const ANNE: &str = "anne@exemple.org";

fn settings(changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let usual = [
        ("kind", "mail"),
        ("name", "courriel"),
        ("address", ADDRESS),
        ("imap", "imaps://mail.exemple.fr"),
        ("smtp", "smtps://mail.exemple.fr"),
        ("login", "contact"),
        ("password", "mot-de-passe"),
        ("replies", "contact+*@brigade.exemple.fr"),
    ];
    usual.iter().chain(changes).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn reached() -> (House, Brigade) {
    let house = House::new().await;
    let brigade = house.brigade.clone().with_outside(Outside::default());
    brigade.set_channel(&person(9, Role::Administrator), &settings(&[])).await.unwrap();
    (house, brigade)
}

async fn mailbox(brigade: &Brigade) -> Mailbox {
    brigade.mailboxes().await.unwrap().remove(0)
}

/// A mail under a name, with more headers.
fn mail(id: &str, from: &str, more: &str, words: &str) -> Vec<u8> {
    format!("From: <{from}>\r\nTo: {ADDRESS}\r\nDate: Fri, 4 Dec 2026 10:00:00 +0100\r\nMessage-ID: <{id}@exemple.org>\r\nSubject: Vélo\r\n{more}Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n")
        .into_bytes()
}

async fn comes(brigade: &Brigade, raw: &[u8]) -> Fate {
    brigade.mail_came(&mailbox(brigade).await, raw, "1:1").await.unwrap()
}

async fn taken(brigade: &Brigade) -> ConversationId {
    brigade.take_next(&agent(1)).await.unwrap().unwrap()
}

async fn texts(brigade: &Brigade) -> Vec<(Sender, String)> {
    let mine = brigade.held(&agent(1)).await.unwrap().remove(0);
    mine.messages.into_iter().map(|message| (message.from, message.text)).collect()
}

async fn passage(brigade: &Brigade) -> (Option<Passage>, Option<String>) {
    let mine = brigade.held(&agent(1)).await.unwrap().remove(0);
    mine.passages.last().map_or((None, None), |(_, passage, why)| (Some(*passage), why.clone()))
}

async fn answers(brigade: &Brigade, id: ConversationId, words: &str) -> Result<(), Unfit> {
    let seen = brigade.one(&agent(1), id).await?.unwrap().last_seq;
    brigade.answer(&agent(1), id, brigade.message_id(), seen, words).await
}

/// The letters that leave now; the mail server says so of each.
async fn leaves(brigade: &Brigade, status: u16) -> Vec<Letter> {
    let mut letters = Vec::new();
    for parcel in brigade.parcels().await.unwrap() {
        assert_eq!(parcel.calls().count(), 0);
        let letter = parcel.letter().unwrap().1.clone();
        let carried = Carried::Answered { status, body: letter.id.as_bytes() };
        brigade.carried(&parcel, 0, carried).await.unwrap();
        letters.push(letter);
    }
    letters
}

#[tokio::test]
async fn a_citizen_writes_by_mail_and_goes_on_by_mail() {
    let (_house, brigade) = reached().await;
    assert_eq!(comes(&brigade, &mail("1", ANNE, "", "On m’a pris mon vélo.")).await, Fate::Gone);
    let id = taken(&brigade).await;
    assert_eq!(brigade.one(&agent(1), id).await.unwrap().unwrap().channel, "mail");
    assert_eq!(
        texts(&brigade).await,
        [(Sender::Citizen, "Objet : Vélo\n\nOn m’a pris mon vélo.".to_owned())]
    );
    answers(&brigade, id, "Où était-il ?").await.unwrap();
    let letter = leaves(&brigade, 250).await.remove(0);
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), (ANNE, "Re: Vélo"));
    assert_eq!(letter.answers.as_deref(), Some("1@exemple.org"));
    assert!(
        letter.body.starts_with("Où était-il ?\n") && letter.body.contains("114") && !letter.is_automatic
    );
    assert!(letter.reply_to.starts_with("contact+") && letter.reply_to.ends_with("@brigade.exemple.fr"));
    assert_eq!(passage(&brigade).await.0, Some(Passage::Taken));
    // By the letter's name, or by the address of replies: the same conversation, without what was quoted.
    let named = format!("In-Reply-To: <{}>\r\n", letter.id);
    comes(
        &brigade,
        &mail(
            "2",
            ANNE,
            &named,
            "Hier, à la gare.\r\n\r\nLe 4 déc. 2026, Brigade a écrit :\r\n> Où était-il ?",
        ),
    )
    .await;
    let to = format!("Cc: {}\r\n", letter.reply_to.to_ascii_uppercase());
    comes(&brigade, &mail("3", ANNE, &to, "À Rennes.")).await;
    let said: Vec<String> = texts(&brigade).await.into_iter().skip(1).map(|(_, text)| text).collect();
    assert_eq!(said, ["Hier, à la gare.", "À Rennes."]);
    answers(&brigade, id, "Merci.").await.unwrap();
    let next = leaves(&brigade, 250).await.remove(0);
    assert_eq!(next.answers.as_deref(), Some("3@exemple.org"), "it answers the last");
}

#[tokio::test]
async fn a_mail_that_comes_again_is_known_and_another_of_its_name_is_not() {
    let (house, brigade) = reached().await;
    let raw = mail("1", ANNE, "", "Bonjour");
    let many: Vec<_> = (0..16)
        .map(|_| {
            let (brigade, raw) = (brigade.clone(), raw.clone());
            tokio::spawn(async move { comes(&brigade, &raw).await })
        })
        .collect();
    for one in many {
        assert_eq!(one.await.unwrap(), Fate::Gone);
    }
    let id = taken(&brigade).await;
    assert_eq!(texts(&brigade).await.len(), 1);
    comes(&brigade, &mail("1", ANNE, "", "Autre chose, sous le même nom")).await;
    assert_eq!(texts(&brigade).await.len(), 2);
    let seen = brigade.one(&agent(1), id).await.unwrap().unwrap().last_seq;
    brigade.close(&agent(1), id, seen, "").await.unwrap();
    house.pass(TimeDelta::days(30));
    comes(&brigade, &raw).await;
    assert!(brigade.take_next(&agent(1)).await.unwrap().is_none(), "read anew after weeks, it opens nothing");
}

#[tokio::test]
async fn who_pretends_to_be_somebody_reads_nothing() {
    let (_house, brigade) = reached().await;
    comes(&brigade, &mail("1", ANNE, "", "Mon secret")).await;
    let id = taken(&brigade).await;
    answers(&brigade, id, "Bien reçu").await.unwrap();
    let letter = leaves(&brigade, 250).await.remove(0);
    // A token that was changed ties to nothing: it is a conversation of its own.
    let (name, rest) = letter.id.split_once('.').unwrap();
    let changed = format!("{name}.{}{}", if rest.starts_with('a') { 'b' } else { 'a' }, &rest[1..]);
    comes(&brigade, &mail("2", "autre@exemple.org", &format!("In-Reply-To: <{changed}>\r\n"), "Moi")).await;
    let other = brigade.take_next(&agent(2)).await.unwrap().unwrap();
    assert_ne!(other, id);
    // Who has the letter goes on with it, and says from where; answers go to who began.
    let named = format!("In-Reply-To: <{}>\r\n", letter.id);
    comes(&brigade, &mail("3", "autre@exemple.org", &named, "Et moi ?")).await;
    assert!(texts(&brigade).await.last().unwrap().1.starts_with("[Écrit depuis une autre adresse"));
    answers(&brigade, id, "Réponse").await.unwrap();
    assert_eq!(leaves(&brigade, 250).await.remove(0).to, ANNE);
}

#[tokio::test]
async fn what_programs_write_opens_nothing_and_an_emergency_is_told_whom_to_call_by_one() {
    let (_house, brigade) = reached().await;
    for more in ["Auto-Submitted: auto-replied\r\n", "List-Id: <x.fr>\r\n", "Precedence: bulk\r\n"] {
        assert_eq!(comes(&brigade, &mail("1", ANNE, more, "au secours il me frappe")).await, Fate::Gone);
    }
    assert_eq!(comes(&brigade, b"Subject: x\r\n\r\nBonjour").await, Fate::Left, "a person looks at it there");
    assert!(brigade.take_next(&agent(1)).await.unwrap().is_none());
    comes(&brigade, &mail("2", ANNE, "", "au secours il me frappe")).await;
    let letter = leaves(&brigade, 250).await.remove(0);
    assert!(letter.is_automatic && letter.body.contains("112"), "no program answers it");
}

#[tokio::test]
async fn a_letter_that_comes_back_has_its_citizen_wait_again() {
    let (_house, brigade) = reached().await;
    comes(&brigade, &mail("1", ANNE, "", "Bonjour")).await;
    let id = taken(&brigade).await;
    answers(&brigade, id, "Oui ?").await.unwrap();
    assert_eq!(leaves(&brigade, 451).await.len(), 1);
    assert_eq!(passage(&brigade).await.0, Some(Passage::Due), "later");
    _house.pass(TimeDelta::seconds(6));
    let letter = leaves(&brigade, 250).await.remove(0);
    let report = |name: &str| {
        format!(
            "From: MAILER-DAEMON@x.fr\r\nTo: {ADDRESS}\r\nReturn-Path: <>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x.fr\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--B\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{name}>\r\n\r\n--B--\r\n"
        )
    };
    let forged = letter.id.replacen(|c: char| c.is_ascii_digit(), "f", 1);
    comes(&brigade, report(&forged).as_bytes()).await;
    assert_eq!(
        passage(&brigade).await.0,
        Some(Passage::Taken),
        "of a letter that never left, nothing is believed"
    );
    comes(&brigade, report(&letter.id).as_bytes()).await;
    assert_eq!(passage(&brigade).await, (Some(Passage::GivenUp), Some("5.1.1".to_owned())));
    assert!(brigade.one(&agent(1), id).await.unwrap().unwrap().waits_since.is_some());
}

#[tokio::test]
async fn who_wrote_on_a_page_reads_the_answer_there_and_by_mail() {
    let (house, brigade) = reached().await;
    let proof = brigade.open(Channel::Form, Language::German).await.unwrap();
    let conversation = brigade.find(&proof).await.unwrap().unwrap();
    let id = conversation.id;
    assert_eq!(brigade.answer_by_mail(&conversation, "anne@").await.unwrap(), Given::NoAddress);
    assert_eq!(brigade.answer_by_mail(&conversation, " anne@exemple.org ").await.unwrap(), Given::Stored);
    assert_eq!(brigade.address_of(&conversation).await.unwrap().as_deref(), Some(ANNE));
    let text = Text::new("Guten Tag").unwrap();
    brigade.write(&conversation, brigade.message_id(), &text).await.unwrap();
    assert_eq!(taken(&brigade).await, id);
    answers(&brigade, id, "Bonjour").await.unwrap();
    let letter = leaves(&brigade, 250).await.remove(0);
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), (ANNE, "Antwort auf Ihre Nachricht"));
    assert!(letter.body.contains("antworten Sie bitte nicht"), "it may not be theirs");
    // Who has that mailbox and writes anew is in no conversation that others began by its address.
    comes(&brigade, &mail("1", ANNE, "", "Autre chose")).await;
    assert_ne!(brigade.take_next(&agent(2)).await.unwrap().unwrap(), id);
    // Who answers the letter goes on with it.
    comes(&brigade, &mail("2", ANNE, &format!("In-Reply-To: <{}>\r\n", letter.id), "Danke")).await;
    assert_eq!(texts(&brigade).await.last().unwrap().1, "Danke");
    // What does not arrive is read on the page all the same: nobody waits again for it.
    answers(&brigade, id, "Deux").await.unwrap();
    leaves(&brigade, 550).await;
    assert_eq!(passage(&brigade).await.0, Some(Passage::GivenUp));
    assert!(brigade.one(&agent(1), id).await.unwrap().unwrap().waits_since.is_none());
    // Taken back, nothing leaves, and what was to leave neither.
    answers(&brigade, id, "Trois").await.unwrap();
    brigade.answer_here_alone(&conversation).await.unwrap();
    assert!(leaves(&brigade, 250).await.is_empty());
    assert_eq!(brigade.address_of(&conversation).await.unwrap(), None);
    // Nothing of the address is left anywhere.
    brigade.answer_by_mail(&conversation, "tres.particuliere@exemple.org").await.unwrap();
    brigade.erase(&conversation).await.unwrap();
    let (of_brigade, others) = house.bytes();
    assert!(!holds(&of_brigade, b"tres.particuliere") && !holds(&others, b"tres.particuliere"));
}

#[tokio::test]
async fn a_mailbox_is_read_from_where_it_was_left() {
    let (_house, brigade) = reached().await;
    let admin = person(9, Role::Administrator);
    let mark = async || brigade.mailbox_mark(&mailbox(&brigade).await).await.unwrap();
    assert_eq!(mark().await, None);
    let read =
        async |validity, uid| brigade.mailbox_read(&mailbox(&brigade).await, validity, uid).await.unwrap();
    read(7, 12).await;
    read(7, 5).await;
    assert_eq!(mark().await, Some((7, 12)), "another instance was slower");
    read(8, 1).await;
    assert_eq!(mark().await, Some((8, 1)), "numbers were given anew");
    brigade.set_channel(&admin, &settings(&[("imap", "imap://autre.exemple.fr")])).await.unwrap();
    assert_eq!(mark().await, None, "another mailbox begins at its beginning");
    for (name, wrong) in [
        ("address", "contact"),
        ("imap", "mail.exemple.fr"),
        ("smtp", "imaps://mail.exemple.fr"),
        ("replies", "contact@exemple.fr"),
        ("password", ""),
    ] {
        let refused = brigade.set_channel(&admin, &settings(&[(name, wrong)])).await;
        assert!(matches!(refused, Err(Unfit::Field { field, .. }) if field == name), "{name}");
    }
    brigade.turn_channel(&admin, "courriel", false).await.unwrap();
    assert!(brigade.mailboxes().await.unwrap().is_empty() && !brigade.answers_by_mail().await.unwrap());
}

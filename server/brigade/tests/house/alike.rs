//! Many who ask the same are answered together, each in their own conversation.

use std::collections::BTreeMap;

use brigade::{Many, Standing};
use domain::{conversation::Sender, identity::Role};
use services::Unfit;

use crate::{House, agent, person};

fn chosen(all: &[(i64, i64)]) -> BTreeMap<String, String> {
    all.iter().map(|(id, seen)| (format!("c-{id}"), seen.to_string())).collect()
}

#[tokio::test]
async fn an_answer_to_many_reaches_those_who_wrote_nothing_more() {
    let house = House::new().await;
    let (brigade, leader) = (&house.brigade, person(5, Role::DutyOfficer));
    let mut asked = Vec::new();
    for n in 0..5 {
        let opened = house.opened().await;
        house.says(&opened, &format!("Faut-il une attestation ? {n}")).await;
        asked.push(opened);
    }
    let urgent = house.opened().await;
    house.says(&urgent, "au secours il est dans la maison").await;
    let held = house.greeted().await;
    brigade.take(&agent(1), house.found(&held).await.id).await.unwrap();
    let unanswered = brigade.unanswered(&leader).await.unwrap();
    assert_eq!(unanswered.len(), 5, "neither an emergency nor what an agent has");
    brigade.unanswered(&leader).await.unwrap();
    let lines = || async { house.journal.latest(50).await.unwrap() };
    let read = lines().await.iter().filter(|line| line.entry.operation == "lire-attente").count();
    assert_eq!(read, 1, "noted once in ten minutes");
    let mut fields: Vec<(i64, i64)> =
        unanswered.iter().map(|one| (one.conversation.id.0, one.conversation.last_seq)).collect();
    // Meanwhile: one wrote more, an agent took another; two that nobody should answer so are asked for.
    house.says(&asked[0], "Et pour courir ?").await;
    brigade.take(&agent(1), house.found(&asked[1]).await.id).await.unwrap();
    fields.push((house.found(&urgent).await.id.0, 1));
    fields.push((4_711, 1));
    let form = brigade.message_id();
    let many = brigade.answer_many(&leader, form, &chosen(&fields), "Oui, sur papier.").await.unwrap();
    assert_eq!(many, Many { answered: 3, left: 4 });
    for opened in &asked[2..] {
        let said = house.reads(opened).await;
        assert_eq!((said[1].1, said[1].2.as_str(), said.len()), (Sender::Agent, "Oui, sur papier.", 2));
        let found = house.found(opened).await;
        assert_eq!(found.account, None, "anybody goes on with it");
        assert_eq!(brigade.standing(&found).await.unwrap(), Standing::Answered);
    }
    assert_eq!((house.reads(&asked[0]).await.len(), house.reads(&asked[1]).await.len()), (2, 1));
    assert_eq!(house.found(&asked[1]).await.account, Some(agent(1).account));
    // Corrected and sent again from the same form, it reaches nobody, and says so.
    let corrected = brigade.answer_many(&leader, form, &chosen(&fields), "Oui, sur papier !").await.unwrap();
    assert_eq!(corrected, Many { answered: 0, left: 7 });
    // Sent twice, it is one.
    brigade.answer_many(&leader, form, &chosen(&fields), "Oui, sur papier.").await.unwrap();
    assert_eq!(house.reads(&asked[2]).await.len(), 2);
    // Who writes again waits for an agent.
    house.says(&asked[2], "Merci, et pour mon fils ?").await;
    let found = house.found(&asked[2]).await;
    assert!(found.account.is_none() && found.waits_since.is_some());
    for refused in [
        brigade.answer_many(&leader, form, &chosen(&[]), "Oui").await,
        brigade.answer_many(&leader, form, &chosen(&fields), "  ").await,
        brigade.answer_many(&agent(1), form, &chosen(&fields), "Oui").await,
    ] {
        assert!(refused.is_err());
    }
    assert!(matches!(brigade.unanswered(&agent(1)).await, Err(Unfit::Forbidden)));
    let answered = lines().await.iter().filter(|line| line.entry.operation == "repondre-ensemble").count();
    assert_eq!(answered, 3);
}

//! Who writes from outside: one conversation of an address, each message once, one sender of an answer at a time.

use domain::{conversation::Sender, ids::ConversationId};
use store::{
    Appended, ChannelEvent, NewConversation, NewCorrespondent, NewMessage, Passage, Store, StoredParcel,
};

use super::{append, found, message, take};
use crate::at;

/// The conversation of an address.
async fn reached(store: &Store, name: u8, address: &[u8]) -> [u8; 16] {
    let new = NewConversation {
        public_id: [name; 16],
        channel: "sms",
        language: "fr",
        sealed_key: "clé",
        at: at(0),
    };
    let who = NewCorrespondent { channel: "sms-17", address_mac: address, sealed_address: b"scelle" };
    store.brigade().open_for(new, who).await.unwrap()
}

pub async fn one_conversation_of_an_address_and_each_message_once(store: Store) {
    let first = (1..=16).map(|name| {
        let store = store.clone();
        tokio::spawn(async move { reached(&store, name, b"adresse").await })
    });
    let mut all = Vec::new();
    for one in first.collect::<Vec<_>>() {
        all.push(one.await.unwrap());
    }
    assert!(all.iter().all(|one| *one == all[0]), "of sixteen at once one is opened");
    let other = reached(&store, 17, b"autre").await;
    assert_eq!(other, [17; 16]);
    let id = found(&store, all[0][0]).await.unwrap().id;
    let once = |client| NewMessage { is_once: true, ..message(id, client, Sender::Citizen, 1) };
    assert!(!store.brigade().is_received(once(1).client_id).await.unwrap());
    assert_eq!(append(&store, once(1)).await, Appended::New { seq: 1, at: at(1) });
    assert!(matches!(append(&store, once(1)).await, Appended::Again { seq: 1, .. }));
    let elsewhere = found(&store, 17).await.unwrap().id;
    let again = NewMessage { conversation: elsewhere, ..once(1) };
    assert_eq!(append(&store, again.clone()).await, Appended::Known, "in another conversation, too");
    assert!(store.brigade().is_received(once(1).client_id).await.unwrap());
    // Of many at once, that come by two conversations, one is stored.
    let racing = (0..16).map(|n| {
        let (store, of) = (store.clone(), if n % 2 == 0 { id } else { elsewhere });
        let new = NewMessage { conversation: of, ..once(2) };
        tokio::spawn(async move { append(&store, new).await })
    });
    let mut new = 0;
    for one in racing.collect::<Vec<_>>() {
        new += u32::from(matches!(one.await.unwrap(), Appended::New { .. }));
    }
    assert_eq!(new, 1);
    store.brigade().forget_received(at(2)).await.unwrap();
    assert!(matches!(append(&store, again).await, Appended::New { .. }), "forgotten, it is new");
}

async fn due(store: &Store, minute: i64) -> Vec<StoredParcel> {
    store.brigade().due_parcels(at(minute), 9).await.unwrap()
}

async fn answered(store: &Store, id: ConversationId, client: u64, minute: i64) {
    let new = message(id, client, Sender::Agent, minute);
    let new = NewMessage { account: Some(domain::ids::AccountId(1)), ..new };
    assert!(matches!(append(store, new).await, Appended::New { .. }));
}

pub async fn an_answer_has_one_sender_and_leaves_in_order(store: Store) {
    let public = reached(&store, 1, b"adresse").await;
    let id = found(&store, public[0]).await.unwrap().id;
    append(&store, message(id, 1, Sender::Citizen, 1)).await;
    assert!(take(&store, id, domain::ids::AccountId(1), None).await);
    answered(&store, id, 2, 2).await;
    answered(&store, id, 3, 2).await;
    let brigade = store.brigade();
    let first = due(&store, 2).await;
    assert_eq!(first.iter().map(|one| one.seq).collect::<Vec<_>>(), [2], "the second waits for the first");
    let claims = (0..16).map(|_| {
        let (brigade, parcel) = (store.brigade(), first[0].clone());
        tokio::spawn(async move { brigade.claim_parcel(&parcel, at(7)).await.unwrap() })
    });
    let mut taken = 0;
    for one in claims.collect::<Vec<_>>() {
        taken += u32::from(one.await.unwrap());
    }
    assert_eq!(taken, 1, "of sixteen senders one has it");
    assert!(due(&store, 6).await.is_empty());
    let again = due(&store, 7).await;
    assert_eq!((again[0].attempts, again[0].parts), (1, 0), "who fell gives it up");
    brigade.part_taken((id, 2), 1, false, b"m1").await.unwrap();
    assert_eq!(due(&store, 7).await[0].parts, 1);
    let stamp = brigade.passages_stamp(domain::ids::AccountId(1)).await.unwrap();
    brigade.part_taken((id, 2), 2, true, b"m2").await.unwrap();
    assert_ne!(brigade.passages_stamp(domain::ids::AccountId(1)).await.unwrap(), stamp);
    assert_eq!(due(&store, 7).await[0].seq, 3);
    let told = |passage, minute| brigade.told_of([0; 16], b"m2", passage, "", at(minute));
    assert_eq!(told(Passage::Delivered, 8).await.unwrap(), Some(id));
    assert_eq!(told(Passage::Delivered, 8).await.unwrap(), None, "that is no news");
    assert_eq!(told(Passage::GivenUp, 8).await.unwrap(), None, "what arrived does not fail");
    assert_eq!(brigade.told_of([9; 16], b"m9", Passage::Read, "", at(8)).await.unwrap(), None);
    assert!(brigade.read_until(id, at(2)).await.unwrap());
    assert!(brigade.give_up((id, 3), "refusé", at(9)).await.unwrap());
    assert!(!brigade.give_up((id, 3), "refusé", at(9)).await.unwrap());
    let passages = brigade.passages(id).await.unwrap();
    assert_eq!(passages, [(2, Passage::Read, None), (3, Passage::GivenUp, Some("refusé".to_owned()))]);
    assert_eq!(found(&store, 1).await.unwrap().waits_since, Some(at(9)), "its citizen waits again");
    assert!(brigade.erase(id).await.unwrap());
    assert!(brigade.passages(id).await.unwrap().is_empty());
    assert!(brigade.correspondent(id).await.unwrap().is_none());
}

pub async fn a_channel_is_a_row_that_says_whether_it_lives(store: Store) {
    let brigade = store.brigade();
    brigade.put_channel("sms-17", "sms-ovh", b"scelle").await.unwrap();
    for event in
        [ChannelEvent::Came, ChannelEvent::Left, ChannelEvent::Refused("faux"), ChannelEvent::Failed("1")]
    {
        brigade.note_channel("sms-17", event, at(1)).await.unwrap();
    }
    // A storm is not one of rows.
    let soon = at(1) + chrono::TimeDelta::seconds(1);
    brigade.note_channel("sms-17", ChannelEvent::Refused("autre"), soon).await.unwrap();
    let channel = brigade.channels().await.unwrap().remove(0);
    assert_eq!((channel.came_at, channel.left_at), (Some(at(1)), Some(at(1))));
    assert_eq!(channel.refused, Some((at(1), "faux".to_owned())));
    assert_eq!(channel.failed, Some((at(1), "1".to_owned())));
    // What leaves after it failed is noted at once: a channel that is well again says so.
    brigade.note_channel("sms-17", ChannelEvent::Left, soon).await.unwrap();
    assert_eq!(brigade.channels().await.unwrap()[0].left_at, Some(soon));
    let public = reached(&store, 1, b"adresse").await;
    let id = found(&store, public[0]).await.unwrap().id;
    append(&store, message(id, 1, Sender::System, 1)).await;
    assert_eq!(brigade.channels().await.unwrap()[0].due, 1);
    assert!(brigade.turn_channel("sms-17", false).await.unwrap());
    assert!(!brigade.turn_channel("sms-17", false).await.unwrap());
    assert!(!brigade.channel("sms-17").await.unwrap().unwrap().is_on);
    brigade.put_channel("sms-17", "sms-twilio", b"autre").await.unwrap();
    let channel = brigade.channel("sms-17").await.unwrap().unwrap();
    assert_eq!((channel.kind.as_str(), channel.is_on, channel.came_at), ("sms-twilio", true, None));
    assert!(brigade.remove_channel("sms-17").await.unwrap() && brigade.channels().await.unwrap().is_empty());
}

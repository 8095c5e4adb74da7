//! Conversations: numbers without a hole, nothing twice, nothing written over what was not read, nothing left of what is over.

pub mod outside;

use chrono::{DateTime, Utc};
use domain::{
    conversation::Sender,
    ids::{AccountId, ConversationId},
};
use store::{
    Appended, Brigade, ConversationState, EndedContact, Forgotten, Heard, Keeping, Motif, NewConversation,
    NewMessage, Room, Store, StoredConversation, Taking,
};

use crate::at;

async fn opened(store: &Store, name: u8) -> ConversationId {
    let new = NewConversation {
        public_id: [name; 16],
        channel: "chat",
        language: "fr",
        sealed_key: "clé",
        at: at(0),
    };
    store.brigade().open(new).await.unwrap();
    found(store, name).await.unwrap().id
}

async fn found(store: &Store, name: u8) -> Option<StoredConversation> {
    store.brigade().named([name; 16]).await.unwrap()
}

fn message(conversation: ConversationId, client: u64, sender: Sender, minute: i64) -> NewMessage {
    let mut client_id = [0; 16];
    client_id[..8].copy_from_slice(&client.to_be_bytes());
    NewMessage {
        conversation,
        client_id,
        sender,
        account: None,
        at: at(minute),
        sealed_text: format!("scellé {client}").into_bytes(),
        is_urgent: false,
        seen: None,
        is_once: false,
    }
}

async fn append(store: &Store, new: NewMessage) -> Appended {
    store.brigade().append(&[new]).await.unwrap().remove(0)
}

async fn seqs(store: &Store, id: ConversationId, after: i64) -> Vec<i64> {
    store.brigade().messages(id, after, 100).await.unwrap().iter().map(|message| message.seq).collect()
}

const ROOM: Room = Room { most: 10, since: DateTime::<Utc>::MIN_UTC };

async fn take(store: &Store, id: ConversationId, account: AccountId, from: Option<AccountId>) -> bool {
    store.brigade().take(id, account, from, false, ROOM).await.unwrap() == Taking::Taken(id)
}

pub async fn messages_are_numbered_once(store: Store) {
    let (one, two) = (opened(&store, 1).await, opened(&store, 2).await);
    let group = [
        message(two, 1, Sender::Citizen, 1),
        message(one, 2, Sender::Citizen, 2),
        message(two, 3, Sender::Citizen, 3),
    ];
    let answers = store.brigade().append(&group).await.unwrap();
    let new = |seq, minute| Appended::New { seq, at: at(minute) };
    assert_eq!(answers, [new(1, 1), new(1, 2), new(2, 3)], "each in its order");
    // Sent again, alone, in a group and twice in one.
    assert_eq!(
        append(&store, message(two, 3, Sender::Citizen, 9)).await,
        Appended::Again { seq: 2, at: at(3) }
    );
    let twice = [message(one, 4, Sender::Citizen, 4), message(one, 4, Sender::Citizen, 5)];
    let answers = store.brigade().append(&twice).await.unwrap();
    assert_eq!(answers, [new(2, 4), Appended::Again { seq: 2, at: at(4) }]);
    // The same number in another conversation is another message.
    assert_eq!(append(&store, message(one, 1, Sender::Citizen, 6)).await, new(3, 6));
    assert_eq!(append(&store, message(ConversationId(99), 1, Sender::Citizen, 6)).await, Appended::Missing);
    assert_eq!((seqs(&store, one, 0).await, seqs(&store, two, 1).await), (vec![1, 2, 3], vec![2]));
    let read = store.brigade().messages(two, 0, 1).await.unwrap().remove(0);
    assert_eq!(
        (read.sender, read.at, read.sealed_text.as_slice()),
        (Sender::Citizen, at(1), "scellé 1".as_bytes())
    );
    assert_eq!(store.brigade().append(&[]).await.unwrap(), []);
}

/// Many at once to one conversation, from two stores that know nothing of each other.
pub async fn many_write_at_once(store: Store) {
    let id = opened(&store, 1).await;
    let mut writers = Vec::new();
    for writer in 0..8u64 {
        let store = store.clone();
        writers.push(tokio::spawn(async move {
            for n in 0..20 {
                append(&store, message(id, writer * 100 + n, Sender::Citizen, 0)).await;
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(store.brigade().messages(id, 0, 1000).await.unwrap().len(), 160);
    let last = store.brigade().messages(id, 158, 1000).await.unwrap();
    assert_eq!(last.iter().map(|message| message.seq).collect::<Vec<_>>(), [159, 160]);
    assert_eq!(found(&store, 1).await.unwrap().last_seq, 160);
}

pub async fn an_answer_is_written_over_nothing_that_was_not_read(store: Store) {
    let id = opened(&store, 1).await;
    append(&store, message(id, 1, Sender::Citizen, 1)).await;
    append(&store, message(id, 2, Sender::Citizen, 2)).await;
    assert!(take(&store, id, AccountId(7), None).await);
    let answer = |seen| NewMessage {
        account: Some(AccountId(7)),
        seen: Some(seen),
        ..message(id, 3, Sender::Agent, 3)
    };
    assert_eq!(append(&store, answer(1)).await, Appended::Behind { last: 2 });
    assert_eq!(seqs(&store, id, 0).await, [1, 2]);
    assert_eq!(append(&store, answer(2)).await, Appended::New { seq: 3, at: at(3) });
    assert_eq!(
        append(&store, answer(1)).await,
        Appended::Again { seq: 3, at: at(3) },
        "sent again, it was stored"
    );
}

pub async fn the_queue_is_in_order_and_keeps_places(store: Store) {
    let brigade = store.brigade();
    let (one, two, three) = (opened(&store, 1).await, opened(&store, 2).await, opened(&store, 3).await);
    let waiting = async || brigade.waiting(10).await.unwrap().iter().map(|c| c.id).collect::<Vec<_>>();
    assert_eq!(waiting().await, [], "nobody wrote yet");
    append(&store, message(two, 1, Sender::Citizen, 1)).await;
    append(&store, message(one, 2, Sender::Citizen, 2)).await;
    append(&store, message(two, 3, Sender::Citizen, 3)).await;
    assert_eq!(waiting().await, [two, one], "who writes again keeps their place");
    append(&store, NewMessage { is_urgent: true, ..message(three, 4, Sender::Citizen, 4) }).await;
    assert_eq!(waiting().await, [three, two, one]);
    let of_one = found(&store, 1).await.unwrap();
    let ahead = brigade.ahead_of(one, of_one.is_urgent, of_one.waits_since.unwrap()).await.unwrap();
    assert_eq!((ahead, brigade.waiting_count().await.unwrap()), (2, 3));
    append(&store, message(three, 5, Sender::Citizen, 5)).await;
    assert!(found(&store, 3).await.unwrap().is_urgent, "an emergency stays one");
    append(&store, message(two, 6, Sender::Agent, 6)).await;
    assert_eq!(waiting().await, [three, one]);
    let of_two = found(&store, 2).await.unwrap();
    assert_eq!((of_two.state, of_two.waits_since), (ConversationState::Answered, None));
    append(&store, message(two, 7, Sender::Citizen, 7)).await;
    assert_eq!(waiting().await, [three, one, two]);
}

pub async fn a_conversation_has_one_agent_and_one_end(store: Store) {
    let brigade = store.brigade();
    let (id, one, other) = (opened(&store, 1).await, AccountId(7), AccountId(8));
    append(&store, message(id, 1, Sender::Citizen, 1)).await;
    assert!(take(&store, id, one, None).await && take(&store, id, one, None).await);
    assert!(!take(&store, id, other, None).await, "somebody has it");
    assert!(take(&store, id, other, Some(one)).await, "taken over by who knows whose it is");
    assert!(!take(&store, id, one, Some(AccountId(9))).await);
    append(&store, NewMessage { account: Some(other), ..message(id, 2, Sender::Agent, 2) }).await;
    assert_eq!(brigade.held(other, 10).await.unwrap().len(), 1);
    assert_eq!(brigade.held(one, 10).await.unwrap(), []);
    let late = NewMessage { account: Some(one), ..message(id, 9, Sender::Agent, 2) };
    assert_eq!(append(&store, late).await, Appended::Taken, "who lost it writes nothing more");
    let about = Motif { parent: "Victime".to_owned(), motif: "Vol".to_owned() };
    let close = async |account, seen| brigade.close(id, account, seen, &about, at(3), None).await.unwrap();
    assert!(!close(one, 2).await, "nor closes it");
    assert!(!close(other, 1).await, "more was written");
    assert_eq!(brigade.ended_contacts(10).await.unwrap(), [], "nothing ended");
    assert!(close(other, 2).await && !close(other, 2).await);
    let ended = brigade.ended_contacts(10).await.unwrap();
    let reference = brigade.numbered(id).await.unwrap().unwrap().public_id;
    let contact = EndedContact { reference, at: at(1), channel: "chat".to_owned(), motif: about.clone() };
    assert_eq!(ended, [contact]);
    brigade.contacts_told(&ended).await.unwrap();
    assert_eq!(brigade.ended_contacts(10).await.unwrap(), []);
    let closed = brigade.numbered(id).await.unwrap().unwrap();
    assert_eq!(
        (closed.state, closed.closed_at, closed.account),
        (ConversationState::Closed, Some(at(3)), Some(other))
    );
    assert_eq!(append(&store, message(id, 3, Sender::Citizen, 4)).await, Appended::Closed);
    assert!(matches!(
        append(&store, message(id, 1, Sender::Citizen, 4)).await,
        Appended::Again { seq: 1, .. }
    ));
    assert!(!take(&store, id, one, Some(other)).await);
}

/// What comes next, taken; as often as others are first.
async fn take_next(brigade: &Brigade, account: AccountId, room: Room) -> Taking {
    loop {
        let Some(id) = brigade.next_waiting().await.unwrap() else { return Taking::Gone };
        let is_urgent = brigade.numbered(id).await.unwrap().unwrap().is_urgent;
        match brigade.take(id, account, None, is_urgent, room).await.unwrap() {
            Taking::Gone => {}
            taking => return taking,
        }
    }
}

/// Agents who take what comes next, all at once: first come, first served within a priority, nothing twice, and nobody has more
/// than they may.
pub async fn agents_take_what_comes_next(store: Store) {
    let (brigade, room) = (store.brigade(), Room { most: 7, ..ROOM });
    assert_eq!(take_next(&brigade, AccountId(1), room).await, Taking::Gone, "nobody waits");
    let mut waiting = Vec::new();
    for n in 0..60_u8 {
        let id = opened(&store, n).await;
        // Not in the order in which they were opened.
        let (minute, is_urgent) = (i64::from(n) * 37 % 61, n % 20 == 3);
        append(&store, NewMessage { is_urgent, ..message(id, 1, Sender::Citizen, minute) }).await;
        waiting.push((!is_urgent, minute, id));
    }
    waiting.sort_unstable();
    let mut agents = tokio::task::JoinSet::new();
    for agent in 1..=8 {
        let brigade = brigade.clone();
        agents.spawn(async move {
            let mut taken = Vec::new();
            // Asked for twice at once, as from two tabs.
            loop {
                let (one, two) = tokio::join!(
                    take_next(&brigade, AccountId(agent), room),
                    take_next(&brigade, AccountId(agent), room)
                );
                let both = [one, two];
                taken.extend(both.iter().filter_map(|taking| match taking {
                    Taking::Taken(id) => Some(*id),
                    _ => None,
                }));
                if both.iter().any(|taking| matches!(taking, Taking::Full | Taking::Gone)) {
                    // Two tabs at one moment may both be shown the same.
                    taken.sort_unstable();
                    taken.dedup();
                    return taken;
                }
            }
        });
    }
    let taken = agents.join_all().await;
    let urgent: Vec<_> = waiting.iter().filter(|(is_calm, ..)| !is_calm).map(|(.., id)| *id).collect();
    for of_agent in &taken {
        let calm: Vec<_> = of_agent.iter().filter(|id| !urgent.contains(id)).collect();
        assert!(calm.len() <= 7, "{of_agent:?}");
    }
    let mut all: Vec<_> = taken.into_iter().flatten().collect();
    all.sort_unstable();
    let mut first: Vec<_> = waiting.iter().take(all.len()).map(|(.., id)| *id).collect();
    first.sort_unstable();
    assert!(all.len() >= 56, "{}", all.len());
    assert_eq!(all, first, "the first ones, and each once");
    // One by one, what is left comes in its order; an emergency has room always.
    for (.., id) in &waiting[all.len()..] {
        assert_eq!(take_next(&brigade, AccountId(9), ROOM).await, Taking::Taken(*id));
    }
    let late = opened(&store, 200).await;
    append(&store, message(late, 1, Sender::Citizen, 90)).await;
    let none = Room { most: 0, ..ROOM };
    assert_eq!(take_next(&brigade, AccountId(9), none).await, Taking::Full);
    assert_eq!(brigade.take(late, AccountId(9), None, false, none).await.unwrap(), Taking::Full);
    append(&store, NewMessage { is_urgent: true, ..message(late, 2, Sender::Citizen, 91) }).await;
    assert_eq!(take_next(&brigade, AccountId(9), none).await, Taking::Taken(late));
}

pub async fn what_is_over_is_gone(store: Store) {
    let brigade = store.brigade();
    let (answered, waits, empty) =
        (opened(&store, 1).await, opened(&store, 2).await, opened(&store, 3).await);
    append(&store, message(answered, 1, Sender::Citizen, 1)).await;
    append(&store, message(answered, 2, Sender::Agent, 2)).await;
    append(&store, message(waits, 3, Sender::Citizen, 3)).await;
    let forget = async |silent, over, urgent, empty| {
        let keeping = Keeping {
            channel: "chat",
            now: at(100),
            silent: at(silent),
            over: at(over),
            urgent_over: at(urgent),
            empty: at(empty),
        };
        let Forgotten { closed, removed } = brigade.forget(keeping).await.unwrap();
        (closed, removed)
    };
    let urgent = opened(&store, 4).await;
    append(&store, NewMessage { is_urgent: true, ..message(urgent, 4, Sender::Citizen, 4) }).await;
    append(&store, message(urgent, 5, Sender::Agent, 5)).await;
    assert_eq!(forget(2, 0, 6, 0).await, (0, 0), "an emergency that is not closed stays");
    assert_eq!(forget(6, 0, 5, 0).await, (2, 0), "who waits is not closed");
    assert_eq!(forget(6, 0, 6, 1).await, (0, 2), "an emergency, and what nobody wrote in");
    assert_eq!(forget(6, 3, 0, 0).await, (0, 1));
    assert_eq!((found(&store, 1).await, found(&store, 3).await, found(&store, 4).await), (None, None, None));
    assert_eq!((seqs(&store, answered, 0).await, seqs(&store, empty, 0).await), (vec![], vec![]));
    assert_eq!(seqs(&store, waits, 0).await, [1]);
    assert_eq!(forget(6, 4, 0, 0).await, (1, 1), "nothing is kept for ever, answered or not");
    // Whoever wrote is counted, however it ended; and nobody else.
    let ended = brigade.ended_contacts(10).await.unwrap();
    assert_eq!(ended.iter().map(|contact| contact.at).collect::<Vec<_>>(), [at(1), at(3), at(4)]);
    assert!(ended.iter().all(|contact| contact.motif == Motif::default()));
}

/// A message that one instance stores is heard of by another, with its number.
#[tokio::test]
async fn other_instances_hear_of_it() {
    let Some(url) = crate::cluster::fresh_database().await else { return };
    let (one, other) = (Store::open(&url).await.unwrap(), Store::open(&url).await.unwrap());
    one.migrate().await.unwrap();
    let (first, second) = (opened(&one, 1).await, opened(&one, 2).await);
    let mut arrivals = other.message_arrivals();
    assert_eq!(arrivals.wait().await.unwrap(), Heard::Anything, "what came before somebody listened");
    let again = message(first, 1, Sender::Citizen, 1);
    one.brigade().append(&[message(second, 2, Sender::Citizen, 1), again.clone()]).await.unwrap();
    assert_eq!(arrivals.wait().await.unwrap(), Heard::Grown(vec![(first, 1), (second, 1)]));
    // What was stored before is no news.
    one.brigade().append(&[again, message(first, 3, Sender::Agent, 2)]).await.unwrap();
    assert_eq!(arrivals.wait().await.unwrap(), Heard::Grown(vec![(first, 2)]));
}

//! Files: told by their bytes, sealed, gone with the conversation, and never past a scanner that says no.

use brigade::{Kind, RefusedFile, Scanner, Unattached, Written};
use chrono::TimeDelta;
use domain::{conversation::Sender, identity::Role};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::{House, agent, holds, person};

/// The smallest PNG, with a comment that tells where it was taken.
pub fn png(comment: &str) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8]| {
        bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        bytes.extend(kind);
        bytes.extend(data);
        let mut sum = 0xFFFF_FFFF_u32;
        for byte in kind.iter().chain(data) {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                sum = if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 };
            }
        }
        bytes.extend((!sum).to_be_bytes());
    };
    chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    chunk(b"tEXt", format!("Comment\0{comment}").as_bytes());
    chunk(b"IDAT", &[0x78, 0x9C, 0x63, 0x60, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01]);
    chunk(b"IEND", &[]);
    bytes
}

#[tokio::test]
async fn a_file_is_handed_on_sealed_and_gone_with_the_conversation() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let opened = house.greeted().await;
    let conversation = house.found(&opened).await;
    let id = brigade.message_id();
    let sent = brigade.attach(&conversation, id, png("48.11, -1.67 Canari-4711")).await.unwrap();
    assert!(matches!(sent, Written::Stored { seq: 2, again: false, .. }));
    let again = brigade.attach(&conversation, id, png("autre")).await.unwrap();
    assert!(matches!(again, Written::Stored { seq: 2, again: true, .. }));
    let messages = brigade.read(&house.found(&opened).await, 0).await.unwrap();
    let [words, file] = &messages[..] else { panic!("{messages:?}") };
    assert!(words.file.is_none() && file.text == "fichier.png");
    assert_eq!(file.file.unwrap().kind, Kind::Png);
    let handed = brigade.file(&conversation, id).await.unwrap().unwrap();
    assert!(!holds(&handed.bytes, b"Canari") && handed.bytes.starts_with(b"\x89PNG"));
    assert_eq!(i64::try_from(handed.bytes.len()).unwrap(), file.file.unwrap().size);
    let (of_brigade, others) = house.bytes();
    for trace in [&b"Canari-4711"[..], b"\x89PNG", b"IHDR"] {
        assert!(!holds(&of_brigade, trace) && !holds(&others, trace), "{trace:?}");
    }
    // Of another conversation, there is none.
    let other = house.greeted().await;
    assert!(brigade.file(&house.found(&other).await, id).await.unwrap().is_none());
    house.pass(TimeDelta::days(93));
    brigade.forget().await.unwrap();
    assert!(brigade.file(&conversation, id).await.unwrap().is_none());
}

#[tokio::test]
async fn what_is_no_file_of_ours_is_refused_and_nothing_of_it_stays() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let opened = house.greeted().await;
    let conversation = house.found(&opened).await;
    for (bytes, why) in [
        (Vec::new(), RefusedFile::Empty),
        (b"MZ\x90\x00 a program".to_vec(), RefusedFile::Unknown),
        (vec![0; brigade::LARGEST_FILE + 1], RefusedFile::TooLarge),
        (b"\x89PNG\r\n\x1a\n".to_vec(), RefusedFile::Broken(Kind::Png)),
    ] {
        let refused = brigade.attach(&conversation, brigade.message_id(), bytes).await;
        assert!(matches!(refused, Err(Unattached::Refused(told)) if told == why), "{why:?}");
    }
    assert_eq!(house.reads(&opened).await.len(), 1);
    for n in 0..12 {
        let sent = brigade.attach(&conversation, brigade.message_id(), png(&n.to_string())).await;
        assert_eq!(sent.is_ok(), n < 10, "{n}");
        assert_eq!(matches!(sent, Err(Unattached::TooMany)), n >= 10, "{n}");
    }
    let conversation = house.found(&opened).await;
    let taken = brigade.take_next(&agent(1)).await.unwrap().unwrap();
    brigade.close(&agent(1), taken, conversation.last_seq, "").await.unwrap();
    let late = brigade.message_id();
    let sent = brigade.attach(&house.found(&opened).await, late, png("")).await;
    assert!(sent.is_err());
    assert!(brigade.file(&conversation, late).await.unwrap().is_none());
}

#[tokio::test]
async fn an_agent_hands_on_in_their_own_conversation_alone_and_over_nothing_unread() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let opened = house.greeted().await;
    let id = brigade.take_next(&agent(1)).await.unwrap().unwrap();
    let send = async |who, seen| {
        brigade.answer_with_file(&agent(who), id, brigade.message_id(), seen, png("")).await
    };
    assert!(send(2, 1).await.is_err(), "a colleague's");
    house.says(&opened, "Encore une question").await;
    let behind = send(1, 1).await.unwrap();
    assert!(matches!(behind, Err(Unattached::Unwritten(Written::Behind))));
    assert!(send(1, 2).await.unwrap().is_ok());
    let messages = brigade.read(&house.found(&opened).await, 2).await.unwrap();
    assert!(messages[0].from == Sender::Agent && messages[0].file.is_some());
    let file = messages[0].id;
    assert!(brigade.file_at_desk(&agent(1), id, file).await.unwrap().is_some());
    assert!(brigade.file_at_desk(&agent(2), id, file).await.is_err());
    assert!(brigade.file_at_desk(&person(9, Role::DutyOfficer), id, file).await.unwrap().is_some());
}

/// A scanner that says one thing of everything, after it has read it.
async fn scanner(says: &'static [u8]) -> Scanner {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut command = [0; 10];
                stream.read_exact(&mut command).await.unwrap();
                assert_eq!(&command, b"zINSTREAM\0");
                loop {
                    let length = stream.read_u32().await.unwrap() as usize;
                    if length == 0 {
                        break;
                    }
                    stream.read_exact(&mut vec![0; length]).await.unwrap();
                }
                stream.write_all(says).await.unwrap();
            });
        }
    });
    Scanner::parse(&format!("tcp:{at}")).unwrap()
}

#[tokio::test]
async fn nothing_goes_past_a_scanner() {
    let house = House::new().await;
    let opened = house.greeted().await;
    let conversation = house.found(&opened).await;
    let send = async |scanner| {
        let brigade = house.brigade.clone().with_scanner(Some(scanner));
        brigade.attach(&conversation, brigade.message_id(), png("")).await
    };
    assert!(send(scanner(b"stream: OK\0").await).await.is_ok());
    let found = send(scanner(b"stream: Eicar-Test-Signature FOUND\0").await).await;
    assert!(matches!(found, Err(Unattached::Dangerous)));
    for silent in [scanner(b"").await, Scanner::parse("tcp:127.0.0.1:9").unwrap()] {
        assert!(matches!(send(silent).await, Err(Unattached::Unscanned)));
    }
    assert_eq!(house.reads(&opened).await.len(), 2);
}

#[tokio::test]
async fn no_file_hides_what_was_said() {
    let house = House::new().await;
    let brigade = &house.brigade;
    let opened = house.greeted().await;
    let id = brigade.take_next(&agent(1)).await.unwrap().unwrap();
    brigade.answer(&agent(1), id, brigade.message_id(), 1, "Portez plainte en ligne.").await.unwrap();
    let messages = brigade.read(&house.found(&opened).await, 0).await.unwrap();
    for message in &messages {
        let hidden =
            brigade.attach(&house.found(&opened).await, message.id, b"%PDF-1.4\n%%EOF\n".to_vec()).await;
        assert!(hidden.is_err(), "{hidden:?}");
    }
    let again = brigade.read(&house.found(&opened).await, 0).await.unwrap();
    assert!(again.iter().all(|message| message.file.is_none()));
    // Nor stays one of a conversation that was erased meanwhile.
    let gone = house.found(&opened).await;
    brigade.erase(&gone).await.unwrap();
    assert!(brigade.attach(&gone, brigade.message_id(), b"%PDF-1.4\n%%EOF\n".to_vec()).await.is_err());
    let kept = house.store.brigade().attachment(gone.id, [0; 16]).await.unwrap();
    assert!(kept.is_none());
}

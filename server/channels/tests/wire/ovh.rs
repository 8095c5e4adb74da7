//! OVHcloud: who knows the path is OVH.

use channels::{Delivery, Event, Received, Refused};

use crate::{PATH_SECRET, get, now, ovh_account, post};

const BASE: &str = "https://example.gouv.fr/canaux/sms-ovh";

#[test]
fn only_who_knows_the_path_is_heard() {
    let query = "?id=1&dlr=1";
    assert!(get(&ovh_account(), &format!("{BASE}/{PATH_SECRET}{query}")).is_ok());
    for wrong in [
        format!("{BASE}{query}"),
        format!("{BASE}/{query}"),
        format!("{BASE}/{}{query}", PATH_SECRET.to_uppercase()),
        format!("{BASE}/{}{query}", &PATH_SECRET[1..]),
        format!("{BASE}/{PATH_SECRET}1{query}"),
        format!("{BASE}/{PATH_SECRET}/{query}"),
        format!("{BASE}/x{query}&secret=/{PATH_SECRET}"),
        format!("{BASE}/x#/{PATH_SECRET}"),
        String::new(),
    ] {
        assert_eq!(get(&ovh_account(), &wrong), Err(Refused::Token), "{wrong}");
    }
}

#[test]
fn receipts_and_answers_are_read() {
    let url = format!("{BASE}/{PATH_SECRET}");
    let state = |dlr: &str| {
        let Ok(Received::Events(events)) = get(&ovh_account(), &format!("{url}?id=77&ptt=1&dlr={dlr}"))
        else {
            panic!()
        };
        events.into_iter().next().map(|event| match event {
            Event::Delivery { id, ours: None, state } if id == "77" => state,
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(state("1"), Some(Delivery::Delivered));
    assert_eq!(state("8"), Some(Delivery::Sent));
    assert_eq!(state("2"), Some(Delivery::Failed("2".to_owned())));
    assert_eq!(state("16"), Some(Delivery::Failed("16".to_owned())));
    assert_eq!(state("4"), None);
    assert_eq!(state("novelty"), None);

    let form = b"id=5&senderid=%2B33612345678&shortcode=38069&tag=a1&message=D%27accord+%C3%A0+18h";
    let [id, from, to, text] = ["5", "+33612345678", "38069", "D'accord à 18h"].map(str::to_owned);
    let expected = Event::Message { id, from, to, text, at: now(), attachments: 0 };
    assert_eq!(post(&ovh_account(), &url, &[], form, now()), Ok(Received::Events(vec![expected])));
    for strange in [&b""[..], b"id=5", b"senderid=1&message=a", b"\xff\xfe%"] {
        assert_eq!(post(&ovh_account(), &url, &[], strange, now()), Ok(Received::Events(Vec::new())));
    }
}

//! X: the check, which must not sign events for strangers; events of both interfaces.

use channels::{Delivery, Event, Received, Refused};

use crate::{HOOK, events, get, now, post, signed, then, x_account};

const EVENT: &str = r#"{"for_user_id":"900","direct_message_events":[{"type":"message_create","id":"dm1","created_timestamp":"1700000000000","message_create":{"target":{"recipient_id":"900"},"sender_id":"77","message_data":{"text":"Bonjour"}}}]}"#;
/// Made by another library.
const EVENT_SUM: &str = "sha256=WxrhErdN9tx7rXqiFA2T4ISUH+9Gqh/nyB3Yt23Nqic=";

fn message(id: &str, text: &str, attachments: usize) -> Event {
    let [id, from, to, text] = [id, "77", "900", text].map(str::to_owned);
    Event::Message { id, from, to, text, at: then(), attachments }
}

#[test]
fn the_check_is_answered_with_the_secret() {
    let body = r#"{"response_token":"sha256=/W3Qm1j2bCU/ZtzRqmQkdBtAo4ZtWKOOIQ0BFaEAsxc="}"#.to_owned();
    let asked = get(&x_account(), &format!("{HOOK}?crc_token=NDc5ZjM3LWI5&nonce=1"));
    assert_eq!(asked, Ok(Received::Challenge { content_type: "application/json", body }));
    assert_eq!(get(&x_account(), HOOK), Err(Refused::Malformed));
}

/// Whoever asks for a check is answered, and the secret is the one that signs events.
#[test]
fn the_check_signs_no_event_for_a_stranger() {
    let long = "a".repeat(257);
    for forged in [EVENT, "{}", "[1]", "\"a\"", "a b:", "{\"a\":1}", "é", "", &long] {
        let encoded: String = form_urlencoded::byte_serialize(forged.as_bytes()).collect();
        let asked = get(&x_account(), &format!("{HOOK}?crc_token={encoded}"));
        assert_eq!(asked, Err(Refused::Malformed), "{forged}");
    }
    // What can be asked for is no event: a number, a word.
    for word in ["1", "true", "null", "1e5"] {
        assert_eq!(signed(&x_account(), word.as_bytes()), Err(Refused::Malformed), "{word}");
    }
}

#[test]
fn a_signed_event_is_read_and_an_altered_one_is_not() {
    let receive = |headers: &[(&str, &str)], body: &[u8]| post(&x_account(), HOOK, headers, body, now());
    let name = "X-Twitter-Webhooks-Signature";
    let expected = Received::Events(vec![message("dm1", "Bonjour", 0)]);
    assert_eq!(receive(&[(name, EVENT_SUM)], EVENT.as_bytes()), Ok(expected));
    for place in 0..EVENT.len() {
        let mut body = EVENT.as_bytes().to_vec();
        body[place] ^= 1;
        assert_eq!(receive(&[(name, EVENT_SUM)], &body), Err(Refused::Signature), "{place}");
    }
    assert_eq!(receive(&[], EVENT.as_bytes()), Err(Refused::Unsigned));
    let bare = EVENT_SUM.trim_start_matches("sha256=");
    for value in ["", "sha256=", "sha256=!", bare, &EVENT_SUM[..EVENT_SUM.len() - 1]] {
        assert_eq!(receive(&[(name, value)], EVENT.as_bytes()), Err(Refused::Signature), "{value}");
    }
}

#[test]
fn echoes_typing_and_strange_events_are_left() {
    let body = r#"{"for_user_id":"900","users":{},"apps":[],"direct_message_events":[
        {"type":"message_create","id":"dm1","created_timestamp":"1700000000000","message_create":{
          "target":{"recipient_id":"900"},"sender_id":"77","message_data":{"text":"vu","attachment":{"type":"media","media":{}}}}},
        {"type":"message_create","id":"dm2","created_timestamp":"1700000000000","message_create":{
          "target":{"recipient_id":"77"},"sender_id":"900","message_data":{"text":"notre réponse"}}},
        {"type":"novelty","id":"dm3"},3],
      "direct_message_indicate_typing_events":[{"created_timestamp":"1","sender_id":"77"}],
      "direct_message_mark_read_events":[
        {"created_timestamp":"1","sender_id":"77","last_read_event_id":"o1"},
        {"created_timestamp":"1","sender_id":"900","last_read_event_id":"dm1"}],
      "tweet_create_events":[{"id":1}]}"#;
    let read = Event::Delivery { id: "o1".to_owned(), ours: None, state: Delivery::Read };
    assert_eq!(events(&x_account(), body), [message("dm1", "vu", 1), read]);
}

/// docs.x.com, "X Activity API event payload examples".
#[test]
fn the_newer_interface_wraps_the_older_one() {
    let wrapped = |kind: &str, sender: &str| {
        format!(
            r#"{{"data":{{"event_uuid":"-68","filter":{{"user_id":"900"}},"event_type":"{kind}","payload":{{"direct_message_events":[
            {{"type":"message_create","id":"dm1","created_timestamp":"1700000000000","message_create":{{
            "target":{{"recipient_id":"900"}},"sender_id":"{sender}","message_data":{{"text":"hello!","entities":{{}}}}}}}}],"users":{{}}}}}}}}"#
        )
    };
    assert_eq!(events(&x_account(), &wrapped("dm.received", "77")), [message("dm1", "hello!", 0)]);
    assert_eq!(events(&x_account(), &wrapped("dm.sent", "900")), []);
    assert_eq!(
        events(&x_account(), r#"{"data":{"event_type":"chat.received","payload":{"encoded_event":"Cw"}}}"#),
        []
    );
}

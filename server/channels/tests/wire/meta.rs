//! Messenger, Instagram and WhatsApp: what is genuine, and what it says.

use channels::{Delivery, Event, MOST_BODY, Received, Refused, Secret, Settings, WINDOW};
use chrono::TimeDelta;

use crate::{HOOK, events, events_of, get, meta_account, now, post, signature, signed, then};

/// As accents and an emoji are, and as Meta writes them; their sums were made by another library.
const RAW: &str = r#"{"object":"page","entry":[{"id":"100","time":1700000000000,"messaging":[{"sender":{"id":"42"},"recipient":{"id":"100"},"timestamp":1700000000000,"message":{"mid":"m_1","text":"Été à l’école 🚓"}}]}]}"#;
const RAW_SUM: &str = "9dcbfe1e647b3bf028c59435f054bf9eb374dbbb0c3cd5e225f7d243ebcd48c4";
const ESCAPED: &str = r#"{"object":"page","entry":[{"id":"100","time":1700000000000,"messaging":[{"sender":{"id":"42"},"recipient":{"id":"100"},"timestamp":1700000000000,"message":{"mid":"m_1","text":"\u00c9t\u00e9 \u00e0 l\u2019\u00e9cole \ud83d\ude93"}}]}]}"#;
const ESCAPED_SUM: &str = "e0352727b2905c7d48516add694a76ed7ef1820d2c1ec059bda220a14352dd7c";

fn messenger() -> Settings {
    Settings::Messenger(meta_account())
}

fn message(id: &str, from: &str, to: &str, text: &str, attachments: usize) -> Event {
    let [id, from, to, text] = [id, from, to, text].map(str::to_owned);
    Event::Message { id, from, to, text, at: then(), attachments }
}

fn delivery(id: &str, state: Delivery) -> Event {
    Event::Delivery { id: id.to_owned(), ours: None, state }
}

#[test]
fn accents_and_emoji_are_signed_as_they_were_sent() {
    let expected = vec![message("m_1", "42", "100", "Été à l’école 🚓", 0)];
    for (body, sum) in [(RAW, RAW_SUM), (ESCAPED, ESCAPED_SUM)] {
        for value in [format!("sha256={sum}"), format!("sha256={}", sum.to_uppercase())] {
            for name in ["X-Hub-Signature-256", "x-hub-signature-256"] {
                let received = post(&messenger(), HOOK, &[(name, &value)], body.as_bytes(), now());
                assert_eq!(received, Ok(Received::Events(expected.clone())));
            }
        }
    }
    // The same words, in other bytes.
    let value = format!("sha256={RAW_SUM}");
    let received = post(&messenger(), HOOK, &[("X-Hub-Signature-256", &value)], ESCAPED.as_bytes(), now());
    assert_eq!(received, Err(Refused::Signature));
}

#[test]
fn each_altered_byte_of_a_body_or_of_a_signature_is_refused() {
    let value = format!("sha256={RAW_SUM}");
    for place in 0..RAW.len() {
        let mut body = RAW.as_bytes().to_vec();
        body[place] ^= 1;
        let received = post(&messenger(), HOOK, &[("X-Hub-Signature-256", &value)], &body, now());
        assert_eq!(received, Err(Refused::Signature), "{place}");
    }
    for place in 0..value.len() {
        let mut other = value.clone().into_bytes();
        other[place] = if other[place] == b'0' { b'1' } else { b'0' };
        let other = String::from_utf8(other).unwrap();
        let received = post(&messenger(), HOOK, &[("X-Hub-Signature-256", &other)], RAW.as_bytes(), now());
        assert_eq!(received, Err(Refused::Signature), "{place}");
    }
}

#[test]
fn each_lie_is_refused_for_its_own_reason() {
    let genuine = format!("sha256={RAW_SUM}");
    let receive = |headers: &[(&str, &str)]| post(&messenger(), HOOK, headers, RAW.as_bytes(), now());
    assert_eq!(receive(&[]), Err(Refused::Unsigned));
    // The older header, by SHA-1, is not read.
    assert_eq!(receive(&[("X-Hub-Signature", &genuine)]), Err(Refused::Unsigned));
    let short = &genuine[..genuine.len() - 2];
    for value in ["", "sha256=", "sha256=zz", "sha256=é", RAW_SUM, short, &genuine[..genuine.len() - 1]] {
        assert_eq!(receive(&[("X-Hub-Signature-256", value)]), Err(Refused::Signature), "{value}");
    }
    let longer = format!("{genuine}00");
    assert_eq!(receive(&[("X-Hub-Signature-256", &longer)]), Err(Refused::Signature));

    let mut other = meta_account();
    other.app_secret = Secret::new("another secret");
    let headers = [("X-Hub-Signature-256", genuine.as_str())];
    let received = post(&Settings::Messenger(other), HOOK, &headers, RAW.as_bytes(), now());
    assert_eq!(received, Err(Refused::Signature));

    // Genuine, and of another product or none.
    assert_eq!(signed(&Settings::Instagram(meta_account()), RAW.as_bytes()), Err(Refused::Foreign));
    assert_eq!(signed(&Settings::Whatsapp(meta_account()), RAW.as_bytes()), Err(Refused::Foreign));
    for body in ["", "{", "[]", "null", "{}", r#"{"object":1}"#, "\u{feff}{}"] {
        assert_eq!(signed(&messenger(), body.as_bytes()), Err(Refused::Malformed), "{body}");
    }
    assert_eq!(signed(&messenger(), b"\xff\xfe"), Err(Refused::Malformed));
}

#[test]
fn refusals_have_their_status() {
    use Refused::{Foreign, Late, Malformed, Method, Signature, Token, TooLarge, Unsigned};
    let all = [TooLarge, Method, Unsigned, Signature, Token, Malformed, Foreign, Late];
    assert_eq!(all.map(Refused::status), [413, 405, 401, 403, 403, 400, 400, 410]);
    let request = channels::Request { method: "PUT", url: HOOK, headers: &[], body: b"" };
    for settings in crate::all() {
        assert_eq!(channels::receive(&settings, &request, now()), Err(Method));
    }
}

#[test]
fn a_body_over_the_bound_is_refused_before_anything_else() {
    let mut body = RAW.as_bytes().to_vec();
    body.resize(MOST_BODY, b' ');
    assert!(signed(&messenger(), &body).is_ok());
    body.push(b' ');
    assert_eq!(signed(&messenger(), &body), Err(Refused::TooLarge));
    for settings in crate::all() {
        assert_eq!(post(&settings, HOOK, &[], &body, now()), Err(Refused::TooLarge));
    }
}

/// What was recorded and is sent again is the same to the letter: the caller knows its id. Once the window is over it is refused.
#[test]
fn a_replayed_call_has_the_same_id_until_it_is_late() {
    let (name, value) = signature(&messenger(), RAW.as_bytes());
    let at = |now| post(&messenger(), HOOK, &[(name, &value)], RAW.as_bytes(), now);
    let first = at(now()).unwrap();
    assert_eq!(at(now()).unwrap(), first);
    // Meta tries for 36 hours, WhatsApp for a week: what was written while the house was down comes in.
    assert_eq!(at(then() + TimeDelta::days(7)).unwrap(), first);
    assert_eq!(at(then() + WINDOW).unwrap(), first);
    assert_eq!(at(then() + WINDOW + TimeDelta::milliseconds(1)), Err(Refused::Late));
    // A clock of theirs that is ahead of ours.
    let early = then() - TimeDelta::minutes(5);
    assert!(matches!(&events_of(at(early))[..], [Event::Message { at, .. }] if *at == early));
}

#[test]
fn a_late_message_leaves_the_others_of_its_batch() {
    let body = r#"{"object":"page","entry":[{"messaging":[
        {"sender":{"id":"1"},"recipient":{"id":"100"},"timestamp":1600000000000,"message":{"mid":"old","text":"a"}},
        {"sender":{"id":"1"},"recipient":{"id":"100"},"timestamp":1700000000000,"message":{"mid":"new","text":"b"}}]}]}"#;
    assert_eq!(events(&messenger(), body), [message("new", "1", "100", "b", 0)]);
}

#[test]
fn a_batch_of_messenger_is_read_and_what_is_unknown_is_left() {
    let body = r#"{"object":"page","novelty":[1],"entry":[
      {"id":"100","time":1,"messaging":[
        {"sender":{"id":"42"},"recipient":{"id":"100"},"timestamp":1700000000000,
         "message":{"mid":"m_1","text":"Bonjour","quick_reply":{"payload":"x"},"nlp":{}}},
        {"sender":{"id":"100"},"recipient":{"id":"42"},"timestamp":1700000000000,
         "message":{"mid":"m_echo","is_echo":true,"app_id":1,"text":"notre réponse"}},
        {"sender":{"id":"42"},"recipient":{"id":"100"},"timestamp":1700000000000,
         "message":{"mid":"m_2","attachments":[{"type":"image","payload":{"url":"https://x"}},{"type":"audio"}]}},
        {"sender":{"id":"42"},"recipient":{"id":"100"},"timestamp":1700000000000,
         "reaction":{"reaction":"love","emoji":"❤","action":"react","mid":"m_1"}},
        {"sender":{"id":"42"},"recipient":{"id":"100"},"timestamp":1700000000000,
         "postback":{"mid":"m_3","title":"J’ai été volé","payload":"VOL"}},
        {"sender":{"id":"42"},"recipient":{"id":"100"},"timestamp":1700000000000,
         "delivery":{"mids":["o_1","o_2",3],"watermark":1700000000000}},
        {"sender":{"id":"42"},"recipient":{"id":"100"},"timestamp":1700000000000,"read":{"watermark":1700000000000}},
        {"sender":{"id":"42"},"recipient":{"id":"100"},"timestamp":1700000000000,"optin":{"type":"novelty"}},
        {"recipient":{"id":"100"},"message":{"mid":"nobody","text":"?"}},
        7,null,[]]},
      {"id":"100","changes":[{"field":"feed","value":{}}]},
      {"id":"100","standby":[{"sender":{"id":"5"},"message":{"mid":"other app","text":"?"}}]},
      {"id":"100","messaging":{"message":1}},
      "novelty"]}"#;
    assert_eq!(
        events(&messenger(), body),
        [
            message("m_1", "42", "100", "Bonjour", 0),
            message("m_2", "42", "100", "", 2),
            message("m_3", "42", "100", "J’ai été volé", 0),
            delivery("o_1", Delivery::Delivered),
            delivery("o_2", Delivery::Delivered),
            Event::ReadUntil { from: "42".to_owned(), until: then() },
        ]
    );
}

#[test]
fn instagram_names_what_was_read_and_takes_messages_back() {
    let body = r#"{"object":"instagram","entry":[{"id":"17","time":1,"messaging":[
        {"sender":{"id":"55"},"recipient":{"id":"17"},"timestamp":1700000000000,"message":{"mid":"ig_1","text":"Coucou"}},
        {"sender":{"id":"55"},"recipient":{"id":"17"},"timestamp":1700000000000,"message":{"mid":"ig_1","is_deleted":true}},
        {"sender":{"id":"55"},"recipient":{"id":"17"},"timestamp":1700000000000,"message":{"mid":"ig_2","is_unsupported":true}},
        {"sender":{"id":"55"},"recipient":{"id":"17"},"timestamp":1700000000000,"read":{"mid":"o_9"}}]}]}"#;
    assert_eq!(
        events(&Settings::Instagram(meta_account()), body),
        [
            message("ig_1", "55", "17", "Coucou", 0),
            message("ig_2", "55", "17", "", 1),
            delivery("o_9", Delivery::Read)
        ]
    );
}

#[test]
fn a_batch_of_whatsapp_is_read_and_what_is_unknown_is_left() {
    let body = r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[
      {"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"33","phone_number_id":"100"},
        "contacts":[{"profile":{"name":"Zoé"},"wa_id":"33612345678"}],
        "messages":[
          {"from":"33612345678","id":"wamid.1","timestamp":"1700000000","type":"text","text":{"body":"À l’aide 🆘"}},
          {"from":"33612345678","id":"wamid.2","timestamp":"1700000000","type":"image","image":{"caption":"ma rue","id":"9"}},
          {"from":"33612345678","id":"wamid.3","timestamp":"1700000000","type":"audio","audio":{"id":"9"}},
          {"from":"33612345678","id":"wamid.4","timestamp":"1700000000","type":"reaction","reaction":{"emoji":"👍"}},
          {"from":"33612345678","id":"wamid.5","timestamp":"1700000000","type":"unsupported","errors":[{"code":131051}]},
          {"from":"33612345678","id":"wamid.6","timestamp":"1700000000","type":"interactive",
           "interactive":{"type":"button_reply","button_reply":{"id":"1","title":"Oui"}}},
          {"from":"33612345678","id":"wamid.7","timestamp":"1700000000","type":"novelty"},
          {"id":"wamid.8","timestamp":"1700000000","type":"text","text":{"body":"de personne"}}]}},
      {"field":"messages","value":{"metadata":{"phone_number_id":"100"},"statuses":[
          {"id":"wamid.o1","status":"read","timestamp":"1700000000","recipient_id":"33612345678"},
          {"id":"wamid.o1","status":"sent","timestamp":"1700000000","biz_opaque_callback_data":"a1.2"},
          {"id":"wamid.o2","status":"delivered","timestamp":"1700000000"},
          {"id":"wamid.o3","status":"failed","timestamp":"1700000000","errors":[{"code":131047,"title":"Re-engagement message"}]},
          {"id":"wamid.o4","status":"novelty"}]}},
      {"field":"smb_message_echoes","value":{"messages":[{"from":"100","id":"echo","type":"text","text":{"body":"nous"}}]}},
      {"field":"account_update","value":{}},{"value":null}]}]}"#;
    let ours = Some("a1.2".to_owned());
    assert_eq!(
        events(&Settings::Whatsapp(meta_account()), body),
        [
            message("wamid.1", "33612345678", "100", "À l’aide 🆘", 0),
            message("wamid.2", "33612345678", "100", "ma rue", 1),
            message("wamid.3", "33612345678", "100", "", 1),
            message("wamid.5", "33612345678", "100", "", 1),
            message("wamid.6", "33612345678", "100", "Oui", 0),
            delivery("wamid.o1", Delivery::Read),
            Event::Delivery { id: "wamid.o1".to_owned(), ours, state: Delivery::Sent },
            delivery("wamid.o2", Delivery::Delivered),
            delivery("wamid.o3", Delivery::Failed("131047".to_owned())),
        ]
    );
}

/// The example of "Webhooks: Getting Started".
#[test]
fn a_challenge_is_given_back_to_who_knows_the_token() {
    let ask = |query: &str| get(&messenger(), &format!("{HOOK}?{query}"));
    let asked = ask("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meatyhamhock");
    let body = "1158201444".to_owned();
    assert_eq!(asked, Ok(Received::Challenge { content_type: "text/plain; charset=utf-8", body }));
    for token in ["meatyhamhoc", "meatyhamhock1", "Meatyhamhock", ""] {
        let asked = ask(&format!("hub.mode=subscribe&hub.challenge=1&hub.verify_token={token}"));
        assert_eq!(asked, Err(Refused::Token), "{token}");
    }
    assert_eq!(ask("hub.mode=subscribe&hub.challenge=1"), Err(Refused::Unsigned));
    assert_eq!(get(&messenger(), HOOK), Err(Refused::Unsigned));
    let known = "hub.verify_token=meatyhamhock";
    let long = "1".repeat(257);
    for query in [
        "hub.mode=subscribe".to_owned(),
        "hub.mode=unsubscribe&hub.challenge=1".to_owned(),
        "hub.mode=subscribe&hub.challenge=".to_owned(),
        "hub.mode=subscribe&hub.challenge=%3Cscript%3E".to_owned(),
        format!("hub.mode=subscribe&hub.challenge={long}"),
    ] {
        assert_eq!(ask(&format!("{known}&{query}")), Err(Refused::Malformed), "{query}");
    }
}

//! How answers leave: what each provider is asked, within which time, and what its words mean.

use channels::{Answer, Kind, Outgoing, Sent, Settings, Unsendable, mail::Thread, send, sent};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::{all, meta_account, now, ovh_account, then, twilio_account, x_account};

fn answer<'a>(to: &'a str, text: &'a str) -> Answer<'a> {
    Answer { to, text, ours: "a-1", last_from_citizen_at: Some(then()), thread: Thread::default() }
}

fn one(settings: &Settings, to: &str, text: &str) -> Outgoing {
    let mut calls = send(settings, &answer(to, text), now()).unwrap().calls();
    assert_eq!(calls.len(), 1);
    calls.remove(0)
}

fn header<'a>(call: &'a Outgoing, name: &str) -> &'a str {
    call.headers.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
}

fn body(call: &Outgoing) -> Value {
    serde_json::from_slice(&call.body).unwrap()
}

#[test]
fn each_provider_is_asked_in_its_own_way() {
    let whatsapp = one(&Settings::Whatsapp(meta_account()), "33612345678", "Été 🚓");
    assert_eq!(whatsapp.url, "http://127.0.0.1:9/v25.0/100/messages");
    assert_eq!(header(&whatsapp, "Authorization"), "Bearer EAAtoken");
    let said = body(&whatsapp);
    assert_eq!((said["to"].as_str(), said["text"]["body"].as_str()), (Some("33612345678"), Some("Été 🚓")));
    assert_eq!(said["biz_opaque_callback_data"], "a-1");

    let messenger = body(&one(&Settings::Messenger(meta_account()), "42", "Bonjour"));
    assert_eq!(
        (messenger["recipient"]["id"].as_str(), messenger["message"]["text"].as_str()),
        (Some("42"), Some("Bonjour"))
    );
    assert_eq!(messenger["messaging_type"], "RESPONSE");

    let twilio = one(&twilio_account(), "+33612345678", "Où & quand ?");
    assert_eq!(twilio.url, "http://127.0.0.1:9/2010-04-01/Accounts/AC1/Messages.json");
    assert_eq!(header(&twilio, "Authorization"), "Basic QUMxOjEyMzQ1");
    let form = String::from_utf8(twilio.body).unwrap();
    assert!(form.contains("To=%2B33612345678") && form.contains("Body=O%C3%B9+%26+quand+%3F"), "{form}");

    let ovh = one(&ovh_account(), "+33612345678", "Bonjour");
    assert_eq!(ovh.url, "http://127.0.0.1:9/1.0/sms/sms-xx12345-1/jobs");
    assert_eq!(
        (body(&ovh)["receivers"][0].as_str(), body(&ovh)["coding"].as_str()),
        (Some("+33612345678"), Some("7bit"))
    );
    assert!(header(&ovh, "X-Ovh-Signature").starts_with("$1$"));
}

/// The sum was made by another library (RFC 5849, 3.4.2).
#[test]
fn x_is_asked_under_a_signature_that_has_no_end() {
    let call = one(&x_account(), "77", "Bonjour");
    assert_eq!(call.url, "http://127.0.0.1:9/2/dm_conversations/with/77/messages");
    let authorization = header(&call, "Authorization");
    assert!(
        authorization.starts_with("OAuth oauth_consumer_key=\"ckey\", oauth_nonce=\"a-1.1700000060000000\""),
        "{authorization}"
    );
    assert!(authorization.ends_with("oauth_signature=\"b7ht0pNX7wvEsnQT2OQ6vo9v9fA%3D\""), "{authorization}");
}

#[test]
fn an_answer_leaves_within_its_window_or_not_at_all() {
    let at = |hours: i64, settings: &Settings| {
        let now: DateTime<Utc> = then() + TimeDelta::hours(hours);
        send(settings, &answer("42", "Bonjour"), now)
            .map(|load| body(&load.calls()[0])["messaging_type"].clone())
    };
    let (whatsapp, messenger) = (Settings::Whatsapp(meta_account()), Settings::Messenger(meta_account()));
    assert!(at(23, &whatsapp).is_ok());
    assert_eq!(at(24, &whatsapp), Err(Unsendable::WindowOver));
    assert_eq!(at(23, &messenger), Ok("RESPONSE".into()));
    assert_eq!(at(25, &messenger), Ok("MESSAGE_TAG".into()), "a person writes it");
    assert_eq!(at(7 * 24, &messenger), Err(Unsendable::WindowOver));
    let never = Answer { last_from_citizen_at: None, ..answer("42", "Bonjour") };
    assert_eq!(send(&messenger, &never, now()), Err(Unsendable::WindowOver));
    // An SMS has none.
    let late = send(&twilio_account(), &answer("+33612345678", "Bonjour"), then() + TimeDelta::days(60));
    assert!(late.is_ok());
}

#[test]
fn what_is_no_address_or_no_text_does_not_leave() {
    for settings in all() {
        for to in ["", "../../me", "42/messages?x=", "é", "+", &"1".repeat(65)] {
            assert_eq!(send(&settings, &answer(to, "Bonjour"), now()), Err(Unsendable::Address), "{to}");
        }
        assert_eq!(send(&settings, &answer("42", " \n "), now()), Err(Unsendable::Empty));
        let long = "é".repeat(40_000);
        assert_eq!(send(&settings, &answer("42", &long), now()), Err(Unsendable::TooLong));
        let named = Answer { ours: "a b", ..answer("42", "Bonjour") };
        assert_eq!(send(&settings, &named, now()), Err(Unsendable::Identifier));
    }
}

#[test]
fn the_last_part_is_called_as_the_answer_is() {
    let text = "mot ".repeat(1_500);
    let calls = send(&Settings::Whatsapp(meta_account()), &answer("42", text.trim()), now()).unwrap().calls();
    let names: Vec<Value> = calls.iter().map(|call| body(call)["biz_opaque_callback_data"].clone()).collect();
    assert_eq!(names, ["a-1.1", "a-1"]);
    let whole: String =
        calls.iter().map(|call| body(call)["text"]["body"].as_str().unwrap().to_owned()).collect();
    assert_eq!(whole, text.trim(), "nothing is lost between two parts");
}

#[test]
fn what_a_provider_says_is_one_of_three() {
    let accepted = |id: &str| Sent::Accepted { id: id.to_owned() };
    let never = |why: &str| Sent::Never(why.to_owned());
    let again = |after| Sent::Again { after };
    let whatsapp = |status, body: &str| sent(Kind::Whatsapp, status, body.as_bytes());
    assert_eq!(whatsapp(200, r#"{"messages":[{"id":"wamid.1"}]}"#), accepted("wamid.1"));
    assert_eq!(whatsapp(400, r#"{"error":{"code":131026}}"#), never("131026"));
    assert_eq!(whatsapp(400, r#"{"error":{"code":131056}}"#), again(Some(6)));
    assert_eq!(whatsapp(400, r#"{"error":{"code":190,"error_subcode":463}}"#), never("190/463"));
    assert_eq!(whatsapp(500, ""), again(None));
    assert_eq!(whatsapp(200, "<html>"), again(None), "a proxy's page");
    assert_eq!(whatsapp(200, "{}"), never("no id"), "it may have left: not twice");
    assert_eq!(sent(Kind::X, 429, b"{}"), again(Some(900)));
    assert_eq!(sent(Kind::TwilioSms, 201, br#"{"sid":"SM1"}"#), accepted("SM1"));
    assert_eq!(sent(Kind::TwilioSms, 400, br#"{"code":21211}"#), never("21211"));
    assert_eq!(sent(Kind::OvhSms, 200, br#"{"ids":[7]}"#), accepted("7"));
    assert_eq!(sent(Kind::OvhSms, 200, br#"{"ids":[],"invalidReceivers":["x"]}"#), never("invalidReceivers"));
}

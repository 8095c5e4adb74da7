//! The wire of each channel, against vectors of the providers' documentation and bodies as they send them.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod anything;
mod mail;
mod meta;
mod ovh;
mod sending;
mod splitting;
mod twilio;
mod x;

use base64::{Engine, engine::general_purpose::STANDARD};
use channels::{Event, Meta, Ovh, Received, Refused, Request, Secret, Settings, Twilio, X, receive};
use chrono::{DateTime, TimeDelta, Utc};
use ring::hmac;

pub const APP_SECRET: &str = "meta app secret";
pub const CONSUMER_SECRET: &str = "consumer secret";
pub const PATH_SECRET: &str = "q3Zt7-unguessable";
pub const HOOK: &str = "https://example.gouv.fr/canaux/x";

/// 2023-11-14T22:13:20Z, the hour of the bodies.
pub fn then() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

/// A minute later.
pub fn now() -> DateTime<Utc> {
    then() + TimeDelta::minutes(1)
}

pub fn meta_account() -> Meta {
    Meta {
        app_secret: Secret::new(APP_SECRET),
        verify_token: Secret::new("meatyhamhock"),
        access_token: Secret::new("EAAtoken"),
        sender: "100".to_owned(),
        base: "http://127.0.0.1:9/v25.0/".to_owned(),
    }
}

pub fn x_account() -> Settings {
    Settings::X(X {
        consumer_key: "ckey".to_owned(),
        consumer_secret: Secret::new(CONSUMER_SECRET),
        access_token: "900-token".to_owned(),
        token_secret: Secret::new("tsecret"),
        account: "900".to_owned(),
        base: "http://127.0.0.1:9".to_owned(),
    })
}

/// The token of Twilio's own example.
pub fn twilio_account() -> Settings {
    Settings::TwilioSms(Twilio {
        account_sid: "AC1".to_owned(),
        auth_token: Secret::new("12345"),
        sender: "+33700000000".to_owned(),
        status_callback: Some("https://example.gouv.fr/canaux/sms-twilio".to_owned()),
        base: "http://127.0.0.1:9".to_owned(),
    })
}

pub fn ovh_account() -> Settings {
    Settings::OvhSms(Ovh {
        path_secret: Secret::new(PATH_SECRET),
        application_key: "AK".to_owned(),
        application_secret: Secret::new("AS"),
        consumer_key: Secret::new("CK"),
        service: "sms-xx12345-1".to_owned(),
        sender: None,
        base: "http://127.0.0.1:9/1.0".to_owned(),
    })
}

pub fn all() -> [Settings; 6] {
    [
        Settings::Messenger(meta_account()),
        Settings::Instagram(meta_account()),
        Settings::Whatsapp(meta_account()),
        x_account(),
        twilio_account(),
        ovh_account(),
    ]
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn tag(algorithm: hmac::Algorithm, secret: &str, message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(algorithm, secret.as_bytes()), message).as_ref().to_vec()
}

/// What Meta and X write before a body.
pub fn signature(settings: &Settings, body: &[u8]) -> (&'static str, String) {
    match settings {
        Settings::X(_) => {
            let tag = tag(hmac::HMAC_SHA256, CONSUMER_SECRET, body);
            ("x-twitter-webhooks-signature", format!("sha256={}", STANDARD.encode(tag)))
        }
        _ => {
            let tag = tag(hmac::HMAC_SHA256, APP_SECRET, body);
            ("X-Hub-Signature-256", format!("sha256={}", hex(&tag)))
        }
    }
}

pub fn post(
    settings: &Settings,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<Received, Refused> {
    receive(settings, &Request { method: "POST", url, headers, body }, now)
}

pub fn get(settings: &Settings, url: &str) -> Result<Received, Refused> {
    receive(settings, &Request { method: "GET", url, headers: &[], body: b"" }, now())
}

/// A body that is signed as it should be.
pub fn signed(settings: &Settings, body: &[u8]) -> Result<Received, Refused> {
    let (name, value) = signature(settings, body);
    post(settings, HOOK, &[(name, &value)], body, now())
}

/// The events of a body that is signed as it should be.
pub fn events(settings: &Settings, body: &str) -> Vec<Event> {
    events_of(signed(settings, body.as_bytes()))
}

pub fn events_of(received: Result<Received, Refused>) -> Vec<Event> {
    match received.unwrap() {
        Received::Events(events) => events,
        challenge @ Received::Challenge { .. } => panic!("{challenge:?}"),
    }
}

/// Two accounts of one provider have nothing to do with each other, nor does an account without a secret with anybody.
#[test]
fn an_empty_secret_opens_nothing() {
    let mut open = meta_account();
    (open.app_secret, open.verify_token) = (Secret::new(""), Secret::new(""));
    let open = Settings::Messenger(open);
    let body = br#"{"object":"page","entry":[]}"#;
    let value = format!("sha256={}", hex(&tag(hmac::HMAC_SHA256, "", body)));
    let header = [("X-Hub-Signature-256", value.as_str())];
    assert_eq!(post(&open, HOOK, &header, body, now()), Err(Refused::Signature));
    let asked = format!("{HOOK}?hub.mode=subscribe&hub.verify_token=&hub.challenge=1");
    assert_eq!(get(&open, &asked), Err(Refused::Token));

    let Settings::OvhSms(mut ovh) = ovh_account() else { panic!() };
    ovh.path_secret = Secret::new("");
    let url = "https://example.gouv.fr/canaux/sms-ovh/?id=1&dlr=1";
    assert_eq!(get(&Settings::OvhSms(ovh), url), Err(Refused::Token));

    let Settings::X(mut x) = x_account() else { panic!() };
    x.consumer_secret = Secret::new("");
    let asked = format!("{HOOK}?crc_token=abc");
    assert_eq!(get(&Settings::X(x), &asked), Err(Refused::Malformed));

    let Settings::TwilioSms(mut twilio) = twilio_account() else { panic!() };
    twilio.auth_token = Secret::new("");
    let value = STANDARD.encode(tag(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, "", HOOK.as_bytes()));
    let header = [("X-Twilio-Signature", value.as_str())];
    assert_eq!(post(&Settings::TwilioSms(twilio), HOOK, &header, b"", now()), Err(Refused::Signature));
}

#[test]
fn nothing_shows_a_secret_an_address_or_a_text() {
    let shown = format!("{:?}", all());
    for secret in [APP_SECRET, CONSUMER_SECRET, PATH_SECRET, "12345\"", "token", "CK", "+337"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert_eq!(format!("{:?}", Secret::new("hidden")), "Secret");
    let message = Event::Message {
        id: "wamid.HBgL".to_owned(),
        from: "33612345678".to_owned(),
        to: "100".to_owned(),
        text: "on me suit".to_owned(),
        at: then(),
        attachments: 0,
    };
    assert_eq!(format!("{message:?}"), "Message(2023-11-14 22:13:20 UTC, 0 attachments)");
}

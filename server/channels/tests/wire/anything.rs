//! Any input has a result: nothing that somebody sends makes the house fall, and nothing that is not signed says anything.

use channels::{Received, Request, Settings, receive, sent};
use proptest::prelude::*;

use crate::{HOOK, all, now, signed};

proptest! {
    #[test]
    fn any_call_is_answered(
        method in prop_oneof![Just("GET"), Just("POST"), Just("PUT"), Just("")],
        end in ".{0,60}",
        name in prop_oneof![Just("X-Hub-Signature-256"), Just("X-Twilio-Signature"), Just("x-twitter-webhooks-signature")],
        value in ".{0,80}",
        body in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let url = format!("{HOOK}{end}");
        for settings in all() {
            let request = Request { method, url: &url, headers: &[(name, &value)], body: &body };
            let received = receive(&settings, &request, now());
            let says_something = matches!(&received, Ok(Received::Events(events)) if !events.is_empty());
            // Nobody guesses a signature, nor the secret end of an address.
            prop_assert!(!says_something, "{settings:?} {received:?}");
        }
    }

    #[test]
    fn whatever_is_signed_is_answered(body in any_json()) {
        for settings in all() {
            if !matches!(settings, Settings::TwilioSms(_) | Settings::OvhSms(_)) {
                let _ = signed(&settings, body.to_string().as_bytes());
            }
        }
    }

    #[test]
    fn whatever_a_provider_says_is_understood(status in 0_u16..700, body in proptest::collection::vec(any::<u8>(), 0..200)) {
        for settings in all() {
            let _ = sent(settings.kind(), status, &body);
        }
    }
}

/// Any JSON, of the words that providers use.
fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let names = prop_oneof![
        Just("object"),
        Just("entry"),
        Just("messaging"),
        Just("changes"),
        Just("value"),
        Just("messages"),
        Just("statuses"),
        Just("sender"),
        Just("id"),
        Just("text"),
        Just("timestamp"),
        Just("direct_message_events"),
        Just("message_create"),
        Just("data"),
        Just("payload"),
        Just("type"),
        Just("body"),
        Just("message"),
        Just("read"),
        Just("watermark"),
    ];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        prop_oneof![
            Just("page"),
            Just("instagram"),
            Just("whatsapp_business_account"),
            Just("1700000000000"),
            Just("message_create")
        ]
        .prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(8, 64, 5, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            proptest::collection::btree_map(names.clone(), inner, 0..5).prop_map(|fields| fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

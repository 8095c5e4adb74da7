//! Long texts: nothing is lost or doubled, each part fits, no sign is cut; and what an SMS costs.

use channels::{Answer, Encoding, Settings, mail::Thread, segments, send};
use proptest::prelude::*;

use crate::{meta_account, now, then, twilio_account};

/// The texts that leave, in their order.
fn texts(settings: &Settings, text: &str) -> Vec<String> {
    let answer = Answer {
        to: "33612345678",
        text,
        ours: "a",
        last_from_citizen_at: Some(then()),
        thread: Thread::default(),
    };
    let calls = send(settings, &answer, now()).unwrap().calls();
    let said = |body: &[u8]| match settings {
        Settings::TwilioSms(_) => {
            let mut fields = form_urlencoded::parse(body);
            fields.find(|(name, _)| name == "Body").unwrap().1.into_owned()
        }
        Settings::Whatsapp(_) => {
            let body: serde_json::Value = serde_json::from_slice(body).unwrap();
            body["text"]["body"].as_str().unwrap().to_owned()
        }
        _ => {
            let body: serde_json::Value = serde_json::from_slice(body).unwrap();
            body["message"]["text"].as_str().unwrap().to_owned()
        }
    };
    calls.iter().map(|call| said(&call.body)).collect()
}

/// Whether a part is what a channel takes at once.
type Fits = fn(&str) -> bool;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_parts_of_a_text_are_the_text(text in "[a-zé€’ \n🚓\u{301}]{1,4000}") {
        prop_assume!(!text.trim().is_empty());
        let limits: [(Settings, Fits); 3] = [
            (Settings::Whatsapp(meta_account()), |part| part.encode_utf16().count() <= 4096),
            (Settings::Instagram(meta_account()), |part| part.len() <= 1000),
            (twilio_account(), |part| segments(part).count <= 10),
        ];
        for (settings, fits) in limits {
            let parts = texts(&settings, &text);
            prop_assert!(parts.iter().all(|part| fits(part)));
            // Parts of white space alone are left out.
            let plain = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(plain(&parts.concat()), plain(&text));
        }
    }
}

#[test]
fn an_sms_costs_what_its_letters_cost() {
    let costs = |text: &str| (segments(text).encoding, segments(text).count);
    assert_eq!(costs(""), (Encoding::Gsm7, 0));
    assert_eq!(costs(&"a".repeat(160)), (Encoding::Gsm7, 1));
    assert_eq!(costs(&"a".repeat(161)), (Encoding::Gsm7, 2));
    assert_eq!(costs(&"é".repeat(160)), (Encoding::Gsm7, 1));
    assert_eq!(costs(&"€".repeat(80)), (Encoding::Gsm7, 1));
    assert_eq!(costs(&"€".repeat(81)), (Encoding::Gsm7, 2));
    assert_eq!(costs(&"ê".repeat(70)), (Encoding::Ucs2, 1));
    assert_eq!(costs(&"ê".repeat(71)), (Encoding::Ucs2, 2));
    // A sign of two units is never cut: 33 in a part of 67.
    assert_eq!(costs(&"🚓".repeat(67)), (Encoding::Ucs2, 3));
}

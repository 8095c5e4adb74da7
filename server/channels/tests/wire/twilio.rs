//! Twilio: the vectors of its documentation and of its own libraries' tests, then messages and receipts.

use base64::{Engine, engine::general_purpose::STANDARD};
use channels::{Delivery, Event, Received, Refused};
use ring::hmac;

use crate::{now, post, tag, twilio_account};

const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
const FORM: &str =
    "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";
const HOOK: &str = "https://example.gouv.fr/canaux/sms-twilio";

fn call(url: &str, form: &str, signature: &str) -> Result<Received, Refused> {
    post(&twilio_account(), url, &[("X-Twilio-Signature", signature)], form.as_bytes(), now())
}

/// What Twilio would write: the address and the fields, in order.
fn sign(url: &str, form: &str) -> String {
    let mut fields: Vec<_> = form_urlencoded::parse(form.as_bytes()).collect();
    fields.sort();
    fields.dedup();
    let fields: String = fields.iter().map(|(name, value)| format!("{name}{value}")).collect();
    let message = format!("{url}{fields}");
    STANDARD.encode(tag(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, "12345", message.as_bytes()))
}

fn told(form: &str) -> Result<Received, Refused> {
    call(HOOK, form, &sign(HOOK, form))
}

#[test]
fn the_vectors_of_twilio_are_genuine() {
    let nothing = Ok(Received::Events(Vec::new()));
    let http = URL.replace("https", "http");
    let port = URL.replace(".com", ".com:1234");
    let twice = "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234";
    let array = "MessagingBinding.Address=%2B1415xxxxxxx&MessagingBinding.Address=%2B1325xxxxxxx";
    for (url, form, signature) in [
        (URL, FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (&port, FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (URL, FORM, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (&port.replace("https", "http"), FORM, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        (&http, FORM, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        (&URL.replace("//", "//user:pass@"), FORM, "CukzLTc1tT5dXEDIHm/tKBanW10="),
        (&URL.replace("//", "//user@"), FORM, "2YRLlVAflCqxaNicjMpJcSTgzSs="),
        (&URL.replace("//", "//user:pass@"), FORM, "ZQFR1PTIZXF2MXB8ZnKCvnnA+rI="),
        (&format!("{URL}&Body=It's+amazing"), FORM, "dsq4Ehbj6cs+KdTkpF5sSSplOWw="),
        (URL, twice, "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
        (URL, array, "83O6e2vORAoJHUNzJjDWN1jz+BA="),
    ] {
        assert_eq!(call(url, form, signature), nothing, "{url} {form}");
    }
}

#[test]
fn a_body_in_json_is_held_by_its_sum_in_the_address() {
    let body = r#"{"property": "value", "boolean": true}"#;
    let sum = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    let url = format!("{URL}&bodySHA256={sum}");
    let receive = |url: &str, body: &str, signature: &str| {
        let headers = [("X-Twilio-Signature", signature), ("Content-Type", "application/json")];
        post(&twilio_account(), url, &headers, body.as_bytes(), now())
    };
    let genuine = "a9nBmqA0ju/hNViExpshrM61xv4=";
    assert_eq!(receive(&url, body, genuine), Ok(Received::Events(Vec::new())));
    let only = format!("https://mycompany.com/myapp.php?bodySHA256={sum}");
    assert_eq!(receive(&only, body, "y77kIzt2vzLz71DgmJGsen2scGs="), Ok(Received::Events(Vec::new())));
    assert_eq!(receive(&url, &body.replace("value", "valuf"), genuine), Err(Refused::Signature));
    assert_eq!(receive(&url.replace("0a1f", "0a1e"), body, genuine), Err(Refused::Signature));
    // Without the sum, a body that is no form is signed by nobody.
    assert_eq!(receive(URL, body, &sign(URL, "")), Err(Refused::Signature));
    // What is no object was signed, and cannot be read.
    let empty = format!("{HOOK}?bodySHA256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!(receive(&empty, "", &sign(&empty, "")), Err(Refused::Malformed));
}

#[test]
fn what_is_altered_or_unsigned_is_refused() {
    let genuine = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
    for form in [
        FORM.replace("1234&", "1235&"),
        FORM.replace("Digits=1234&", ""),
        format!("{FORM}&Extra=1"),
        FORM.replace("%2B", "+"),
        String::new(),
    ] {
        assert_eq!(call(URL, &form, genuine), Err(Refused::Signature), "{form}");
    }
    for url in [URL.replace("foo=1", "foo=2"), URL.replace("https", "http"), format!("{URL}&a=1")] {
        assert_eq!(call(&url, FORM, genuine), Err(Refused::Signature), "{url}");
    }
    for signature in
        ["", "WRONG_SIGNATURE", "é", "RSOYDt4T1cUTdK1PDd93/VVr8B8", "rsoydt4t1cutdk1pdd93/vvr8b8="]
    {
        assert_eq!(call(URL, FORM, signature), Err(Refused::Signature), "{signature}");
    }
    assert_eq!(post(&twilio_account(), URL, &[], FORM.as_bytes(), now()), Err(Refused::Unsigned));
}

#[test]
fn a_message_is_read() {
    let form = "MessageSid=SM1&SmsSid=SM1&SmsMessageSid=SM1&SmsStatus=received&AccountSid=AC1&From=%2B33612345678&To=%2B33700000000\
                &Body=%C3%80+l%E2%80%99aide+%F0%9F%9A%93&NumMedia=2&MediaUrl0=https%3A%2F%2Fx&NumSegments=1&Novelty=1";
    let [id, from, to, text] = ["SM1", "+33612345678", "+33700000000", "À l’aide 🚓"].map(str::to_owned);
    let expected = Event::Message { id, from, to, text, at: now(), attachments: 2 };
    assert_eq!(told(form), Ok(Received::Events(vec![expected])));
}

#[test]
fn receipts_are_read_and_tell_our_own_name() {
    let state = |status: &str| {
        let url = format!("{HOOK}?ours=a1.2");
        let form =
            format!("MessageSid=SM1&SmsStatus=x&MessageStatus={status}&To=%2B336&From=%2B337&AccountSid=AC1");
        let Ok(Received::Events(events)) = call(&url, &form, &sign(&url, &form)) else { panic!("{status}") };
        events.into_iter().next().map(|event| match event {
            Event::Delivery { id, ours, state } => {
                assert_eq!((id.as_str(), ours.as_deref()), ("SM1", Some("a1.2")));
                state
            }
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(state("sent"), Some(Delivery::Sent));
    assert_eq!(state("delivered"), Some(Delivery::Delivered));
    assert_eq!(state("read"), Some(Delivery::Read));
    assert_eq!(state("undelivered&ErrorCode=30003"), Some(Delivery::Failed("30003".to_owned())));
    assert_eq!(state("failed"), Some(Delivery::Failed("failed".to_owned())));
    for waiting in ["queued", "accepted", "sending", "novelty"] {
        assert_eq!(state(waiting), None);
    }
}

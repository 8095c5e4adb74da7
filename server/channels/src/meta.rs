//! What Messenger, Instagram and WhatsApp have in common: Meta's webhooks and Graph API (developers.facebook.com, "Webhooks: Getting
//! Started", "Send API", "Cloud API: Messages").

use chrono::{DateTime, TimeDelta, Utc};
use ring::hmac;
use serde_json::{Value, json};

use crate::{
    answer::{Answer, Outgoing, Sent, Unsendable},
    check::{is_secret, is_signed, unhex},
    json::{id, is_true, number},
    kind::Kind,
    messenger,
    request::{Received, Refused, Request},
    settings::{Meta, below},
    split::{Limit, split},
    whatsapp,
};

/// An answer of any kind.
const STANDARD: TimeDelta = TimeDelta::hours(24);
/// An answer that a person writes, on Messenger and Instagram ("Human Agent", a permission that Meta grants to an app).
const HUMAN: TimeDelta = TimeDelta::days(7);
/// Longest challenge that is given back.
const LONGEST_CHALLENGE: usize = 256;

pub(crate) fn receive(
    meta: &Meta,
    kind: Kind,
    request: &Request,
    now: DateTime<Utc>,
) -> Result<Received, Refused> {
    if request.is("GET") {
        return challenge(meta, request);
    }
    if !request.is("POST") {
        return Err(Refused::Method);
    }
    let signature = request.header("X-Hub-Signature-256").ok_or(Refused::Unsigned)?;
    let tag = signature.strip_prefix("sha256=").and_then(unhex).ok_or(Refused::Signature)?;
    if !is_signed(hmac::HMAC_SHA256, &meta.app_secret, request.body, &tag) {
        return Err(Refused::Signature);
    }
    let body: Value = serde_json::from_slice(request.body).map_err(|_| Refused::Malformed)?;
    let (object, read): (&str, fn(&Value, DateTime<Utc>) -> _) = match kind {
        Kind::Instagram => ("instagram", messenger::events),
        Kind::Whatsapp => ("whatsapp_business_account", whatsapp::events),
        _ => ("page", messenger::events),
    };
    match body.get("object").and_then(Value::as_str) {
        Some(named) if named == object => Ok(Received::Events(read(&body, now))),
        Some(_) => Err(Refused::Foreign),
        None => Err(Refused::Malformed),
    }
}

/// Meta asks whether the address is ours: who knows the token is given the challenge back.
fn challenge(meta: &Meta, request: &Request) -> Result<Received, Refused> {
    let token = request.parameter("hub.verify_token").ok_or(Refused::Unsigned)?;
    if !is_secret(&meta.verify_token, &token) {
        return Err(Refused::Token);
    }
    let challenge = request.parameter("hub.challenge").ok_or(Refused::Malformed)?;
    // A page of ours says nothing that somebody else wrote: a challenge is a number, or a word at most.
    let is_plain = (1..=LONGEST_CHALLENGE).contains(&challenge.len())
        && challenge.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_');
    if request.parameter("hub.mode").as_deref() != Some("subscribe") || !is_plain {
        return Err(Refused::Malformed);
    }
    Ok(Received::Challenge { content_type: "text/plain; charset=utf-8", body: challenge.into_owned() })
}

pub(crate) fn send(
    meta: &Meta,
    kind: Kind,
    answer: &Answer,
    now: DateTime<Utc>,
) -> Result<Vec<Outgoing>, Unsendable> {
    if meta.access_token.is_empty() || meta.sender.is_empty() {
        return Err(Unsendable::Settings);
    }
    let last = answer.last_from_citizen_at.ok_or(Unsendable::WindowOver)?;
    let since = now.signed_duration_since(last);
    let is_standard = since < STANDARD;
    if !is_standard && (kind == Kind::Whatsapp || since >= HUMAN) {
        return Err(Unsendable::WindowOver);
    }
    // Characters of the documentation are taken for UTF-16 units: never less than what Meta may count.
    let limit = match kind {
        Kind::Whatsapp => Limit::Utf16(4096),
        // "Must be UTF-8 and 1000 bytes or less."
        Kind::Instagram => Limit::Bytes(1000),
        _ => Limit::Utf16(2000),
    };
    let parts = split(answer.text, limit);
    let count = parts.len();
    let bodies = parts
        .into_iter()
        .enumerate()
        .map(|(index, text)| body(kind, answer, text, answer.part(index, count), is_standard));
    Ok(bodies
        .map(|body| Outgoing {
            method: "POST",
            url: below(&meta.base, &format!("/{}/messages", meta.sender)),
            // In a header, not in the address: addresses are logged.
            headers: vec![
                ("Authorization", format!("Bearer {}", meta.access_token.reveal())),
                ("Content-Type", "application/json".to_owned()),
            ],
            body: body.to_string().into_bytes(),
        })
        .collect())
}

fn body(kind: Kind, answer: &Answer, text: &str, ours: String, is_standard: bool) -> Value {
    if kind == Kind::Whatsapp {
        return json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": answer.to,
            "type": "text",
            "text": { "preview_url": false, "body": text },
            "biz_opaque_callback_data": ours,
        });
    }
    let mut message = json!({ "text": text });
    if kind == Kind::Messenger {
        message["metadata"] = ours.into();
    }
    let mut body =
        json!({ "recipient": { "id": answer.to }, "messaging_type": "RESPONSE", "message": message });
    if !is_standard {
        body["messaging_type"] = "MESSAGE_TAG".into();
        body["tag"] = "HUMAN_AGENT".into();
    }
    body
}

/// Graph API, "Handling Errors", "Rate Limits"; Cloud API, "Error Codes".
pub(crate) fn sent(status: u16, body: &Value, named: &str) -> Sent {
    if (200..300).contains(&status) && body.get("error").is_none() {
        return id(body, named).map_or_else(|| Sent::Never("no id".to_owned()), |id| Sent::Accepted { id });
    }
    let code = number(body, "/error/code");
    match code {
        // One sender to one citizen: six seconds a message.
        Some(131_056) => return Sent::Again { after: Some(6) },
        // The app's, the page's or the account's hour is used up.
        Some(4 | 17 | 32 | 613 | 80_006 | 80_007) => return Sent::Again { after: Some(300) },
        // Temporary by their own words, or too fast.
        Some(1 | 2 | 130_429 | 131_016) => return Sent::Again { after: None },
        _ if status == 429 || is_true(body, "/error/is_transient") => return Sent::Again { after: None },
        _ => {}
    }
    Sent::Never(match (code, number(body, "/error/error_subcode")) {
        (Some(code), Some(sub)) => format!("{code}/{sub}"),
        (Some(code), None) => code.to_string(),
        (None, _) => format!("HTTP {status}"),
    })
}

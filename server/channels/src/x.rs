//! X: webhooks with a challenge-response check (docs.x.com, "Webhooks: Quickstart"), events of the Account Activity API and of the X
//! Activity API that replaces it ("Event payloads"), direct messages ("Create DM message by participant ID").

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use ring::hmac;
use serde_json::{Value, json};

use crate::{
    answer::{Answer, Outgoing, Sent, Unsendable},
    check::{is_signed, sign},
    json::{code, id, list, millis, text},
    request::{Delivery, Event, Received, Refused, Request},
    secret::Secret,
    settings::{X, below},
    split::{Limit, split},
};

/// Longest token of a check that is signed.
const LONGEST_TOKEN: usize = 256;

pub(crate) fn receive(x: &X, request: &Request, now: DateTime<Utc>) -> Result<Received, Refused> {
    if request.is("GET") {
        return challenge(x, request);
    }
    if !request.is("POST") {
        return Err(Refused::Method);
    }
    let signature = request.header("x-twitter-webhooks-signature").ok_or(Refused::Unsigned)?;
    let tag = signature.strip_prefix("sha256=").and_then(|tag| STANDARD.decode(tag).ok());
    if !is_signed(hmac::HMAC_SHA256, &x.consumer_secret, request.body, &tag.ok_or(Refused::Signature)?) {
        return Err(Refused::Signature);
    }
    let body: Value = serde_json::from_slice(request.body).map_err(|_| Refused::Malformed)?;
    if body.is_object() { Ok(Received::Events(events(x, &body, now))) } else { Err(Refused::Malformed) }
}

/// X asks, every hour, whether we know the secret. Anybody can ask, and the secret is the one that signs events: were any text
/// signed, an event would be, and its signature told. A token has nothing of what JSON is made of.
fn challenge(x: &X, request: &Request) -> Result<Received, Refused> {
    let token = request.parameter("crc_token").ok_or(Refused::Malformed)?;
    // A space is a `+` that was not encoded.
    let token = token.replace(' ', "+");
    let is_token = (1..=LONGEST_TOKEN).contains(&token.len())
        && token.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_=+/.".contains(&c));
    if !is_token || x.consumer_secret.is_empty() {
        return Err(Refused::Malformed);
    }
    let tag = sign(hmac::HMAC_SHA256, &x.consumer_secret, token.as_bytes());
    let body = json!({ "response_token": format!("sha256={}", STANDARD.encode(tag)) });
    Ok(Received::Challenge { content_type: "application/json", body: body.to_string() })
}

fn events(x: &X, body: &Value, now: DateTime<Utc>) -> Vec<Event> {
    // The newer interface wraps what the older one sends.
    let told = body.pointer("/data/payload").unwrap_or(body);
    // Our own account, and each for which we are told: what they write is an echo.
    let ours = [text(body, "/for_user_id"), text(body, "/data/filter/user_id"), Some(x.account.as_str())];
    let is_ours = |sender: &str| ours.contains(&Some(sender));
    let messages = list(told, "/direct_message_events").filter_map(|told| message(told, now));
    let messages = messages.filter(|event| !matches!(event, Event::Message { from, .. } if is_ours(from)));
    let read = list(told, "/direct_message_mark_read_events")
        .filter(|told| !text(told, "/sender_id").is_none_or(is_ours))
        .filter_map(|told| id(told, "/last_read_event_id"))
        .map(|id| Event::Delivery { id, ours: None, state: Delivery::Read });
    messages.chain(read).collect()
}

fn message(told: &Value, now: DateTime<Utc>) -> Option<Event> {
    if text(told, "/type") != Some("message_create") {
        return None;
    }
    let data = told.pointer("/message_create/message_data")?;
    let words = text(data, "/text").unwrap_or_default();
    let is_more = data.get("attachment").is_some_and(Value::is_object) || words.is_empty();
    Some(Event::Message {
        id: id(told, "/id")?,
        from: id(told, "/message_create/sender_id")?,
        to: id(told, "/message_create/target/recipient_id").unwrap_or_default(),
        text: words.to_owned(),
        at: millis(told, "/created_timestamp", now),
        attachments: usize::from(is_more),
    })
}

pub(crate) fn send(x: &X, answer: &Answer, now: DateTime<Utc>) -> Result<Vec<Outgoing>, Unsendable> {
    let is_set = !x.consumer_secret.is_empty() && !x.token_secret.is_empty();
    if !is_set || x.consumer_key.is_empty() || x.access_token.is_empty() {
        return Err(Unsendable::Settings);
    }
    let parts = split(answer.text, Limit::Utf16(10_000));
    let count = parts.len();
    let url = below(&x.base, &format!("/2/dm_conversations/with/{}/messages", answer.to));
    Ok(parts
        .into_iter()
        .enumerate()
        .map(|(index, text)| Outgoing {
            method: "POST",
            headers: vec![
                ("Authorization", authorization(x, &url, &answer.part(index, count), now)),
                ("Content-Type", "application/json".to_owned()),
            ],
            url: url.clone(),
            body: json!({ "text": text }).to_string().into_bytes(),
        })
        .collect())
}

/// The signature of a call whose body is no form (RFC 5849, 3.4 and 3.5.1). A call that is tried again later has another hour, and so
/// another nonce with it.
fn authorization(x: &X, url: &str, name: &str, now: DateTime<Utc>) -> String {
    let (nonce, at) = (format!("{name}.{}", now.timestamp_micros()), now.timestamp().to_string());
    // In the order of their names, as they are signed.
    let mut fields = vec![
        ("oauth_consumer_key", x.consumer_key.as_str()),
        ("oauth_nonce", &nonce),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", &at),
        ("oauth_token", &x.access_token),
        ("oauth_version", "1.0"),
    ];
    let normal: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let signed = format!("POST&{}&{}", escaped(url), escaped(&normal.join("&")));
    let key = format!("{}&{}", escaped(x.consumer_secret.reveal()), escaped(x.token_secret.reveal()));
    let tag = sign(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &Secret::new(key), signed.as_bytes());
    let signature = STANDARD.encode(tag);
    fields.push(("oauth_signature", &signature));
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
    format!("OAuth {}", fields.join(", "))
}

/// Every byte but letters, digits and `-._~` (RFC 5849, 3.6).
fn escaped(text: &str) -> String {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    text.bytes()
        .map(|byte| if is_plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

pub(crate) fn sent(status: u16, body: &Value) -> Sent {
    match status {
        200..=299 => match id(body, "/data/dm_event_id") {
            Some(id) => Sent::Accepted { id },
            None => Sent::Never("no id".to_owned()),
        },
        // Once its window of a quarter of an hour is over ("Rate limits").
        429 => Sent::Again { after: Some(900) },
        // The type is an address whose last part is a word: `…/problems/not-authorized-for-resource`.
        _ => match text(body, "/type").and_then(|kind| kind.rsplit('/').next()).map(code) {
            Some(problem) if !problem.is_empty() => Sent::Never(format!("HTTP {status} {problem}")),
            _ => Sent::Never(format!("HTTP {status}")),
        },
    }
}

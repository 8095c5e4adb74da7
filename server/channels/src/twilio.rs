//! Twilio: signed calls (twilio.com/docs, "Secure webhooks"), messages ("Messages resource"), what becomes of them ("Track the message
//! status of outbound messages").

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use ring::{digest, hmac};
use serde_json::Value;

use crate::{
    answer::{Answer, Outgoing, Sent, Unsendable},
    check::{is_signed, unhex},
    json::{code, id},
    request::{Delivery, Event, Received, Refused, Request},
    settings::{Twilio, below},
    split::{Limit, split},
};

/// The parameter by which a call tells which answer of ours it is about.
const OURS: &str = "ours";
/// Fields by name; one that came twice has its values in order, as Twilio signs them.
type Fields = BTreeMap<String, BTreeSet<String>>;

pub(crate) fn receive(twilio: &Twilio, request: &Request, now: DateTime<Utc>) -> Result<Received, Refused> {
    if !request.is("POST") {
        return Err(Refused::Method);
    }
    let signature = request.header("X-Twilio-Signature").ok_or(Refused::Unsigned)?;
    let tag = STANDARD.decode(signature).map_err(|_| Refused::Signature)?;
    // With the sum of its body in the address, a call is signed by the address alone.
    let sum = request.parameter("bodySHA256");
    let mut fields = Fields::new();
    match &sum {
        Some(sum) => {
            let body = digest::digest(&digest::SHA256, request.body);
            if unhex(sum).as_deref() != Some(body.as_ref()) {
                return Err(Refused::Signature);
            }
        }
        None => fields = form(request.body),
    }
    let signed: String = fields
        .iter()
        .flat_map(|(name, values)| values.iter().flat_map(move |value| [name.as_str(), value.as_str()]))
        .collect();
    let is_genuine = |address: &String| {
        let message = format!("{address}{signed}");
        is_signed(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &twilio.auth_token, message.as_bytes(), &tag)
    };
    if !addresses(request.url).iter().any(is_genuine) {
        return Err(Refused::Signature);
    }
    // What was not signed is not read.
    if sum.is_some() {
        let is_json = request.header("Content-Type").is_some_and(|kind| kind.contains("json"));
        fields = if is_json { object(request.body)? } else { form(request.body) };
    }
    let ours = request.parameter(OURS).map(std::borrow::Cow::into_owned);
    Ok(Received::Events(event(&fields, ours, now).into_iter().collect()))
}

/// The address as it came, without its port and with the usual one: Twilio has signed all three ("Secure webhooks").
fn addresses(url: &str) -> Vec<String> {
    let mut all = vec![url.to_owned()];
    let Some((scheme, rest)) = url.split_once("://") else { return all };
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host_at = authority.rfind('@').map_or(0, |at| at + 1);
    let port =
        authority[host_at..].rsplit_once(':').filter(|(_, port)| port.bytes().all(|c| c.is_ascii_digit()));
    match port {
        Some((_, port)) => {
            all.push(format!("{scheme}://{}{path}", &authority[..authority.len() - port.len() - 1]));
        }
        None => {
            let usual = if scheme.eq_ignore_ascii_case("http") { 80 } else { 443 };
            all.push(format!("{scheme}://{authority}:{usual}{path}"));
        }
    }
    all
}

fn form(body: &[u8]) -> Fields {
    let mut fields = Fields::new();
    for (name, value) in form_urlencoded::parse(body) {
        fields.entry(name.into_owned()).or_default().insert(value.into_owned());
    }
    fields
}

fn object(body: &[u8]) -> Result<Fields, Refused> {
    let body: Value = serde_json::from_slice(body).map_err(|_| Refused::Malformed)?;
    let fields = body.as_object().ok_or(Refused::Malformed)?.iter();
    Ok(fields.filter_map(|(name, value)| Some((name.clone(), [id(value, "")?].into()))).collect())
}

fn event(fields: &Fields, ours: Option<String>, now: DateTime<Utc>) -> Option<Event> {
    let field =
        |name: &str| fields.get(name).and_then(|values| values.first()).filter(|value| !value.is_empty());
    let id = field("MessageSid").or_else(|| field("SmsSid"))?.clone();
    let state = field("MessageStatus").or_else(|| field("SmsStatus")).map(String::as_str);
    let state = match state {
        // Twilio gives no hour.
        None | Some("received") => {
            let text = field("Body").cloned().unwrap_or_default();
            let media = field("NumMedia").and_then(|count| count.parse().ok()).unwrap_or(0);
            let (from, to) = (field("From")?.clone(), field("To").cloned().unwrap_or_default());
            return Some(Event::Message { id, from, to, text, at: now, attachments: media });
        }
        Some("sent") => Delivery::Sent,
        Some("delivered") => Delivery::Delivered,
        Some("read") => Delivery::Read,
        Some(failed @ ("undelivered" | "failed" | "canceled")) => {
            Delivery::Failed(code(field("ErrorCode").map_or(failed, String::as_str)))
        }
        Some(_) => return None,
    };
    Some(Event::Delivery { id, ours, state })
}

pub(crate) fn send(twilio: &Twilio, answer: &Answer) -> Result<Vec<Outgoing>, Unsendable> {
    if twilio.auth_token.is_empty() || twilio.account_sid.is_empty() || twilio.sender.is_empty() {
        return Err(Unsendable::Settings);
    }
    let secret = format!("{}:{}", twilio.account_sid, twilio.auth_token.reveal());
    let authorization = format!("Basic {}", STANDARD.encode(secret));
    let sender = if twilio.sender.starts_with("MG") { "MessagingServiceSid" } else { "From" };
    let parts = split(answer.text, Limit::SMS);
    let count = parts.len();
    Ok(parts
        .into_iter()
        .enumerate()
        .map(|(index, text)| {
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.append_pair("To", answer.to).append_pair(sender, &twilio.sender).append_pair("Body", text);
            if let Some(callback) = &twilio.status_callback {
                let joint = if callback.contains('?') { '&' } else { '?' };
                form.append_pair(
                    "StatusCallback",
                    &format!("{callback}{joint}{OURS}={}", answer.part(index, count)),
                );
            }
            Outgoing {
                method: "POST",
                url: below(
                    &twilio.base,
                    &format!("/2010-04-01/Accounts/{}/Messages.json", twilio.account_sid),
                ),
                headers: vec![
                    ("Authorization", authorization.clone()),
                    ("Content-Type", "application/x-www-form-urlencoded".to_owned()),
                ],
                body: form.finish().into_bytes(),
            }
        })
        .collect())
}

pub(crate) fn sent(status: u16, body: &Value) -> Sent {
    match status {
        200..=299 => match id(body, "/sid") {
            Some(id) => Sent::Accepted { id },
            None => Sent::Never("no id".to_owned()),
        },
        429 => Sent::Again { after: None },
        _ => Sent::Never(id(body, "/code").map_or_else(|| format!("HTTP {status}"), |named| code(&named))),
    }
}

//! OVHcloud SMS: jobs (docs.ovhcloud.com, "SMS API Cookbook"), signed calls of its interface ("First steps with the OVHcloud APIs"),
//! its own unsigned calls for answers and delivery receipts.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use ring::digest;
use serde_json::{Value, json};

use crate::{
    answer::{Answer, Outgoing, Sent, Unsendable},
    check::{hex, is_secret},
    json::{code, id, text},
    request::{Delivery, Event, Received, Refused, Request},
    settings::{Ovh, below},
    sms::{Encoding, segments},
    split::{Limit, split},
};

/// OVH signs nothing: who knows the last part of the path is OVH. The caller lets in its addresses alone where it can, and keeps
/// the path out of its journal.
pub(crate) fn receive(ovh: &Ovh, request: &Request, now: DateTime<Utc>) -> Result<Received, Refused> {
    if !request.is("GET") && !request.is("POST") {
        return Err(Refused::Method);
    }
    let path = request.url.split(['?', '#']).next().unwrap_or_default();
    let given = path.rsplit('/').next().unwrap_or_default();
    if !is_secret(&ovh.path_secret, given) {
        return Err(Refused::Token);
    }
    // Receipts come in the query, answers in a form.
    let query = form_urlencoded::parse(request.query().as_bytes());
    let fields: BTreeMap<_, _> = query.chain(form_urlencoded::parse(request.body)).collect();
    let field =
        |name: &str| fields.get(name).filter(|value| !value.is_empty()).map(|value| value.to_string());
    let Some(id) = field("id") else { return Ok(Received::Events(Vec::new())) };
    let event = match (field("dlr"), field("senderid")) {
        (Some(dlr), _) => state(&dlr).map(|state| Event::Delivery { id, ours: None, state }),
        (None, Some(from)) => {
            let (to, text) = ["shortcode", "message"].map(|name| field(name).unwrap_or_default()).into();
            // OVH gives no hour that is documented.
            Some(Event::Message { id, from, to, text, at: now, attachments: 0 })
        }
        (None, None) => None,
    };
    Ok(Received::Events(event.into_iter().collect()))
}

/// Codes of a delivery receipt: 4 is waiting, 8 is with the operator.
fn state(dlr: &str) -> Option<Delivery> {
    match dlr {
        "1" => Some(Delivery::Delivered),
        "8" => Some(Delivery::Sent),
        "2" | "16" => Some(Delivery::Failed(dlr.to_owned())),
        _ => None,
    }
}

pub(crate) fn send(ovh: &Ovh, answer: &Answer, now: DateTime<Utc>) -> Result<Vec<Outgoing>, Unsendable> {
    if ovh.application_secret.is_empty() || ovh.consumer_key.is_empty() || ovh.service.is_empty() {
        return Err(Unsendable::Settings);
    }
    let parts = split(answer.text, Limit::SMS);
    let count = parts.len();
    let jobs = parts.into_iter().enumerate();
    Ok(jobs.map(|(index, text)| job(ovh, answer.to, text, &answer.part(index, count), now)).collect())
}

fn job(ovh: &Ovh, to: &str, text: &str, ours: &str, now: DateTime<Utc>) -> Outgoing {
    let coding = if segments(text).encoding == Encoding::Gsm7 { "7bit" } else { "8bit" };
    let mut body = json!({
        "charset": "UTF-8",
        "class": "phoneDisplay",
        "coding": coding,
        "message": text,
        // No advertisement: sent by night too, and without the words of one.
        "noStopClause": true,
        "priority": "high",
        "receivers": [to],
        "senderForResponse": ovh.sender.is_none(),
        "tag": ours,
        "validityPeriod": 2880,
    });
    if let Some(sender) = &ovh.sender {
        body["sender"] = sender.as_str().into();
    }
    let body = body.to_string();
    let url = below(&ovh.base, &format!("/sms/{}/jobs", ovh.service));
    let at = now.timestamp().to_string();
    let parts = [ovh.application_secret.reveal(), ovh.consumer_key.reveal(), "POST", &url, &body, &at];
    let sum = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, parts.join("+").as_bytes());
    Outgoing {
        method: "POST",
        headers: vec![
            ("Content-Type", "application/json; charset=utf-8".to_owned()),
            ("X-Ovh-Application", ovh.application_key.clone()),
            ("X-Ovh-Consumer", ovh.consumer_key.reveal().to_owned()),
            ("X-Ovh-Timestamp", at),
            ("X-Ovh-Signature", format!("$1${}", hex(sum.as_ref()))),
        ],
        url,
        body: body.into_bytes(),
    }
}

pub(crate) fn sent(status: u16, body: &Value) -> Sent {
    match status {
        200..=299 => match id(body, "/ids/0") {
            Some(id) => Sent::Accepted { id },
            None if body.pointer("/invalidReceivers/0").is_some() => {
                Sent::Never("invalidReceivers".to_owned())
            }
            None => Sent::Never("no id".to_owned()),
        },
        429 => Sent::Again { after: None },
        _ => Sent::Never(text(body, "/class").map_or_else(|| format!("HTTP {status}"), code)),
    }
}

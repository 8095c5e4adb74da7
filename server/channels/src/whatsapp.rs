//! What WhatsApp tells (developers.facebook.com, "WhatsApp Cloud API: messages webhook reference").

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::{
    json::{id, list, number, text},
    request::{Delivery, Event},
};

pub(crate) fn events(body: &Value, now: DateTime<Utc>) -> Vec<Event> {
    // Other fields are of the account and its templates, or echoes of a telephone.
    let changes = list(body, "/entry")
        .flat_map(|entry| list(entry, "/changes"))
        .filter(|change| text(change, "/field") == Some("messages"));
    let told = changes.filter_map(|change| change.get("value"));
    told.flat_map(|value| {
        let to = id(value, "/metadata/phone_number_id").unwrap_or_default();
        let messages = list(value, "/messages").filter_map(|said| message(said, &to, now));
        messages.chain(list(value, "/statuses").filter_map(delivery)).collect::<Vec<_>>()
    })
    .collect()
}

fn message(said: &Value, to: &str, now: DateTime<Utc>) -> Option<Event> {
    let kind = text(said, "/type")?;
    let words = match kind {
        "text" => text(said, "/text/body"),
        "button" => text(said, "/button/text"),
        "interactive" => text(said, "/interactive/button_reply/title")
            .or_else(|| text(said, "/interactive/list_reply/title")),
        "image" | "video" | "document" => text(said, &format!("/{kind}/caption")),
        // "unsupported": something that Meta itself cannot show us.
        "audio" | "sticker" | "location" | "contacts" | "unsupported" => None,
        // Reactions, notices of the system, and what comes one day.
        _ => return None,
    };
    let is_words = matches!(kind, "text" | "button" | "interactive");
    let at = number(said, "/timestamp").and_then(|at| DateTime::from_timestamp(at, 0));
    Some(Event::Message {
        id: id(said, "/id")?,
        from: id(said, "/from")?,
        to: to.to_owned(),
        text: words.unwrap_or_default().to_owned(),
        at: at.map_or(now, |at| at.min(now)),
        attachments: usize::from(!is_words || words.is_none()),
    })
}

fn delivery(told: &Value) -> Option<Event> {
    let state = match text(told, "/status")? {
        "sent" => Delivery::Sent,
        "delivered" => Delivery::Delivered,
        "read" => Delivery::Read,
        "failed" => {
            Delivery::Failed(number(told, "/errors/0/code").map(|n| n.to_string()).unwrap_or_default())
        }
        _ => return None,
    };
    Some(Event::Delivery { id: id(told, "/id")?, ours: id(told, "/biz_opaque_callback_data"), state })
}

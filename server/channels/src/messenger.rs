//! What Messenger and Instagram tell (developers.facebook.com, "Messenger Platform: Webhooks", "Instagram Messaging: Webhooks").

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::{
    json::{id, is_true, list, millis, number, text},
    request::{Delivery, Event},
};

pub(crate) fn events(body: &Value, now: DateTime<Utc>) -> Vec<Event> {
    list(body, "/entry")
        .flat_map(|entry| list(entry, "/messaging"))
        .flat_map(|told| {
            let mut events: Vec<Event> = message(told, now).into_iter().collect();
            events.extend(deliveries(told));
            events.extend(read(told));
            events
        })
        .collect()
}

/// What a citizen wrote or, by a button of ours, chose. Echoes are ours, and what was taken back is no message; a reaction or a typing
/// sign has neither of the two.
fn message(told: &Value, now: DateTime<Utc>) -> Option<Event> {
    let (part, named) = ["/message", "/postback"].into_iter().find_map(|part| {
        let id = id(told, &format!("{part}/mid"))?;
        Some((told.pointer(part)?, id))
    })?;
    if is_true(part, "/is_echo") || is_true(part, "/is_deleted") {
        return None;
    }
    let text = text(part, "/text").or_else(|| text(part, "/title")).unwrap_or_default();
    // What has no text and no attachment that we know was something all the same.
    let attachments = list(part, "/attachments").count().max(usize::from(text.is_empty()));
    Some(Event::Message {
        id: named,
        from: id(told, "/sender/id")?,
        to: id(told, "/recipient/id").unwrap_or_default(),
        text: text.to_owned(),
        at: millis(told, "/timestamp", now),
        attachments,
    })
}

fn deliveries(told: &Value) -> impl Iterator<Item = Event> {
    list(told, "/delivery/mids").filter_map(Value::as_str).map(|id| Event::Delivery {
        id: id.to_owned(),
        ours: None,
        state: Delivery::Delivered,
    })
}

/// Instagram names the message that was read, Messenger the moment up to which all were.
fn read(told: &Value) -> Option<Event> {
    if let Some(id) = id(told, "/read/mid") {
        return Some(Event::Delivery { id, ours: None, state: Delivery::Read });
    }
    let until = number(told, "/read/watermark").and_then(DateTime::from_timestamp_millis)?;
    Some(Event::ReadUntil { from: id(told, "/sender/id")?, until })
}

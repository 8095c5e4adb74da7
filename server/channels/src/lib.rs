//! The wire of the channels on which citizens write to the house, and nothing else: whether a call of a provider is genuine and what
//! came in ([`receive`]), how an answer is to be sent ([`send`]), what the provider said to it ([`sent`]); and what stands in a mail
//! ([`mail::read`]).
//!
//! Invariants: pure functions; no I/O, no storage, no clock (the hour is an argument); no text, address or token in `Debug` or in an
//! error; any input has a result, none panics.
//!
//! **Exactly once** is the caller's: providers deliver a message again until they are answered 2xx, some after they were, and a
//! genuine call that somebody recorded is genuine for ever. Each message has its provider's id: the caller stores it with what it
//! writes, in one transaction, and lets a known one go with 200. It keeps ids for [`WINDOW`] at least; older messages are refused
//! here, so that what was forgotten there cannot be played again.

mod answer;
mod check;
mod json;
mod kind;
pub mod mail;
mod messenger;
mod meta;
mod ovh;
mod request;
mod secret;
mod settings;
mod sms;
mod smtp;
mod split;
mod twilio;
mod whatsapp;
mod x;

pub use answer::{Answer, LONGEST_TEXT, Load, Outgoing, Sent, Unsendable};
pub use kind::Kind;
pub use request::{Delivery, Event, MOST_BODY, Received, Refused, Request, WINDOW};
pub use secret::Secret;
pub use settings::{GRAPH_API, Meta, OVH_API, Ovh, Settings, TWILIO_API, Twilio, X, X_API};
pub use sms::{Encoding, Segments, segments};

use chrono::{DateTime, Utc};

/// Says whether a provider's call is genuine, and what came in. The handler answers a challenge with its body and type, events
/// with 200 and an empty body once they are stored, and a refusal with [`Refused::status`].
///
/// Kinds of events that are not known here, and echoes of our own messages, are left out; a call may hold none.
///
/// # Errors
/// [`Refused`]: too large, by another method, unsigned, wrongly signed, unreadable, of another product, or late in all its messages.
pub fn receive(settings: &Settings, request: &Request, now: DateTime<Utc>) -> Result<Received, Refused> {
    if request.body.len() > MOST_BODY {
        return Err(Refused::TooLarge);
    }
    let received = match settings {
        Settings::Messenger(meta) => meta::receive(meta, Kind::Messenger, request, now),
        Settings::Instagram(meta) => meta::receive(meta, Kind::Instagram, request, now),
        Settings::Whatsapp(meta) => meta::receive(meta, Kind::Whatsapp, request, now),
        Settings::X(x) => x::receive(x, request, now),
        Settings::TwilioSms(twilio) => twilio::receive(twilio, request, now),
        Settings::OvhSms(ovh) => ovh::receive(ovh, request, now),
        // Nobody calls for a mailbox: it is read ([`mail::read`]).
        Settings::Mail(_) => Err(Refused::Foreign),
    }?;
    match received {
        Received::Events(events) => timely(events, now),
        challenge => Ok(challenge),
    }
}

/// Leaves out messages that are older than the window; refuses where nothing else is left.
fn timely(events: Vec<Event>, now: DateTime<Utc>) -> Result<Received, Refused> {
    let all = events.len();
    let kept: Vec<Event> = events.into_iter().filter(|event| !event.is_late(now)).collect();
    if kept.is_empty() && all > 0 { Err(Refused::Late) } else { Ok(Received::Events(kept)) }
}

/// What carries an answer.
///
/// # Errors
/// [`Unsendable`]: no text, too long, no address of this channel, settings without a token, or a window that is over.
pub fn send(settings: &Settings, answer: &Answer, now: DateTime<Utc>) -> Result<Load, Unsendable> {
    answer.check(settings.kind())?;
    let calls = match settings {
        Settings::Messenger(meta) => meta::send(meta, Kind::Messenger, answer, now),
        Settings::Instagram(meta) => meta::send(meta, Kind::Instagram, answer, now),
        Settings::Whatsapp(meta) => meta::send(meta, Kind::Whatsapp, answer, now),
        Settings::X(x) => x::send(x, answer, now),
        Settings::TwilioSms(twilio) => twilio::send(twilio, answer),
        Settings::OvhSms(ovh) => ovh::send(ovh, answer, now),
        Settings::Mail(mail) => {
            return Ok(Load::Letter(mail::letter(
                mail,
                (answer.to, answer.text, answer.ours),
                &answer.thread,
            )));
        }
    };
    calls.map(Load::Calls)
}

/// What a provider's response to one [`Outgoing`] means. A connection that broke is the caller's to judge: the message may have left.
///
/// A 2xx that is not the provider's JSON is a proxy's page: [`Sent::Again`]. A 2xx in JSON that names no message is
/// [`Sent::Never`]: it may have left, and is not to be sent twice.
#[must_use]
pub fn sent(kind: Kind, status: u16, body: &[u8]) -> Sent {
    if kind == Kind::Mail {
        return smtp::sent(status, body);
    }
    let read = if body.len() > MOST_BODY { None } else { serde_json::from_slice(body).ok() };
    if matches!(status, 408 | 425 | 500..=599) {
        return Sent::Again { after: None };
    }
    let Some(read) = read else {
        return match status {
            // Once its window of a quarter of an hour is over (docs.x.com, "Rate limits").
            429 if kind == Kind::X => Sent::Again { after: Some(900) },
            200..=299 | 429 => Sent::Again { after: None },
            _ => Sent::Never(format!("HTTP {status}")),
        };
    };
    match kind {
        Kind::Messenger | Kind::Instagram => meta::sent(status, &read, "/message_id"),
        Kind::Whatsapp => meta::sent(status, &read, "/messages/0/id"),
        Kind::X => x::sent(status, &read),
        Kind::TwilioSms => twilio::sent(status, &read),
        Kind::OvhSms => ovh::sent(status, &read),
        Kind::Mail => smtp::sent(status, body),
    }
}

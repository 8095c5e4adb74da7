//! A citizen who calls: nobody's account, known by the proof of their conversation alone.

use ::brigade::{ConversationState, Uuid, Written};
use domain::conversation::{Channel, LONGEST, Language, Text, Unsendable};
use http::{HeaderValue, StatusCode, header::SET_COOKIE};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::{answers_with, failed};
use crate::{
    address::CHAT,
    brigade::WRITES,
    env::Env,
    functions::{Done, Refused},
};

/// Name of the cookie with the proof: only this host, over an encrypted way, can set it. It goes with the browser's session.
pub const COOKIE: &str = "__Host-conversation";

/// Said where nobody answers.
pub const NOT_OPEN: &str = "La Brigade numérique ne répond pas sur ce site. En cas d’urgence, appelez le 17 ou le 112, ou envoyez un SMS au 114.";

/// Writes in the citizen's conversation; opens one where they have none.
pub async fn write(message: &str, text: &str) -> Result<Done, Refused> {
    let env = Env::current();
    if !env.brigade_open {
        answers_with(StatusCode::NOT_FOUND);
        return Err(Refused::plain(NOT_OPEN));
    }
    let text = Text::new(text).map_err(|unsendable| {
        answers_with(StatusCode::BAD_REQUEST);
        let sentence = match unsendable {
            Unsendable::Empty => "Écrivez votre message.".to_owned(),
            Unsendable::TooLong => {
                format!("Un message a {} caractères au plus.", french::number(LONGEST as f64, 0))
            }
        };
        Refused { sentence, field: Some("text".to_owned()) }
    })?;
    // A form that was changed by hand has its number from us.
    let form = Uuid::try_parse(message).unwrap_or_else(|_| env.brigade.message_id());
    let message = env.brigade.number_of(form, &text);
    let found = match &env.citizen {
        Some(proof) => env.brigade.find(proof).await.map_err(|error| failed(&error))?,
        None => None,
    };
    let conversation = match found {
        Some(conversation) => conversation,
        None => {
            let proof = env.brigade.open_for(message, Channel::Chat, Language::French).await;
            let proof = proof.map_err(|error| failed(&error))?;
            keep(&proof.text(), "");
            let found = env.brigade.find(&proof).await.map_err(|error| failed(&error))?;
            found.ok_or_else(closed)?
        }
    };
    if conversation.state == ConversationState::Closed {
        return Err(closed());
    }
    match env.brigade.write(&conversation, message, &text).await {
        Ok(Written::Stored { .. }) => Ok(Done { shown_at: env.href(CHAT.at("", WRITES)) }),
        Ok(Written::Closed | Written::Behind | Written::Taken) => Err(closed()),
        Err(error) => Err(failed(&*error)),
    }
}

/// Takes the proof from this device.
pub fn leave() -> Result<Done, Refused> {
    keep("", "; Max-Age=0");
    Ok(Done { shown_at: Env::current().href(CHAT) })
}

fn closed() -> Refused {
    answers_with(StatusCode::CONFLICT);
    Refused::plain(
        "Cette conversation est close : votre message n’a pas été envoyé. Copiez-le, puis commencez une nouvelle conversation.",
    )
}

fn keep(proof: &str, more: &str) {
    let cookie = format!("{COOKIE}={proof}; Path=/; Secure; HttpOnly; SameSite=Lax{more}");
    if let (Some(options), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        options.append_header(SET_COOKIE, cookie);
    }
}

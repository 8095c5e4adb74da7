//! A citizen who calls: nobody's account, known by the proof of their conversation alone.

use ::brigade::{ConversationState, Rated, StoredConversation, Uuid, Written};
use domain::conversation::{Channel, LONGEST, Language, Score, Text, Unsendable};
use http::{HeaderValue, StatusCode, header::SET_COOKIE};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::{answers_with, failed};
use crate::{
    address::CHAT,
    brigade::{RATED, WRITES},
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
    let text = Text::new(text).map_err(|unsendable| match unsendable {
        Unsendable::Empty => unfit("text", "Écrivez votre message."),
        Unsendable::TooLong => unfit("text", &too_long("Un message")),
    })?;
    // A form that was changed by hand has its number from us.
    let form = Uuid::try_parse(message).unwrap_or_else(|_| env.brigade.message_id());
    let message = env.brigade.number_of(form, &text);
    let conversation = match own(&env).await? {
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

/// Says how content the citizen was with a conversation that is closed.
pub async fn rate(score: &str, comment: &str) -> Result<Done, Refused> {
    let env = Env::current();
    let Some(conversation) = own(&env).await? else {
        answers_with(StatusCode::NOT_FOUND);
        return Err(Refused::plain("Cette conversation n’est plus sur cet appareil."));
    };
    let score = score.parse().ok().and_then(Score::new);
    let score = score.ok_or_else(|| unfit("score", "Choisissez une note de 0 à 10."))?;
    let comment = match Text::new(comment) {
        Ok(comment) => Some(comment),
        Err(Unsendable::Empty) => None,
        Err(Unsendable::TooLong) => return Err(unfit("comment", &too_long("Un commentaire"))),
    };
    let refused = |sentence| {
        answers_with(StatusCode::CONFLICT);
        Err(Refused::plain(sentence))
    };
    match env.brigade.rate(&conversation, score, comment.as_ref()).await.map_err(|error| failed(&error))? {
        Rated::Stored | Rated::Again => Ok(Done { shown_at: env.href(CHAT.at("", RATED)) }),
        Rated::Already => refused("Vous avez déjà donné votre avis sur cette conversation."),
        Rated::Unasked => refused("Aucun avis n’est demandé sur cette conversation."),
    }
}

/// The conversation of who calls.
async fn own(env: &Env) -> Result<Option<StoredConversation>, Refused> {
    match &env.citizen {
        Some(proof) => env.brigade.find(proof).await.map_err(|error| failed(&error)),
        None => Ok(None),
    }
}

fn unfit(field: &str, sentence: &str) -> Refused {
    answers_with(StatusCode::BAD_REQUEST);
    Refused { sentence: sentence.to_owned(), field: Some(field.to_owned()) }
}

fn too_long(what: &str) -> String {
    format!("{what} a {} caractères au plus.", french::number(LONGEST as f64, 0))
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

//! A citizen who calls: nobody's account, known by the proof of their conversation alone.

use ::brigade::{Code, ConversationState, Rated, StoredConversation, Uuid, Written};
use domain::conversation::{Channel, LONGEST, Language, Score, Text, Unsendable};
use http::{HeaderValue, StatusCode, header::SET_COOKIE};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::{answers_with, failed};
use crate::{
    address::CHAT,
    brigade::{
        CODE, RATED, WRITES,
        wording::{Wording, page_in},
    },
    env::Env,
    functions::{Done, Refused},
};

/// Name of the cookie with the proof: only this host, over an encrypted way, can set it. It goes with the browser's session.
pub const COOKIE: &str = "__Host-conversation";

/// The language of a form that somebody sent.
fn language_of(tag: &str) -> Language {
    Language::parse(tag).unwrap_or_default()
}

/// The citizen's page in the language of a form, whatever the conversation's own.
pub fn chat_of(tag: &str) -> String {
    CHAT.at(&format!("?langue={}", language_of(tag).id()), "")
}

/// The same, where there is no conversation.
fn chat_in(tag: &str) -> String {
    page_in(CHAT, language_of(tag), Language::French, "")
}

/// The same, where the conversation has a language of its own.
fn shown_in(env: &Env, conversation: &StoredConversation, language: Language, part: &str) -> Done {
    let usual = language_of(&conversation.language);
    Done { shown_at: env.href(page_in(CHAT, language, usual, part)) }
}

/// Writes in the citizen's conversation; opens one where they have none.
pub async fn write(message: &str, text: &str, tag: &str) -> Result<Done, Refused> {
    let env = Env::current();
    let language = language_of(tag);
    let wording = Wording::of(language);
    if !env.brigade_open {
        answers_with(StatusCode::NOT_FOUND);
        return Err(Refused::plain(wording.not_open));
    }
    let text = Text::new(text).map_err(|unsendable| match unsendable {
        Unsendable::Empty => unfit("text", wording.write_something),
        Unsendable::TooLong => unfit("text", &too_long(wording.message_too_long)),
    })?;
    let closed = || conflict(wording.closed_unsent);
    let failed = |error: &dyn std::error::Error| unread(error, wording);
    // A form that was changed by hand has its number from us.
    let form = Uuid::try_parse(message).unwrap_or_else(|_| env.brigade.message_id());
    let message = env.brigade.number_of(form, &text);
    let conversation = match own(&env, wording).await? {
        Some(conversation) => conversation,
        None => {
            let proof = env.brigade.open_for(message, Channel::Chat, language).await;
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
        Ok(Written::Stored { .. }) => Ok(shown_in(&env, &conversation, language, WRITES)),
        Ok(Written::Closed | Written::Behind | Written::Taken) => Err(closed()),
        Err(error) => Err(failed(&*error)),
    }
}

/// Says how content the citizen was with a conversation that is closed.
pub async fn rate(score: &str, comment: &str, tag: &str) -> Result<Done, Refused> {
    let env = Env::current();
    let language = language_of(tag);
    let wording = Wording::of(language);
    let Some(conversation) = own(&env, wording).await? else {
        answers_with(StatusCode::NOT_FOUND);
        return Err(Refused::plain(wording.gone));
    };
    let score = score.parse().ok().and_then(Score::new);
    let score = score.ok_or_else(|| unfit("score", wording.choose_score))?;
    let comment = match Text::new(comment) {
        Ok(comment) => Some(comment),
        Err(Unsendable::Empty) => None,
        Err(Unsendable::TooLong) => return Err(unfit("comment", &too_long(wording.comment_too_long))),
    };
    let rated = env.brigade.rate(&conversation, score, comment.as_ref()).await;
    match rated.map_err(|error| unread(&error, wording))? {
        Rated::Stored | Rated::Again => Ok(shown_in(&env, &conversation, language, RATED)),
        Rated::Already => Err(conflict(wording.rated_already)),
        Rated::Unasked => Err(conflict(wording.rated_unasked)),
    }
}

/// Makes a code for another device.
pub async fn make_code(tag: &str) -> Result<Done, Refused> {
    let env = Env::current();
    let language = language_of(tag);
    let wording = Wording::of(language);
    let Some(conversation) = own(&env, wording).await? else {
        answers_with(StatusCode::NOT_FOUND);
        return Err(Refused::plain(wording.gone));
    };
    env.brigade.make_code(&conversation).await.map_err(|error| unread(&error, wording))?;
    Ok(shown_in(&env, &conversation, language, CODE))
}

/// Goes on here with the conversation that a code leads to.
pub async fn resume(code: &str, tag: &str) -> Result<Done, Refused> {
    let env = Env::current();
    let language = language_of(tag);
    let wording = Wording::of(language);
    let wrong = || unfit("code", wording.resume_wrong);
    let code = Code::parse(code).ok_or_else(wrong)?;
    let proof =
        env.brigade.resume(&code).await.map_err(|error| unread(&error, wording))?.ok_or_else(wrong)?;
    let found = env.brigade.find(&proof).await.map_err(|error| unread(&error, wording))?;
    let conversation = found.ok_or_else(wrong)?;
    keep(&proof.text(), "");
    Ok(shown_in(&env, &conversation, language, WRITES))
}

/// The conversation of who calls.
async fn own(env: &Env, wording: &Wording) -> Result<Option<StoredConversation>, Refused> {
    match &env.citizen {
        Some(proof) => env.brigade.find(proof).await.map_err(|error| unread(&error, wording)),
        None => Ok(None),
    }
}

fn unfit(field: &str, sentence: &str) -> Refused {
    answers_with(StatusCode::BAD_REQUEST);
    Refused { sentence: sentence.to_owned(), field: Some(field.to_owned()) }
}

fn too_long(sentence: &str) -> String {
    sentence.replace("{n}", &french::number(LONGEST as f64, 0))
}

/// A refusal for want of the store, in the citizen's language.
fn unread(error: &dyn std::error::Error, wording: &Wording) -> Refused {
    Refused { sentence: wording.no_service.to_owned(), ..failed(error) }
}

/// Takes the proof from this device.
pub fn leave(tag: &str) -> Result<Done, Refused> {
    keep("", "; Max-Age=0");
    Ok(Done { shown_at: Env::current().href(chat_in(tag)) })
}

fn conflict(sentence: &str) -> Refused {
    answers_with(StatusCode::CONFLICT);
    Refused::plain(sentence)
}

fn keep(proof: &str, more: &str) {
    let cookie = format!("{COOKIE}={proof}; Path=/; Secure; HttpOnly; SameSite=Lax{more}");
    if let (Some(options), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        options.append_header(SET_COOKIE, cookie);
    }
}

//! A citizen who calls: nobody's account, known by the proof of their conversation alone.

use ::brigade::mail::is_address;
use ::brigade::{Code, ConversationState, Given, Rated, StoredConversation, Uuid, Written};
use domain::conversation::{Channel, LONGEST, Language, Score, Text, Unsendable};
use http::{HeaderValue, StatusCode, header::SET_COOKIE};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::{answers_with, failed};
use crate::{
    address::{Address, BUBBLE, CHAT, CONTACT},
    brigade::{
        BY_MAIL, CODE, RATED, WRITES,
        wording::{Wording, page_in},
    },
    env::Env,
    functions::{Done, Refused},
};

/// Name of the cookie with the proof: only this host, over an encrypted way, can set it. It goes with the browser's session.
pub const COOKIE: &str = "__Host-conversation";

/// Name of the cookie that shows that a browser keeps one in a frame of another site.
pub const FRAMED: &str = "__Host-cadre";

/// What a cookie says of itself on our own pages, and in a frame of another site: there it is kept apart for that site (CHIPS).
const OURS: &str = "Path=/; Secure; HttpOnly; SameSite=Lax";
const APART: &str = "Path=/; Secure; HttpOnly; SameSite=None; Partitioned";

/// Forgets the proof, wherever it is kept.
pub fn forgotten() -> [String; 2] {
    [OURS, APART].map(|how| format!("{COOKIE}=; {how}; Max-Age=0"))
}

/// Shows that a cookie is kept in a frame.
pub fn tried() -> String {
    format!("{FRAMED}=1; {APART}")
}

fn language_of(tag: &str) -> Language {
    Language::parse(tag).unwrap_or_default()
}

/// Where a form stood that somebody sent: its language, and whether that was in a frame of another site.
#[derive(Clone, Copy)]
pub struct Stood {
    language: Language,
    is_framed: bool,
    /// Whether it was the form whose answer may come by mail.
    is_form: bool,
}

impl Stood {
    pub fn at(tag: &str, framed: &str) -> Self {
        Self { language: language_of(tag), is_framed: !framed.is_empty(), is_form: false }
    }

    pub fn by_form(self, said: &str) -> Self {
        Self { is_form: !said.is_empty(), ..self }
    }

    fn channel(self) -> Channel {
        if self.is_form { Channel::Form } else { Channel::Chat }
    }

    fn page(self) -> Address {
        if self.is_framed { BUBBLE } else { CHAT }
    }

    /// The same, to go on writing. `usual`: the conversation's own language.
    pub fn writes(self, usual: Language) -> String {
        page_in(self.page(), self.language, usual, WRITES)
    }

    pub fn wording(self) -> &'static Wording {
        Wording::of(self.language)
    }

    /// The page in the language of the form, whatever the conversation's own.
    pub fn again(self) -> String {
        let page = if self.is_form { CONTACT } else { self.page() };
        page.at(&format!("?langue={}", self.language.id()), "")
    }

    /// The same, where there is no conversation.
    fn without(self, env: &Env) -> Done {
        Done { shown_at: env.href(page_in(self.page(), self.language, Language::French, "")) }
    }

    /// The same, where the conversation has a language of its own.
    fn within(self, env: &Env, conversation: &StoredConversation, part: &str) -> Done {
        let usual = language_of(&conversation.language);
        Done { shown_at: env.href(page_in(self.page(), self.language, usual, part)) }
    }

    /// Keeps the proof of a conversation on this device, for the browser's session.
    fn keep(self, proof: &str) {
        let (how, other) = if self.is_framed { (APART, OURS) } else { (OURS, APART) };
        set_cookie(&format!("{COOKIE}={proof}; {how}"));
        // Where a site around us is of our own, both would be sent, and the older one read.
        set_cookie(&format!("{COOKIE}=; {other}; Max-Age=0"));
    }
}

/// What a citizen typed, and what their form says of itself.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    /// Number of the form.
    pub message: &'a str,
    pub text: &'a str,
    /// What shows that answers were offered.
    pub offered: &'a str,
    /// Where the answer is to go, too.
    pub address: &'a str,
}

/// Writes in the citizen's conversation; opens one where they have none.
pub async fn write(typed: Typed<'_>, stood: Stood) -> Result<Done, Refused> {
    let Typed { message, text, offered, address } = typed;
    let env = Env::current();
    let wording = stood.wording();
    if !env.brigade_open {
        answers_with(StatusCode::NOT_FOUND);
        return Err(Refused::plain(wording.not_open));
    }
    let text = Text::new(text).map_err(|unsendable| match unsendable {
        Unsendable::Empty => unfit("text", wording.write_something),
        Unsendable::TooLong => unfit("text", &too_long(wording.message_too_long)),
    })?;
    let address = address.trim();
    if !address.is_empty() && !is_address(address) {
        return Err(unfit("address", wording.mail_wrong));
    }
    // What can't be done opens nothing.
    if !address.is_empty() && !env.brigade.answers_by_mail().await.map_err(|error| unread(&error, wording))? {
        return Err(unfit("address", wording.mail_none));
    }
    let closed = || conflict(wording.closed_unsent);
    let failed = |error: &dyn std::error::Error| unread(error, wording);
    // A form that was changed by hand has its number from us.
    let form = Uuid::try_parse(message).unwrap_or_else(|_| env.brigade.message_id());
    let message = env.brigade.number_of(form, &text);
    let conversation = match own(&env, wording).await? {
        Some(conversation) => conversation,
        None => {
            // What nobody could find again is not taken.
            if stood.is_framed && !env.keeps_cookies {
                return Err(conflict(wording.not_kept));
            }
            let proof = env.brigade.open_for(message, stood.channel(), stood.language).await;
            let proof = proof.map_err(|error| failed(&error))?;
            stood.keep(&proof.text());
            let found = env.brigade.find(&proof).await.map_err(|error| failed(&error))?;
            found.ok_or_else(closed)?
        }
    };
    if conversation.state == ConversationState::Closed {
        return Err(closed());
    }
    // Before its words: what is answered at once leaves too.
    if !address.is_empty() {
        keep_address(&env, &conversation, address, wording).await?;
    }
    match env.brigade.write(&conversation, message, &text).await {
        Ok(Written::Stored { again, .. }) => {
            if offered == env.brigade.offer_token(form)
                && !again
                && let Err(error) = env.brigade.count_sent(form).await
            {
                tracing::warn!(%error, "a message that was sent can't be counted");
            }
            Ok(stood.within(&env, &conversation, WRITES))
        }
        Ok(Written::Closed | Written::Behind | Written::Taken) => Err(closed()),
        Err(error) => Err(failed(&*error)),
    }
}

async fn keep_address(
    env: &Env,
    conversation: &StoredConversation,
    address: &str,
    wording: &Wording,
) -> Result<(), Refused> {
    match env.brigade.answer_by_mail(conversation, address).await.map_err(|error| unread(&error, wording))? {
        Given::Stored => Ok(()),
        Given::NoAddress => Err(unfit("address", wording.mail_wrong)),
        Given::NoMailbox => Err(unfit("address", wording.mail_none)),
    }
}

/// Has answers of the citizen's conversation leave by mail too.
pub async fn give_address(address: &str, stood: Stood) -> Result<Done, Refused> {
    let env = Env::current();
    let conversation = theirs(&env, stood.wording()).await?;
    keep_address(&env, &conversation, address, stood.wording()).await?;
    Ok(stood.within(&env, &conversation, BY_MAIL))
}

/// Takes their address back.
pub async fn forget_address(stood: Stood) -> Result<Done, Refused> {
    let env = Env::current();
    let conversation = theirs(&env, stood.wording()).await?;
    let done = env.brigade.answer_here_alone(&conversation).await;
    done.map_err(|error| unread(&error, stood.wording()))?;
    Ok(stood.within(&env, &conversation, BY_MAIL))
}

/// Says how content the citizen was with a conversation that is closed.
pub async fn rate(score: &str, comment: &str, stood: Stood) -> Result<Done, Refused> {
    let env = Env::current();
    let wording = stood.wording();
    let conversation = theirs(&env, wording).await?;
    let score = score.parse().ok().and_then(Score::new);
    let score = score.ok_or_else(|| unfit("score", wording.choose_score))?;
    let comment = match Text::new(comment) {
        Ok(comment) => Some(comment),
        Err(Unsendable::Empty) => None,
        Err(Unsendable::TooLong) => return Err(unfit("comment", &too_long(wording.comment_too_long))),
    };
    let rated = env.brigade.rate(&conversation, score, comment.as_ref()).await;
    match rated.map_err(|error| unread(&error, wording))? {
        Rated::Stored | Rated::Again => Ok(stood.within(&env, &conversation, RATED)),
        Rated::Already => Err(conflict(wording.rated_already)),
        Rated::Unasked => Err(conflict(wording.rated_unasked)),
    }
}

/// Makes a code for another device.
pub async fn make_code(stood: Stood) -> Result<Done, Refused> {
    let env = Env::current();
    let wording = stood.wording();
    let conversation = theirs(&env, wording).await?;
    env.brigade.make_code(&conversation).await.map_err(|error| unread(&error, wording))?;
    Ok(stood.within(&env, &conversation, CODE))
}

/// Goes on here with the conversation that a code leads to.
pub async fn resume(code: &str, stood: Stood) -> Result<Done, Refused> {
    let env = Env::current();
    let wording = stood.wording();
    let wrong = || unfit("code", wording.resume_wrong);
    let code = Code::parse(code).ok_or_else(wrong)?;
    // It leads there once.
    if stood.is_framed && !env.keeps_cookies {
        return Err(conflict(wording.not_kept));
    }
    let proof =
        env.brigade.resume(&code).await.map_err(|error| unread(&error, wording))?.ok_or_else(wrong)?;
    let found = env.brigade.find(&proof).await.map_err(|error| unread(&error, wording))?;
    let conversation = found.ok_or_else(wrong)?;
    stood.keep(&proof.text());
    Ok(stood.within(&env, &conversation, WRITES))
}

/// The conversation of who calls.
async fn own(env: &Env, wording: &Wording) -> Result<Option<StoredConversation>, Refused> {
    match &env.citizen {
        Some(proof) => env.brigade.find(proof).await.map_err(|error| unread(&error, wording)),
        None => Ok(None),
    }
}

/// The same; where there is none, it is gone.
async fn theirs(env: &Env, wording: &Wording) -> Result<StoredConversation, Refused> {
    own(env, wording).await?.ok_or_else(|| {
        answers_with(StatusCode::NOT_FOUND);
        Refused::plain(wording.gone)
    })
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
pub fn leave(stood: Stood) -> Result<Done, Refused> {
    forgotten().iter().for_each(|gone| set_cookie(gone));
    Ok(stood.without(&Env::current()))
}

/// Has all that is kept of the citizen's conversation erased, here too.
pub async fn erase(stood: Stood) -> Result<Done, Refused> {
    let env = Env::current();
    let conversation = theirs(&env, stood.wording()).await?;
    match env.brigade.erase(&conversation).await {
        Ok(true) => {
            forgotten().iter().for_each(|gone| set_cookie(gone));
            let shown_at = stood.page().at(&format!("?langue={}&effacee=1", stood.language.id()), "");
            Ok(Done { shown_at: env.href(shown_at) })
        }
        Ok(false) => Err(conflict(stood.wording().erase_urgent)),
        Err(error) => Err(unread(&error, stood.wording())),
    }
}

fn conflict(sentence: &str) -> Refused {
    answers_with(StatusCode::CONFLICT);
    Refused::plain(sentence)
}

fn set_cookie(cookie: &str) {
    if let (Some(options), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie)) {
        options.append_header(SET_COOKIE, cookie);
    }
}

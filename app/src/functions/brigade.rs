//! What a citizen and an agent write to each other, by forms of our own pages. Clients of others use the public contract
//! (`/api/v1/conversations`).

use domain::ids::ConversationId;
use leptos::{prelude::*, server_fn::codec::PostUrl};

#[cfg(feature = "ssr")]
use super::caller::citizen::Stood;
use super::{Done, InWords, Refused};

/// A citizen writes; the first message opens their conversation.
#[server(prefix = "/brigade", endpoint = "discuter", input = PostUrl, output = InWords)]
pub async fn write_to_brigade(
    #[server(default)] message: String,
    #[server(default)] text: String,
    #[server(default)] offered: String,
    #[server(default)] address: String,
    #[server(default)] formulaire: String,
    #[server(default)] langue: String,
    #[server(default)] cadre: String,
) -> Result<Done, Refused> {
    use super::caller::citizen::{Typed, write};
    let typed = Typed { message: &message, text: &text, offered: &offered, address: &address };
    write(typed, Stood::at(&langue, &cadre).by_form(&formulaire)).await
}

/// A citizen has answers leave by mail too.
#[server(prefix = "/brigade/discuter", endpoint = "adresse", input = PostUrl, output = InWords)]
pub async fn give_address(
    #[server(default)] address: String,
    #[server(default)] langue: String,
    #[server(default)] cadre: String,
) -> Result<Done, Refused> {
    super::caller::citizen::give_address(&address, Stood::at(&langue, &cadre)).await
}

/// A citizen takes their address back.
#[server(prefix = "/brigade/discuter", endpoint = "sans-adresse", input = PostUrl, output = InWords)]
pub async fn forget_address(
    #[server(default)] langue: String,
    #[server(default)] cadre: String,
) -> Result<Done, Refused> {
    super::caller::citizen::forget_address(Stood::at(&langue, &cadre)).await
}

/// A citizen ends their conversation on this device.
#[server(prefix = "/brigade/discuter", endpoint = "terminer", input = PostUrl, output = InWords)]
pub async fn leave_brigade(
    #[server(default)] langue: String,
    #[server(default)] cadre: String,
) -> Result<Done, Refused> {
    super::caller::citizen::leave(Stood::at(&langue, &cadre))
}

/// A citizen has all that is kept of their conversation erased.
#[server(prefix = "/brigade/discuter", endpoint = "effacer", input = PostUrl, output = InWords)]
pub async fn erase_conversation(
    #[server(default)] langue: String,
    #[server(default)] cadre: String,
) -> Result<Done, Refused> {
    super::caller::citizen::erase(Stood::at(&langue, &cadre)).await
}

/// A citizen asks for a code by which they go on on another device.
#[server(prefix = "/brigade/discuter", endpoint = "code", input = PostUrl, output = InWords)]
pub async fn make_code(
    #[server(default)] langue: String,
    #[server(default)] cadre: String,
) -> Result<Done, Refused> {
    super::caller::citizen::make_code(Stood::at(&langue, &cadre)).await
}

/// A citizen goes on here with what they began on another device.
#[server(prefix = "/brigade/discuter", endpoint = "reprendre", input = PostUrl, output = InWords)]
pub async fn resume_brigade(
    #[server(default)] code: String,
    #[server(default)] langue: String,
    #[server(default)] cadre: String,
) -> Result<Done, Refused> {
    super::caller::citizen::resume(&code, Stood::at(&langue, &cadre)).await
}

/// A citizen says how content they were with a conversation that is closed.
#[server(prefix = "/brigade/discuter", endpoint = "noter", input = PostUrl, output = InWords)]
pub async fn rate_brigade(
    #[server(default)] score: String,
    #[server(default)] comment: String,
    #[server(default)] langue: String,
    #[server(default)] cadre: String,
) -> Result<Done, Refused> {
    super::caller::citizen::rate(&score, &comment, Stood::at(&langue, &cadre)).await
}

/// An agent takes a conversation.
#[server(prefix = "/brigade/poste", endpoint = "prendre", input = PostUrl, output = InWords)]
pub async fn take_conversation(number: ConversationId) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.brigade.take(&actor, number).await;
    told(&env, done, crate::brigade::of_desk(number, &crate::brigade::field_of(number)))
}

/// An agent erases the conversation of who writes from outside, and asks for it.
#[server(prefix = "/brigade/poste", endpoint = "effacer", input = PostUrl, output = InWords)]
pub async fn erase_asked(number: ConversationId, #[server(default)] seen: i64) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.brigade.erase_asked(&actor, number, seen).await;
    told(&env, done, crate::address::DESK)
}

/// An agent takes the conversation that is first in the queue.
#[server(prefix = "/brigade/poste", endpoint = "suivante", input = PostUrl, output = InWords)]
pub async fn take_next_conversation() -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let (done, number) = match env.brigade.take_next(&actor).await {
        Ok(number) => (Ok(()), number),
        Err(unfit) => (Err(unfit), None),
    };
    let shown_at = match number {
        Some(number) => crate::brigade::of_desk(number, &crate::brigade::field_of(number)),
        None => crate::address::DESK.path().to_owned(),
    };
    told(&env, done, shown_at)
}

/// An agent answers; not over a message that their page did not show.
#[server(prefix = "/brigade/poste", endpoint = "repondre", input = PostUrl, output = InWords)]
pub async fn answer_citizen(
    number: ConversationId,
    #[server(default)] message: String,
    #[server(default)] seen: i64,
    #[server(default)] text: String,
    #[server(default)] ensemble: String,
) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let message = ::brigade::Uuid::try_parse(&message).unwrap_or_else(|_| env.brigade.message_id());
    let done = env.brigade.answer(&actor, number, message, seen, &text).await;
    let field = crate::brigade::field_of(number);
    let shown_at = match &*ensemble {
        "" => crate::brigade::of_desk(number, &field),
        _ => crate::address::DESK.at("", &field),
    };
    told(&env, done, shown_at)
}

/// An agent gives a conversation back to the queue.
#[server(prefix = "/brigade/poste", endpoint = "rendre", input = PostUrl, output = InWords)]
pub async fn give_back_conversation(number: ConversationId) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.brigade.give_back(&actor, number).await;
    told(&env, done, crate::address::DESK.path())
}

/// An agent notes something for colleagues.
#[server(prefix = "/brigade/poste", endpoint = "noter", input = PostUrl, output = InWords)]
pub async fn note_conversation(
    number: ConversationId,
    #[server(default)] message: String,
    #[server(default)] note: String,
) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let message = ::brigade::Uuid::try_parse(&message).unwrap_or_else(|_| env.brigade.message_id());
    let done = env.brigade.note(&actor, number, message, &note).await;
    told(&env, done, crate::brigade::of_desk(number, &crate::brigade::note_of(number)))
}

/// An agent closes a conversation, and says what it was about.
#[server(prefix = "/brigade/poste", endpoint = "clore", input = PostUrl, output = InWords)]
pub async fn close_conversation(
    number: ConversationId,
    #[server(default)] seen: i64,
    #[server(default)] motif: String,
) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.brigade.close(&actor, number, seen, &motif).await;
    told(&env, done, crate::brigade::of_desk(number, ""))
}

/// Acts of a citizen stand on their page, in the language that it was in.
#[cfg(feature = "ssr")]
macro_rules! stand_on_chat {
    ($($act:ty),*) => {$(
        impl super::caller::Act for $act {
            const FORM: crate::address::Address = crate::address::CHAT;

            fn stood_at(typed: &[(String, String)]) -> String {
                let field = |name| super::caller::typed(typed, name);
                Stood::at(field("langue"), field("cadre")).by_form(field("formulaire")).again()
            }
        }
    )*};
}
#[cfg(feature = "ssr")]
stand_on_chat!(
    EraseConversation,
    ForgetAddress,
    GiveAddress,
    LeaveBrigade,
    MakeCode,
    RateBrigade,
    ResumeBrigade,
    WriteToBrigade
);
#[cfg(feature = "ssr")]
super::caller::stand_on!(crate::address::DESK; TakeNextConversation);

/// Acts of a conversation stand on its page.
#[cfg(feature = "ssr")]
macro_rules! stand_on_desk {
    ($($act:ty),*) => {$(
        impl super::caller::Act for $act {
            const FORM: crate::address::Address = crate::address::DESK;

            fn stood_at(typed: &[(String, String)]) -> String {
                let is_of_all = !super::caller::typed(typed, "ensemble").is_empty();
                match super::caller::typed(typed, "number").parse() {
                    Ok(number) if !is_of_all => crate::brigade::of_desk(number, ""),
                    _ => Self::FORM.path().to_owned(),
                }
            }
        }
    )*};
}
#[cfg(feature = "ssr")]
stand_on_desk!(
    TakeConversation,
    AnswerCitizen,
    CloseConversation,
    EraseAsked,
    GiveBackConversation,
    NoteConversation
);

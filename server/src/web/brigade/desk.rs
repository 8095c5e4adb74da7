//! `/brigade/poste` and its acts.

use app::{
    address,
    functions::{
        brigade::{
            AnswerCitizen, CloseConversation, EraseAsked, GiveBackConversation, NoteConversation,
            TakeConversation, TakeNextConversation,
        },
        shift::{BeginBreak, EndBreak},
    },
};
use axum::{
    Extension,
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use domain::{identity::Operation, ids::ConversationId};
use serde::Deserialize;
use services::identity::Session;

use super::streams;
use crate::web::{
    AppState,
    access::{Rule, Who},
    page,
};

pub fn rules() -> Vec<Rule> {
    let agents = Who::May(Operation::Answer);
    vec![
        Rule::get(address::DESK.path(), agents, page),
        Rule::act::<TakeConversation>(agents),
        Rule::act::<TakeNextConversation>(agents),
        Rule::act::<AnswerCitizen>(agents),
        Rule::act::<CloseConversation>(agents),
        Rule::act::<EraseAsked>(agents),
        Rule::act::<GiveBackConversation>(agents),
        Rule::act::<NoteConversation>(agents),
        Rule::act::<BeginBreak>(agents),
        Rule::act::<EndBreak>(agents),
        Rule::get(address::DESK_STREAM.path(), agents, stream),
    ]
}

#[derive(Deserialize)]
struct Seen {
    /// The conversation that is open beside the lists.
    conversation: Option<ConversationId>,
    /// What the page shows ([`brigade::Desk::stamp`]).
    #[serde(default)]
    vu: String,
}

async fn stream(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Query(seen): Query<Seen>,
    headers: HeaderMap,
) -> Response {
    streams::of_desk(state, session, seen.conversation, seen.vu, &headers)
}

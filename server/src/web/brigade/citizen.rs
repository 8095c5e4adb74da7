//! `/brigade` and what a citizen does there.

use app::{
    address,
    brigade::{
        standing::sentence,
        wording::{Wording, page_in},
    },
    functions::{
        brigade::{
            EraseConversation, ForgetAddress, GiveAddress, LeaveBrigade, MakeCode, RateBrigade,
            ResumeBrigade, WriteToBrigade,
        },
        caller::citizen,
    },
};
use axum::{
    Form, Json,
    extract::{Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use brigade::{StoredConversation, Uuid, offers::is_held_back};
use domain::conversation::Language;
use serde::{Deserialize, Serialize};

use super::streams;
use crate::web::{
    AppState,
    access::{Rule, Who},
    api::own_data::HeldConversation,
    page,
    reader::proof,
};

/// Where nobody sees from where one came.
const ELSEWHERE: &str = "https://meteofrance.com/";

pub fn rules() -> Vec<Rule> {
    vec![
        Rule::get(address::BRIGADE.path(), Who::Anybody, page),
        Rule::get(address::FAQ.path(), Who::Anybody, kept_by_nobody),
        Rule::get(address::FAQ_ENTRY.pattern(), Who::Anybody, page),
        Rule::get(address::ORIENTATION.path(), Who::Anybody, page),
        Rule::get(address::ORIENTATION_AT.pattern(), Who::Anybody, kept_by_nobody),
        Rule::get(address::CHAT.path(), Who::Anybody, kept_by_nobody),
        Rule::get(address::CONTACT.path(), Who::Anybody, kept_by_nobody),
        Rule::act::<WriteToBrigade>(Who::Anybody),
        Rule::act::<GiveAddress>(Who::Anybody),
        Rule::act::<ForgetAddress>(Who::Anybody),
        Rule::post(address::CHAT_OFFERS.path(), Who::Anybody, offers),
        Rule::act::<LeaveBrigade>(Who::Anybody),
        Rule::act::<RateBrigade>(Who::Anybody),
        Rule::get(address::CHAT_DATA.path(), Who::Anybody, kept_by_nobody),
        Rule::get(address::CHAT_DATA_FILE.path(), Who::Anybody, data_file),
        Rule::act::<EraseConversation>(Who::Anybody),
        Rule::act::<MakeCode>(Who::Anybody),
        Rule::act::<ResumeBrigade>(Who::Anybody),
        Rule::get(address::CHAT_STREAM.path(), Who::Anybody, stream),
        Rule::get(address::CHAT_NEWS.path(), Who::Anybody, news),
        Rule::get(address::CHAT_EXIT.path(), Who::Anybody, exit),
    ]
}

/// What a browser kept of it would be read by who comes next.
pub(super) async fn kept_by_nobody(state: State<AppState>, request: Request) -> Response {
    kept_nowhere(page(state, request).await)
}

fn kept_nowhere(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// What is being typed.
#[derive(Deserialize)]
struct Typed {
    text: String,
    /// Number of the form, and what shows that it is ours.
    message: String,
    #[serde(default)]
    token: String,
    /// It is the first time that this form asks.
    #[serde(default)]
    first: String,
}

/// An answer that is near to it.
#[derive(Serialize)]
struct Offer {
    question: String,
    href: String,
}

/// Answers that are offered, most.
const OFFERED: usize = 3;

/// Answers that are near to what somebody types; none to one form in five, so that one knows whether they help.
async fn offers(State(state): State<AppState>, Form(typed): Form<Typed>) -> Response {
    let Ok(form) = Uuid::try_parse(&typed.message) else { return StatusCode::BAD_REQUEST.into_response() };
    let is_ours = typed.token == state.env.brigade.offer_token(form);
    if is_ours
        && typed.first == "1"
        && let Err(error) = state.env.brigade.count_begun(form).await
    {
        tracing::warn!(%error, "who begins to write can't be counted");
    }
    let mut offers = Vec::new();
    if !is_held_back(form)
        && !brigade::tells_of_emergency(&typed.text)
        && let Ok(edition) = state.env.knowledge.edition().await
    {
        let answer = state.env.knowledge.find(&edition, &typed.text, OFFERED).await;
        let found = if answer.is_sure { answer.found } else { Vec::new() };
        offers = found
            .into_iter()
            .map(|found| {
                let entry = &edition.entries()[found.at];
                let href = state.href(address::FAQ_ENTRY.of(entry.id.clone()));
                Offer { question: entry.question.clone(), href }
            })
            .collect();
    }
    kept_nowhere(Json(offers).into_response())
}

#[derive(Deserialize)]
struct After {
    /// Number of the last message that the page shows.
    #[serde(default)]
    apres: i64,
    /// The language that it is in.
    #[serde(default)]
    langue: String,
}

/// The conversation of who asks.
///
/// # Errors
/// They have none, or the store can't be read: the answer that says so.
pub(super) async fn own(state: &AppState, headers: &HeaderMap) -> Result<StoredConversation, Response> {
    let found = match proof(headers) {
        Some(proof) => state.env.brigade.find(&proof).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(conversation)) => Ok(conversation),
        Ok(None) => Err(StatusCode::NOT_FOUND.into_response()),
        Err(error) => Err(unread(&error)),
    }
}

fn unread(error: &store::StoreError) -> Response {
    tracing::error!(%error, "a conversation can't be read");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

async fn stream(State(state): State<AppState>, Query(after): Query<After>, headers: HeaderMap) -> Response {
    match own(&state, &headers).await {
        Ok(conversation) => streams::of_citizen(state, conversation, after.apres, &headers),
        Err(answer) => answer,
    }
}

/// For who has no JavaScript: a frame of the page that renews itself, so that what is typed beside it stays.
async fn news(State(state): State<AppState>, Query(after): Query<After>, headers: HeaderMap) -> Response {
    let conversation = match own(&state, &headers).await {
        Ok(conversation) => conversation,
        Err(answer) => return answer,
    };
    let standing = match state.env.brigade.standing(&conversation).await {
        Ok(standing) => standing,
        Err(error) => return unread(&error),
    };
    let own = Language::parse(&conversation.language).unwrap_or_default();
    let language = Language::parse(&after.langue).unwrap_or(own);
    let wording = Wording::of(language);
    let is_closed = conversation.state == brigade::ConversationState::Closed;
    let word = match conversation.last_seq.saturating_sub(after.apres) {
        _ if is_closed => wording.news_closed,
        ..=0 => wording.news_none,
        1 => wording.news_one,
        _ => wording.news_many,
    };
    let show = if is_closed || conversation.last_seq > after.apres {
        let to = state.href(page_in(address::CHAT, language, own, ""));
        format!(" : <a href=\"{to}\" target=\"_top\">{}</a>", wording.news_show)
    } else {
        String::new()
    };
    let (tag, title, stands) = (wording.tag, wording.news_title, sentence(wording, standing));
    let style = state.env.asset("style.css");
    let mut response = Html(format!(
        "<!DOCTYPE html><html lang=\"{tag}\" data-fr-theme=\"light\"><head><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"15\"><title>{title}</title><link rel=\"stylesheet\" href=\"{style}\"></head><body><p>{stands}</p><p>{word}{show}</p></body></html>"
    ))
    .into_response();
    let headers = response.headers_mut();
    let policy =
        "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'self'";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    kept_nowhere(response)
}

/// All that is kept of the conversation, as a file.
async fn data_file(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let conversation = match own(&state, &headers).await {
        Ok(conversation) => conversation,
        Err(answer) => return answer,
    };
    match state.env.brigade.held_of(conversation).await {
        Ok(held) => kept_nowhere(Json(HeldConversation::from(held)).into_response()),
        Err(error) => unread(&error),
    }
}

/// Leaves at once. The proof goes, where it is this site's own page that asks for it.
async fn exit(headers: HeaderMap) -> Response {
    let mut response = Redirect::to(ELSEWHERE).into_response();
    let answer = response.headers_mut();
    answer.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin") {
        for gone in citizen::forgotten() {
            if let Ok(gone) = HeaderValue::from_str(&gone) {
                answer.append(header::SET_COOKIE, gone);
            }
        }
    }
    kept_nowhere(response)
}

//! Files that a citizen and an agent hand on, by forms of our own pages.

use app::{
    address, brigade::wording::Wording, functions::caller::citizen::Stood, impact::components::FormProblem,
};
use axum::{
    Extension,
    extract::{FromRequest, Multipart, Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use brigade::{File, Kind, Unattached, Uuid, Written};
use domain::{conversation::Language, identity::Operation, ids::ConversationId};
use services::{Unfit, identity::Session};

use super::citizen::own;
use crate::web::{
    AppState,
    access::{Rule, Who},
    page_again,
    reader::Reader,
};

pub fn rules() -> Vec<Rule> {
    let agents = Who::May(Operation::Answer);
    vec![
        Rule::post(address::CHAT_FILES.path(), Who::Anybody, from_citizen),
        Rule::get(address::CHAT_FILE.pattern(), Who::Anybody, to_citizen),
        Rule::post(address::DESK_FILES.path(), agents, from_agent),
        Rule::get(address::DESK_FILE.pattern(), agents, to_agent),
    ]
}

/// What a form with a file says.
#[derive(Default)]
struct Sent {
    number: Option<ConversationId>,
    message: Option<Uuid>,
    seen: i64,
    language: String,
    framed: String,
    bytes: Vec<u8>,
}

impl Sent {
    /// The number of the message: that of the form and its file together, so that another file is another message.
    fn number_in(&self, state: &AppState) -> Uuid {
        let brigade = &state.env.brigade;
        brigade.number_of_file(self.message.unwrap_or_else(|| brigade.message_id()), &self.bytes)
    }
}

/// # Errors
/// It is no such form, or it is cut.
async fn sent(request: Request) -> Result<Sent, StatusCode> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| StatusCode::BAD_REQUEST)?;
    let mut sent = Sent::default();
    while let Some(field) = parts.next_field().await.map_err(|error| error.status())? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|error| error.status())?;
        if name == "fichier" {
            sent.bytes = bytes.into();
            continue;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match &*name {
            "number" => sent.number = text.parse().ok(),
            "message" => sent.message = Uuid::try_parse(&text).ok(),
            "seen" => sent.seen = text.parse().unwrap_or(0),
            "langue" => sent.language = text,
            "cadre" => sent.framed = text,
            _ => {}
        }
    }
    Ok(sent)
}

/// Why a file is not taken, as its sender is told it.
fn why(unattached: &Unattached, wording: &Wording) -> (StatusCode, &'static str) {
    match unattached {
        Unattached::Refused(_) => (StatusCode::BAD_REQUEST, wording.file_wrong),
        Unattached::Dangerous => (StatusCode::BAD_REQUEST, wording.file_dangerous),
        Unattached::TooMany => (StatusCode::BAD_REQUEST, wording.file_too_many),
        Unattached::Unwritten(_) => (StatusCode::CONFLICT, wording.closed_unsent),
        Unattached::Unscanned => (StatusCode::SERVICE_UNAVAILABLE, wording.file_unscanned),
        Unattached::Store(error) => {
            tracing::error!(%error, "a file can't be stored");
            (StatusCode::SERVICE_UNAVAILABLE, wording.no_service)
        }
    }
}

/// The page of the form again, with one sentence.
async fn again(
    state: AppState,
    reader: Reader,
    act: &'static str,
    at: &str,
    (status, sentence): (StatusCode, &str),
) -> Response {
    let problem = FormProblem { act, sentence: sentence.to_owned(), ..FormProblem::default() };
    let page = at.parse().unwrap_or_else(|_| Uri::from_static("/brigade"));
    let mut page = page_again(state, page, status, problem, reader).await;
    page.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    page
}

async fn from_citizen(State(state): State<AppState>, request: Request) -> Response {
    let (reader, headers) = (Reader::of(&request), request.headers().clone());
    let sent = match sent(request).await {
        Ok(sent) => sent,
        Err(status) => return status.into_response(),
    };
    let conversation = match own(&state, &headers).await {
        Ok(conversation) => conversation,
        Err(answer) => return answer,
    };
    let stood = Stood::at(&sent.language, &sent.framed);
    let id = sent.number_in(&state);
    match state.env.brigade.attach(&conversation, id, sent.bytes).await {
        Ok(_) => {
            let usual = Language::parse(&conversation.language).unwrap_or_default();
            Redirect::to(&state.href(stood.writes(usual))).into_response()
        }
        Err(unattached) => {
            let told = why(&unattached, stood.wording());
            again(state, reader, address::CHAT_FILES.path(), &stood.again(), told).await
        }
    }
}

async fn from_agent(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    request: Request,
) -> Response {
    let reader = Reader::of(&request);
    let sent = match sent(request).await {
        Ok(sent) => sent,
        Err(status) => return status.into_response(),
    };
    let Some(number) = sent.number else { return StatusCode::BAD_REQUEST.into_response() };
    let page = app::brigade::of_desk(number, "");
    let brigade = &state.env.brigade;
    let id = sent.number_in(&state);
    let answered = brigade.answer_with_file(&session.actor, number, id, sent.seen, sent.bytes).await;
    let told = match &answered {
        Ok(Ok(_)) => return Redirect::to(&state.href(page)).into_response(),
        Ok(Err(Unattached::Unwritten(Written::Behind))) => (
            StatusCode::BAD_REQUEST,
            "Un message est arrivé entre-temps : lisez-le, puis envoyez le fichier s’il convient toujours."
                .to_owned(),
        ),
        Ok(Err(unattached)) => {
            let (status, sentence) = why(unattached, Wording::FRENCH);
            (status, sentence.to_owned())
        }
        Err(unfit) => (status_of(unfit), unfit.to_string()),
    };
    again(state.clone(), reader, address::DESK_FILES.path(), &page, (told.0, &told.1)).await
}

fn status_of(unfit: &Unfit) -> StatusCode {
    match unfit {
        Unfit::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        Unfit::Forbidden => StatusCode::FORBIDDEN,
        Unfit::Malformed(_) | Unfit::Field { .. } => StatusCode::BAD_REQUEST,
    }
}

async fn to_citizen(State(state): State<AppState>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let conversation = match own(&state, &headers).await {
        Ok(conversation) => conversation,
        Err(answer) => return answer,
    };
    let Ok(id) = Uuid::try_parse(&id) else { return StatusCode::NOT_FOUND.into_response() };
    match state.env.brigade.file(&conversation, id).await {
        Ok(Some(file)) => handed(file),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a file can't be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn to_agent(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(ids): Path<String>,
) -> Response {
    let ids =
        ids.split_once('.').and_then(|(number, id)| Some((number.parse().ok()?, Uuid::try_parse(id).ok()?)));
    let Some((number, id)) = ids else { return StatusCode::NOT_FOUND.into_response() };
    match state.env.brigade.file_at_desk(&session.actor, number, id).await {
        Ok(Some(file)) => handed(file),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(unfit) => status_of(&unfit).into_response(),
    }
}

/// A file: shown where it is an image, saved where it is a document. Nothing in it runs, nothing of it is kept.
pub fn handed(File { kind, bytes }: File) -> Response {
    let how = if kind.is_image() { "inline" } else { "attachment" };
    let disposition = format!("{how}; filename=\"fichier.{}\"", kind.extension());
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media_type(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"),
    );
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

fn media_type(kind: Kind) -> HeaderValue {
    HeaderValue::from_static(kind.media_type())
}

//! The OpenAPI 3.1 description, generated from the types.

use axum::{extract::State, http::HeaderMap, response::Response};
use utoipa::OpenApi;

use super::{
    conversations, dump, events, faq, files, indicators, json, live_conversations, observations, own_data,
    problem, rows, territories,
};
use crate::web::AppState;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Baromètre numérique",
        description = "Chiffres des services numériques de la gendarmerie nationale, et conversations avec la Brigade numérique.",
        license(
            name = "Licence Ouverte 2.0",
            url = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
        )
    ),
    paths(
        indicators::list,
        indicators::one,
        territories::list,
        observations::json_or_csv,
        observations::csv,
        dump::gzip,
        events::list,
        faq::find,
        conversations::open,
        conversations::write,
        conversations::read,
        conversations::rate,
        files::hand_on,
        files::read,
        own_data::read,
        own_data::erase,
        live_conversations::stream,
        live_conversations::socket
    ),
    components(schemas(
        observations::Envelope,
        observations::Observation,
        rows::Compared,
        indicators::IndicatorList,
        territories::TerritoryList,
        events::EventList,
        faq::FaqResults,
        faq::FaqEntry,
        conversations::NewConversation,
        conversations::OpenedConversation,
        conversations::NewMessage,
        conversations::StoredMessage,
        conversations::ReadMessage,
        conversations::ReadFile,
        files::StoredFile,
        own_data::HeldConversation,
        own_data::HeldRating,
        conversations::MessageList,
        conversations::NewRating,
        conversations::StoredScore,
        problem::Problem,
        domain::query::Comparison,
        domain::time::Grain,
        domain::territory::Level
    ))
)]
struct Description;

pub async fn document(State(_): State<AppState>, headers: HeaderMap) -> Response {
    json(&headers, &Description::openapi())
}

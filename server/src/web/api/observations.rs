//! `observations`: values by period, territory and dimensions.

use std::ops::Range;

use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, header},
    response::Response,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::catalogue::Unit;
use serde::{Serialize, Serializer};
use services::Answer;
use utoipa::ToSchema;

use super::{
    params,
    problem::Problem,
    rows::{self, Compared},
};
use crate::{room::Share, web::AppState};

/// Pairs of a query string, decoded.
pub type Pairs = Query<Vec<(String, String)>>;

/// What an answer says of its indicator.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorHead {
    id: String,
    title: String,
    definition: String,
    unit: Unit,
    /// Whether values add up over time and over every dimension.
    additive: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PeriodHead {
    from: NaiveDate,
    to: NaiveDate,
    grain: &'static str,
}

/// One row of `data`; each dimension of `by` adds its own key.
#[derive(ToSchema)]
#[allow(dead_code)] // Says what `row` writes.
pub struct Observation {
    /// `2024-03-31T14`, `2024-03-31`, `2024-W13`, `2024-03`, `2024-Q1`, `2024` or `total`.
    period: String,
    /// `france`, `region:53`, `departement:35`.
    territory: String,
    value: Option<f64>,
    /// `final`, `provisional`, `partial`, `suppressed` or `missing`.
    status: String,
    /// Persons or events behind a share, a mean or a quantile.
    n: Option<i64>,
    /// Kept for readers of earlier answers: nothing is rounded any more.
    rounded: Option<bool>,
    /// The same row of the earlier window, where `compare` asks for it.
    compare: Option<Compared>,
}

/// The envelope of every answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Envelope {
    indicator: IndicatorHead,
    period: PeriodHead,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared_with: Option<PeriodHead>,
    /// Last civil day covered.
    as_of: Option<NaiveDate>,
    refreshed_at: Option<DateTime<Utc>>,
    source: String,
    licence: String,
    simulated: bool,
    /// Values withheld in the whole answer.
    suppressed: usize,
    /// One sentence, where the answer is not quite what was asked: figures of persons are published by whole periods.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[schema(value_type = Vec<Observation>)]
    data: Rows,
    /// Address of the next page.
    next: Option<String>,
}

/// Where the rows go: they are written one after the other, never held all at once.
#[derive(Debug)]
struct Rows;

impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq::<[(); 0]>([])
    }
}

pub fn head(answer: &Answer) -> IndicatorHead {
    let i = answer.indicator;
    IndicatorHead {
        id: i.id.clone(),
        title: i.title.clone(),
        definition: i.definition.clone(),
        unit: i.unit,
        additive: answer.measure.not_additive.is_empty()
            && answer.measure.over_time == domain::catalogue::OverTime::Sum
            && i.statistic_counts_absence(),
    }
}

fn period(answer: &Answer) -> PeriodHead {
    let window = answer.query.window();
    PeriodHead { from: window.from, to: window.to, grain: answer.query.grain().id() }
}

/// Observations as JSON, or as CSV when `Accept: text/csv` asks for it.
#[utoipa::path(get, path = "/api/v1/observations", tag = "observations",
    params(
        ("indicator" = String, Query, description = "Identifiant de l’indicateur"),
        ("from" = NaiveDate, Query, description = "Premier jour, inclus"),
        ("to" = NaiveDate, Query, description = "Dernier jour, inclus"),
        ("grain" = Option<domain::time::Grain>, Query, description = "Largeur des périodes"),
        ("by" = Option<String>, Query, description = "Dimensions, séparées par des virgules"),
        ("territory" = Option<String>, Query, description = "france, region:53, departement:35, departement:*"),
        ("compare" = Option<domain::query::Comparison>, Query, description = "Période de comparaison"),
        ("limit" = Option<usize>, Query, description = "Lignes par page"),
        ("cursor" = Option<usize>, Query, description = "Première ligne de la page")),
    responses((status = 200, body = Envelope), (status = 400, body = Problem), (status = 422, body = Problem)))]
pub async fn json_or_csv(
    State(state): State<AppState>,
    Extension(share): Extension<Share>,
    headers: HeaderMap,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let accepts = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if accepts.contains("text/csv") {
        return csv(State(state), Extension(share), headers, Query(pairs)).await;
    }
    let params = params::read(&pairs)?;
    let answer = state.env.barometer.ask(params.ask).await?;
    let page = page_of(&answer, params.cursor, params.limit);
    let next = (page.end < answer.cells.len()).then(|| next_page(&state, "observations", &pairs, page.end));
    let envelope = Envelope {
        indicator: head(&answer),
        period: period(&answer),
        compared_with: answer.comparison.as_deref().map(period),
        as_of: answer.as_of,
        refreshed_at: answer.refreshed_at,
        source: answer.source.title().to_owned(),
        licence: answer.source.licence().to_owned(),
        simulated: answer.simulated,
        suppressed: answer.suppressed,
        note: answer.note.clone(),
        data: Rows,
        next,
    };
    let frame = serde_json::to_vec(&envelope).map_err(|e| Problem::ours(&e))?;
    rows::json(&share, &headers, answer, page, &frame).await
}

/// The rows of a page.
fn page_of(answer: &Answer, cursor: usize, limit: usize) -> Range<usize> {
    let start = cursor.min(answer.cells.len());
    start..start.saturating_add(limit).min(answer.cells.len())
}

/// Address of the page that starts at row `cursor`.
fn next_page(state: &AppState, route: &str, pairs: &[(String, String)], cursor: usize) -> String {
    let mut query: Vec<String> =
        pairs.iter().filter(|(n, _)| n != "cursor").map(|(n, v)| format!("{n}={}", encoded(v))).collect();
    query.push(format!("cursor={cursor}"));
    format!("{}{}/api/v1/{route}?{}", state.env.public_url, state.env.prefix, query.join("&"))
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b':' | b',' => {
                char::from(b).to_string()
            }
            _ => format!("%{b:02X}"),
        })
        .collect()
}

/// The same columns as CSV (RFC 4180): all rows at once, or the page that `limit` and `cursor` ask for, with the
/// next one in a `Link` header (RFC 8288).
#[utoipa::path(get, path = "/api/v1/observations.csv", tag = "observations",
    params(
        ("indicator" = String, Query, description = "Identifiant de l’indicateur"),
        ("from" = NaiveDate, Query, description = "Premier jour, inclus"),
        ("to" = NaiveDate, Query, description = "Dernier jour, inclus"),
        ("limit" = Option<usize>, Query, description = "Lignes par page ; sans lui, toutes"),
        ("cursor" = Option<usize>, Query, description = "Première ligne de la page")),
    responses((status = 200, content_type = "text/csv", body = String), (status = 400, body = Problem),
        (status = 422, body = Problem)))]
pub async fn csv(
    State(state): State<AppState>,
    Extension(share): Extension<Share>,
    headers: HeaderMap,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let params = params::read(&pairs)?;
    let answer = state.env.barometer.ask(params.ask).await?;
    let paged = pairs.iter().any(|(n, _)| n == "limit" || n == "cursor");
    let limit = if paged { params.limit } else { usize::MAX };
    let page = page_of(&answer, params.cursor, limit);
    let (end, all, id) = (page.end, answer.cells.len(), answer.indicator.id.clone());
    let name = format!("attachment; filename=\"{id}.csv\"");
    let mut response = rows::csv(&share, &headers, answer, page).await?;
    if end < all {
        let link = format!("<{}>; rel=\"next\"", next_page(&state, "observations.csv", &pairs, end));
        if let Ok(value) = link.parse() {
            response.headers_mut().insert(header::LINK, value);
        }
    }
    if let Ok(value) = name.parse() {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

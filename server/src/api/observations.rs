//! `observations`: values by period, territory and dimensions.

use axum::{
    extract::{Query, State},
    http::{HeaderMap, header},
    response::Response,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{catalogue::Unit, observation::Status};
use serde::{Serialize, Serializer, ser::SerializeMap};
use services::{Answer, Cell};
use utoipa::ToSchema;

use super::{cached, json as answer_json, params, problem::Problem};
use crate::web::AppState;

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

/// The earlier value of a row.
#[derive(Debug, Serialize, ToSchema)]
pub struct Compared {
    period: String,
    value: Option<f64>,
    status: String,
}

/// The envelope of every answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Envelope<'a> {
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
    data: Vec<Row<'a>>,
    /// Address of the next page.
    next: Option<String>,
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

/// Sums of cents carry binary dust; what is not a number is no value.
fn dusted(value: Option<f64>) -> Option<f64> {
    value.filter(|v| v.is_finite()).map(|v| (v * 1e6).round() / 1e6)
}

/// A row as it is written: straight from the answer, an object of its own for each of thousands would be most of the
/// time of a question.
#[derive(Debug)]
struct Row<'a> {
    answer: &'a Answer,
    cell: &'a Cell,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { answer, cell } = self;
        let group = &answer.groups[cell.group];
        let mut row = serializer.serialize_map(None)?;
        row.serialize_entry("period", &Shown(cell.period))?;
        row.serialize_entry("territory", &Shown(group.territory))?;
        for (dimension, value) in answer.query.by().iter().zip(&group.values) {
            row.serialize_entry(dimension.id(), value)?;
        }
        row.serialize_entry("value", &dusted(cell.value))?;
        row.serialize_entry("status", cell.status.id())?;
        if answer.indicator.has_population() {
            row.serialize_entry("n", &cell.n)?;
        }
        if answer.comparison.is_some() {
            let earlier = answer.compared(cell).map(|e| Compared {
                period: e.period.to_string(),
                value: dusted(e.value),
                status: e.status.id().to_owned(),
            });
            row.serialize_entry("compare", &earlier)?;
        }
        row.end()
    }
}

/// Writes what can be displayed without a string of its own.
struct Shown<T>(T);

impl<T: std::fmt::Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
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
    headers: HeaderMap,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let accepts = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if accepts.contains("text/csv") {
        return csv(State(state), headers, Query(pairs)).await;
    }
    let params = params::read(&pairs)?;
    let answer = state.env.barometer.ask(params.ask).await?;
    let page = page_of(&answer.cells, params.cursor, params.limit);
    let data: Vec<_> = page.iter().map(|cell| Row { answer: &answer, cell }).collect();
    let end = params.cursor.saturating_add(data.len());
    let next = (end < answer.cells.len()).then(|| next_page(&state, "observations", &pairs, end));
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
        data,
        next,
    };
    Ok(answer_json(&headers, &envelope))
}

fn page_of(cells: &[Cell], cursor: usize, limit: usize) -> &[Cell] {
    let start = cursor.min(cells.len());
    &cells[start..start.saturating_add(limit).min(cells.len())]
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
    headers: HeaderMap,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let params = params::read(&pairs)?;
    let answer = state.env.barometer.ask(params.ask).await?;
    let paged = pairs.iter().any(|(n, _)| n == "limit" || n == "cursor");
    let limit = if paged { params.limit } else { usize::MAX };
    let page = page_of(&answer.cells, params.cursor, limit);
    let mut response = cached(&headers, "text/csv; charset=utf-8", table(&answer, page)?);
    let end = params.cursor.saturating_add(page.len());
    if end < answer.cells.len() {
        let link = format!("<{}>; rel=\"next\"", next_page(&state, "observations.csv", &pairs, end));
        if let Ok(value) = link.parse() {
            response.headers_mut().insert(header::LINK, value);
        }
    }
    let name = format!("attachment; filename=\"{}.csv\"", answer.indicator.id);
    if let Ok(value) = name.parse() {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// A cell that a spreadsheet would take for a formula is defused (OWASP, CSV injection).
fn defused(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// Rows of an answer as CSV.
pub fn table(answer: &Answer, cells: &[Cell]) -> Result<Vec<u8>, Problem> {
    let mut out = ::csv::Writer::from_writer(Vec::new());
    let mut write = |row: Vec<String>| out.write_record(&row).map_err(|e| Problem::ours(&e));
    let mut header: Vec<String> = vec!["period".into(), "territory".into()];
    header.extend(answer.query.by().iter().map(|d| d.id().to_owned()));
    header.extend(["value", "status"].map(str::to_owned));
    if answer.indicator.has_population() {
        header.push("n".into());
    }
    if answer.comparison.is_some() {
        header.extend(["compare_period", "compare_value", "compare_status"].map(str::to_owned));
    }
    if answer.simulated {
        header.push("simulated".into());
    }
    write(header)?;
    let text = |value: Option<f64>| dusted(value).map(|v| format!("{v:?}")).unwrap_or_default();
    for cell in cells {
        let group = &answer.groups[cell.group];
        let mut row = vec![cell.period.to_string(), group.territory.to_string()];
        row.extend(group.values.iter().map(|v| defused(v)));
        row.push(text(cell.value));
        row.push(cell.status.id().to_owned());
        if answer.indicator.has_population() {
            row.push(cell.n.map(|n| n.to_string()).unwrap_or_default());
        }
        if answer.comparison.is_some() {
            let earlier = answer.compared(cell);
            row.push(earlier.map(|e| e.period.to_string()).unwrap_or_default());
            row.push(text(earlier.and_then(|e| e.value)));
            row.push(earlier.map_or(Status::Missing, |e| e.status).id().to_owned());
        }
        if answer.simulated {
            row.push("true".into());
        }
        write(row)?;
    }
    out.into_inner().map_err(|e| Problem::ours(e.error()))
}

//! Charts as files: `/graphiques/<page>/<chart>.svg` (csv, xlsx, json) with the page's own query string, and
//! `/graphiques/<page>.bin`, all charts of a page for the code that wakes them.

use std::collections::HashMap;

use app::{
    Env,
    impact::model::{explorer, link},
    model,
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use charts::{
    data::{Provenance, Sheet},
    read::{At, Reader},
    scatter::{self, Scatter},
    spec::ChartSpec,
};

use domain::identity::Operation;
use services::{Failure, audit::Outcome, identity::Session};

use crate::web::{
    AppState,
    access::{Rule, Who, note},
    api::{cached, json},
    reader,
};

/// First part of the addresses of charts behind the login.
const WORK: &str = "cyberimpact";

pub fn rules() -> Vec<Rule> {
    let reader = Who::May(Operation::ReadFigures);
    vec![
        Rule::get("/graphiques/{*path}", Who::Anybody, public),
        Rule::get("/graphiques/cyberimpact.bin", reader, first_screen),
        Rule::get("/graphiques/cyberimpact/{*path}", reader, behind_the_login),
    ]
}

type Asked = Query<HashMap<String, String>>;

async fn public(
    State(state): State<AppState>,
    Path(path): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    // However it is written: the other two lines of the table serve what is behind the login.
    if path.starts_with(WORK) {
        return StatusCode::NOT_FOUND.into_response();
    }
    file(state.env_for(reader::Reader::default()), &path, asked, headers).await
}

async fn first_screen(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    file(state.env_for(session.into()), "cyberimpact.bin", asked, headers).await
}

async fn behind_the_login(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    Path(path): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let address = format!("{WORK}/{path}");
    let response = file(state.env_for(session.clone().into()), &address, asked, headers).await;
    // What was found is ours: nothing that somebody typed is in it.
    if response.status().is_success() && !path.ends_with(".bin") {
        note(&state, &session.actor, "telecharger", &address, Outcome::Done).await;
    }
    response
}

async fn file(env: Env, path: &str, Query(query): Asked, headers: HeaderMap) -> Response {
    let page_state = env.state(|name| query.get(name).cloned());
    let text = page_state.query();
    let missing = || StatusCode::NOT_FOUND.into_response();
    let Some((address, kind)) = path.rsplit_once('.') else { return missing() };
    let (page, chart) = match (kind, address.rsplit_once('/')) {
        ("bin", _) => (address, None),
        (_, Some((page, chart))) => (page, Some(chart)),
        _ => return missing(),
    };
    if let (explorer::PATH, Some(link::CLOUD)) = (page, chart) {
        return match link::cloud(&env, page_state).await {
            Ok(Some((cloud, from))) => cloud_file(&headers, kind, &cloud, &from),
            Ok(None) => missing(),
            Err(failure) => failed(&failure),
        };
    }
    let sections = match app::sections::charts_of(&env, page, page_state).await {
        Ok(Some(found)) => found,
        Ok(None) => return missing(),
        Err(failure) => return failed(&failure),
    };
    let Some(chart) = chart else {
        let specs: Vec<ChartSpec> = sections.into_iter().filter_map(|s| s.spec).collect();
        return match charts::wire::bytes(&specs) {
            Ok(bytes) => {
                // The page is never kept, nor is what its charts are drawn from: they always agree.
                let mut response = cached(&headers, "application/octet-stream", bytes);
                response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
                response
            }
            Err(error) => ours(&error),
        };
    };
    let Some(section) = sections.into_iter().find(|s| s.id == chart) else { return missing() };
    let from = model::provenance(&env, page, &text, &section);
    let Some(spec) = section.spec else { return missing() };
    if kind == "json" {
        return json(&headers, &Whole::of(spec, from));
    }
    let file = Kept {
        name: chart,
        title: &spec.title,
        description: charts::describe::describe(&spec),
        from: &from,
        drawing: &|credit| charts::svg::document(&spec, credit),
        values: &|| charts::data::sheet(&spec),
    };
    file.answer(&headers, kind)
}

/// The cloud of the explorer's first two curves.
fn cloud_file(headers: &HeaderMap, kind: &str, cloud: &Scatter, from: &Provenance) -> Response {
    let file = Kept {
        name: link::CLOUD,
        title: &cloud.title,
        description: scatter::describe(cloud),
        from,
        drawing: &|credit| scatter::document(cloud, credit),
        values: &|| scatter::sheet(cloud),
    };
    file.answer(headers, kind)
}

/// A drawing and its values, to keep as a file.
struct Kept<'a> {
    name: &'a str,
    title: &'a str,
    description: String,
    from: &'a Provenance,
    /// Drawn with the credit that is given.
    drawing: &'a dyn Fn(&str) -> String,
    values: &'a dyn Fn() -> Sheet,
}

impl Kept<'_> {
    /// Not found for a kind of file that there is not.
    fn answer(self, headers: &HeaderMap, kind: &str) -> Response {
        let Self { name, title, description, from, drawing, values } = self;
        let name = format!("{name}.{kind}");
        match kind {
            "svg" => {
                let credit = format!("{} – {} – {}", from.source, from.licence, from.permalink);
                download(headers, "image/svg+xml; charset=utf-8", drawing(&credit).into_bytes(), &name)
            }
            "csv" => {
                let body = charts::data::csv(&values(), from).into_bytes();
                download(headers, "text/csv; charset=utf-8", body, &name)
            }
            "xlsx" => match crate::web::barometer::sheet::xlsx(title, &description, &values(), from) {
                Ok(body) => {
                    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                    download(headers, kind, body, &name)
                }
                Err(error) => ours(&error),
            },
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    }
}

fn download(request: &HeaderMap, kind: &'static str, body: Vec<u8>, name: &str) -> Response {
    let mut response = cached(request, kind, body);
    if let Ok(value) = format!("attachment; filename=\"{name}\"").parse() {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// What the reader may not see is refused; the rest is our fault.
fn failed(failure: &Failure) -> Response {
    match failure {
        Failure::Forbidden => StatusCode::FORBIDDEN.into_response(),
        Failure::Busy(_) => crate::web::limits::busy(),
        other => ours(other),
    }
}

fn ours(error: &dyn std::error::Error) -> Response {
    tracing::error!(%error, "a chart's file can't be written");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// A chart as JSON: its model, its description, the sentence of each value, and where it comes from.
#[derive(serde::Serialize)]
struct Whole {
    chart: ChartSpec,
    description: String,
    /// Sentences, lane by lane: what a reader hears.
    sentences: Vec<Vec<String>>,
    source: String,
    licence: String,
    permalink: String,
}

impl Whole {
    fn of(chart: ChartSpec, from: Provenance) -> Self {
        let reader = Reader(&chart);
        let sentences = (0..reader.lanes())
            .map(|lane| (0..reader.steps(lane)).map(|step| reader.sentence(At { lane, step })).collect())
            .collect();
        let description = charts::describe::describe(&chart);
        let Provenance { source, licence, permalink } = from;
        Self { description, sentences, chart, source, licence, permalink }
    }
}

//! What each page says, before any markup: figures, findings and charts. One file a page.

mod builder;
mod findings;
mod home;
mod map;
mod services_pages;
mod territory;
mod told;
pub mod work;

use charts::{data::Provenance, spec::ChartSpec};
use chrono::NaiveDate;
use domain::{query::Ask, source::Source, territory::Territory, time::Window};
use services::Failure;

pub use home::{Card, Home};
pub use territory::build as territory;

use crate::{
    env::Env,
    state::{State, encoded},
};

/// A page of figures.
#[derive(Debug, Clone)]
pub struct PageModel {
    /// Path without prefix, with its first slash.
    pub path: String,
    pub title: String,
    /// Crumbs between home and this page.
    pub crumbs: Vec<(String, String)>,
    pub introduction: String,
    pub since: String,
    pub link: String,
    pub state: State,
    pub window: Option<Window>,
    pub coverage: Option<Window>,
    /// The territory picker has a meaning here.
    pub territorial: bool,
    /// The territories that make this one: name and path.
    pub parts: Vec<(String, String)>,
    pub headline: Option<Headline>,
    pub sections: Vec<Section>,
    pub as_of: Option<NaiveDate>,
    pub simulated: bool,
}

/// The one figure of a page.
#[derive(Debug, Clone)]
pub struct Headline {
    pub value: String,
    pub label: String,
    /// "en hausse de 4 % sur un an", whether that is good news is left to the reader.
    pub change: Option<String>,
    pub second: Option<String>,
}

/// A question, its answer in a sentence, and the proof.
#[derive(Debug, Clone)]
pub struct Section {
    pub id: String,
    pub question: String,
    pub finding: String,
    /// Absent where there is nothing to draw: the finding says why.
    pub spec: Option<ChartSpec>,
    /// The questions that its curves answer, first one first.
    pub asks: Vec<Ask>,
    /// Events under the chart, numbered as on it.
    pub events: Vec<String>,
    pub note: String,
    /// Explains the two inks of a comparison.
    pub compared: Option<String>,
    /// The figures are made up for a demonstration.
    pub simulated: bool,
    /// Where the page of one line of the chart lies.
    pub more: Option<(String, String)>,
}

/// Builds the model of a page by its path; `None` when this organisation has no such page.
///
/// # Errors
/// The statistics can't be read.
pub async fn page(env: &Env, path: &str, state: State) -> Result<Option<PageModel>, Failure> {
    if let Some(code) = path.strip_prefix("territoires/") {
        return match Territory::departement(code)
            .or_else(|| code.strip_prefix("region-").and_then(Territory::region))
        {
            Some(place) => Ok(Some(territory(env, place, state).await?)),
            None => Ok(None),
        };
    }
    match env.barometer.site().service(path).cloned() {
        Some(service) => services_pages::build(env, &service, state).await,
        None => Ok(None),
    }
}

/// Name of the home page among the addresses of charts.
pub const HOME: &str = "accueil";

/// The charts of a page; `None` when there is no such page.
///
/// # Errors
/// The statistics can't be read.
pub async fn charts_of(env: &Env, path: &str, state: State) -> Result<Option<Vec<Section>>, Failure> {
    if path == "galerie" && env.gallery {
        return Ok(Some(gallery()));
    }
    if let Some(screen) = path.strip_prefix("cyberimpact") {
        let found = work::screen(env, screen.trim_start_matches('/'), state).await?;
        return Ok(found.map(|screen| screen.sections));
    }
    if path == HOME {
        let home = home(env).await?;
        return Ok(Some(home.map.into_iter().collect()));
    }
    Ok(page(env, path, state).await?.map(|page| page.sections))
}

/// Every kind of chart as a section: for who develops them.
pub fn gallery() -> Vec<Section> {
    let section = |(name, spec): (&str, ChartSpec)| Section {
        id: spec.id.clone(),
        question: name.to_owned(),
        finding: String::new(),
        spec: Some(spec),
        asks: Vec::new(),
        events: Vec::new(),
        note: String::new(),
        compared: None,
        simulated: false,
        more: None,
    };
    charts::gallery::all().into_iter().map(section).collect()
}

/// Where the figures of a section come from, for the files that leave the site.
pub fn provenance(env: &Env, page: &str, query: &str, section: &Section) -> Provenance {
    let page = if page == HOME { "" } else { page };
    origin(env, &section.asks, section.simulated, &format!("{page}{query}#{}", section.id))
}

/// Where the answers to some questions come from, as shown at an address of the site.
fn origin(env: &Env, asks: &[Ask], simulated: bool, address: &str) -> Provenance {
    let catalogue = env.barometer.catalogue();
    let mut sources: Vec<Source> = asks
        .iter()
        .filter_map(|ask| catalogue.indicator(&ask.indicator))
        .map(|indicator| catalogue.measure_of(indicator).source)
        .collect();
    sources.dedup();
    let all = |word: fn(Source) -> &'static str| {
        let mut words: Vec<&str> = sources.iter().map(|s| word(*s)).collect();
        words.dedup();
        words.join(", ")
    };
    let told = if simulated { " – Données simulées" } else { "" };
    Provenance {
        source: if sources.is_empty() { String::new() } else { format!("{}{told}", all(Source::title)) },
        licence: all(Source::licence),
        permalink: format!("{}{}/{address}", env.public_url, env.prefix),
    }
}

/// The home page.
///
/// # Errors
/// The statistics can't be read.
pub async fn home(env: &Env) -> Result<Home, Failure> {
    home::build(env).await
}

/// The address of a question on the API.
pub fn api_query(ask: &Ask) -> String {
    let mut query = format!(
        "indicator={}&from={}&to={}&grain={}&territory={}",
        ask.indicator, ask.window.from, ask.window.to, ask.grain, ask.place
    );
    if !ask.by.is_empty() {
        let by: Vec<&str> = ask.by.iter().map(|d| d.id()).collect();
        query += &format!("&by={}", by.join(","));
    }
    for (dimension, value) in &ask.filters {
        query += &format!("&{}={}", dimension.id(), encoded(value));
    }
    query
}

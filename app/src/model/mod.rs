//! What pages of all faces are made of, before any markup: figures, findings and charts.

pub mod builder;
pub mod findings;
pub mod map;
pub mod told;
pub mod topic;
pub mod whole;

use charts::{data::Provenance, spec::ChartSpec};
use chrono::NaiveDate;
use domain::{query::Ask, source::Source, time::Window};

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

/// Name of the home page among the addresses of charts.
pub const HOME: &str = "accueil";

/// Where the figures of a section come from, for the files that leave the site.
pub fn provenance(env: &Env, page: &str, query: &str, section: &Section) -> Provenance {
    let page = if page == HOME { "" } else { page };
    origin(env, &section.asks, section.simulated, &format!("{page}{query}#{}", section.id))
}

/// Where the answers to some questions come from, as shown at an address of the site.
pub fn origin(env: &Env, asks: &[Ask], simulated: bool, address: &str) -> Provenance {
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

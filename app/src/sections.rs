//! The charts of any page of any face, by its path: for files, embedded charts and exports.

use charts::spec::ChartSpec;
use services::Failure;

use crate::{
    barometer,
    env::Env,
    impact,
    model::{HOME, Section},
    state::State,
};

/// The charts of a page; `None` when there is no such page.
///
/// # Errors
/// The statistics can't be read.
pub async fn charts_of(env: &Env, path: &str, state: State) -> Result<Option<Vec<Section>>, Failure> {
    if path == "galerie" && env.gallery {
        return Ok(Some(gallery()));
    }
    if let Some(screen) = path.strip_prefix("cyberimpact") {
        let found = impact::model::screen(env, screen.trim_start_matches('/'), state).await?;
        return Ok(found.map(|screen| screen.sections));
    }
    if path == HOME {
        let home = barometer::model::home::build(env).await?;
        return Ok(Some(home.map.into_iter().collect()));
    }
    Ok(barometer::model::page(env, path, state).await?.map(|page| page.sections))
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

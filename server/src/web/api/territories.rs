//! `territories`: codes, names, parents, populations.

use axum::{extract::Query, http::HeaderMap, response::Response};
use domain::territory::{Level, POPULATION_YEAR, Territory};
use serde::Serialize;
use utoipa::ToSchema;

use super::{json, observations::Pairs, problem::Problem};

#[derive(Debug, Serialize, ToSchema)]
pub struct TerritoryEntry {
    /// As `territory` takes it: `departement:35`.
    id: String,
    level: Level,
    /// INSEE code.
    code: String,
    name: String,
    parent: Option<String>,
    population: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TerritoryList {
    population_year: i32,
    data: Vec<TerritoryEntry>,
}

/// Territories of a level, or of all.
#[utoipa::path(get, path = "/api/v1/territories", tag = "territories",
    params(("level" = Option<Level>, Query, description = "france, region ou departement")),
    responses((status = 200, body = TerritoryList), (status = 400, body = Problem)))]
pub async fn list(headers: HeaderMap, Query(pairs): Pairs) -> Result<Response, Problem> {
    let wanted = pairs.iter().find(|(n, _)| n == "level").map(|(_, v)| v.as_str()).filter(|v| !v.is_empty());
    let levels = match wanted {
        None => vec![Level::France, Level::Region, Level::Departement],
        Some(text) => vec![Level::parse(text).ok_or_else(|| {
            Problem::malformed("level", "« level » doit être france, region ou departement")
        })?],
    };
    let data = levels
        .into_iter()
        .flat_map(Territory::all)
        .map(|t| TerritoryEntry {
            id: t.to_string(),
            level: t.level(),
            code: t.code().to_owned(),
            name: t.name().to_owned(),
            parent: t.parent().map(|p| p.to_string()),
            population: t.population(),
        })
        .collect();
    Ok(json(&headers, &TerritoryList { population_year: POPULATION_YEAR, data }))
}

//! `indicators`: what is published, and from when to when.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    catalogue::{Dimension, Direction, Indicator, OverTime, Pillar, Unit},
    time::Grain,
};
use serde::Serialize;
use services::barometer::Snapshot;
use utoipa::ToSchema;

use super::{json, problem::Problem};
use crate::web::AppState;

#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorEntry {
    id: String,
    title: String,
    definition: String,
    caution: String,
    unit: Unit,
    direction: Direction,
    pillar: Pillar,
    /// Finest grain.
    grain: Grain,
    dimensions: Vec<Dimension>,
    /// Dimensions over which values can't be summed.
    not_additive: Vec<Dimension>,
    additive_over_time: bool,
    territorial: bool,
    source: String,
    licence: String,
    /// First and last civil days covered.
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    refreshed_at: Option<DateTime<Utc>>,
    simulated: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorList {
    data: Vec<IndicatorEntry>,
}

fn entry(state: &AppState, snapshot: &Snapshot, indicator: &Indicator) -> IndicatorEntry {
    let barometer = &state.env.barometer;
    let measure = barometer.catalogue().measure_of(indicator);
    let coverage = barometer.coverage(snapshot, measure);
    IndicatorEntry {
        id: indicator.id.clone(),
        title: indicator.title.clone(),
        definition: indicator.definition.clone(),
        caution: indicator.caution.clone(),
        unit: indicator.unit,
        direction: indicator.direction,
        pillar: indicator.pillar,
        grain: measure.grain,
        dimensions: measure.dimensions.clone(),
        not_additive: measure.not_additive.clone(),
        additive_over_time: measure.over_time == OverTime::Sum && indicator.statistic_counts_absence(),
        territorial: measure.territorial,
        source: measure.source.title().to_owned(),
        licence: measure.source.licence().to_owned(),
        from: coverage.map(|c| c.from),
        to: coverage.map(|c| c.to),
        refreshed_at: snapshot.latest_run(measure.source).map(|r| r.started_at),
        simulated: snapshot.is_simulated(measure.source),
    }
}

/// All indicators.
#[utoipa::path(get, path = "/api/v1/indicators", tag = "indicators", responses((status = 200, body = IndicatorList)))]
pub async fn list(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = state.env.barometer.snapshot().await?;
    let catalogue = state.env.barometer.catalogue();
    let data = catalogue.indicators().iter().map(|i| entry(&state, &snapshot, i)).collect();
    Ok(json(&headers, &IndicatorList { data }))
}

/// One indicator.
#[utoipa::path(get, path = "/api/v1/indicators/{id}", tag = "indicators", params(("id" = String, Path)),
    responses((status = 200, body = IndicatorEntry), (status = 404, body = Problem)))]
pub async fn one(
    State(state): State<AppState>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let snapshot = state.env.barometer.snapshot().await?;
    let indicator = state.env.barometer.catalogue().indicator(&id);
    let indicator = indicator.ok_or_else(|| Problem::missing("Cet indicateur n’existe pas."))?;
    Ok(json(&headers, &entry(&state, &snapshot, indicator)))
}

//! `dumps/{indicator}.csv.gz`: an indicator from its first day, by month (or year), by all its dimensions that
//! can be published, for France or by département. What exists by hour only: its last 31 days.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::Response,
};
use domain::{
    catalogue::OverTime,
    query::{Ask, Place},
    territory::Level,
    time::Grain,
};
use flate2::{Compression, write::GzEncoder};

use super::{cached, problem::Problem, rows};
use crate::web::AppState;

/// An indicator whole, as a compressed CSV file.
#[utoipa::path(get, path = "/api/v1/dumps/{indicator}.csv.gz", tag = "observations",
    params(("indicator" = String, Path, description = "Identifiant de l’indicateur")),
    responses((status = 200, content_type = "application/gzip", body = Vec<u8>), (status = 404, body = Problem)))]
pub async fn gzip(
    State(state): State<AppState>,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let missing = || Problem::missing("Ce fichier n’existe pas : attendu {indicateur}.csv.gz.");
    let id = file.strip_suffix(".csv.gz").ok_or_else(missing)?;
    let barometer = &state.env.barometer;
    let indicator = barometer.catalogue().indicator(id).ok_or_else(missing)?;
    let measure = barometer.catalogue().measure_of(indicator);
    let snapshot = barometer.snapshot().await?;
    let window = barometer.coverage(&snapshot, measure).ok_or_else(missing)?;
    let grain = match (measure.over_time, measure.grain) {
        (_, Grain::Year) => Grain::Year,
        (OverTime::None, grain) => grain,
        _ => Grain::Month,
    };
    // Unique visitors exist by hour only: a dump of the last month is what fits.
    let window = if grain == Grain::Hour {
        domain::time::Window {
            from: window.to.checked_sub_days(chrono::Days::new(30)).unwrap_or(window.from),
            ..window
        }
    } else {
        window
    };
    let place =
        if measure.territorial { Place::All(Level::Departement) } else { Ask::of(id, window, grain).place };
    // Accounts, units and structures by département would be a table of every account everywhere.
    let by = if measure.territorial {
        measure.not_additive.clone()
    } else {
        measure.dimensions.iter().take(1).copied().collect()
    };
    let answer = barometer.ask(Ask { by, place, ..Ask::of(id, window, grain) }).await?;
    let packed = state.env.barometer.turns().work(move || {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        rows::write_csv(&answer, &mut encoder)?;
        encoder.finish().map_err(|e| Problem::ours(&e))
    });
    let bytes = packed.await.map_err(services::Failure::from)??;
    let mut response = cached(&headers, "application/gzip", bytes);
    if let Ok(value) = format!("attachment; filename=\"{id}.csv.gz\"").parse() {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

//! Online pre-complaints, in PPEL's format.

use std::io::{self, Write};

use chrono::Duration;
use domain::source::Source;
use rand::Rng;
use rand_distr::{Distribution, LogNormal};

use super::{
    Plan, civil,
    rhythm::{DAY, PLACES, day_factor, level, pick, poisson},
};

pub fn write(plan: &Plan, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "stats_id,stats_debut_declaration,stats_fin_declaration,stats_dpt_unite,stats_pers_physique,stats_pers_morale"
    )?;
    // About seven and a half minutes on average, with a long tail.
    let duration = LogNormal::new(5.98, 0.52).map_err(io::Error::other)?;
    let (places, weights) = &*PLACES;
    let mut cumulative: Vec<f64> = Vec::with_capacity(weights.len());
    for w in weights {
        cumulative.push(cumulative.last().copied().unwrap_or(0.0) + w);
    }
    let total = cumulative.last().copied().unwrap_or(1.0);
    for day in plan.days_since(civil(2018, 1, 1)) {
        let mut rng = plan.stream(Source::Ppel, day);
        let trend = level(
            day,
            &[
                (civil(2018, 1, 1), 330.0),
                (civil(2020, 3, 10), 430.0),
                (civil(2020, 4, 1), 210.0),
                (civil(2020, 6, 15), 440.0),
                (civil(2022, 1, 1), 505.0),
                (civil(2024, 9, 1), 520.0),
                // Online complaints take over from pre-complaints.
                (civil(2027, 1, 1), 410.0),
            ],
        );
        for n in 0..poisson(&mut rng, trend * day_factor(day)) {
            let time = chrono::NaiveTime::from_hms_opt(
                pick(&mut rng, &DAY) as u32,
                rng.random_range(0..60),
                rng.random_range(0..60),
            );
            let start = day.and_time(time.unwrap_or_default());
            let seconds: f64 = duration.sample(&mut rng);
            let seconds = seconds.clamp(45.0, 80_000.0) as i64;
            let end = match rng.random_range(0..1000) {
                0..3 => String::new(),
                _ => (start + Duration::seconds(seconds)).to_string(),
            };
            let draw = rng.random::<f64>() * total;
            let place = places[cumulative.partition_point(|c| *c <= draw).min(places.len() - 1)];
            let code = match place.code() {
                "75" => "75C",
                code => code,
            };
            let (natural, legal) = match rng.random_range(0..100) {
                0..5 => (0, 1),
                5 => (0, 0),
                _ => (1, 0),
            };
            writeln!(out, "{}{n:04},{start},{end},{code},{natural},{legal}", day.format("%Y%m%d"))?;
        }
    }
    Ok(())
}

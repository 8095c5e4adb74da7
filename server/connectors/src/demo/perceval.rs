//! Card fraud reports, in Perceval's format: the four maps agree with each other.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use chrono::Datelike;
use rand_distr::{Distribution, Normal};
use serde::Serialize;

use super::{
    Plan, civil,
    rhythm::{day_factor, level, pick, poisson},
};
use domain::{source::Source, territory::Territory};

#[derive(Default, Serialize)]
struct File {
    age_categories_month: BTreeMap<String, BTreeMap<&'static str, u64>>,
    amount_of_money_day: BTreeMap<String, f64>,
    dpt_report_month: BTreeMap<String, BTreeMap<String, u64>>,
    nb_report_day: BTreeMap<String, u64>,
}

const AGES: [(&str, f64); 8] = [
    ("00", 0.6),
    ("15-24", 11.0),
    ("25-34", 19.0),
    ("35-44", 20.5),
    ("45-54", 19.5),
    ("55-64", 15.0),
    ("65-74", 10.0),
    ("75+", 4.4),
];

/// The source writes two characters: all Corsica is `20`, overseas is `97` or `98`.
fn source_code(departement: Territory) -> String {
    match departement.code() {
        "2A" | "2B" => "20".to_owned(),
        code => code[..2].to_owned(),
    }
}

pub fn write(plan: &Plan, out: &mut impl Write) -> io::Result<()> {
    let mut file = File::default();
    let places = Territory::the_101();
    let weights: Vec<f64> = places.iter().map(|d| d.population().unwrap_or(0) as f64).collect();
    let ages = AGES.map(|a| a.1);
    let noise = Normal::new(0.0, 0.05).map_err(io::Error::other)?;
    for day in plan.days_since(civil(2018, 6, 1)) {
        let mut rng = plan.stream(Source::Perceval, day);
        let trend = level(
            day,
            &[
                (civil(2018, 6, 1), 255.0),
                (civil(2019, 6, 1), 420.0),
                (civil(2020, 6, 1), 690.0),
                (civil(2022, 2, 1), 1000.0),
                (civil(2024, 1, 1), 1120.0),
                (civil(2027, 1, 1), 1010.0),
            ],
        );
        // Purchases of late November and December are disputed in December and January.
        let season = match day.month() {
            12 | 1 => 1.16,
            7 | 8 => 0.92,
            _ => 1.0,
        };
        let count = poisson(&mut rng, trend * season * day_factor(day));
        let mean =
            level(day, &[(civil(2018, 6, 1), 325.0), (civil(2022, 1, 1), 352.0), (civil(2027, 1, 1), 391.0)]);
        let amount = count as f64 * mean * (1.0 + noise.sample(&mut rng));
        let name = day.to_string();
        let month = name[..7].to_owned();
        file.nb_report_day.insert(name.clone(), count);
        file.amount_of_money_day.insert(name, (amount * 100.0).round() / 100.0);
        let by_age = file.age_categories_month.entry(month.clone()).or_default();
        let by_place = file.dpt_report_month.entry(month).or_default();
        for _ in 0..count {
            *by_age.entry(AGES[pick(&mut rng, &ages)].0).or_default() += 1;
            *by_place.entry(source_code(places[pick(&mut rng, &weights)])).or_default() += 1;
        }
    }
    serde_json::to_writer(&mut *out, &file).map_err(io::Error::other)
}

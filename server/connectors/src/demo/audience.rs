//! Audience of the sites, in AT Internet's format: one JSON row a line.

use std::io::{self, Write};

use chrono::{Datelike, NaiveDate};
use domain::source::Source;
use rand::Rng;
use serde_json::json;

use super::{
    Plan, civil,
    rhythm::{DAY, day_factor, level, poisson},
};

/// Sub-site, visits a day.
const SUBSITES: [(&str, f64); 12] = [
    ("national", 21_000.0),
    ("recrutement", 9_400.0),
    ("gign", 620.0),
    ("garde republicaine", 540.0),
    ("pjgn", 380.0),
    ("ecoles (cegn)", 420.0),
    ("eogn", 170.0),
    ("musee", 140.0),
    ("creogn", 120.0),
    ("reconversion", 90.0),
    ("onsts", 45.0),
    ("cyberimpact", 30.0),
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SOURCES: [(&str, f64); 7] = [
    ("Search engines", 58.0),
    ("Direct traffic", 21.0),
    ("Referrer sites", 11.0),
    ("Social media", 6.5),
    ("Portal sites", 1.4),
    ("Webmails", 1.2),
    ("gie-sog-gav", 0.9),
];
const DEVICES: [(&str, &str, &str, f64); 12] = [
    ("Mobile Phone", "Android", "Chrome Mobile", 31.0),
    ("Mobile Phone", "iOS", "Safari Mobile", 21.0),
    ("Mobile Phone", "Android", "Samsung Browser", 5.0),
    ("Mobile Phone", "Android", "Firefox Mobile", 2.0),
    ("Desktop", "Windows", "Chrome", 17.0),
    ("Desktop", "Windows", "Edge", 9.0),
    ("Desktop", "Windows", "Firefox", 6.0),
    ("Desktop", "macOS", "Safari", 3.5),
    ("Desktop", "Linux", "Firefox", 1.5),
    ("Tablet", "iOS", "Safari Mobile", 2.3),
    ("Tablet", "Android", "Chrome Mobile", 1.5),
    ("TV", "Android", "Chrome", 0.2),
];
const PAGES: [(&str, f64); 10] = [
    ("accueil", 20.0),
    ("a-votre-service::contacter-la-gendarmerie", 14.0),
    ("a-votre-service::pre-plainte-en-ligne", 9.0),
    ("a-votre-service::operation-tranquillite-vacances", 4.0),
    ("nos-conseils::escroqueries-sur-internet", 6.0),
    ("nos-conseils::violences-intrafamiliales", 3.0),
    ("notre-institution::nos-missions", 4.0),
    ("notre-institution::nos-composantes::gign", 5.0),
    ("actualites", 6.0),
    ("mentions-legales", 0.4),
];
const JOBS: [(&str, f64); 16] = [
    ("gendarme-adjoint-volontaire", 12.0),
    ("sous-officier-de-gendarmerie", 11.0),
    ("maitre-de-chien", 7.0),
    ("gendarme-dans-un-psig", 6.0),
    ("motocycliste", 5.0),
    ("technicien-dinvestigation-criminelle", 8.0),
    ("officier-de-police-judiciaire", 5.0),
    ("gendarme-en-peloton-de-haute-montagne", 5.5),
    ("enqueteur-ntech", 4.0),
    ("plongeur", 3.0),
    ("pilote-helicoptere", 4.5),
    ("cavalier", 2.5),
    ("officier-de-gendarmerie", 7.0),
    ("reserviste", 6.5),
    ("secretaire-administratif", 1.5),
    ("mecanicien", 1.2),
];
/// Country, région, town, share.
const PLACES: [(&str, &str, &str, f64); 26] = [
    ("France", "Ile-de-france", "Paris", 17.0),
    ("France", "Ile-de-france", "Versailles", 3.0),
    ("France", "Auvergne-rhone-alpes", "Lyon", 8.0),
    ("France", "Auvergne-rhone-alpes", "Grenoble", 3.0),
    ("France", "Provence-alpes-cote-d'azur", "Marseille", 6.0),
    ("France", "Provence-alpes-cote-d'azur", "Nice", 2.5),
    ("France", "Nouvelle-aquitaine", "Bordeaux", 6.5),
    ("France", "Nouvelle-aquitaine", "Limoges", 1.6),
    ("France", "Occitanie", "Toulouse", 6.2),
    ("France", "Occitanie", "Montpellier", 3.4),
    ("France", "Hauts-de-france", "Lille", 6.0),
    ("France", "Grand est", "Strasbourg", 4.6),
    ("France", "Grand est", "Reims", 1.7),
    ("France", "Bretagne", "Rennes", 4.4),
    ("France", "Pays-de-la-loire", "Nantes", 4.8),
    ("France", "Normandie", "Rouen", 3.4),
    ("France", "Centre-val de loire", "Orleans", 2.6),
    ("France", "Bourgogne-franche-comte", "Dijon", 2.9),
    ("France", "Corse", "Ajaccio", 0.6),
    ("France", "Reunion", "Saint-denis", 1.4),
    ("France", "Guadeloupe", "Pointe-a-pitre", 0.6),
    ("France", "Martinique", "Fort-de-france", 0.6),
    ("Belgium", "Brussels", "Brussels", 1.2),
    ("Switzerland", "Geneva", "Geneva", 0.7),
    ("United Kingdom", "London", "London", 0.8),
    ("Canada", "Montreal", "Montreal", 0.6),
];

fn trend(day: NaiveDate) -> f64 {
    level(day, &[(civil(2022, 1, 1), 0.86), (civil(2024, 6, 1), 1.0), (civil(2027, 1, 1), 1.12)])
}

/// September and January bring candidates.
fn season(subsite: &str, day: NaiveDate) -> f64 {
    match (subsite, day.month()) {
        ("recrutement", 1 | 9) => 1.25,
        ("recrutement", 7 | 8) => 0.85,
        ("national", 7) => 1.12,
        _ => 1.0,
    }
}

pub fn write_site(plan: &Plan, out: &mut impl Write) -> io::Result<()> {
    for day in plan.days_since(civil(2023, 1, 1)) {
        let mut rng = plan.stream(Source::AtInternet, day);
        for (hour, weight) in DAY.iter().enumerate() {
            for (subsite, daily) in SUBSITES {
                let mean = daily / 24.0 * weight * day_factor(day) * trend(day) * season(subsite, day);
                let visits = poisson(&mut rng, mean);
                if visits == 0 {
                    continue;
                }
                let visitors = visits - visits * rng.random_range(4..9) / 100;
                let bounces = visits * rng.random_range(38..48) / 100;
                let time = rng.random_range(110_000..190_000);
                writeln!(
                    out,
                    r#"{{"date":"{day}","visit_hour":{hour},"site_level2":"{subsite}","m_visits":{visits},"m_unique_visitors":{visitors},"m_bounces":{bounces},"m_time_spent_per_visits":{time}.0}}"#
                )?;
            }
        }
    }
    for first in plan.days_since(civil(2022, 1, 1)).filter(|d| d.day() == 1) {
        write_month(plan, first, out)?;
    }
    Ok(())
}

fn write_month(plan: &Plan, first: NaiveDate, out: &mut impl Write) -> io::Result<()> {
    let mut rng = plan.stream(Source::AtInternet, first.pred_opt().unwrap_or(first));
    let days = first.iter_days().take_while(|d| d.month() == first.month() && *d <= plan.window.to).count();
    // Visits that touch several sub-sites count once.
    let total = SUBSITES.iter().map(|s| s.1).sum::<f64>() * 0.93 * days as f64 * trend(first);
    let (year, month) = (first.year(), MONTHS[first.month0() as usize]);
    let base = json!({"date_year": year, "date_month": month});
    let mut row = |visits: u64, extra: serde_json::Value| -> io::Result<()> {
        let mut value = base.clone();
        if let (Some(map), serde_json::Value::Object(extra)) = (value.as_object_mut(), extra) {
            map.extend(extra);
            map.insert("m_visits".into(), visits.into());
            map.insert("m_unique_visitors".into(), (visits * 88 / 100).into());
            map.insert("m_bounces".into(), (visits * 43 / 100).into());
            map.insert("m_time_spent_per_visits".into(), 148_000.0.into());
        }
        writeln!(out, "{value}")
    };
    let sum = |weights: &mut dyn Iterator<Item = f64>| weights.sum::<f64>();
    let places = sum(&mut PLACES.iter().map(|p| p.3));
    for (country, region, city, weight) in PLACES {
        let visits = poisson(&mut rng, total * weight / places);
        row(visits, json!({"geo_country": country, "geo_region": region, "geo_city": city}))?;
    }
    let sources = sum(&mut SOURCES.iter().map(|s| s.1));
    for (src, weight) in SOURCES {
        let visits = poisson(&mut rng, total * weight / sources);
        row(visits, json!({"src": src, "src_detail": "N/A", "src_referrer_url": "N/A"}))?;
    }
    let devices = sum(&mut DEVICES.iter().map(|d| d.3));
    for (device, os, browser, weight) in DEVICES {
        let visits = poisson(&mut rng, total * weight / devices);
        row(
            visits,
            json!({"device_type": device, "os_group": os, "browser_group": browser, "browser_language": "fr"}),
        )?;
    }
    for (page, weight) in PAGES {
        let visits = poisson(&mut rng, total * weight / 100.0);
        row(visits, json!({"page": page, "page_full_name": page, "site_level2": "national"}))?;
    }
    for (job, weight) in JOBS {
        let visits = poisson(&mut rng, 9_400.0 * days as f64 * weight / 160.0 * trend(first));
        let page = format!("decouvrir-nos-metiers::{job}");
        row(visits, json!({"page": job, "page_full_name": page, "site_level2": "recrutement"}))?;
    }
    Ok(())
}

/// Pages of service-public.fr on the gendarmerie: the directory of brigades.
pub fn write_directory(plan: &Plan, out: &mut impl Write) -> io::Result<()> {
    for day in plan.days_since(civil(2023, 1, 1)) {
        let mut rng = plan.stream(Source::AtInternet, day + chrono::Days::new(40_000));
        for (hour, weight) in DAY.iter().enumerate() {
            let visits = poisson(&mut rng, 2_600.0 / 24.0 * weight * day_factor(day) * trend(day));
            if visits > 0 {
                let row = json!({"date": day.to_string(), "visit_hour": hour, "site_level2": "N/A", "m_visits": visits,
                    "m_unique_visitors": visits, "m_bounces": visits / 2, "m_time_spent_per_visits": 61_000.0});
                writeln!(out, "{row}")?;
            }
        }
    }
    Ok(())
}

//! Audience of the sites (AT Internet, now Piano): one JSON row a line, five streams told apart by their
//! dimensions. `hourly_visits` is hourly; the four others are monthly. Time spent comes in milliseconds.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use domain::{
    observation::{Contribution, SeriesKey, SourceRow},
    source::Source,
    territory::Territory,
    time::{Edge, Grain, Period, from_paris},
};
use serde_json::Value;

use crate::{
    FileError, Item, Reader, Settings,
    file::Lines,
    json::JsonLines,
    note,
    text::{date, key, number, word},
};

const OTHERS: &str = "Autres";
const JOB_PREFIX: &str = "decouvrir-nos-metiers::";

/// Régions of France as the source writes them, to their names.
const REGIONS: [(&str, &str); 18] = [
    ("auvergne_rhone_alpes", "Auvergne-Rhône-Alpes"),
    ("bourgogne_franche_comte", "Bourgogne-Franche-Comté"),
    ("bretagne", "Bretagne"),
    ("centre_val_de_loire", "Centre-Val de Loire"),
    ("corse", "Corse"),
    ("french_guiana", "Guyane"),
    ("grand_est", "Grand Est"),
    ("guadeloupe", "Guadeloupe"),
    ("hauts_de_france", "Hauts-de-France"),
    ("ile_de_france", "Île-de-France"),
    ("martinique", "Martinique"),
    ("mayotte", "Mayotte"),
    ("normandie", "Normandie"),
    ("nouvelle_aquitaine", "Nouvelle-Aquitaine"),
    ("occitanie", "Occitanie"),
    ("pays_de_la_loire", "Pays de la Loire"),
    ("provence_alpes_cote_dazur", "Provence-Alpes-Côte d’Azur"),
    ("reunion", "La Réunion"),
];

/// Slugs whose label can't be read off them.
const JOBS: [(&str, &str); 6] = [
    ("maitre-de-chien", "Maître de chien"),
    ("technicien-dinvestigation-criminelle", "Technicien d’investigation criminelle"),
    ("gendarme-en-peloton-de-haute-montagne", "Gendarme secouriste en haute montagne"),
    ("gendarme-dans-un-psig", "Gendarme dans un PSIG"),
    ("officier-de-police-judiciaire", "Officier de police judiciaire"),
    ("enqueteur-ntech", "Enquêteur en technologies numériques"),
];

struct AtInternet {
    lines: JsonLines,
    /// The file holds the audience of service-public.fr.
    directory_file: bool,
    settings: Settings,
    recognised: bool,
}

pub fn open(input: Lines, name: &str, settings: Settings) -> Result<impl Reader + use<>, FileError> {
    let name = name.to_lowercase();
    let directory_file = name.contains("service-public") || name.contains("-sp.") || name.contains("_sp.");
    Ok(AtInternet { lines: JsonLines::new(input), directory_file, settings, recognised: false })
}

impl Reader for AtInternet {
    fn next(&mut self, items: &mut Vec<Item>) -> Result<bool, FileError> {
        for _ in 0..4096 {
            let Some((line, row)) = self.lines.advance()? else {
                return if self.recognised { Ok(false) } else { Err(not_ours()) };
            };
            match row {
                Some(row) if row.get("m_visits").is_some() => {
                    self.recognised = true;
                    match self.row(line, &row, items) {
                        Ok(Some(parsed)) => items.push(Item::Row(parsed)),
                        Ok(None) => {}
                        Err((field, reason)) => items.push(note(line, field, reason, false)),
                    }
                }
                _ if !self.recognised => return Err(not_ours()),
                _ => items.push(note(line, "ligne", "objet JSON avec m_visits attendu", false)),
            }
        }
        Ok(true)
    }
}

fn not_ours() -> FileError {
    FileError::OtherSource {
        source_id: "at-internet",
        reason: "attendu un objet JSON par ligne avec la mesure m_visits".into(),
    }
}

type Bad = (&'static str, &'static str);

fn job_label(slug: &str) -> String {
    if let Some((_, known)) = JOBS.iter().find(|(s, _)| *s == slug) {
        return (*known).to_owned();
    }
    let words = slug.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl AtInternet {
    fn row(&self, line: u64, row: &Value, items: &mut Vec<Item>) -> Result<Option<SourceRow>, Bad> {
        let metric = |name: &'static str| match &row[name] {
            Value::Null => Ok(0.0),
            value => number(value).filter(|n| *n >= 0.0).ok_or((name, "mesure illisible ou négative")),
        };
        let visits = metric("m_visits")?;
        let text = |name: &str| word(&row[name]).unwrap_or_else(|| OTHERS.to_owned());
        let raw = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let directory = match row["src_website"].as_str() {
            Some(site) => site == "sp",
            None => self.directory_file,
        };
        let site = if directory { "sp" } else { "gn" };
        let of = |measure, categories, period, sum, count| Contribution {
            series: Arc::new(SeriesKey { measure, territory: Territory::France, categories }),
            period,
            sum,
            count,
            sample: None,
        };

        if row.get("visit_hour").is_some() {
            let day = date(&raw("date")).ok_or(("date", "date illisible, attendu AAAA-MM-JJ"))?;
            if day > self.settings.today {
                return Err(("date", "date dans le futur"));
            }
            let hour = number(&row["visit_hour"]).filter(|h| (0.0..24.0).contains(h));
            let hour = hour.ok_or(("visit_hour", "heure inconnue"))? as u32;
            let civil = NaiveTime::from_hms_opt(hour, 0, 0).ok_or(("visit_hour", "heure inconnue"))?;
            let (instant, edge) = from_paris(day.and_time(civil));
            if edge == Edge::Skipped {
                let reason = "heure inexistante (passage à l’heure d’été), comptée une heure plus tard";
                items.push(note(line, "visit_hour", reason, true));
            }
            let period = Period::of_instant(Grain::Hour, instant);
            let subsite = text("site_level2");
            let parts = ["hourly", site, &day.to_string(), &hour.to_string(), &subsite];
            let key = self.key(&parts);
            if directory {
                let contributions = vec![of("directory_visits", vec![], period, visits, 0)];
                return Ok(Some(SourceRow { key, contributions }));
            }
            let weight = visits as i64;
            let time = metric("m_time_spent_per_visits")? / 1000.0 * visits;
            let bounces = metric("m_bounces")?;
            if bounces > visits {
                let reason = "plus de rebonds que de visites : comptés comme les visites";
                items.push(note(line, "m_bounces", reason, true));
            }
            let contributions = vec![
                of("web_visits", vec![subsite.clone()], period, visits, weight),
                of("web_visitors", vec![subsite.clone()], period, metric("m_unique_visitors")?, 0),
                of("web_bounces", vec![subsite.clone()], period, bounces.min(visits), weight),
                of("web_time", vec![subsite], period, time, weight),
            ];
            return Ok(Some(SourceRow { key, contributions }));
        }

        let first = month(row).ok_or(("date_month", "mois illisible"))?;
        if first > self.settings.today {
            return Err(("date_month", "mois dans le futur"));
        }
        let period = Period::of_day(Grain::Month, first);
        let when = period.to_string();
        // The directory has one figure only, and it is hourly.
        if directory {
            return Ok(None);
        }
        let (stream, dimensions, mut contributions) = if row.get("geo_country").is_some() {
            let (country, region, city) = (text("geo_country"), text("geo_region"), text("geo_city"));
            // Abroad the source writes a town in the place of the région.
            let region = if country == "France" {
                let known = REGIONS.iter().find(|(k, _)| *k == key(&region));
                known.map_or(region, |(_, name)| (*name).to_owned())
            } else {
                "Étranger".to_owned()
            };
            let dimensions = vec![country.clone(), raw("geo_region"), city.clone()];
            (
                "geo",
                dimensions,
                vec![of("web_visits_by_place", vec![country, region, city], period, visits, 0)],
            )
        } else if row.get("page_full_name").is_some() || row.get("page").is_some() {
            let page =
                word(&row["page_full_name"]).or_else(|| word(&row["page"])).unwrap_or_else(|| OTHERS.into());
            let subsite = text("site_level2");
            let mut list = vec![of("web_page_views", vec![page.clone()], period, visits, 0)];
            if subsite == "recrutement"
                && let Some(slug) = page.strip_prefix(JOB_PREFIX)
            {
                list.push(of("job_sheet_views", vec![job_label(slug)], period, visits, 0));
            }
            ("pages", vec![page, subsite], list)
        } else if row.get("src").is_some() {
            let src = text("src");
            let dimensions = vec![src.clone(), raw("src_detail"), raw("src_referrer_url")];
            ("sources", dimensions, vec![of("web_visits_by_source", vec![src], period, visits, 0)])
        } else if row.get("device_type").is_some() {
            let categories = vec![text("device_type"), text("os_group"), text("browser_group")];
            let mut dimensions = categories.clone();
            dimensions.push(raw("browser_language"));
            ("devices", dimensions, vec![of("web_visits_by_device", categories, period, visits, 0)])
        } else {
            return Err(("ligne", "flux inconnu : aucune dimension reconnue"));
        };
        let mut parts = vec![stream, site, &when];
        parts.extend(dimensions.iter().map(String::as_str));
        let key = self.key(&parts);
        contributions.shrink_to_fit();
        Ok(Some(SourceRow { key, contributions }))
    }

    fn key(&self, parts: &[&str]) -> domain::observation::RecordKey {
        let parts: Vec<&[u8]> = parts.iter().map(|p| p.as_bytes()).collect();
        self.settings.pseudonym.key(Source::AtInternet, &parts)
    }
}

/// `date_year` with an English `date_month` name, or a number.
fn month(row: &Value) -> Option<NaiveDate> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let year = number(&row["date_year"])? as i32;
    let month = match &row["date_month"] {
        Value::String(text) => {
            let lower = text.trim().to_lowercase();
            NAMES.iter().position(|n| *n == lower).map(|i| i as u32 + 1).or_else(|| lower.parse().ok())?
        }
        value => number(value)? as u32,
    };
    NaiveDate::from_ymd_opt(year, month, 1)
}

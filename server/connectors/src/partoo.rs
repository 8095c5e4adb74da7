//! Google reviews of the units (Partoo): rows of businesses and of reviews. The text of a review is read and
//! dropped; a review takes its unit and département from its business, in any file of the same command.

use std::sync::Arc;

use domain::{
    observation::{Contribution, SeriesKey, SourceRow},
    source::Source,
    territory::Territory,
    time::{Grain, Period},
};
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::{
    Delivery, FileError, Item, Placed, Reader, Settings,
    file::{self, Lines},
    json, note, place_of_postcode,
    text::{date, number, word},
};

struct Unit {
    name: String,
    placed: Placed,
}

struct Partoo {
    rows: std::vec::IntoIter<(u64, Option<Value>)>,
    units: FxHashMap<String, Unit>,
    settings: Settings,
}

fn is_business(row: &Value) -> bool {
    row.get("zipcode").is_some()
}

fn is_review(row: &Value) -> bool {
    row.get("rating").is_some() && row.get("business_id").is_some()
}

/// `{"id", "name"}`: groups of businesses carry no figure.
fn is_group(row: &Value) -> bool {
    row.get("name").is_some() && row.get("id").is_some() && row.get("username").is_none()
}

pub fn open(
    input: Lines,
    companions: &[Arc<dyn Delivery>],
    settings: Settings,
) -> Result<impl Reader + use<>, FileError> {
    let rows = json::all(input)?;
    let known = |row: &Value| is_business(row) || is_review(row) || is_group(row);
    if !rows.iter().any(|(_, row)| row.as_ref().is_some_and(known)) {
        return Err(FileError::OtherSource {
            source_id: "partoo",
            reason: "attendu des lignes JSON d’établissements (zipcode) ou d’avis (rating, business_id)"
                .into(),
        });
    }
    let mut units = FxHashMap::default();
    let mut learn = |rows: &[(u64, Option<Value>)]| {
        for row in rows.iter().filter_map(|(_, row)| row.as_ref()).filter(|row| is_business(row)) {
            if let Some(id) = word(&row["id"]) {
                let place = word(&row["city"]).unwrap_or_else(|| id.clone());
                let placed = place_of_postcode(&word(&row["zipcode"]).unwrap_or_default());
                units.insert(id, Unit { name: format!("Brigade {}", of_place(&place)), placed });
            }
        }
    };
    for companion in companions {
        // A companion that can't be read is told of when its own turn comes.
        if let Ok(rows) = file::open(&**companion).and_then(|(input, _)| json::all(input)) {
            learn(&rows);
        }
    }
    learn(&rows);
    Ok(Partoo { rows: rows.into_iter(), units, settings })
}

/// "de Vitré", "d’Ancenis", "du Mans", "des Andelys", "de La Baule".
fn of_place(place: &str) -> String {
    if let Some(rest) = place.strip_prefix("Le ") {
        return format!("du {rest}");
    }
    if let Some(rest) = place.strip_prefix("Les ") {
        return format!("des {rest}");
    }
    let vowel = place.starts_with(|c: char| "AEIOUYÀÂÉÈÊÎÔŒ".contains(c));
    if vowel { format!("d’{place}") } else { format!("de {place}") }
}

impl Reader for Partoo {
    fn next(&mut self, items: &mut Vec<Item>) -> Result<bool, FileError> {
        for (line, row) in self.rows.by_ref().take(4096) {
            match row {
                Some(row) if is_review(&row) => {
                    match review(&row, &self.units, &self.settings, line, items) {
                        Ok(parsed) => items.push(Item::Row(parsed)),
                        Err((field, reason)) => items.push(note(line, field, reason, false)),
                    }
                }
                Some(row) if is_business(&row) || is_group(&row) => {
                    let id = word(&row["id"]).unwrap_or_default();
                    let kind = if is_business(&row) { "business" } else { "group" };
                    let key = self.settings.pseudonym.key(Source::Partoo, &[kind.as_bytes(), id.as_bytes()]);
                    items.push(Item::Row(SourceRow { key, contributions: Vec::new() }));
                }
                _ => items.push(note(line, "ligne", "ni établissement, ni groupe, ni avis", false)),
            }
        }
        Ok(self.rows.len() > 0)
    }
}

fn review(
    row: &Value,
    units: &FxHashMap<String, Unit>,
    settings: &Settings,
    line: u64,
    items: &mut Vec<Item>,
) -> Result<SourceRow, (&'static str, &'static str)> {
    let id = word(&row["id"]).ok_or(("id", "identifiant absent"))?;
    let rating = number(&row["rating"]).filter(|r| (1.0..=5.0).contains(r) && r.fract() == 0.0);
    let rating = rating.ok_or(("rating", "note absente ou hors de 1 à 5"))?;
    let day = row["date"].as_str().and_then(date).ok_or(("date", "date illisible"))?;
    if day > settings.today {
        return Err(("date", "date dans le futur"));
    }
    let business = word(&row["business_id"]).unwrap_or_default();
    let (name, territory) = match units.get(&business) {
        Some(unit) => {
            if let Some(reserve) = unit.placed.reserve {
                items.push(note(line, "zipcode", format!("{reserve} : compté « non rattaché »"), true));
            }
            (unit.name.clone(), unit.placed.territory)
        }
        None => {
            items.push(note(line, "business_id", "établissement inconnu : compté « non rattaché »", true));
            ("Unité inconnue".to_owned(), Territory::Unattached)
        }
    };
    Ok(SourceRow {
        key: settings.pseudonym.key(Source::Partoo, &[b"review", id.as_bytes()]),
        contributions: vec![Contribution {
            series: Arc::new(SeriesKey { measure: "reviews", territory, categories: vec![name] }),
            period: Period::of_day(Grain::Day, day),
            sum: rating,
            count: 1,
            sample: None,
        }],
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_brigade_is_named_as_it_is_said() {
        for (place, told) in [
            ("Vitré", "de Vitré"),
            ("Ancenis-Saint-Géréon", "d’Ancenis-Saint-Géréon"),
            ("Étel", "d’Étel"),
            ("Le Mans", "du Mans"),
            ("Les Andelys", "des Andelys"),
            ("La Baule", "de La Baule"),
            ("Lessay", "de Lessay"),
        ] {
            assert_eq!(super::of_place(place), told);
        }
    }
}

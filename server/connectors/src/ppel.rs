//! Online pre-complaints: `stats_id, stats_debut_declaration, stats_fin_declaration, stats_dpt_unite,
//! stats_pers_physique, stats_pers_morale`. One row a filing; the département is the chosen unit's.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::{
    observation::{Contribution, SeriesKey, SourceRow},
    source::Source,
    territory::Territory,
    time::{Edge, Grain, Period, from_paris},
};
use rustc_hash::FxHashMap;

use crate::{FileError, Item, Reader, Settings, file::Lines, note, table::Table, text::date_time};

/// A longer session was left open: it says nothing of the time that a filing takes.
const LONGEST_SECONDS: i64 = 24 * 3600;

struct Ppel {
    table: Table,
    columns: [usize; 6],
    settings: Settings,
    series: FxHashMap<(&'static str, Territory, &'static str), Arc<SeriesKey>>,
}

pub fn open(input: Lines, settings: Settings) -> Result<impl Reader + use<>, FileError> {
    let table = Table::open(input)?;
    let names = [
        "stats_id",
        "stats_debut_declaration",
        "stats_fin_declaration",
        "stats_dpt_unite",
        "stats_pers_physique",
        "stats_pers_morale",
    ];
    let mut columns = [0; 6];
    for (place, name) in columns.iter_mut().zip(names) {
        *place = table.column(&[name]).ok_or_else(|| FileError::OtherSource {
            source_id: "ppel",
            reason: format!("la colonne « {name} » manque"),
        })?;
    }
    Ok(Ppel { table, columns, settings, series: FxHashMap::default() })
}

/// Seconds between a start and a civil end. In the hour that autumn lives twice an end that seems to come
/// before its start is of the second time.
fn elapsed(started: DateTime<Utc>, end: NaiveDateTime) -> i64 {
    let (instant, edge) = from_paris(end);
    let seconds = (instant - started).num_seconds();
    if seconds < 0 && edge == Edge::Repeated { seconds + 3600 } else { seconds }
}

impl Reader for Ppel {
    fn next(&mut self, items: &mut Vec<Item>) -> Result<bool, FileError> {
        for _ in 0..4096 {
            if !self.table.advance()? {
                return Ok(false);
            }
            self.row(items);
        }
        Ok(true)
    }
}

impl Ppel {
    fn row(&mut self, items: &mut Vec<Item>) {
        let line = self.table.line();
        let [id, start, end, place, natural, legal] = self.columns.map(|c| self.table.text(Some(c)));
        if id.is_empty() {
            return items.push(note(line, "stats_id", "identifiant absent", false));
        }
        let Some(civil) = date_time(&start) else {
            let reason = "date de début illisible, attendu AAAA-MM-JJ HH:MM:SS";
            return items.push(note(line, "stats_debut_declaration", reason, false));
        };
        let (started, edge) = from_paris(civil);
        if edge == Edge::Skipped {
            let reason = "heure inexistante (passage à l’heure d’été), comptée une heure plus tard";
            items.push(note(line, "stats_debut_declaration", reason, true));
        }
        let period = Period::of_instant(Grain::Hour, started);
        if period.first_day() > self.settings.today {
            return items.push(note(line, "stats_debut_declaration", "date dans le futur", false));
        }
        let territory = Territory::from_source_code(&place).unwrap_or_else(|| {
            items.push(note(line, "stats_dpt_unite", "département inconnu : compté « non rattaché »", true));
            Territory::Unattached
        });
        let person = match (natural.as_str(), legal.as_str()) {
            ("1", "0" | "") => "physique",
            ("0" | "", "1") => "morale",
            _ => "inconnu",
        };
        let seconds = date_time(&end).map(|end| elapsed(started, end));
        let seconds = match seconds {
            Some(s) if (0..=LONGEST_SECONDS).contains(&s) => Some(s as f64),
            Some(_) => {
                let reason = "durée négative ou de plus de 24 heures : comptée sans durée";
                items.push(note(line, "stats_fin_declaration", reason, true));
                None
            }
            None => {
                items.push(note(line, "stats_fin_declaration", "fin absente : comptée sans durée", true));
                None
            }
        };
        let filing = Contribution {
            series: self.series("pre_complaints", territory, person),
            period,
            sum: 0.0,
            count: 1,
            sample: None,
        };
        let mut contributions = vec![filing];
        if let Some(seconds) = seconds {
            contributions.push(Contribution {
                series: self.series("pre_complaint_duration", territory, person),
                period,
                sum: seconds,
                count: 1,
                sample: Some(seconds),
            });
        }
        let key = self.settings.pseudonym.key(Source::Ppel, &[id.as_bytes()]);
        items.push(Item::Row(SourceRow { key, contributions }));
    }

    fn series(
        &mut self,
        measure: &'static str,
        territory: Territory,
        person: &'static str,
    ) -> Arc<SeriesKey> {
        self.series
            .entry((measure, territory, person))
            .or_insert_with(|| {
                Arc::new(SeriesKey { measure, territory, categories: vec![person.to_owned()] })
            })
            .clone()
    }
}

//! Conversations of the Brigade numérique: `reference;date;canal;motif_parent;motif;element_de_qualification`,
//! with or without a header line. One row a conversation.
//!
//! Kept: a keyed pseudonym of the reference, the hour, category, channel and motif. The element of
//! qualification may quote the citizen: it is read and dropped.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use domain::{
    motif::UNCLASSIFIED,
    observation::{Contribution, SeriesKey, SourceRow},
    source::Source,
    territory::Territory,
    time::{Edge, Grain, Period, from_paris},
};
use rustc_hash::FxHashMap;

use crate::{
    FileError, Item, Reader, Settings,
    file::Lines,
    note,
    text::{decode, label},
};

struct Easiware {
    csv: csv::Reader<Lines>,
    settings: Settings,
    /// Series by the bytes of (channel, parent, motif): few, while rows are many.
    series: FxHashMap<Vec<u8>, Arc<SeriesKey>>,
    /// Hour of each `DD/MM/YYYY HH` met.
    hours: FxHashMap<[u8; 13], Option<(Period, Edge)>>,
    record: csv::ByteRecord,
    row_key: Vec<u8>,
    seen: u64,
}

pub fn open(input: Lines, settings: Settings) -> Result<impl Reader + use<>, FileError> {
    let csv = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).flexible(true).from_reader(input);
    Ok(Easiware {
        csv,
        settings,
        series: FxHashMap::default(),
        hours: FxHashMap::default(),
        record: csv::ByteRecord::new(),
        row_key: Vec::new(),
        seen: 0,
    })
}

/// The hour of a `DD/MM/YYYY HH:MM`, with what the edge of summer time did to it.
fn hour_of(hours: &mut FxHashMap<[u8; 13], Option<(Period, Edge)>>, field: &[u8]) -> Option<(Period, Edge)> {
    let text = decode(field);
    let text = if text.is_ascii() { text } else { text.replace(['\u{a0}', '\u{202f}'], " ").into() };
    let bytes: [u8; 13] = text.as_bytes().get(..13)?.try_into().ok()?;
    let rest = text.as_bytes().get(13..16)?;
    let minutes = std::str::from_utf8(&rest[1..]).ok()?.parse::<u32>().ok()?;
    if rest[0] != b':' || minutes > 59 {
        return None;
    }
    *hours.entry(bytes).or_insert_with(|| {
        let text = std::str::from_utf8(&bytes).ok()?;
        let (day, hour) = text.split_once(' ')?;
        let day = NaiveDate::parse_from_str(day, "%d/%m/%Y").ok()?;
        let (instant, edge) = from_paris(day.and_time(NaiveTime::from_hms_opt(hour.parse().ok()?, 0, 0)?));
        Some((Period::of_instant(Grain::Hour, instant), edge))
    })
}

impl Reader for Easiware {
    fn next(&mut self, items: &mut Vec<Item>) -> Result<bool, FileError> {
        for _ in 0..4096 {
            if !self.csv.read_byte_record(&mut self.record)? {
                if self.seen == 0 {
                    return Err(FileError::OtherSource {
                        source_id: "easiware",
                        reason: "il ne contient aucune ligne de conversation".into(),
                    });
                }
                return Ok(false);
            }
            let line = self.record.position().map_or(0, csv::Position::line);
            // A conversation is one line: a field with a line break comes from a quote that was never closed.
            if self.record.as_slice().contains(&b'\n') {
                return Err(FileError::OpenQuote(line));
            }
            if self.seen == 0 {
                if self.record.get(0).is_some_and(|f| decode(f).eq_ignore_ascii_case("reference")) {
                    self.check_header()?;
                    continue;
                }
                let dated = self.record.get(1).is_some_and(|f| hour_of(&mut self.hours, f).is_some());
                if self.record.len() < 5 || !dated {
                    return Err(FileError::OtherSource {
                        source_id: "easiware",
                        reason:
                            "attendu « référence;JJ/MM/AAAA HH:MM;canal;motif parent;motif;qualification »"
                                .into(),
                    });
                }
            }
            self.seen += 1;
            self.row(line, items);
        }
        Ok(true)
    }
}

impl Easiware {
    fn check_header(&self) -> Result<(), FileError> {
        let second = self.record.get(1).map(|f| crate::text::key(&decode(f)));
        if self.record.len() >= 5 && second.as_deref() == Some("date") {
            return Ok(());
        }
        Err(FileError::OtherSource {
            source_id: "easiware",
            reason: "la ligne d’en-tête n’a pas les colonnes attendues".into(),
        })
    }

    fn row(&mut self, line: u64, items: &mut Vec<Item>) {
        let record = std::mem::take(&mut self.record);
        if record.len() < 5 {
            items.push(note(line, "ligne", format!("{} colonnes au lieu de 6", record.len()), false));
        } else if decode(&record[0]).is_empty() {
            items.push(note(line, "reference", "référence absente", false));
        } else {
            match hour_of(&mut self.hours, &record[1]) {
                None => items.push(note(line, "date", "date illisible, attendu JJ/MM/AAAA HH:MM", false)),
                Some((hour, _)) if hour.first_day() > self.settings.today => {
                    items.push(note(line, "date", "date dans le futur", false));
                }
                Some((period, edge)) => {
                    if edge == Edge::Skipped {
                        let reason =
                            "heure inexistante (passage à l’heure d’été), comptée une heure plus tard";
                        items.push(note(line, "date", reason, true));
                    }
                    let series = self.series_of(&record);
                    let reference = decode(&record[0]);
                    let key = self.settings.pseudonym.key(Source::Easiware, &[reference.as_bytes()]);
                    items.push(Item::Row(SourceRow {
                        key,
                        contributions: vec![Contribution {
                            series,
                            period,
                            sum: 0.0,
                            count: 1,
                            sample: None,
                        }],
                    }));
                }
            }
        }
        self.record = record;
    }

    fn series_of(&mut self, record: &csv::ByteRecord) -> Arc<SeriesKey> {
        self.row_key.clear();
        for field in [2, 3, 4] {
            self.row_key.extend_from_slice(&record[field]);
            self.row_key.push(0);
        }
        if let Some(series) = self.series.get(&self.row_key) {
            return series.clone();
        }
        let text = |field: usize| label(&decode(&record[field]));
        let or_unknown = |text: String| if text.is_empty() { "Non renseigné".to_owned() } else { text };
        let (channel, mut parent, mut motif) = (or_unknown(text(2)), text(3), text(4));
        let motifs = &self.settings.motifs;
        if (parent.contains('?') || motif.contains('?'))
            && !motifs.contains_key(&(parent.clone(), motif.clone()))
        {
            // An export that lost its accents still names one known motif.
            let mut known = motifs.keys().filter(|(p, m)| is_damaged(&parent, p) && is_damaged(&motif, m));
            if let (Some((p, m)), None) = (known.next(), known.next()) {
                (parent, motif) = (p.clone(), m.clone());
            }
        }
        let category = self
            .settings
            .motifs
            .get(&(parent.clone(), motif.clone()))
            .cloned()
            .unwrap_or_else(|| UNCLASSIFIED.to_owned());
        let motif = format!("{parent} / {motif}");
        let series = Arc::new(SeriesKey {
            measure: "contacts",
            territory: Territory::France,
            categories: vec![category, channel, motif],
        });
        self.series.insert(self.row_key.clone(), series.clone());
        series
    }
}

/// Whether `damaged` is `whole` with some letters told as one or two `?`.
fn is_damaged(damaged: &str, whole: &str) -> bool {
    fn matches(d: &[char], w: &[char]) -> bool {
        match (d, w) {
            ([], []) => true,
            (['?', '?', rest @ ..], [_, w @ ..]) if matches(rest, w) => true,
            (['?', rest @ ..], [_, w @ ..]) => matches(rest, w),
            ([a, rest @ ..], [b, w @ ..]) => a == b && matches(rest, w),
            _ => false,
        }
    }
    let chars = |text: &str| text.chars().collect::<Vec<_>>();
    matches(&chars(damaged), &chars(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_motif_that_lost_its_accents_is_recognised() {
        assert!(is_damaged("S?curit? routi?re", "Sécurité routière"));
        assert!(is_damaged("S??curit?? routi??re", "Sécurité routière"));
        assert!(!is_damaged("S?curit?", "Sécurité routière"));
        assert!(is_damaged("Vol", "Vol"));
    }
}

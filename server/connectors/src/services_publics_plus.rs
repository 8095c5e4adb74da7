//! Experiences published on Services Publics + (formerly VoxUsagers), both header variants. The time axis is
//! the day of publication, or of writing where none is told. Titles, descriptions, answers and pseudonyms are read and dropped.

use std::sync::Arc;

use domain::{
    observation::{Contribution, SeriesKey, SourceRow},
    source::Source,
    territory::Territory,
    time::{Grain, Period},
};

use crate::{
    FileError, Item, Reader, Settings,
    file::Lines,
    note, place_of_postcode,
    table::Table,
    text::{date, label},
};

/// The five themes on which an experience may be tagged: end of the column's name, identifier.
const THEMES: [(&str, &str); 5] = [
    ("accessibilite", "accessibilite"),
    ("informationexplication", "information"),
    ("relation", "relation"),
    ("reactivite", "reactivite"),
    ("simplicitecomplexite", "simplicite"),
];

/// States of an experience; only a processed one has had its answer.
const STATES: [&str; 3] = ["traitee", "a_traiter", "en_cours_de_traitement"];

struct Columns {
    id: usize,
    state: Option<usize>,
    sentiment: usize,
    structures: Vec<usize>,
    themes: [Option<usize>; 5],
    postcode: Option<usize>,
    written: Option<usize>,
    published: Option<usize>,
    answered: Option<usize>,
}

struct ServicesPublicsPlus {
    table: Table,
    columns: Columns,
    settings: Settings,
}

pub fn open(input: Lines, settings: Settings) -> Result<impl Reader + use<>, FileError> {
    let table = Table::open(input)?;
    let need = |names: &[&str]| {
        table.column(names).ok_or_else(|| FileError::OtherSource {
            source_id: "services-publics-plus",
            reason: format!("la colonne « {} » manque", names[0]),
        })
    };
    let columns = Columns {
        id: need(&["id", "id_experience", "identifiant"])?,
        sentiment: need(&["ressenti_usager", "ressenti"])?,
        state: table.column(&["etat_de_lexperience", "etat_experience", "statut_de_lexperience"]),
        structures: ["intitule_typologie_1", "intitule_typologie_2", "intitule_typologie_3", "typologies"]
            .iter()
            .filter_map(|name| table.column(&[name]))
            .collect(),
        themes: THEMES.map(|(end, _)| {
            table.column(&[&format!("tags_generaux_{end}")]).or_else(|| table.column_ending(end))
        }),
        postcode: table.column(&["code_postal_usager", "code_postaux", "code_postal"]),
        written: table.column(&["ecrit_le"]),
        published: table.column(&["date_de_publication"]),
        answered: table.column(&["date_de_premiere_reponse", "date_de_1ere_reponse"]),
    };
    if columns.published.is_none() && columns.written.is_none() {
        return Err(FileError::OtherSource {
            source_id: "services-publics-plus",
            reason: "aucune colonne de date".into(),
        });
    }
    Ok(ServicesPublicsPlus { table, columns, settings })
}

impl Reader for ServicesPublicsPlus {
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

/// `positif`, `neutre` or `negatif`, whatever the case and accents.
fn opinion(text: &str) -> Option<&'static str> {
    match crate::text::key(text).as_str() {
        "positif" => Some("positif"),
        "neutre" => Some("neutre"),
        "negatif" | "n_gatif" => Some("negatif"),
        _ => None,
    }
}

impl ServicesPublicsPlus {
    fn row(&mut self, items: &mut Vec<Item>) {
        let (table, columns) = (&self.table, &self.columns);
        let line = table.line();
        let id = table.text(Some(columns.id));
        if id.is_empty() {
            return items.push(note(line, "id", "identifiant absent", false));
        }
        let Some(sentiment) = opinion(&table.text(Some(columns.sentiment))) else {
            return items.push(note(line, "ressenti_usager", "attendu Positif, Neutre ou Négatif", false));
        };
        let published = date(&table.text(columns.published));
        let Some(day) = published.or_else(|| date(&table.text(columns.written))) else {
            return items.push(note(
                line,
                "date_de_publication",
                "date illisible, attendu JJ/MM/AAAA",
                false,
            ));
        };
        if day > self.settings.today {
            return items.push(note(line, "date_de_publication", "date dans le futur", false));
        }
        let placed = place_of_postcode(&table.text(columns.postcode));
        if let Some(reserve) = placed.reserve {
            items.push(note(
                line,
                "code_postal_usager",
                format!("{reserve} : compté « non rattaché »"),
                true,
            ));
        }
        let structure = columns
            .structures
            .iter()
            .map(|c| label(table.text(Some(*c)).split([',', '|']).next().unwrap_or_default()))
            .find(|s| !s.is_empty())
            .unwrap_or_else(|| "Non renseignée".to_owned());
        let period = Period::of_day(Grain::Day, day);
        let of = |measure, territory: Territory, categories: Vec<String>, sum: f64, sample| Contribution {
            series: Arc::new(SeriesKey { measure, territory, categories }),
            period,
            sum,
            count: 1,
            sample,
        };
        let at = placed.territory;
        let state = crate::text::key(&table.text(columns.state));
        if columns.state.is_some() && !STATES.contains(&state.as_str()) {
            let reason = "état inconnu : compté comme sans réponse";
            items.push(note(line, "etat_de_lexpérience", reason, true));
        }
        let answered = state == "traitee";
        let mut contributions = vec![
            of("experiences", at, vec![sentiment.into(), structure], 0.0, None),
            of("experience_answered", at, vec![sentiment.into()], if answered { 1.0 } else { 0.0 }, None),
        ];
        let reply = table.text(columns.answered);
        if !matches!(reply.as_str(), "" | "NULL") && date(&reply).is_none() {
            let reason = "date de réponse illisible : délai écarté";
            items.push(note(line, "date_de_premiere_réponse", reason, true));
        }
        if let Some(reply) = date(&reply) {
            let days = (reply - day).num_days();
            if days < 0 {
                let reason = "réponse antérieure à la publication : délai écarté";
                items.push(note(line, "date_de_premiere_réponse", reason, true));
            } else {
                contributions.push(of(
                    "experience_response_delay",
                    at,
                    vec![sentiment.into()],
                    days as f64,
                    Some(days as f64),
                ));
            }
        }
        for (column, (_, theme)) in columns.themes.iter().zip(THEMES) {
            let said = table.text(*column);
            if !matches!(said.as_str(), "" | "NULL") && opinion(&said).is_none() {
                let reason = "ni Positif, ni Neutre, ni Négatif : thème laissé de côté";
                items.push(note(line, &format!("tags_généraux_{theme}"), reason, true));
            }
            if let Some(view) = opinion(&said) {
                let positive = if view == "positif" { 1.0 } else { 0.0 };
                contributions.push(of("experience_theme", at, vec![theme.into()], positive, None));
            }
        }
        let key = self.settings.pseudonym.key(Source::ServicesPublicsPlus, &[id.as_bytes()]);
        items.push(Item::Row(SourceRow { key, contributions }));
    }
}

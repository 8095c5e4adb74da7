//! Yearly figures of the IGGN, one CSV a figure: `annee,n_reclamations`, `annee,pourcentage_manquements`
//! (a fraction), `annee,motif,sous_motif,n_signalements` (Stop Discri).

use std::sync::Arc;

use domain::{
    observation::{Contribution, SeriesKey, SourceRow},
    source::Source,
    territory::Territory,
    time::{Grain, Period},
};

use crate::{FileError, Item, Reader, Settings, file::Lines, note, table::Table};

struct Iggn {
    table: Table,
    measure: &'static str,
    year: usize,
    value: usize,
    motif: Option<usize>,
    sub_motif: Option<usize>,
    settings: Settings,
}

pub fn open(input: Lines, settings: Settings) -> Result<impl Reader + use<>, FileError> {
    let table = Table::open(input)?;
    let found = [
        ("complaints_iggn", "n_reclamations"),
        ("breach_share", "pourcentage_manquements"),
        ("discrimination_reports", "n_signalements"),
    ]
    .into_iter()
    .find_map(|(measure, column)| Some((measure, table.column(&[column])?)));
    let (Some((measure, value)), Some(year)) = (found, table.column(&["annee"])) else {
        return Err(FileError::OtherSource {
            source_id: "iggn",
            reason: "attendu les colonnes annee et n_reclamations, pourcentage_manquements ou n_signalements"
                .into(),
        });
    };
    let (motif, sub_motif) = (table.column(&["motif"]), table.column(&["sous_motif"]));
    Ok(Iggn { table, measure, year, value, motif, sub_motif, settings })
}

/// `harcelement_moral_au_travail` as a reader writes it.
fn label(slug: &str) -> String {
    match slug {
        "harcelement_moral_au_travail" => "Harcèlement moral au travail".into(),
        "harcelement_sexuel" => "Harcèlement sexuel".into(),
        "discriminations" => "Discriminations".into(),
        "violences" => "Violences".into(),
        "autres" => "Autres".into(),
        "demande_conseil" => "Demande de conseil".into(),
        "signalement_effectif" => "Signalement effectif".into(),
        "" => "Non détaillé".into(),
        other => other.replace('_', " "),
    }
}

impl Reader for Iggn {
    fn next(&mut self, items: &mut Vec<Item>) -> Result<bool, FileError> {
        while self.table.advance()? {
            let line = self.table.line();
            let text = self.table.text(Some(self.year));
            let Some(year) = text.parse::<i32>().ok().filter(|y| (1900..=2200).contains(y)) else {
                items.push(note(line, "annee", "année illisible", false));
                continue;
            };
            let figure = self.table.text(Some(self.value)).replace(',', ".").parse::<f64>();
            let Some(figure) = figure.ok().filter(|f| f.is_finite() && *f >= 0.0) else {
                items.push(note(line, "valeur", "valeur illisible ou négative", false));
                continue;
            };
            let (motif, sub) = (self.table.text(self.motif), self.table.text(self.sub_motif));
            let categories = if self.motif.is_some() {
                vec![label(if sub.is_empty() { &motif } else { &sub })]
            } else {
                Vec::new()
            };
            let parts = [self.measure, text.as_str(), motif.as_str(), sub.as_str()].map(str::as_bytes);
            items.push(Item::Row(SourceRow {
                key: self.settings.pseudonym.key(Source::Iggn, &parts),
                contributions: vec![Contribution {
                    series: Arc::new(SeriesKey {
                        measure: self.measure,
                        territory: Territory::France,
                        categories,
                    }),
                    period: Period { grain: Grain::Year, ordinal: year },
                    sum: figure,
                    count: 1,
                    sample: None,
                }],
            }));
        }
        Ok(false)
    }
}

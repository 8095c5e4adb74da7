//! Workforce on 31 December: `annee,categorie,effectifs_homme,effectifs_femme`.

use std::sync::Arc;

use domain::{
    observation::{Contribution, SeriesKey, SourceRow},
    source::Source,
    territory::Territory,
    time::{Grain, Period},
};

use crate::{FileError, Item, Reader, Settings, file::Lines, note, table::Table, text::label};

struct Workforce {
    table: Table,
    columns: [usize; 4],
    settings: Settings,
}

pub fn open(input: Lines, settings: Settings) -> Result<impl Reader + use<>, FileError> {
    let table = Table::open(input)?;
    let mut columns = [0; 4];
    for (place, name) in columns.iter_mut().zip(["annee", "categorie", "effectifs_homme", "effectifs_femme"])
    {
        *place = table.column(&[name]).ok_or_else(|| FileError::OtherSource {
            source_id: "workforce",
            reason: format!("la colonne « {name} » manque"),
        })?;
    }
    Ok(Workforce { table, columns, settings })
}

impl Reader for Workforce {
    fn next(&mut self, items: &mut Vec<Item>) -> Result<bool, FileError> {
        while self.table.advance()? {
            let line = self.table.line();
            let [year, category, men, women] = self.columns.map(|c| self.table.text(Some(c)));
            let Some(ordinal) = year.parse::<i32>().ok().filter(|y| (1900..=2200).contains(y)) else {
                items.push(note(line, "annee", "année illisible", false));
                continue;
            };
            let people = |text: &str| text.replace(['\u{202f}', ' '], "").parse::<u32>().ok().map(f64::from);
            let (Some(men), Some(women)) = (people(&men), people(&women)) else {
                items.push(note(line, "effectifs", "effectif absent ou illisible", false));
                continue;
            };
            let category = label(&category);
            let status = if category.to_lowercase().contains("civil") { "civil" } else { "militaire" };
            let of = |measure, categories: Vec<&str>, sum: f64, count| Contribution {
                series: Arc::new(SeriesKey {
                    measure,
                    territory: Territory::France,
                    categories: categories.into_iter().map(str::to_owned).collect(),
                }),
                period: Period { grain: Grain::Year, ordinal },
                sum,
                count,
                sample: None,
            };
            items.push(Item::Row(SourceRow {
                key: self.settings.pseudonym.key(Source::Workforce, &[year.as_bytes(), category.as_bytes()]),
                contributions: vec![
                    of("workforce", vec![&category, status, "hommes"], men, 0),
                    of("workforce", vec![&category, status, "femmes"], women, 0),
                    of("feminisation", vec![&category, status], women, (men + women) as i64),
                ],
            }));
        }
        Ok(false)
    }
}

//! Perceval: one JSON object of four maps, `amount_of_money_day`, `nb_report_day`, `dpt_report_month`,
//! `age_categories_month`. Aggregated upstream; a row is a day of the first two, or an entry of the others.

use std::{collections::BTreeMap, io::Read, sync::Arc};

use chrono::NaiveDate;
use domain::{
    observation::{Contribution, SeriesKey, SourceRow},
    source::Source,
    territory::Territory,
    time::{Grain, Period},
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    FileError, Item, Reader, Settings,
    file::Lines,
    note,
    text::{date, decode, number},
};

/// Age bands of the contract; the source leaves `00` undefined.
const AGES: [&str; 8] = ["00", "15-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    amount_of_money_day: BTreeMap<String, Value>,
    #[serde(default)]
    nb_report_day: BTreeMap<String, Value>,
    #[serde(default)]
    dpt_report_month: BTreeMap<String, Value>,
    #[serde(default)]
    age_categories_month: BTreeMap<String, Value>,
}

struct Perceval {
    items: Vec<Item>,
}

pub fn open(mut input: Lines, settings: Settings) -> Result<impl Reader + use<>, FileError> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let other = |reason: &str| FileError::OtherSource { source_id: "perceval", reason: reason.into() };
    let file: File = serde_json::from_str(&decode(&bytes))
        .map_err(|_| other("attendu un objet JSON avec amount_of_money_day, nb_report_day, dpt_report_month et age_categories_month"))?;
    if file.nb_report_day.is_empty()
        && file.dpt_report_month.is_empty()
        && file.age_categories_month.is_empty()
    {
        return Err(other("il ne contient aucun signalement"));
    }
    let mut rows = Rows { settings, items: Vec::new(), entry: 0 };
    rows.days(&file);
    rows.months(&file.dpt_report_month, "dpt_report_month");
    rows.months(&file.age_categories_month, "age_categories_month");
    Ok(Perceval { items: rows.items })
}

impl Reader for Perceval {
    fn next(&mut self, items: &mut Vec<Item>) -> Result<bool, FileError> {
        items.append(&mut self.items);
        Ok(false)
    }
}

struct Rows {
    settings: Settings,
    items: Vec<Item>,
    /// Entries read so far: the "line" of a reject.
    entry: u64,
}

fn count(value: &Value) -> Option<i64> {
    number(value).filter(|n| *n >= 0.0 && n.fract() == 0.0).map(|n| n as i64)
}

fn contribution(
    measure: &'static str,
    territory: Territory,
    categories: Vec<String>,
    period: Period,
    sum: f64,
    count: i64,
) -> Contribution {
    let series = Arc::new(SeriesKey { measure, territory, categories });
    Contribution { series, period, sum, count, sample: None }
}

fn month(text: &str) -> Option<NaiveDate> {
    date(&format!("{text}-01"))
}

impl Rows {
    fn refuse(&mut self, field: &str, reason: &str) {
        self.items.push(note(self.entry, field, reason, false));
    }

    fn push(&mut self, parts: &[&str], contributions: Vec<Contribution>) {
        let parts: Vec<&[u8]> = parts.iter().map(|p| p.as_bytes()).collect();
        let key = self.settings.pseudonym.key(Source::Perceval, &parts);
        self.items.push(Item::Row(SourceRow { key, contributions }));
    }

    /// Reports and amounts are two maps: a day is one row, and the day is known from either side.
    fn days(&mut self, file: &File) {
        let mut days: Vec<&String> =
            file.nb_report_day.keys().chain(file.amount_of_money_day.keys()).collect();
        days.sort();
        days.dedup();
        for text in days {
            self.entry += 1;
            let Some(day) = date(text).filter(|d| *d <= self.settings.today) else {
                self.refuse("day", "jour illisible ou dans le futur");
                continue;
            };
            let reports = match file.nb_report_day.get(text) {
                Some(value) => match count(value) {
                    Some(n) => n,
                    None => {
                        self.refuse("nb_report_day", "nombre de signalements illisible ou négatif");
                        continue;
                    }
                },
                None => {
                    self.refuse("nb_report_day", "montant sans nombre de signalements");
                    continue;
                }
            };
            let amount = file.amount_of_money_day.get(text).map(|v| number(v).filter(|n| *n >= 0.0));
            let amount = match amount {
                Some(Some(euros)) => Some(euros),
                Some(None) => {
                    self.refuse("amount_of_money_day", "montant illisible ou négatif");
                    continue;
                }
                None => {
                    let reason = "montant absent : les signalements comptent, la moyenne les laisse de côté";
                    self.items.push(note(self.entry, "amount_of_money_day", reason, true));
                    None
                }
            };
            let period = Period::of_day(Grain::Day, day);
            let mut contributions =
                vec![contribution("card_fraud", Territory::France, vec![], period, 0.0, reports)];
            // A day without amount says nothing of what a report costs: it has no part in the mean.
            contributions.extend(amount.map(|euros| {
                contribution("card_fraud_amount", Territory::France, vec![], period, euros, reports)
            }));
            self.push(&["day", text], contributions);
        }
    }

    fn months(&mut self, map: &BTreeMap<String, Value>, field: &'static str) {
        for (text, parts) in map {
            let Some(first) = month(text).filter(|d| *d <= self.settings.today) else {
                self.entry += 1;
                self.refuse(field, "mois illisible ou dans le futur, attendu AAAA-MM");
                continue;
            };
            let Value::Object(parts) = parts else {
                self.entry += 1;
                self.refuse(field, "mois illisible, attendu un objet de nombres");
                continue;
            };
            let period = Period::of_day(Grain::Month, first);
            for (part, value) in parts {
                self.entry += 1;
                let Some(reports) = count(value) else {
                    self.refuse(field, "nombre de signalements illisible ou négatif");
                    continue;
                };
                let contributions = if field == "dpt_report_month" {
                    let territory = Territory::from_source_code(part).unwrap_or_else(|| {
                        let reason = "département inconnu : compté « non rattaché »";
                        self.items.push(note(self.entry, field, reason, true));
                        Territory::Unattached
                    });
                    vec![contribution("card_fraud_by_territory", territory, vec![], period, 0.0, reports)]
                } else if AGES.contains(&part.as_str()) {
                    let age = vec![part.clone()];
                    vec![contribution("card_fraud_by_age", Territory::France, age, period, 0.0, reports)]
                } else {
                    self.refuse(field, "tranche d’âge inconnue");
                    continue;
                };
                self.push(&[field, text, part], contributions);
            }
        }
    }
}

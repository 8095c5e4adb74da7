//! Accounts on social networks: snapshots in the shape of the Twitter API's users. The source keeps no
//! history; we keep one figure an account and a day. The day is the row's `retrieved_at` (or `date`), else the
//! one in the file's name.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::{
    observation::{Contribution, SeriesKey, SourceRow},
    source::Source,
    territory::Territory,
    time::{Grain, Period},
};
use serde_json::Value;

use crate::{
    FileError, Item, Reader, Settings,
    file::Lines,
    json::JsonLines,
    note,
    text::{date, number, word},
};

/// A line and its object, or what stopped the reading.
type Line = Result<(u64, Option<Value>), FileError>;

struct SocialAccounts {
    lines: Box<dyn Iterator<Item = Line> + Send>,
    file_day: Option<NaiveDate>,
    settings: Settings,
    recognised: bool,
}

/// `YYYY-MM-DD` anywhere in a file's name.
fn day_in_name(name: &str) -> Option<NaiveDate> {
    (0..name.len())
        .find_map(|i| name.get(i..i + 10).and_then(|part| NaiveDate::parse_from_str(part, "%Y-%m-%d").ok()))
}

pub fn open(mut input: Lines, name: &str, settings: Settings) -> Result<impl Reader + use<>, FileError> {
    use std::io::BufRead;
    let head = input.fill_buf()?;
    let first_line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let one_a_line =
        serde_json::from_slice::<Value>(first_line).is_ok_and(|v| v.get("data").is_none() && v.is_object());
    let lines: Box<dyn Iterator<Item = _> + Send> = if one_a_line {
        let mut lines = JsonLines::new(input);
        Box::new(std::iter::from_fn(move || lines.advance().transpose()))
    } else {
        Box::new(crate::json::all(input)?.into_iter().map(Ok))
    };
    Ok(SocialAccounts { lines, file_day: day_in_name(name), settings, recognised: false })
}

impl Reader for SocialAccounts {
    fn next(&mut self, items: &mut Vec<Item>) -> Result<bool, FileError> {
        let other = || FileError::OtherSource {
            source_id: "social-accounts",
            reason: "attendu des comptes JSON avec username et public_metrics".into(),
        };
        for _ in 0..4096 {
            let Some(next) = self.lines.next() else {
                return if self.recognised { Ok(false) } else { Err(other()) };
            };
            let (line, row) = next?;
            match row {
                Some(row) if row.get("public_metrics").is_some() => {
                    self.recognised = true;
                    match self.row(&row) {
                        Ok(parsed) => items.push(Item::Row(parsed)),
                        Err((field, reason)) => items.push(note(line, field, reason, false)),
                    }
                }
                _ if !self.recognised => return Err(other()),
                _ => items.push(note(line, "ligne", "compte sans public_metrics", false)),
            }
        }
        Ok(true)
    }
}

/// `Gendarmerie_35`, `Gendarmerie_2A`, `Gendarmerie_974`; other accounts are national or specialised.
fn place_of_account(username: &str) -> Territory {
    username
        .rsplit_once('_')
        .and_then(|(_, code)| Territory::from_source_code(code))
        .unwrap_or(Territory::Unattached)
}

impl SocialAccounts {
    fn row(&self, row: &Value) -> Result<SourceRow, (&'static str, &'static str)> {
        let id = word(&row["id"]).ok_or(("id", "identifiant absent"))?;
        let username = word(&row["username"]).ok_or(("username", "nom de compte absent"))?;
        let told = ["retrieved_at", "date"].iter().find_map(|name| row[*name].as_str().and_then(date));
        let day = told.or(self.file_day).unwrap_or(self.settings.today);
        if day > self.settings.today {
            return Err(("retrieved_at", "date dans le futur"));
        }
        let figure = |name: &'static str| {
            let n = number(&row["public_metrics"][name]).filter(|n| *n >= 0.0);
            n.ok_or((name, "mesure illisible ou négative"))
        };
        let network = word(&row["network"]).unwrap_or_else(|| "X (Twitter)".to_owned());
        let territory = place_of_account(&username);
        let of = |measure, sum| Contribution {
            series: Arc::new(SeriesKey {
                measure,
                territory,
                categories: vec![network.clone(), username.clone()],
            }),
            period: Period::of_day(Grain::Day, day),
            sum,
            count: 1,
            sample: None,
        };
        let contributions =
            vec![of("followers", figure("followers_count")?), of("posts", figure("tweet_count")?)];
        let day = day.to_string();
        let parts = [network.as_bytes(), id.as_bytes(), day.as_bytes()];
        Ok(SourceRow { key: self.settings.pseudonym.key(Source::SocialAccounts, &parts), contributions })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corsica_and_overseas_accounts_have_their_departement() {
        for (name, code) in [("Gendarmerie_2A", "2A"), ("Gendarmerie_35", "35"), ("Gendarmerie_974", "974")] {
            assert_eq!(place_of_account(name).code(), code);
        }
        assert_eq!(place_of_account("Gendarmerie"), Territory::Unattached);
        assert_eq!(place_of_account("GIGN_officiel"), Territory::Unattached);
    }
}

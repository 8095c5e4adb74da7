//! What the URL says of a page: period, comparison, territory. The URL owns all of it.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use domain::{
    query::Comparison,
    territory::Territory,
    time::{Grain, Period, Window},
};

/// Days shown of a window that lies outside the data.
const LONGEST_EMPTY: u64 = 366;

/// Parameters of single screens: of the explorer indicator, territory and filter of six lines, grain, computation, one
/// panel a line; of the wall of En direct the same word; of the actors minutes for a contact, wait that is aimed at,
/// agents; of annotations the indicator and its part; of a territory the unit.
const PARTICULAR: [&str; 27] = [
    "s1",
    "t1",
    "f1",
    "s2",
    "t2",
    "f2",
    "s3",
    "t3",
    "f3",
    "s4",
    "t4",
    "f4",
    "s5",
    "t5",
    "f5",
    "s6",
    "t6",
    "f6",
    "grain",
    "calcul",
    "vue",
    "duree",
    "attente",
    "agents",
    "indicateur",
    "filtres",
    "unite",
];

/// A preset of the period picker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    Week,
    Month,
    Twelve,
    Year(i32),
    Origin,
    Free,
}

/// Periods of a list: value in an address, words.
pub const PERIODS: [(&str, &str, Preset); 4] = [
    ("7j", "7 derniers jours", Preset::Week),
    ("30j", "30 derniers jours", Preset::Month),
    ("12m", "12 derniers mois", Preset::Twelve),
    ("origine", "Depuis l’origine", Preset::Origin),
];

/// The state of a page, read from its query string. Anything unreadable falls back to the default and is
/// told in `problem`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub preset: Preset,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub compare: Option<Comparison>,
    pub territory: Territory,
    /// The territory that is meant where none is named: France, or that of the reader's mandate.
    pub home: Territory,
    /// What only single screens ask, as written.
    pub more: BTreeMap<String, String>,
    /// One French sentence about what could not be read.
    pub problem: Option<String>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            preset: Preset::Twelve,
            from: None,
            to: None,
            compare: Some(Comparison::Year),
            territory: Territory::France,
            home: Territory::France,
            more: BTreeMap::new(),
            problem: None,
        }
    }
}

impl State {
    /// Territory and period in few words, and what they are compared with where it is not a year before: "Ille-et-Vilaine, 12
    /// derniers mois".
    pub fn words(&self) -> String {
        let period = match (self.preset, self.from, self.to) {
            (Preset::Year(year), ..) => format!("année {year}"),
            (Preset::Free, Some(from), Some(to)) => french::window(from, to),
            (preset, ..) => {
                let named = PERIODS.into_iter().find(|(.., named)| *named == preset);
                named.map(|(_, words, _)| words.to_lowercase()).unwrap_or_default()
            }
        };
        let compared = match self.compare {
            Some(Comparison::Year) => "",
            Some(Comparison::Previous) => ", à côté de la période précédente",
            None => ", sans comparaison",
        };
        format!("{}, {period}{compared}", self.territory.name())
    }

    /// Reads the query parameters.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        Self::read_from(Territory::France, get)
    }

    /// Reads the query parameters of a reader whose territory is `home`.
    pub fn read_from(home: Territory, get: impl Fn(&str) -> Option<String>) -> Self {
        let mut state = Self { home, ..Self::default() };
        let mut problem = |sentence: &str| state.problem = Some(sentence.to_owned());
        let date = |name: &str| get(name).filter(|t| !t.is_empty()).map(|t| t.parse::<NaiveDate>());
        let (from, to) = (date("du"), date("au"));
        let unreadable = matches!(from, Some(Err(_))) || matches!(to, Some(Err(_)));
        let (from, to) = (from.and_then(Result::ok), to.and_then(Result::ok));
        let year = get("annee").filter(|t| !t.is_empty());
        let preset = match get("periode").unwrap_or_default().as_str() {
            "7j" => Preset::Week,
            "30j" => Preset::Month,
            "" | "12m" => Preset::Twelve,
            "origine" => Preset::Origin,
            "annee" => {
                match year.as_deref().and_then(|y| y.parse().ok()).filter(|y| (2000..2100).contains(y)) {
                    Some(y) => Preset::Year(y),
                    None => {
                        problem("L’année demandée n’a pas été comprise : voici les 12 derniers mois.");
                        Preset::Twelve
                    }
                }
            }
            "libre" => match (from, to) {
                (Some(a), Some(b)) if a <= b => Preset::Free,
                (Some(_), Some(_)) => {
                    problem("La date de fin précède la date de début : voici les 12 derniers mois.");
                    Preset::Twelve
                }
                _ => {
                    problem(if unreadable {
                        "Une date n’a pas été comprise : voici les 12 derniers mois."
                    } else {
                        "Une période libre demande deux dates : voici les 12 derniers mois."
                    });
                    Preset::Twelve
                }
            },
            _ => {
                problem("La période demandée n’existe pas : voici les 12 derniers mois.");
                Preset::Twelve
            }
        };
        let compare = match get("comparer").as_deref() {
            None | Some("" | "annee") => Some(Comparison::Year),
            Some("precedent") => Some(Comparison::Previous),
            _ => None,
        };
        let territory = match get("territoire").filter(|t| !t.is_empty()) {
            None => home,
            Some(text) => Territory::parse(&text).unwrap_or_else(|| {
                problem(&format!("Ce territoire n’existe pas : voici {}.", home.name()));
                home
            }),
        };
        let more = PARTICULAR
            .iter()
            .filter_map(|name| {
                Some(((*name).to_owned(), get(name).filter(|v| !v.is_empty() && v.len() <= 200)?))
            })
            .collect();
        Self { preset, from, to, compare, territory, more, ..state }
    }

    /// The window of the preset for data that covers `coverage`. Twelve months end with the last whole month.
    pub fn window(&self, coverage: Window) -> Window {
        let to = coverage.to;
        let back = |days: u64| Window { from: to.checked_sub_days(Days::new(days)).unwrap_or(to), to };
        match self.preset {
            Preset::Week => back(6),
            Preset::Month => back(29),
            Preset::Twelve => {
                let month = Period::of_day(Grain::Month, to);
                let last = if month.last_day() == to {
                    month
                } else {
                    Period { ordinal: month.ordinal - 1, ..month }
                };
                let first = Period { ordinal: last.ordinal - 11, ..last };
                Window { from: first.first_day(), to: last.last_day() }
            }
            Preset::Year(year) => {
                let first = Period { grain: Grain::Year, ordinal: year };
                Window { from: first.first_day(), to: first.last_day() }
            }
            Preset::Origin => coverage,
            Preset::Free => match (self.from, self.to) {
                (Some(from), Some(to)) => {
                    let asked = Window { from, to };
                    // What nobody measured is not drawn: centuries of nothing would cost as much as of something.
                    asked.intersection(coverage).unwrap_or_else(|| {
                        let most = from.checked_add_days(Days::new(LONGEST_EMPTY)).unwrap_or(to);
                        Window { from, to: to.min(most) }
                    })
                }
                _ => coverage,
            },
        }
    }

    /// Query string with one parameter replaced; empty values are left out.
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut pairs = self.pairs();
        pairs.retain(|(n, _)| *n != name && !(name == "periode" && ["annee", "du", "au"].contains(n)));
        pairs.push((name, value.to_owned()));
        encode(&pairs)
    }

    /// The query string of this state, without what is default.
    pub fn query(&self) -> String {
        encode(&self.pairs())
    }

    /// Names and values of the address, without what is default.
    pub fn pairs(&self) -> Vec<(&str, String)> {
        let mut pairs = Vec::new();
        match self.preset {
            Preset::Twelve => {}
            Preset::Week => pairs.push(("periode", "7j".to_owned())),
            Preset::Month => pairs.push(("periode", "30j".to_owned())),
            Preset::Origin => pairs.push(("periode", "origine".to_owned())),
            Preset::Year(year) => {
                pairs.push(("periode", "annee".to_owned()));
                pairs.push(("annee", year.to_string()));
            }
            Preset::Free => {
                pairs.push(("periode", "libre".to_owned()));
                pairs.extend(self.from.map(|d| ("du", d.to_string())));
                pairs.extend(self.to.map(|d| ("au", d.to_string())));
            }
        }
        match self.compare {
            Some(Comparison::Year) => {}
            Some(Comparison::Previous) => pairs.push(("comparer", "precedent".to_owned())),
            None => pairs.push(("comparer", "non".to_owned())),
        }
        if self.territory != self.home {
            pairs.push(("territoire", self.territory.to_string()));
        }
        pairs.extend(self.more.iter().map(|(name, value)| (name.as_str(), value.clone())));
        pairs
    }

    /// How the comparison is said after a change.
    pub fn compared_words(&self) -> &'static str {
        match self.compare {
            Some(Comparison::Year) => "sur un an",
            Some(Comparison::Previous) => "par rapport à la période précédente",
            None => "",
        }
    }
}

fn encode(pairs: &[(&str, String)]) -> String {
    let text: Vec<String> =
        pairs.iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| format!("{n}={}", encoded(v))).collect();
    if text.is_empty() { String::new() } else { format!("?{}", text.join("&")) }
}

/// A value as it stands in an address.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

/// Years that data covers, latest first.
pub fn years(coverage: Window) -> Vec<i32> {
    (coverage.from.year()..=coverage.to.year()).rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> State {
        let pairs: Vec<(String, String)> = query
            .trim_start_matches('?')
            .split('&')
            .filter_map(|p| p.split_once('='))
            .map(|(a, b)| (a.to_owned(), b.replace("%3A", ":")))
            .collect();
        State::read(|name| pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()))
    }

    #[test]
    fn another_period_place_or_comparison_is_told_in_other_words() {
        let told: Vec<String> =
            ["", "?comparer=precedent", "?comparer=non", "?periode=7j", "?territoire=departement%3A35"]
                .map(|query| read(query).words())
                .into();
        assert_eq!(told[0], "France, 12 derniers mois");
        assert_eq!(told[1], "France, 12 derniers mois, à côté de la période précédente");
        assert!(told.iter().enumerate().all(|(at, words)| !told[..at].contains(words)), "{told:?}");
    }

    #[test]
    fn every_state_survives_its_url() {
        for query in [
            "",
            "?periode=7j",
            "?periode=annee&annee=2023&comparer=precedent",
            "?periode=libre&du=2024-01-01&au=2024-02-15&comparer=non&territoire=departement%3A2A",
            "?periode=origine&territoire=region%3A53",
        ] {
            assert_eq!(read(query).query(), query);
            assert_eq!(read(query).problem, None);
        }
    }

    #[test]
    fn what_is_unreadable_is_told_and_harmless() {
        for query in [
            "?periode=demain",
            "?periode=libre&du=2024-13-01&au=x",
            "?periode=libre&du=2024-02-01&au=2024-01-01",
            "?territoire=lune",
            "?periode=annee&annee=12",
        ] {
            assert!(read(query).problem.is_some(), "{query}");
        }
    }

    #[test]
    fn centuries_of_nothing_are_not_drawn() {
        let coverage = Window { from: "2018-02-27".parse().unwrap(), to: "2026-11-21".parse().unwrap() };
        let wide = read("?periode=libre&du=0001-01-01&au=9999-12-31").window(coverage);
        assert_eq!(wide, coverage);
        let before = read("?periode=libre&du=0001-01-01&au=2001-01-01").window(coverage);
        assert!(before.days() <= 367, "{before:?}");
    }

    #[test]
    fn twelve_months_end_with_a_whole_month() {
        let coverage = Window { from: "2018-02-27".parse().unwrap(), to: "2026-11-21".parse().unwrap() };
        let window = State::default().window(coverage);
        assert_eq!(
            (window.from.to_string().as_str(), window.to.to_string().as_str()),
            ("2025-11-01", "2026-10-31")
        );
    }
}

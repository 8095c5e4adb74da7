//! From a query string to a question.

use chrono::{Datelike, NaiveDate};
use domain::{
    catalogue::Dimension,
    query::{Ask, Comparison, Place},
    time::{Grain, Window},
};

use super::problem::Problem;

/// Rows of a page, by default and at most.
pub const PAGE: usize = 10_000;
const LARGEST_PAGE: usize = 50_000;

/// A question and which page of its answer.
#[derive(Debug)]
pub struct Params {
    pub ask: Ask,
    pub limit: usize,
    pub cursor: usize,
}

fn day(name: &'static str, value: Option<&str>) -> Result<NaiveDate, Problem> {
    let text = value.filter(|t| !t.is_empty()).ok_or_else(|| {
        Problem::malformed(name, format!("le paramètre « {name} » est obligatoire, au format AAAA-MM-JJ"))
    })?;
    let day: NaiveDate = text.parse().map_err(|_| {
        Problem::malformed(name, format!("« {name} » n’est pas une date qui existe, au format AAAA-MM-JJ"))
    })?;
    if !(1970..=2200).contains(&day.year()) {
        return Err(Problem::malformed(name, format!("« {name} » doit être entre 1970 et 2200")));
    }
    Ok(day)
}

fn number(name: &'static str, value: Option<&str>, default: usize) -> Result<usize, Problem> {
    match value {
        None | Some("") => Ok(default),
        Some(text) => text
            .parse()
            .map_err(|_| Problem::malformed(name, format!("« {name} » doit être un nombre entier positif"))),
    }
}

/// Reads the decoded pairs of a query string.
///
/// # Errors
/// The first parameter that can't be read.
pub fn read(pairs: &[(String, String)]) -> Result<Params, Problem> {
    for (i, (name, _)) in pairs.iter().enumerate() {
        if pairs[..i].iter().any(|(earlier, _)| earlier == name) {
            return Err(Problem::repeated(short(name)));
        }
    }
    let get = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    let indicator = get("indicator").filter(|t| !t.is_empty()).ok_or_else(|| {
        Problem::malformed(
            "indicator",
            "le paramètre « indicator » est obligatoire ; la liste est sur /api/v1/indicators",
        )
    })?;
    let (from, to) = (day("from", get("from"))?, day("to", get("to"))?);
    let window = Window::new(from, to)
        .ok_or_else(|| Problem::malformed("to", "« to » précède « from » : les deux jours sont inclus"))?;
    let grain = match get("grain") {
        None | Some("") => Grain::automatic(window.days()),
        Some(text) => Grain::parse(text).ok_or_else(|| {
            Problem::malformed("grain", "« grain » doit être hour, day, week, month, quarter, year ou total")
        })?,
    };
    let mut by = Vec::new();
    for word in get("by").unwrap_or_default().split(',').map(str::trim).filter(|w| !w.is_empty()) {
        if matches!(word, "territory" | "departement" | "region") && Dimension::parse(word).is_none() {
            return Err(Problem::malformed("by", "le territoire se demande par territory=departement:*"));
        }
        let dimension = Dimension::parse(word)
            .ok_or_else(|| Problem::malformed("by", format!("la dimension « {word} » n’existe pas")))?;
        by.push(dimension);
    }
    let place = match get("territory") {
        None | Some("") => Place::One(domain::territory::Territory::France),
        Some(text) => Place::parse(text).ok_or_else(|| {
            Problem::malformed(
                "territory",
                "ce territoire n’existe pas ; exemples : france, region:53, departement:35, departement:*",
            )
        })?,
    };
    let compare = match get("compare") {
        None | Some("") => None,
        Some(text) => Some(
            Comparison::parse(text)
                .ok_or_else(|| Problem::malformed("compare", "« compare » doit être previous ou year"))?,
        ),
    };
    let known = ["indicator", "from", "to", "grain", "by", "territory", "compare", "limit", "cursor"];
    let mut filters = Vec::new();
    for (name, value) in pairs {
        if known.contains(&name.as_str()) {
            continue;
        }
        let dimension = Dimension::parse(name).ok_or_else(|| Problem::unknown(short(name)))?;
        filters.push((dimension, value.clone()));
    }
    let limit = number("limit", get("limit"), PAGE)?;
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(Problem::malformed("limit", format!("« limit » doit être entre 1 et {LARGEST_PAGE}")));
    }
    let cursor = number("cursor", get("cursor"), 0)?;
    let ask = Ask { indicator: indicator.to_owned(), window, grain, by, filters, place, compare };
    Ok(Params { ask, limit, cursor })
}

/// What a stranger wrote, short enough to be quoted.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

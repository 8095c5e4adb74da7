//! Figures, dates and changes as a French reader expects them (Lexique des règles typographiques en usage à
//! l'Imprimerie nationale): narrow no-break space in thousands and before %, €.

use chrono::{Datelike, NaiveDate, Timelike};
use domain::{
    catalogue::Unit,
    time::{Grain, Period},
};

/// Narrow no-break space.
pub const NNBSP: char = '\u{202f}';

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const SHORT_MONTHS: [&str; 12] =
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
pub const WEEKDAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/// `12 345,6` with so many decimals.
pub fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    // Whole numbers only: the general formatting of floats is a tenth of what a browser would have to load.
    let (mut scaled, mut zeros) = (value.abs(), 0);
    for _ in 0..decimals {
        scaled *= 10.0;
    }
    while scaled >= 1e18 {
        scaled /= 10.0;
        zeros += 1;
    }
    let scaled = scaled.round() as u64;
    let mut text = scaled.to_string();
    text.extend(std::iter::repeat_n('0', zeros));
    while text.len() <= decimals {
        text.insert(0, '0');
    }
    let whole = text.len() - decimals;
    let mut out = String::with_capacity(text.len() + 4);
    if value < 0.0 && scaled > 0 {
        out.push('−');
    }
    for (i, digit) in text.chars().enumerate() {
        if i == whole {
            out.push(',');
        } else if i > 0 && i < whole && (whole - i).is_multiple_of(3) {
            out.push(NNBSP);
        }
        out.push(digit);
    }
    out
}

/// A whole number.
pub fn integer(value: f64) -> String {
    number(value, 0)
}

/// `7 min 33 s`, `45 s`, `2 h 05 min`.
pub fn duration(seconds: f64) -> String {
    let s = seconds.round().max(0.0) as i64;
    match s {
        0..60 => format!("{s}{NNBSP}s"),
        60..3600 => format!("{}{NNBSP}min {:02}{NNBSP}s", s / 60, s % 60),
        _ => format!("{}{NNBSP}h {:02}{NNBSP}min", s / 3600, s % 3600 / 60),
    }
}

/// `12,4 %`.
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    let decimals = usize::from(value.abs() < 99.95 && value.abs() > 1e-9);
    format!("{}{NNBSP}%", number(value, decimals))
}

/// The exact value with its unit, as tables show it.
pub fn exact(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Eur => format!("{}{NNBSP}€", number(value, usize::from(value.abs() < 10_000.0) * 2)),
        Unit::Seconds => duration(value),
        Unit::Share => percent(value),
        Unit::Days => format!("{}{NNBSP}j", number(value, usize::from(value.fract().abs() > 1e-9))),
        Unit::Rating => format!("{}{NNBSP}/{NNBSP}5", number(value, 2)),
        _ => number(value, usize::from(value.fract().abs() > 1e-9)),
    }
}

/// The value with three significant figures and its unit, as sentences show it.
pub fn rounded(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Seconds | Unit::Share | Unit::Days | Unit::Rating => exact(value, unit),
        Unit::Eur if value.abs() >= 1e6 => format!("{} d’euros", scaled(value)),
        Unit::Eur => format!("{}{NNBSP}€", integer(three_figures(value))),
        _ if value.abs() >= 1e6 => scaled(value),
        _ => integer(three_figures(value)),
    }
}

fn scaled(value: f64) -> String {
    let (divisor, word) = if value.abs() >= 1e9 { (1e9, "milliard") } else { (1e6, "million") };
    let n = value / divisor;
    let decimals = if n >= 99.95 {
        0
    } else if n >= 9.995 {
        1
    } else {
        2
    };
    let plural = if n >= 2.0 { "s" } else { "" };
    format!("{}{NNBSP}{word}{plural}", number(n, decimals))
}

/// The largest power of ten that is not above a positive value.
pub fn power_of_ten(value: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 <= value {
        power *= 10.0;
    }
    while power > value && power > 1e-300 {
        power /= 10.0;
    }
    power
}

fn three_figures(value: f64) -> f64 {
    if value.abs() < 1000.0 {
        return value.round();
    }
    let step = power_of_ten(value.abs()) / 100.0;
    (value / step).round() * step
}

/// A short value for an axis that reaches `top`: `1 200`, `1,5 M`, `40 %`, `7 min`.
pub fn tick(value: f64, unit: Unit, top: f64) -> String {
    match unit {
        Unit::Share => {
            format!("{}{NNBSP}%", number(value * 100.0, usize::from((value * 100.0).fract().abs() > 1e-6)))
        }
        Unit::Seconds if top >= 60.0 && value != 0.0 => {
            format!("{}{NNBSP}min", number(value / 60.0, usize::from((value / 60.0).fract().abs() > 1e-6)))
        }
        Unit::Seconds => format!("{}{NNBSP}s", integer(value)),
        _ => {
            let suffix = if unit == Unit::Eur { format!("{NNBSP}€") } else { String::new() };
            // One word for the whole axis: "5 k" under "15 k", never "5 000".
            let (scaled, word) = match top.abs() {
                _ if value == 0.0 => (0.0, ""),
                v if v >= 1e9 => (value / 1e9, "Md"),
                v if v >= 1e6 => (value / 1e6, "M"),
                v if v >= 1e4 => (value / 1e3, "k"),
                _ => (value, ""),
            };
            let decimals = if scaled.fract().abs() < 1e-6 {
                0
            } else if (scaled * 10.0).fract().abs() < 1e-6 {
                1
            } else {
                2
            };
            let gap = if word.is_empty() { String::new() } else { format!("{NNBSP}{word}") };
            format!("{}{gap}{suffix}", number(scaled, decimals))
        }
    }
}

/// `3 contacts`, `1 contact`, `2 avis`: the unit in words, agreed with the value (from 2 on).
pub fn unit_word(value: f64, unit: Unit) -> &'static str {
    let plural = value.abs() >= 2.0;
    let (one, many) = match unit {
        Unit::Contacts => ("contact", "contacts"),
        Unit::Rows => ("ligne", "lignes"),
        Unit::Reports => ("signalement", "signalements"),
        Unit::Filings => ("pré-plainte", "pré-plaintes"),
        Unit::Visits => ("visite", "visites"),
        Unit::Visitors => ("visiteur", "visiteurs"),
        Unit::Views => ("consultation", "consultations"),
        Unit::Accounts => ("abonné", "abonnés"),
        Unit::Posts => ("publication", "publications"),
        Unit::Experiences => ("expérience", "expériences"),
        Unit::Reviews => ("avis", "avis"),
        Unit::Complaints => ("réclamation", "réclamations"),
        Unit::People => ("personne", "personnes"),
        Unit::Eur | Unit::Seconds | Unit::Share | Unit::Days | Unit::Rating | Unit::Index => ("", ""),
    };
    if plural { many } else { one }
}

/// The value and its unit in words: `12 300 contacts`, `7 min 33 s`.
pub fn quantity(value: f64, unit: Unit) -> String {
    let text = rounded(value, unit);
    match unit_word(value, unit) {
        "" => text,
        // "millions", "milliard": nothing else has this letter beside a count.
        word if text.contains('m') => {
            let vowel = word.starts_with(['a', 'e', 'é', 'i', 'o', 'u']);
            format!("{text} {}{word}", if vowel { "d’" } else { "de " })
        }
        word => format!("{text} {word}"),
    }
}

/// "3 novembre 2026 à 14 h 05": hour and minutes stay on one line.
pub fn moment(at: chrono::NaiveDateTime) -> String {
    format!("{} à {}{NNBSP}h{NNBSP}{:02}", date(at.date()), at.hour(), at.minute())
}

/// `1er mars 2024`.
pub fn date(day: NaiveDate) -> String {
    let ordinal = if day.day() == 1 { "1er".to_owned() } else { day.day().to_string() };
    format!("{ordinal} {} {}", MONTHS[day.month0() as usize], day.year())
}

/// `mars 2024`.
pub fn month(day: NaiveDate) -> String {
    format!("{} {}", MONTHS[day.month0() as usize], day.year())
}

/// `du 1er au 31 mars 2024`, `de mars à juin 2024`, `en 2024`, as short as it can be said.
pub fn window(from: NaiveDate, to: NaiveDate) -> String {
    let whole = from.day() == 1 && to.succ_opt().is_some_and(|d| d.day() == 1);
    if from == to {
        return format!("le {}", date(from));
    }
    if whole {
        if from.month() == 1 && to.month() == 12 {
            return if from.year() == to.year() {
                format!("en {}", from.year())
            } else {
                format!("de {} à {}", from.year(), to.year())
            };
        }
        if from.year() == to.year() && from.month() == to.month() {
            return format!("en {}", month(from));
        }
        return format!("{} à {}", with_de(&month(from)), month(to));
    }
    format!("du {} au {}", date(from), date(to))
}

/// `de mars`, `d’avril`.
fn with_de(word: &str) -> String {
    if word.starts_with(['a', 'o']) { format!("d’{word}") } else { format!("de {word}") }
}

/// Long name of a period: `31 mars 2024 à 14 h`, `semaine du 25 mars 2024`, `1er trimestre 2024`.
pub fn period(p: Period) -> String {
    let day = p.first_day();
    match p.grain {
        Grain::Hour => {
            let hour = p.civil_hour().map_or(0, |t| t.hour());
            format!("{} à {hour}{NNBSP}h", date(day))
        }
        Grain::Day => date(day),
        Grain::Week => format!("semaine du {}", date(day)),
        Grain::Month => month(day),
        Grain::Quarter => {
            let q = day.month0() / 3 + 1;
            format!("{q}{} trimestre {}", if q == 1 { "er" } else { "e" }, day.year())
        }
        Grain::Year => day.year().to_string(),
        Grain::Total => "ensemble de la période".to_owned(),
    }
}

/// Short label of a period on an axis, and the coarser context shown once beside it.
pub fn axis(p: Period) -> (String, String) {
    let day = p.first_day();
    match p.grain {
        Grain::Hour => (format!("{}{NNBSP}h", p.civil_hour().map_or(0, |t| t.hour())), date(day)),
        Grain::Day | Grain::Week => {
            (format!("{} {}", day.day(), SHORT_MONTHS[day.month0() as usize]), day.year().to_string())
        }
        Grain::Month => (SHORT_MONTHS[day.month0() as usize].to_owned(), day.year().to_string()),
        Grain::Quarter => (format!("T{}", day.month0() / 3 + 1), day.year().to_string()),
        Grain::Year => (day.year().to_string(), String::new()),
        Grain::Total => ("total".to_owned(), String::new()),
    }
}

/// `en hausse de 12 %`, `en baisse de 3,2 %`, `stable`; for ratios in points.
pub fn change(now: f64, before: f64, unit: Unit) -> Option<String> {
    if unit == Unit::Share {
        let points = (now - before) * 100.0;
        return Some(if points.abs() < 0.05 {
            "stable".to_owned()
        } else {
            format!(
                "en {} de {} point{}",
                way(points),
                number(points.abs(), 1),
                if points.abs() >= 2.0 { "s" } else { "" }
            )
        });
    }
    // A mark out of five has no zero that a share could be taken of.
    if unit == Unit::Rating {
        let gap = now - before;
        return Some(if gap.abs() < 0.005 {
            "stable".to_owned()
        } else {
            format!(
                "en {} de {} point{}",
                way(gap),
                number(gap.abs(), 2),
                if gap.abs() >= 2.0 { "s" } else { "" }
            )
        });
    }
    // From nothing, or from below zero, a share has no meaning.
    if before < 1e-9 {
        return None;
    }
    let ratio = now / before - 1.0;
    Some(if ratio.abs() < 0.0005 {
        "stable".to_owned()
    } else if ratio > 1.5 {
        format!("multiplié par {}", number(now / before, 1))
    } else {
        let value = (ratio * 100.0).abs();
        format!("en {} de {}{NNBSP}%", way(ratio), number(value, usize::from(value < 9.95)))
    })
}

fn way(difference: f64) -> &'static str {
    if difference > 0.0 { "hausse" } else { "baisse" }
}

/// `a, b et c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} et {last}", first.join(", ")),
    }
}

/// Upper case of the letters that French has.
fn upper(c: char) -> char {
    match c {
        'œ' => 'Œ',
        'à'..='þ' if c != '÷' => char::from_u32(c as u32 - 32).unwrap_or(c),
        _ => c.to_ascii_uppercase(),
    }
}

/// Lower case of the letters that French has.
fn lower(c: char) -> char {
    match c {
        'Œ' => 'œ',
        'À'..='Þ' if c != '×' => char::from_u32(c as u32 + 32).unwrap_or(c),
        _ => c.to_ascii_lowercase(),
    }
}

/// No-break spaces where French has them: before a colon, inside quotation marks.
pub fn typeset(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut last = '\0';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let bound = c == ' ' && (last == '«' || matches!(letters.peek(), Some(':' | '»')));
        out.push(if bound { '\u{a0}' } else { c });
        last = c;
    }
    out
}

/// Lower case, without accents, words parted by one space: how two texts are compared.
pub fn folded(text: &str) -> String {
    let fold = |c: char| match c {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        '’' | '\'' | '-' | '\u{a0}' | '\u{202f}' => ' ',
        c => c,
    };
    let text: String = text.chars().map(lower).map(fold).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// First letter in upper case.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| std::iter::once(upper(first)).chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_moment_does_not_break_between_hour_and_minutes() {
        let at = "2026-11-03T14:05:59".parse().unwrap();
        assert_eq!(moment(at), "3 novembre 2026 à 14\u{202f}h\u{202f}05");
    }

    #[test]
    fn numbers() {
        assert_eq!(number(1_234_567.89, 1), "1\u{202f}234\u{202f}567,9");
        assert_eq!(number(-12.0, 0), "−12");
        assert_eq!(number(-0.04, 1), "0,0");
        assert_eq!(number(999.0, 0), "999");
        assert_eq!(percent(0.1234), "12,3\u{202f}%");
        assert_eq!(percent(1.0), "100\u{202f}%");
        assert_eq!(duration(453.0), "7\u{202f}min 33\u{202f}s");
        assert_eq!(duration(59.6), "1\u{202f}min 00\u{202f}s");
        assert_eq!(rounded(512_345.0, Unit::Reports), "512\u{202f}000");
        assert_eq!(quantity(1_313_000.0, Unit::Contacts), "1,31\u{202f}million de contacts");
        assert_eq!(quantity(1.0, Unit::Contacts), "1 contact");
        assert_eq!(rounded(12_400_000.0, Unit::Eur), "12,4\u{202f}millions d’euros");
        assert_eq!(exact(3.5, Unit::Rating), "3,50\u{202f}/\u{202f}5");
    }

    #[test]
    fn dates_and_windows() {
        assert_eq!(window(day("2024-03-01"), day("2024-03-31")), "en mars 2024");
        assert_eq!(window(day("2024-04-01"), day("2024-06-30")), "d’avril 2024 à juin 2024");
        assert_eq!(window(day("2024-01-01"), day("2024-12-31")), "en 2024");
        assert_eq!(window(day("2024-01-01"), day("2024-01-15")), "du 1er janvier 2024 au 15 janvier 2024");
        assert_eq!(period(Period::of_day(Grain::Quarter, day("2024-02-01"))), "1er trimestre 2024");
    }

    #[test]
    fn changes() {
        assert_eq!(change(112.0, 100.0, Unit::Contacts).unwrap(), "en hausse de 12\u{202f}%");
        assert_eq!(change(96.8, 100.0, Unit::Contacts).unwrap(), "en baisse de 3,2\u{202f}%");
        assert_eq!(change(800.0, 100.0, Unit::Contacts).unwrap(), "multiplié par 8,0");
        assert_eq!(change(0.52, 0.50, Unit::Share).unwrap(), "en hausse de 2,0 points");
        assert_eq!(change(5.0, 0.0, Unit::Contacts), None);
    }
}

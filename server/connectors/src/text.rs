//! Reading the text that sources write: encodings, French dates, numbers, header names.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};

/// Windows-1252 for the bytes 0x80 to 0x9F (WHATWG Encoding, index windows-1252); the rest is Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// UTF-8, or Windows-1252 where it is not; trimmed, no-break spaces included, without a byte order mark.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text.trim_start_matches('\u{feff}').trim()),
        Err(_) => {
            let text: String = bytes
                .iter()
                .map(|b| match b {
                    0x80..=0x9f => WINDOWS_1252[usize::from(b - 0x80)],
                    _ => char::from(*b),
                })
                .collect();
            Cow::Owned(text.trim().to_owned())
        }
    }
}

/// A label to publish: single spaces, and the replacement character of a damaged export told as `?`.
pub fn label(text: &str) -> String {
    let text = text.replace('\u{fffd}', "?").replace("&nbsp;", " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lower case without accents, and `_` for what is no letter or digit: `État de l’expérience` and
/// `etat_de_lexpérience` meet.
pub fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.trim_start_matches('\u{feff}').trim().chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'â' | 'ä' => key.push('a'),
            'é' | 'è' | 'ê' | 'ë' => key.push('e'),
            'î' | 'ï' => key.push('i'),
            'ô' | 'ö' => key.push('o'),
            'ù' | 'û' | 'ü' => key.push('u'),
            'ç' => key.push('c'),
            'œ' => key.push_str("oe"),
            '\'' | '’' | '/' => {}
            c if c.is_ascii_alphanumeric() => key.push(c),
            _ if key.ends_with('_') || key.is_empty() => {}
            _ => key.push('_'),
        }
    }
    key.trim_end_matches('_').to_owned()
}

/// `DD/MM/YYYY` or `YYYY-MM-DD`; a time after it is left aside.
pub fn date(text: &str) -> Option<NaiveDate> {
    let day = text.trim().split([' ', 'T']).next()?;
    let format = if day.contains('/') { "%d/%m/%Y" } else { "%Y-%m-%d" };
    NaiveDate::parse_from_str(day, format).ok()
}

/// `YYYY-MM-DD HH:MM:SS` (seconds and `T` optional).
pub fn date_time(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim().replacen('T', " ", 1);
    ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok())
}

/// A JSON number, or a string that holds one.
pub fn number(value: &serde_json::Value) -> Option<f64> {
    match value {
        serde_json::Value::Number(n) => n.as_f64(),
        serde_json::Value::String(text) => text.trim().replace(',', ".").parse().ok(),
        _ => None,
    }
    .filter(|n: &f64| n.is_finite())
}

/// The text of a JSON value, trimmed; `N/A` and null are absence.
pub fn word(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(label(text)).filter(|t| !t.is_empty() && t != "N/A"),
        serde_json::Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_encodings_are_read() {
        assert_eq!(decode(b"Trait\xe9e\xa0"), "Traitée");
        assert_eq!(decode("\u{feff}Réactivité\u{a0}".as_bytes()), "Réactivité");
        assert_eq!(decode(b"l\x92usager"), "l’usager");
        assert_eq!(label("Escro\u{fffd}uerie  simple&nbsp;"), "Escro?uerie simple");
    }

    #[test]
    fn header_variants_meet() {
        assert_eq!(key("état de l’expérience"), key("etat_de_lexpérience"));
        assert_eq!(key("tags_généraux_information/explication"), "tags_generaux_informationexplication");
    }

    #[test]
    fn dates_of_both_kinds() {
        assert_eq!(date("14/03/2022"), NaiveDate::from_ymd_opt(2022, 3, 14));
        assert_eq!(date("2022-03-14T10:00:00Z"), NaiveDate::from_ymd_opt(2022, 3, 14));
        assert_eq!(date("31/02/2022"), None);
        assert_eq!(date(""), None);
    }
}

//! Reads JSON that may be anything: what is missing or of another type is none.

use chrono::{DateTime, Utc};
use serde_json::Value;

/// Longest code that is handed on.
const LONGEST_CODE: usize = 64;

pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str()
}

/// An identifier, which some write as a number; none where it is empty.
pub(crate) fn id(value: &Value, pointer: &str) -> Option<String> {
    let id = match value.pointer(pointer)? {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        _ => return None,
    };
    (!id.is_empty()).then_some(id)
}

/// A whole number, which some write as a text.
pub(crate) fn number(value: &Value, pointer: &str) -> Option<i64> {
    match value.pointer(pointer)? {
        Value::String(digits) => digits.parse().ok(),
        number => number.as_i64(),
    }
}

pub(crate) fn is_true(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer).and_then(Value::as_bool) == Some(true)
}

pub(crate) fn list<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

/// A moment in milliseconds since 1970, or now where there is none; never after now.
pub(crate) fn millis(value: &Value, pointer: &str, now: DateTime<Utc>) -> DateTime<Utc> {
    number(value, pointer).and_then(DateTime::from_timestamp_millis).map_or(now, |at| at.min(now))
}

/// A provider's code as it may be shown and logged: providers put what they like into texts.
pub(crate) fn code(code: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-' | '/');
    code.chars().filter(is_plain).take(LONGEST_CODE).collect()
}

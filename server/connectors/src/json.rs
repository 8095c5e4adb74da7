//! JSON files: one object a line, or one document that lists objects.

use std::io::{BufRead, Read};

use serde_json::Value;

use crate::{FileError, file::Lines, text::decode};

/// One object a line; blank lines are passed over, a line that is no object yields `None`.
pub struct JsonLines {
    input: Lines,
    buffer: Vec<u8>,
    line: u64,
}

impl JsonLines {
    pub fn new(input: Lines) -> Self {
        Self { input, buffer: Vec::new(), line: 0 }
    }

    pub fn advance(&mut self) -> Result<Option<(u64, Option<Value>)>, FileError> {
        loop {
            self.buffer.clear();
            if self.input.read_until(b'\n', &mut self.buffer)? == 0 {
                return Ok(None);
            }
            self.line += 1;
            let text = decode(&self.buffer);
            if !text.is_empty() {
                let value = serde_json::from_str::<Value>(&text).ok().filter(Value::is_object);
                return Ok(Some((self.line, value.map(unwrapped))));
            }
        }
    }
}

/// Singer taps wrap each row in `{"type":"RECORD","stream":…,"record":{…}}`.
fn unwrapped(mut value: Value) -> Value {
    match value.get_mut("record") {
        Some(record @ Value::Object(_)) => record.take(),
        _ => value,
    }
}

/// All objects of a small file, with their lines: a line each, an array, or arrays inside one document
/// (`{"reviews": […]}`, `{"data": […]}`). Objects of a document count as its lines.
pub fn all(input: Lines) -> Result<Vec<(u64, Option<Value>)>, FileError> {
    let mut bytes = Vec::new();
    let mut input = input;
    input.read_to_end(&mut bytes)?;
    let text = decode(&bytes);
    if let Ok(document) = serde_json::from_str::<Value>(&text) {
        let list: Vec<Value> = match document {
            Value::Array(list) => list,
            Value::Object(map) if map.values().any(is_list_of_objects) => map
                .into_iter()
                .filter(|(_, v)| is_list_of_objects(v))
                .flat_map(|(_, v)| into_list(v))
                .collect(),
            one => vec![one],
        };
        return Ok((1..)
            .zip(list.into_iter().map(|v| Some(unwrapped(v)).filter(Value::is_object)))
            .collect());
    }
    Ok((1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(n, line)| (n, serde_json::from_str(line.trim()).ok().filter(Value::is_object).map(unwrapped)))
        .collect())
}

fn is_list_of_objects(value: &Value) -> bool {
    value.as_array().is_some_and(|list| list.first().is_some_and(Value::is_object))
}

fn into_list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list,
        _ => Vec::new(),
    }
}

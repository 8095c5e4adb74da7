//! `triage`: says of each message, one a line, whether it tells of an emergency.

use std::io::{BufRead, ErrorKind, Write};

use serde::Serialize;

use super::Failed;

/// What is said of a message, a line of JSON.
#[derive(Serialize)]
struct Line {
    emergency: bool,
    score: f64,
    reasons: Vec<String>,
}

/// Answers line by line, so that who writes waits for nothing but their own line.
pub fn run(mut from: impl BufRead, mut to: impl Write) -> Result<(), Failed> {
    let unread = |error| Failed::ours(format!("L’entrée ne peut pas être lue : {error}"));
    let mut bytes = Vec::new();
    while from.read_until(b'\n', &mut bytes).map_err(unread)? > 0 {
        let verdict = triage::triage(&String::from_utf8_lossy(&bytes));
        let line = Line {
            emergency: verdict.emergency,
            // Down: what is none is not shown as 0.5.
            score: (f64::from(verdict.score) * 100.0).floor() / 100.0,
            reasons: verdict.reasons,
        };
        let written = serde_json::to_string(&line)
            .map_err(std::io::Error::from)
            .and_then(|line| writeln!(to, "{line}"));
        match written {
            // Who reads has read enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            Err(error) => return Err(Failed::ours(format!("La sortie ne peut pas être écrite : {error}"))),
            Ok(()) => bytes.clear(),
        }
    }
    Ok(())
}

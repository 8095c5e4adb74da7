//! Progress of a load: a bar on a terminal, nothing but the last line elsewhere.

use std::io::{IsTerminal, Write, stderr};

use connectors::Progress;

pub struct Bar {
    label: String,
    on_terminal: bool,
    last_percent: u64,
}

impl Bar {
    pub fn new(label: String) -> Self {
        Self { label, on_terminal: stderr().is_terminal(), last_percent: u64::MAX }
    }

    pub fn show(&mut self, progress: &Progress, rows: i64) {
        let percent = progress.done() * 100 / progress.bytes.max(1);
        if !self.on_terminal || percent == self.last_percent {
            return;
        }
        self.last_percent = percent;
        let filled = usize::try_from(percent / 4).unwrap_or(0).min(25);
        eprint!("\r{:<34} [{:<25}] {percent:>3} %  {rows} lignes", self.label, "█".repeat(filled));
        // A terminal that went away is no reason to stop a load.
        let _ = stderr().flush();
    }

    pub fn clear(&self) {
        if self.on_terminal {
            eprint!("\r{:<100}\r", "");
        }
    }
}

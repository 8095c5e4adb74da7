//! For the oracle: reads `keep value value …` a line, writes the indices that are kept.

use std::io::{BufRead, Write, stdin, stdout};

fn main() -> std::io::Result<()> {
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let line = line?;
        let mut numbers = line.split(' ');
        let keep: usize = numbers.next().and_then(|n| n.parse().ok()).unwrap_or(0);
        let values: Vec<f64> = numbers.filter_map(|n| n.parse().ok()).collect();
        let kept = charts::downsample::min_max_lttb(&values, keep);
        writeln!(out, "{}", kept.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))?;
    }
    Ok(())
}

//! Learns the model when it is built, so that the messages are its only source. Its weights are a byte each.

#[path = "../src/features.rs"]
#[allow(dead_code, reason = "which words a feature comes from is asked for reasons alone")]
mod features;
mod learning;
#[path = "../src/words.rs"]
mod words;

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    for part in ["messages", "src/features.rs", "src/words.rs", "build"] {
        println!("cargo::rerun-if-changed={part}");
    }
    let mut files = fs::read_dir("messages")?.collect::<Result<Vec<_>, _>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    let mut messages = Vec::new();
    for file in files {
        for line in fs::read_to_string(file.path())?.lines() {
            messages.push(learning::message(line).ok_or_else(|| format!("{:?}: {line}", file.path()))?);
        }
    }
    let (weights, bias) = learning::learnt(&messages);
    let largest = weights.iter().fold(f32::MIN_POSITIVE, |largest, weight| largest.max(weight.abs()));
    let unit = largest / 127.0;
    let bytes: Vec<u8> = weights.iter().map(|weight| (weight / unit).round() as i8 as u8).collect();
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("weights.bin"), bytes)?;
    fs::write(
        Path::new(&out).join("weights.rs"),
        format!(
            "/// What the largest byte weighs, over 127.\nconst UNIT: f32 = {unit:?};\n/// What all weights are added to.\nconst BIAS: f32 = {bias:?};\n"
        ),
    )?;
    Ok(())
}

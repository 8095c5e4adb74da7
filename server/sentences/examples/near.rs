//! How near lines are to a question: `cargo run --release -p sentences --example near MODEL QUESTION < LINES`, and how long it takes.

#![allow(clippy::unwrap_used, reason = "a measurement stops where it can't be made")]

use std::{io::BufRead, path::Path, time::Instant};

fn main() {
    let mut words = std::env::args().skip(1);
    let (file, question) = (words.next().unwrap(), words.next().unwrap());
    let started = Instant::now();
    let model = sentences::Model::open(Path::new(&file)).unwrap();
    eprintln!("read in {:?}", started.elapsed());
    let lines: Vec<String> = std::io::stdin().lock().lines().map(Result::unwrap).collect();
    let started = Instant::now();
    let passages = model.passages(lines.iter().map(String::as_str));
    eprintln!("{} lines in {:?}", lines.len(), started.elapsed());
    model.question(&question);
    let started = Instant::now();
    let asked = model.question(&question);
    eprintln!("the question in {:?}", started.elapsed());
    for (line, passage) in lines.iter().zip(&passages) {
        println!("{:.4}\t{line}", asked.nearness(passage));
    }
}

//! `ingest`: one run a file.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{
    source::{Run, Source},
    time::Clock,
};
use services::ingest::{Ingest, IngestError};

use super::{Failed, open, progress::Bar, sentence};
use crate::config::pseudonym_secret;

pub async fn run(url: &str, source: Source, files: &[PathBuf], clock: Arc<dyn Clock>) -> Result<(), Failed> {
    // A file that is not there must not leave the ones before it half of a delivery.
    for file in files {
        connectors::probe(file).map_err(Failed::caller)?;
    }
    let ingest = prepare(url, clock).await?;
    for file in files {
        let run = one(&ingest, source, file, files).await?;
        println!("{}", line(&run));
    }
    Ok(())
}

/// A store that is up to date, with its motifs, ready to load.
pub async fn prepare(url: &str, clock: Arc<dyn Clock>) -> Result<Ingest, Failed> {
    let store = open(url).await?;
    let secret = pseudonym_secret(url).map_err(Failed::caller)?;
    let ingest = Ingest::new(store, clock, &secret).map_err(Failed::caller)?;
    ingest.seed_motifs().await.map_err(|e| Failed::ours(sentence(&e)))?;
    Ok(ingest)
}

pub async fn one(ingest: &Ingest, source: Source, file: &Path, all: &[PathBuf]) -> Result<Run, Failed> {
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut bar = Bar::new(name);
    let result = ingest.file(source, file, all, |progress, rows| bar.show(progress, rows)).await;
    bar.clear();
    result.map_err(|error| match error {
        IngestError::Store(_) => Failed::ours(sentence(&error)),
        _ => Failed::caller(error),
    })
}

/// What a run did, in one line.
pub fn line(run: &Run) -> String {
    format!(
        "n° {} · {} · {} : {} lues, {} acceptées, {} rejetées, {} inchangées, {} réserves · {} ms · sha256 {}{}",
        run.id,
        run.source,
        run.file_name,
        run.read,
        run.accepted,
        run.rejected,
        run.unchanged,
        run.warnings,
        run.duration_ms,
        &run.checksum[..12.min(run.checksum.len())],
        if run.simulated { " · données simulées" } else { "" },
    )
}

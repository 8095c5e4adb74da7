//! `ingest`: one run a file.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use connectors::FileDelivery;
use domain::{
    source::{Run, Source},
    time::Clock,
};
use services::{
    Releases,
    ingest::{Ingest, IngestError},
};
use store::StoredRelease;

use super::{Failed, open, progress::Bar, sentence};
use crate::config::{disclosure_threshold, pseudonym_secret};

pub async fn run(url: &str, source: Source, files: &[PathBuf], clock: Arc<dyn Clock>) -> Result<(), Failed> {
    // A file that is not there must not leave the ones before it half of a delivery.
    for file in files {
        connectors::probe(file).map_err(Failed::caller)?;
    }
    let loader = prepare(url, clock).await?;
    for file in files {
        let run = one(&loader.ingest, source, file, files).await?;
        println!("{}", line(&run));
    }
    loader.publish().await
}

/// What a command needs to load files and to publish what came of them.
pub struct Loader {
    pub ingest: Ingest,
    releases: Option<Releases>,
}

impl Loader {
    /// Decides what the public may read now, and says what was withheld.
    pub async fn publish(&self) -> Result<(), Failed> {
        let Some(releases) = &self.releases else { return Ok(()) };
        let published = releases.publish_due().await.map_err(|e| Failed::ours(sentence(&e)))?;
        if let Some(release) = published {
            println!("{}", release_line(&release));
        }
        Ok(())
    }
}

/// A store that is up to date, with its motifs, ready to load.
pub async fn prepare(url: &str, clock: Arc<dyn Clock>) -> Result<Loader, Failed> {
    let store = open(url).await?;
    let secret = pseudonym_secret(url).map_err(Failed::caller)?;
    let threshold = disclosure_threshold().map_err(Failed::caller)?;
    let releases = (threshold > 1).then(|| Releases::new(store.clone(), clock.clone(), threshold));
    let ingest = Ingest::new(store, clock, &secret).map_err(Failed::caller)?;
    ingest.seed_motifs().await.map_err(|e| Failed::ours(sentence(&e)))?;
    Ok(Loader { ingest, releases })
}

/// What a release decided, in one line.
pub fn release_line(release: &StoredRelease) -> String {
    let what = match &release.failure {
        None => format!("Publication n° {}", release.id),
        Some(why) => format!("Publication refusée par l’audit ({why}) ; la précédente reste"),
    };
    format!(
        "{what} : {} petits effectifs, {} chiffres masqués, {} programmes linéaires · {} ms",
        release.small_cells, release.withheld_cells, release.programmes, release.duration_ms
    )
}

pub async fn one(ingest: &Ingest, source: Source, file: &Path, all: &[PathBuf]) -> Result<Run, Failed> {
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut bar = Bar::new(name);
    let result = ingest
        .load(source, Arc::new(FileDelivery::new(file)), &FileDelivery::all(all), |progress, rows| {
            bar.show(progress, rows)
        })
        .await;
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

//! Loading files: one file, one run, one transaction.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use connectors::{FileError, Item, Progress, Pseudonym, Settings, demo::Manifest, motif_seed};
use domain::{
    source::{RejectedRow, Run, Source},
    time::{Clock, civil_day},
};
use store::{MotifCategory, RunEntry, Store, StoreError};

/// Rejects kept one by one; beyond, only their number is.
const REJECTS_KEPT: usize = 20_000;

#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The file can't be used; nothing changed.
    #[error(transparent)]
    File(#[from] FileError),
    #[error("Aucune ligne de ce fichier n’est utilisable (ligne {line} : {reason}). Rien n’a été modifié.")]
    NothingUsable { line: i64, reason: String },
    #[error("La base de données a refusé le chargement : {0}. Rien n’a été modifié.")]
    Store(#[from] StoreError),
    #[error("Le secret des pseudonymes est vide.")]
    Secret,
}

/// Loads files of sources into a store.
pub struct Ingest {
    store: Store,
    clock: Arc<dyn Clock>,
    pseudonym: Pseudonym,
}

impl Ingest {
    /// `secret` keys the pseudonyms of references.
    ///
    /// # Errors
    /// The secret is empty.
    pub fn new(store: Store, clock: Arc<dyn Clock>, secret: &str) -> Result<Self, IngestError> {
        let pseudonym = Some(secret)
            .filter(|s| !s.is_empty())
            .and_then(|s| Pseudonym::new(s.as_bytes()))
            .ok_or(IngestError::Secret)?;
        Ok(Self { store, clock, pseudonym })
    }

    /// Adds the motifs that ship and are not in the table yet.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn seed_motifs(&self) -> Result<(), IngestError> {
        let seed: Vec<MotifCategory> = motif_seed()
            .into_iter()
            .map(|(parent, motif, category)| MotifCategory { parent, motif, category })
            .collect();
        Ok(self.store.motifs_seed(&seed).await?)
    }

    /// Loads one file of `source`. `companions` are all files of the same command. `progress` is shown
    /// every few thousand rows.
    ///
    /// # Errors
    /// See [`IngestError`]; in each case the store is as it was.
    pub async fn file(
        &self,
        source: Source,
        path: &Path,
        companions: &[PathBuf],
        mut progress: impl FnMut(&Progress, i64),
    ) -> Result<Run, IngestError> {
        let started_at = self.clock.now();
        let motifs = self.store.motifs().await?;
        let settings = Settings {
            pseudonym: self.pseudonym.clone(),
            motifs: motifs.into_iter().map(|m| ((m.parent, m.motif), m.category)).collect(),
            today: civil_day(started_at),
        };
        let (mut reader, bytes) = connectors::open(source, path, companions, &settings)?;
        let mut load = self.store.load(source).await?;
        let mut items = Vec::new();
        let mut rejects: Vec<RejectedRow> = Vec::new();
        let (mut rows, mut rejected, mut warnings) = (0i64, 0i64, 0i64);
        loop {
            let more = reader.next(&mut items)?;
            for item in items.drain(..) {
                match item {
                    Item::Row(row) => {
                        rows += 1;
                        load.push(row).await?;
                    }
                    Item::Note(note) => {
                        if note.kept {
                            warnings += 1
                        } else {
                            rejected += 1
                        }
                        if rejects.len() < REJECTS_KEPT {
                            rejects.push(note);
                        }
                    }
                }
            }
            progress(&bytes, rows + rejected);
            if !more {
                break;
            }
        }
        if rows == 0 {
            let first = rejects.iter().find(|r| !r.kept);
            return Err(IngestError::NothingUsable {
                line: first.map_or(0, |r| r.line),
                reason: first.map_or("fichier sans ligne".to_owned(), |r| r.reason.clone()),
            });
        }
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let checksum = bytes.checksum();
        let entry = RunEntry {
            clock: &*self.clock,
            file_name: &name,
            checksum: &checksum,
            simulated: Manifest::marks_simulated(path),
            started_at,
            read: rows + rejected,
            rejects: &rejects,
            rejected,
            warnings,
        };
        let run = load.commit(entry).await?;
        if let Err(error) = self.store.settle().await {
            tracing::warn!(%error, "the store could not be settled after a load");
        }
        Ok(run)
    }
}

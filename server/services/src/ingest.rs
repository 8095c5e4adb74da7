//! Loading deliveries: one file, one run, one transaction. They are read and parsed on a thread of their own.

use std::sync::Arc;

use connectors::{Delivery, FileError, Item, Progress, Pseudonym, Settings, motif_seed};
use domain::{
    source::{RowNote, Run, Source},
    time::{Clock, civil_day},
};
use store::{MotifCategory, RunEntry, Store, StoreError};
use tokio::{sync::mpsc, task::spawn_blocking};

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
    /// The thread that reads stopped in the middle.
    #[error("La lecture s’est interrompue. Rien n’a été modifié.")]
    Reader,
    #[error("Le secret des pseudonymes est vide.")]
    Secret,
}

/// Batches of rows that wait between who reads and who writes: bounds the memory of a load.
const WAITING: usize = 4;

/// What the reading thread tells.
enum Told {
    /// The delivery was opened.
    Opened(Progress),
    Rows(Vec<Item>),
    Failed(FileError),
    /// Said at the end: a thread that stops without it did not read everything.
    Whole,
}

/// Reads a delivery on a thread of its own; it stops when nobody listens any more.
fn read(
    source: Source,
    delivery: Arc<dyn Delivery>,
    companions: Vec<Arc<dyn Delivery>>,
    settings: Settings,
) -> mpsc::Receiver<Told> {
    let (tell, told) = mpsc::channel(WAITING);
    spawn_blocking(move || {
        let parse = || -> Result<(), FileError> {
            let (mut reader, progress) = connectors::open(source, &*delivery, &companions, settings)?;
            let mut listened = tell.blocking_send(Told::Opened(progress)).is_ok();
            let mut more = true;
            while more && listened {
                let mut items = Vec::new();
                more = reader.next(&mut items)?;
                listened = tell.blocking_send(Told::Rows(items)).is_ok();
            }
            Ok(())
        };
        let end = parse().map_or_else(Told::Failed, |()| Told::Whole);
        let _ = tell.blocking_send(end);
    });
    told
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
        Ok(self.store.figures().motifs_seed(&seed).await?)
    }

    /// Loads one delivery of `source`. `companions` are all those of the same command. `progress` is shown
    /// every few thousand rows.
    ///
    /// # Errors
    /// See [`IngestError`]; in each case the store is as it was.
    pub async fn load(
        &self,
        source: Source,
        delivery: Arc<dyn Delivery>,
        companions: &[Arc<dyn Delivery>],
        mut progress: impl FnMut(&Progress, i64),
    ) -> Result<Run, IngestError> {
        let started_at = self.clock.now();
        let motifs = self.store.figures().motifs().await?;
        let settings = Settings {
            pseudonym: self.pseudonym.clone(),
            motifs: motifs.into_iter().map(|m| ((m.parent, m.motif), m.category)).collect(),
            today: civil_day(started_at),
        };
        let name = delivery.name();
        let simulated = delivery.is_simulated();
        let mut told = read(source, delivery, companions.to_vec(), settings);
        let bytes = match told.recv().await {
            Some(Told::Opened(progress)) => progress,
            Some(Told::Failed(error)) => return Err(error.into()),
            _ => return Err(IngestError::Reader),
        };
        let mut load = self.store.figures().load(source).await?;
        let mut rejects: Vec<RowNote> = Vec::new();
        let (mut rows, mut rejected, mut warnings) = (0i64, 0i64, 0i64);
        loop {
            let items = match told.recv().await {
                Some(Told::Rows(items)) => items,
                Some(Told::Whole) => break,
                Some(Told::Failed(error)) => return Err(error.into()),
                Some(Told::Opened(_)) | None => return Err(IngestError::Reader),
            };
            for item in items {
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
        }
        if rows == 0 {
            let first = rejects.iter().find(|r| !r.kept);
            return Err(IngestError::NothingUsable {
                line: first.map_or(0, |r| r.line),
                reason: first.map_or("fichier sans ligne".to_owned(), |r| r.reason.clone()),
            });
        }
        let checksum = bytes.checksum();
        let entry = RunEntry {
            clock: &*self.clock,
            file_name: &name,
            checksum: &checksum,
            simulated,
            started_at,
            read: rows + rejected,
            rejects: &rejects,
            rejected,
            warnings,
        };
        let run = load.commit(entry).await?;
        if let Err(error) = self.store.figures().settle().await {
            tracing::warn!(%error, "the store could not be settled after a load");
        }
        Ok(run)
    }
}

//! The entries that serve. Those that come with the program, until somebody imports others: these take their place, or are added to
//! them.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use chrono::{DateTime, Utc};
use sentences::{Model, Vector};
use store::{People, StoreError, StoredEntry};
use tokio::sync::Semaphore;

use crate::{
    entry::{Entry, parse},
    search::{Answer, Index},
};

/// The entries that come with the program, theme by theme.
const SHIPPED: [&str; 5] = [
    include_str!("../entries/plainte.json"),
    include_str!("../entries/cyber.json"),
    include_str!("../entries/route.json"),
    include_str!("../entries/quotidien.json"),
    include_str!("../entries/gendarmerie.json"),
];

/// Entries, and what finds them.
pub struct Edition {
    number: Option<i64>,
    entries: Vec<Entry>,
    by_id: HashMap<String, usize>,
    index: Index,
    /// What each entry means, once that is known.
    meanings: OnceLock<Vec<Vector>>,
}

impl Edition {
    /// Entries that are no edition of a store.
    pub fn of(entries: Vec<Entry>) -> Self {
        Self::new(None, entries)
    }

    fn new(number: Option<i64>, entries: Vec<Entry>) -> Self {
        let by_id = entries.iter().enumerate().map(|(at, entry)| (entry.id.clone(), at)).collect();
        let index = Index::new(&entries);
        Self { number, entries, by_id, index, meanings: OnceLock::new() }
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.by_id.get(id).map(|at| &self.entries[*at])
    }

    /// What is known of entries' words.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Works out what entries mean, by their questions and by how citizens say it. Takes seconds.
    pub fn understand(&self, model: &Model) {
        let texts: Vec<String> = self.entries.iter().map(said).collect();
        let _ = self.meanings.set(model.passages(texts.iter().map(String::as_str)));
    }

    /// The entries that are nearest to a question, at most so many: by its words, and by its meaning where a model is given and
    /// entries are understood.
    pub fn find(&self, model: Option<&Model>, question: &str, most: usize) -> Answer {
        match (model, self.meanings.get()) {
            (Some(model), Some(meanings)) => {
                let meant = model.question(&self.index.spelt(question));
                self.index.search_beside(question, &meant, meanings, most)
            }
            _ => self.index.search(question, most),
        }
    }
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    pub entries: usize,
    /// Entries of an earlier import that are gone.
    pub removed: u64,
}

/// The knowledge base.
#[derive(Clone)]
pub struct Knowledge {
    store: People,
    current: Arc<RwLock<Option<Arc<Edition>>>>,
    /// One at a time makes an edition ready; who asks meanwhile waits for it.
    ready: Arc<tokio::sync::Mutex<()>>,
    model: Option<Arc<Model>>,
    /// Who is understood at a time: it takes a processor to itself. Others are answered by their words.
    turns: Arc<Semaphore>,
}

impl Knowledge {
    /// `model`: what understands sentences, where there is one.
    pub fn new(store: People, model: Option<Arc<Model>>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let turns = Arc::new(Semaphore::new((cores / 2).max(1)));
        Self { store, current: Arc::default(), ready: Arc::default(), model, turns }
    }

    /// The entries of an edition that are nearest to a question, at most so many: by its words, and by its meaning where there is a
    /// model that is free.
    pub async fn find(&self, edition: &Arc<Edition>, question: &str, most: usize) -> Answer {
        let by_words = || edition.find(None, question, most);
        let Some(model) = self.model.clone().filter(|_| edition.meanings.get().is_some()) else {
            return by_words();
        };
        let Ok(turn) = self.turns.clone().try_acquire_owned() else { return by_words() };
        let (edition, asked) = (edition.clone(), question.to_owned());
        let understood = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            edition.find(Some(&model), &asked, most)
        });
        understood.await.unwrap_or_else(|_| by_words())
    }

    /// The entries that serve now: what another process imported is there at the next question.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn edition(&self) -> Result<Arc<Edition>, StoreError> {
        let number = self.store.knowledge_edition().await?;
        if let Some(edition) = self.kept(number) {
            return Ok(edition);
        }
        let _turn = self.ready.lock().await;
        if let Some(edition) = self.kept(number) {
            return Ok(edition);
        }
        let imported = match number {
            Some(_) => self.store.knowledge().await?,
            None => Vec::new(),
        };
        let made = tokio::task::spawn_blocking(move || {
            let entries =
                if imported.is_empty() { shipped() } else { imported.into_iter().map(read).collect() };
            Edition::new(number, entries)
        });
        let edition = Arc::new(made.await.map_err(|_| StoreError::Inconsistent("knowledge base"))?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(edition.clone());
        if let Some(model) = self.model.clone() {
            // It takes seconds: until then questions are answered by their words.
            let edition = edition.clone();
            tokio::task::spawn_blocking(move || {
                edition.understand(&model);
                tracing::info!(entries = edition.entries.len(), "the knowledge base is understood");
            });
        }
        Ok(edition)
    }

    fn kept(&self, number: Option<i64>) -> Option<Arc<Edition>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().filter(|edition| edition.number == number).cloned()
    }

    /// Publishes entries. `adds`: beside those that serve; otherwise in the place of those that were imported before.
    ///
    /// # Errors
    /// The store can't be written: all stays as it was.
    pub async fn import(
        &self,
        entries: &[Entry],
        adds: bool,
        at: DateTime<Utc>,
    ) -> Result<Imported, StoreError> {
        let mut work = self.store.write().await?;
        let removed = if adds { 0 } else { work.knowledge_clear().await? };
        // What comes with the program serves no longer once there is an edition: added to, it is part of it.
        let beside =
            if adds && self.store.knowledge_edition().await?.is_none() { shipped() } else { Vec::new() };
        for entry in &beside {
            work.knowledge_put(&stored(entry)).await?;
        }
        for entry in entries {
            work.knowledge_put(&stored(entry)).await?;
        }
        work.knowledge_publish(at).await?;
        work.commit().await?;
        Ok(Imported { entries: entries.len(), removed })
    }
}

/// An entry as a citizen would say it.
fn said(entry: &Entry) -> String {
    format!("{} {}", entry.question, entry.keywords.join(", "))
}

/// The entries that come with the program.
pub fn shipped() -> Vec<Entry> {
    // A test reads them all: what is not fit is not shipped.
    SHIPPED.iter().filter_map(|file| parse(file.as_bytes()).ok()).flatten().collect()
}

fn stored(entry: &Entry) -> StoredEntry {
    let Entry { id, question, answer, keywords, theme, source } = entry.clone();
    let keywords: Vec<String> = keywords.iter().map(|keyword| keyword.replace('\n', " ")).collect();
    StoredEntry { id, question, answer, keywords: keywords.join("\n"), theme, source }
}

fn read(stored: StoredEntry) -> Entry {
    let StoredEntry { id, question, answer, keywords, theme, source } = stored;
    Entry { id, question, answer, keywords: keywords.lines().map(str::to_owned).collect(), theme, source }
}

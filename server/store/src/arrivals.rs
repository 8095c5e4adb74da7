//! When to look for new loads, and for jobs. Their tables are the truth: this only says that one may have grown.

use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::sync::watch;

use crate::{Store, StoreError};

/// How often SQLite is asked: it tells other processes nothing.
const LOOK: Duration = Duration::from_secs(2);
const LOADS: &str = "load";
const JOBS: &str = "job";

/// Waits for what this process or any other adds.
pub struct Arrivals {
    store: Store,
    /// What Postgres calls it.
    channel: &'static str,
    version: i64,
    listener: Option<PgListener>,
    /// On SQLite, of jobs: this process's own.
    bell: Option<watch::Receiver<u64>>,
}

impl Store {
    /// Starts to listen for loads.
    pub fn arrivals(&self) -> Arrivals {
        Arrivals { store: self.clone(), channel: LOADS, version: -1, listener: None, bell: None }
    }

    /// Starts to listen for jobs.
    pub fn job_arrivals(&self) -> Arrivals {
        let bell = match self {
            Self::Sqlite(body) => Some(body.bell()),
            Self::Postgres(_) => None,
        };
        Arrivals { store: self.clone(), channel: JOBS, version: -1, listener: None, bell }
    }
}

impl Arrivals {
    /// Returns when something may have come: on Postgres as soon as it is committed anywhere (`NOTIFY` carries a number at most); on
    /// SQLite loads within two seconds, jobs as soon as this process committed one.
    ///
    /// # Errors
    /// The database can't be reached: the next call listens again.
    pub async fn wait(&mut self) -> Result<(), StoreError> {
        let heard = match (&self.store, &mut self.bell) {
            (Store::Sqlite(_), Some(bell)) => {
                // The sender lives as long as the store that is held here.
                let _ = bell.changed().await;
                Ok(())
            }
            (Store::Sqlite(_), None) => self.grown().await,
            (Store::Postgres(_), _) => self.notified().await,
        };
        if heard.is_err() {
            self.listener = None;
        }
        heard
    }

    async fn grown(&mut self) -> Result<(), StoreError> {
        loop {
            let version = self.store.figures_version().await?;
            if version != self.version {
                self.version = version;
                return Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn notified(&mut self) -> Result<(), StoreError> {
        let Store::Postgres(body) = &self.store else { return Ok(()) };
        let listener = match &mut self.listener {
            Some(listener) => listener,
            None => {
                let mut listener = PgListener::connect_with(body.readers()).await?;
                listener.listen(self.channel).await?;
                // What came before somebody listened is looked at once.
                self.listener = Some(listener);
                return Ok(());
            }
        };
        // `None`: the connection was cut and is made again; something may have been missed.
        let _ = listener.try_recv().await?;
        Ok(())
    }
}

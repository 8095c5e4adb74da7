//! When to look for new loads. The table of loads is the truth: this only says that it may have grown.

use std::time::Duration;

use sqlx::postgres::PgListener;

use crate::{Store, StoreError};

/// How often SQLite is asked: it tells other processes nothing.
const LOOK: Duration = Duration::from_secs(2);

/// Waits for loads of this process or of any other.
pub struct Arrivals {
    store: Store,
    version: i64,
    listener: Option<PgListener>,
}

impl Store {
    /// Starts to listen.
    pub fn arrivals(&self) -> Arrivals {
        Arrivals { store: self.clone(), version: -1, listener: None }
    }
}

impl Arrivals {
    /// Returns when loads may have come: on Postgres as soon as one is committed anywhere (`NOTIFY` carries its number only),
    /// on SQLite within two seconds.
    ///
    /// # Errors
    /// The database can't be reached: the next call listens again.
    pub async fn wait(&mut self) -> Result<(), StoreError> {
        let heard = match &self.store {
            Store::Sqlite(_) => self.grown().await,
            Store::Postgres(_) => self.notified().await,
        };
        if heard.is_err() {
            self.listener = None;
        }
        heard
    }

    async fn grown(&mut self) -> Result<(), StoreError> {
        loop {
            let version = self.store.version().await?;
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
                listener.listen("load").await?;
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

//! When to look for new loads, and for jobs. Their tables are the truth: this only says that one may have grown.

use std::time::Duration;

use sqlx::{PgPool, postgres::PgListener};
use tokio::sync::watch;

use crate::{Figures, Store, StoreError};

/// How often SQLite is asked: it tells other processes nothing.
const LOOK: Duration = Duration::from_secs(2);
const LOADS: &str = "load";
const JOBS: &str = "job";

/// How something new is heard of.
enum Ear {
    /// SQLite, of loads: another process may have added them.
    Looks { figures: Figures, version: i64 },
    /// SQLite, of jobs: this process adds them all.
    Bell(watch::Receiver<u64>),
    /// Postgres tells all instances.
    Listens { pool: PgPool, channel: &'static str, listener: Option<PgListener> },
}

/// Waits for what this process or any other adds.
pub struct Arrivals(Ear);

impl Store {
    /// Starts to listen for loads.
    pub fn arrivals(&self) -> Arrivals {
        Arrivals(match self {
            Self::Sqlite(_) => Ear::Looks { figures: self.figures(), version: -1 },
            Self::Postgres(store) => {
                Ear::Listens { pool: store.people.reader.clone(), channel: LOADS, listener: None }
            }
        })
    }

    /// Starts to listen for jobs.
    pub fn job_arrivals(&self) -> Arrivals {
        Arrivals(match self {
            Self::Sqlite(store) => Ear::Bell(store.people.bell.subscribe()),
            Self::Postgres(store) => {
                Ear::Listens { pool: store.people.reader.clone(), channel: JOBS, listener: None }
            }
        })
    }
}

impl Arrivals {
    /// Returns when something may have come: on Postgres as soon as it is committed anywhere (`NOTIFY` carries a number at most); on
    /// SQLite loads within two seconds, jobs as soon as this process committed one.
    ///
    /// # Errors
    /// The database can't be reached: the next call listens again.
    pub async fn wait(&mut self) -> Result<(), StoreError> {
        match &mut self.0 {
            Ear::Looks { figures, version } => grown(figures, version).await,
            Ear::Bell(bell) => {
                // Its store lives as long as who waits: the bell does too.
                let _ = bell.changed().await;
                Ok(())
            }
            Ear::Listens { pool, channel, listener } => {
                let heard = notified(pool, channel, listener).await;
                if heard.is_err() {
                    *listener = None;
                }
                heard
            }
        }
    }
}

async fn grown(figures: &Figures, version: &mut i64) -> Result<(), StoreError> {
    loop {
        let now = figures.figures_version().await?;
        if now != *version {
            *version = now;
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn notified(pool: &PgPool, channel: &str, listener: &mut Option<PgListener>) -> Result<(), StoreError> {
    let Some(known) = listener else {
        let mut new = PgListener::connect_with(pool).await?;
        new.listen(channel).await?;
        // What came before somebody listened is looked at once.
        *listener = Some(new);
        return Ok(());
    };
    // `None`: the connection was cut and is made again; something may have been missed.
    let _ = known.try_recv().await?;
    Ok(())
}

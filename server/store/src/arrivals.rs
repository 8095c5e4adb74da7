//! When to look for new loads, and for jobs. Their tables are the truth: this only says that one may have grown.

use std::time::Duration;

use domain::ids::ConversationId;
use sqlx::{PgPool, postgres::PgListener};
use tokio::sync::watch;

use crate::{Figures, Store, StoreError};

/// How often SQLite is asked: it tells other processes nothing.
const LOOK: Duration = Duration::from_secs(2);
const LOADS: &str = "load";
const JOBS: &str = "job";
const MESSAGES: &str = "message";

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

/// What is heard of messages that any instance stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Conversations, and the number of the last message of each.
    Grown(Vec<(ConversationId, i64)>),
    /// Something may have been missed: all are to be looked at.
    Anything,
}

/// Waits for messages that other instances store.
pub struct MessageArrivals(Option<(PgPool, Option<PgListener>)>);

impl Store {
    /// Starts to listen for messages.
    pub fn message_arrivals(&self) -> MessageArrivals {
        MessageArrivals(match self {
            // One process serves conversations.
            Self::Sqlite(_) => None,
            Self::Postgres(store) => Some((store.brigade.reader.clone(), None)),
        })
    }
}

impl MessageArrivals {
    /// Returns when messages were stored; on SQLite never.
    ///
    /// # Errors
    /// The database can't be reached: the next call listens again.
    pub async fn wait(&mut self) -> Result<Heard, StoreError> {
        let Some((pool, listener)) = &mut self.0 else { return std::future::pending().await };
        let heard = notified(pool, MESSAGES, listener).await;
        if heard.is_err() {
            *listener = None;
        }
        Ok(heard?.map_or(Heard::Anything, |told| Heard::Grown(grown_of(&told))))
    }
}

/// `12:3 15:1`, as [`crate::Brigade::append`] announces it.
fn grown_of(told: &str) -> Vec<(ConversationId, i64)> {
    let pairs = told.split(' ').filter_map(|pair| pair.split_once(':'));
    pairs.filter_map(|(id, seq)| Some((id.parse().ok()?, seq.parse().ok()?))).collect()
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
                heard.map(drop)
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

/// What was told; nothing where something may have been missed.
async fn notified(
    pool: &PgPool,
    channel: &str,
    listener: &mut Option<PgListener>,
) -> Result<Option<String>, StoreError> {
    let Some(known) = listener else {
        let mut new = PgListener::connect_with(pool).await?;
        new.listen(channel).await?;
        // What came before somebody listened is looked at once.
        *listener = Some(new);
        return Ok(None);
    };
    // `None`: the connection was cut and is made again; something may have been missed.
    Ok(known.try_recv().await?.map(|told| told.payload().to_owned()))
}

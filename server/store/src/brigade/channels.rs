//! Ways of others by which citizens write, as stored: what is set of each, and whether it lives.

use both::both;
use chrono::{DateTime, TimeDelta, Utc};

use super::Brigade;
use crate::{StoreError, row::maybe_instant};

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredChannel {
    pub name: String,
    pub kind: String,
    pub is_on: bool,
    /// Its provider's secrets, sealed under the operator's key.
    pub sealed_settings: Vec<u8>,
    /// When a genuine call last came,
    pub came_at: Option<DateTime<Utc>>,
    /// and an answer was last taken.
    pub left_at: Option<DateTime<Utc>>,
    /// When a call was last refused, and why,
    pub refused: Option<(DateTime<Utc>, String)>,
    /// and an answer.
    pub failed: Option<(DateTime<Utc>, String)>,
    /// Answers that have not left.
    pub due: i64,
}

/// What became of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelEvent<'a> {
    Came,
    Left,
    Refused(&'a str),
    Failed(&'a str),
}

/// How often the same is noted: a storm of calls is not one of rows.
const NOTED: TimeDelta = TimeDelta::seconds(20);

#[both]
mod queries {
    use driver::{BEGIN, Brigade, DbRow};
    use sqlx::Row as _;

    impl Brigade {
        /// All channels, by name.
        pub async fn channels(&self) -> Result<Vec<StoredChannel>, StoreError> {
            let rows = sqlx::query(include_str!("queries/channels/all.sql")).fetch_all(&self.reader).await?;
            rows.iter().map(channel).collect()
        }

        /// The channel of a name.
        pub async fn channel(&self, name: &str) -> Result<Option<StoredChannel>, StoreError> {
            let sql = include_str!("queries/channels/one.sql");
            let row = sqlx::query(sql).bind(name).fetch_optional(&self.reader).await?;
            row.as_ref().map(channel).transpose()
        }

        /// Sets a channel, in the place of one of its name.
        pub async fn put_channel(
            &self,
            name: &str,
            kind: &str,
            sealed_settings: &[u8],
        ) -> Result<(), StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            // Another mailbox begins at its beginning.
            sqlx::query(include_str!("queries/mailboxes/forget.sql")).bind(name).execute(&mut *tx).await?;
            let sql = include_str!("queries/channels/put.sql");
            sqlx::query(sql).bind(name).bind(kind).bind(sealed_settings).execute(&mut *tx).await?;
            Ok(tx.commit().await?)
        }

        /// Turns a channel on or off; false where it is so already, or is gone.
        pub async fn turn_channel(&self, name: &str, is_on: bool) -> Result<bool, StoreError> {
            let sql = include_str!("queries/channels/turn.sql");
            let done = sqlx::query(sql).bind(name).bind(i16::from(is_on)).execute(&self.writer).await?;
            Ok(done.rows_affected() > 0)
        }

        /// Removes a channel; false where it is gone.
        pub async fn remove_channel(&self, name: &str) -> Result<bool, StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            sqlx::query(include_str!("queries/mailboxes/forget.sql")).bind(name).execute(&mut *tx).await?;
            let sql = include_str!("queries/channels/remove.sql");
            let is_gone = sqlx::query(sql).bind(name).execute(&mut *tx).await?.rows_affected() > 0;
            tx.commit().await?;
            Ok(is_gone)
        }

        /// Notes that a channel lives, or why it does not.
        pub async fn note_channel(
            &self,
            name: &str,
            event: ChannelEvent<'_>,
            now: DateTime<Utc>,
        ) -> Result<(), StoreError> {
            let (sql, why) = match event {
                ChannelEvent::Came => (include_str!("queries/channels/came.sql"), None),
                ChannelEvent::Left => (include_str!("queries/channels/left.sql"), None),
                ChannelEvent::Refused(why) => (include_str!("queries/channels/refused.sql"), Some(why)),
                ChannelEvent::Failed(why) => (include_str!("queries/channels/failed.sql"), Some(why)),
            };
            let (at, before) = (now.timestamp_micros(), (now - NOTED).timestamp_micros());
            let query = sqlx::query(sql).bind(name).bind(at).bind(before);
            let query = if let Some(why) = why { query.bind(why) } else { query };
            query.execute(&self.writer).await?;
            Ok(())
        }
    }

    fn channel(row: &DbRow) -> Result<StoredChannel, StoreError> {
        let when = |at: &str, why: &str| {
            let (at, why): (_, Option<String>) = (maybe_instant(row, at)?, row.try_get(why)?);
            Ok::<_, StoreError>(at.zip(why))
        };
        Ok(StoredChannel {
            name: row.try_get("name")?,
            kind: row.try_get("kind")?,
            is_on: row.try_get::<i16, _>("is_on")? != 0,
            sealed_settings: row.try_get("sealed_settings")?,
            came_at: maybe_instant(row, "came_at")?,
            left_at: maybe_instant(row, "left_at")?,
            refused: when("refused_at", "refused_why")?,
            failed: when("failed_at", "failed_why")?,
            due: row.try_get("due")?,
        })
    }
}

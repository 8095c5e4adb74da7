//! What is over goes: rows, texts, files and keys; by time, or because its citizen asks for it.

use both::both;
use chrono::{DateTime, Utc};
use domain::ids::ConversationId;

use super::Brigade;
use crate::StoreError;

/// Until when conversations of a channel are kept: what was written in last before these moments.
#[derive(Debug, Clone, Copy)]
pub struct Keeping<'a> {
    pub channel: &'a str,
    pub now: DateTime<Utc>,
    /// Closed, where it was answered.
    pub silent: DateTime<Utc>,
    /// Removed, whatever its state.
    pub over: DateTime<Utc>,
    /// Removed, where it is closed and told of an emergency.
    pub urgent_over: DateTime<Utc>,
    /// Removed, where nobody ever wrote.
    pub empty: DateTime<Utc>,
}

/// What was done with what is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgotten {
    /// Closed, for nobody wrote any more.
    pub closed: u64,
    /// Removed, with all their messages and keys.
    pub removed: u64,
}

#[both]
mod queries {
    use driver::{BEGIN, Brigade, CONVERSATION_HOLD, SETTLE};

    impl Brigade {
        /// Closes what is silent or over and notes its contacts for the figures; removes what is over: rows, texts and keys. Nothing
        /// of it stays in a log.
        pub async fn forget(&self, keeping: Keeping<'_>) -> Result<Forgotten, StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            let closed = sqlx::query(include_str!("queries/conversations/close_silent.sql"))
                .bind(keeping.silent.timestamp_micros())
                .bind(keeping.over.timestamp_micros())
                .bind(keeping.now.timestamp_micros())
                .bind(keeping.channel)
                .execute(&mut *tx)
                .await?
                .rows_affected();
            sqlx::query(include_str!("queries/contacts/end_silent.sql"))
                .bind(keeping.now.timestamp_micros())
                .execute(&mut *tx)
                .await?;
            let mut removed = 0;
            for sql in [
                include_str!("queries/conversations/forget_messages.sql"),
                include_str!("queries/ratings/forget.sql"),
                include_str!("queries/notes/forget.sql"),
                include_str!("queries/attachments/forget.sql"),
                include_str!("queries/correspondents/forget.sql"),
                include_str!("queries/outgoing/forget.sql"),
                include_str!("queries/conversations/forget.sql"),
            ] {
                let done = sqlx::query(sql)
                    .bind(keeping.over.timestamp_micros())
                    .bind(keeping.urgent_over.timestamp_micros())
                    .bind(keeping.empty.timestamp_micros())
                    .bind(keeping.channel)
                    .bind(keeping.now.timestamp_micros())
                    .execute(&mut *tx)
                    .await?;
                removed = done.rows_affected();
            }
            tx.commit().await?;
            self.settle().await?;
            Ok(Forgotten { closed, removed })
        }

        /// Removes files and notes of conversations that were written in last before these moments.
        pub async fn forget_beside(
            &self,
            files: DateTime<Utc>,
            notes: DateTime<Utc>,
        ) -> Result<(), StoreError> {
            for (sql, before) in [
                (include_str!("queries/attachments/forget_old.sql"), files),
                (include_str!("queries/notes/forget_old.sql"), notes),
            ] {
                sqlx::query(sql).bind(before.timestamp_micros()).execute(&self.writer).await?;
            }
            self.settle().await
        }

        /// Removes a conversation, and counts it where it was not counted yet; false where it tells of an emergency that is not over, or
        /// is gone.
        pub async fn erase(&self, id: ConversationId) -> Result<bool, StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            // Who writes at this moment is before it, or after it.
            sqlx::query(CONVERSATION_HOLD).bind(id.0).fetch_optional(&mut *tx).await?;
            sqlx::query(include_str!("queries/erasure/count.sql")).bind(id.0).execute(&mut *tx).await?;
            let mut done = 0;
            for sql in [
                include_str!("queries/erasure/message.sql"),
                include_str!("queries/erasure/rating.sql"),
                include_str!("queries/erasure/note.sql"),
                include_str!("queries/erasure/attachment.sql"),
                include_str!("queries/erasure/correspondent.sql"),
                include_str!("queries/erasure/outgoing.sql"),
                include_str!("queries/erasure/conversation.sql"),
            ] {
                done = sqlx::query(sql).bind(id.0).execute(&mut *tx).await?.rows_affected();
            }
            if done == 0 {
                return Ok(false);
            }
            tx.commit().await?;
            self.settle().await?;
            Ok(true)
        }

        /// Each time: a reader may have kept the log of the time before.
        async fn settle(&self) -> Result<(), StoreError> {
            if let Some(settle) = SETTLE {
                sqlx::query(settle).execute(&self.writer).await?;
            }
            Ok(())
        }
    }
}

//! Conversations, as stored.

use both::both;
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, ConversationId};
use sqlx::{ColumnIndex, Decode, Row, Type};

use super::{Brigade, contacts::Motif};
use crate::{
    StoreError,
    row::{instant, maybe_instant},
};

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConversationState {
    /// The citizen waits for an answer.
    Waits,
    /// Nobody waits: the brigade wrote last, or nobody wrote yet.
    Answered,
    Closed,
}

impl ConversationState {
    pub(crate) fn code(self) -> i16 {
        match self {
            Self::Waits => 0,
            Self::Answered => 1,
            Self::Closed => 2,
        }
    }

    fn of(code: i16) -> Result<Self, StoreError> {
        match code {
            0 => Ok(Self::Waits),
            1 => Ok(Self::Answered),
            2 => Ok(Self::Closed),
            _ => Err(StoreError::Inconsistent("state of a conversation")),
        }
    }
}

/// A conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredConversation {
    pub id: ConversationId,
    pub public_id: [u8; 16],
    pub channel: String,
    pub language: String,
    /// The key of its texts, sealed under the operator's.
    pub sealed_key: String,
    pub state: ConversationState,
    pub is_urgent: bool,
    /// Who answers it.
    pub account: Option<AccountId>,
    /// Number of its last message; 0 before the first.
    pub last_seq: i64,
    pub opened_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
    pub waits_since: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    /// When it is removed at the latest, where what it is about has a term of its own.
    pub over_at: Option<DateTime<Utc>>,
    /// Until when a code leads to it.
    pub resume_until: Option<DateTime<Utc>>,
    /// The last message that was on its citizen's screen,
    pub citizen_shown: i64,
    /// and on an agent's.
    pub agent_shown: i64,
}

/// How many conversations an agent may have: those in which a citizen waits, and those in which somebody wrote since then.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    pub most: i64,
    pub since: DateTime<Utc>,
}

/// What became of a conversation that an agent takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    Taken(ConversationId),
    /// Not theirs: they have as many as they may. An emergency always has room.
    Full,
    /// Not theirs: somebody else was first, it is closed, or there is none.
    Gone,
}

#[derive(Debug, Clone)]
pub struct NewConversation<'a> {
    pub public_id: [u8; 16],
    pub channel: &'a str,
    pub language: &'a str,
    pub sealed_key: &'a str,
    pub at: DateTime<Utc>,
}

fn conversation<R>(row: &R) -> Result<StoredConversation, StoreError>
where
    R: Row,
    for<'i> &'i str: ColumnIndex<R>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> i16: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> String: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
{
    let public_id: Vec<u8> = row.try_get("public_id")?;
    Ok(StoredConversation {
        id: ConversationId(row.try_get("id")?),
        public_id: public_id.try_into().map_err(|_| StoreError::Inconsistent("name of a conversation"))?,
        channel: row.try_get("channel")?,
        language: row.try_get("language")?,
        sealed_key: row.try_get("sealed_key")?,
        state: ConversationState::of(row.try_get("state")?)?,
        is_urgent: row.try_get::<i16, _>("is_urgent")? != 0,
        account: row.try_get::<Option<i64>, _>("account_id")?.map(AccountId),
        last_seq: row.try_get("last_seq")?,
        opened_at: instant(row, "opened_at")?,
        last_at: instant(row, "last_at")?,
        waits_since: maybe_instant(row, "waits_since")?,
        closed_at: maybe_instant(row, "closed_at")?,
        over_at: maybe_instant(row, "over_at")?,
        resume_until: maybe_instant(row, "resume_until")?,
        citizen_shown: row.try_get("citizen_shown")?,
        agent_shown: row.try_get("agent_shown")?,
    })
}

#[both]
mod queries {
    use driver::{AGENT_LOCK, BEGIN, Brigade, Transaction};

    impl Brigade {
        /// Opens a conversation, in which nobody wrote yet; one that is there stays as it is.
        pub async fn open(&self, new: NewConversation<'_>) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/conversations/open.sql"))
                .bind(&new.public_id[..])
                .bind(new.channel)
                .bind(new.language)
                .bind(new.sealed_key)
                .bind(new.at.timestamp_micros())
                .execute(&self.writer)
                .await?;
            Ok(())
        }

        /// The conversation that is called so outside.
        pub async fn named(&self, public_id: [u8; 16]) -> Result<Option<StoredConversation>, StoreError> {
            let sql = include_str!("queries/conversations/by_public.sql");
            let row = sqlx::query(sql).bind(&public_id[..]).fetch_optional(&self.reader).await?;
            row.as_ref().map(conversation).transpose()
        }

        /// The conversation of a number.
        pub async fn numbered(&self, id: ConversationId) -> Result<Option<StoredConversation>, StoreError> {
            let sql = include_str!("queries/conversations/by_id.sql");
            let row = sqlx::query(sql).bind(id.0).fetch_optional(&self.reader).await?;
            row.as_ref().map(conversation).transpose()
        }

        /// Those in which a citizen waits: what is urgent first, then who waits longest.
        pub async fn waiting(&self, most: i64) -> Result<Vec<StoredConversation>, StoreError> {
            let sql = include_str!("queries/conversations/waiting.sql");
            let rows = sqlx::query(sql).bind(most).fetch_all(&self.reader).await?;
            rows.iter().map(conversation).collect()
        }

        /// Those of an agent: in which a citizen waits first, then the last one that was written in.
        pub async fn held(
            &self,
            account: AccountId,
            most: i64,
        ) -> Result<Vec<StoredConversation>, StoreError> {
            let sql = include_str!("queries/conversations/held.sql");
            let rows = sqlx::query(sql).bind(account.0).bind(most).fetch_all(&self.reader).await?;
            rows.iter().map(conversation).collect()
        }

        /// In how many conversations a citizen waits.
        pub async fn waiting_count(&self) -> Result<i64, StoreError> {
            let sql = include_str!("queries/conversations/count_waiting.sql");
            Ok(sqlx::query_scalar(sql).fetch_one(&self.reader).await?)
        }

        /// How many that nobody has taken are answered before one that waits since then.
        pub async fn ahead_of(
            &self,
            id: ConversationId,
            is_urgent: bool,
            waits_since: DateTime<Utc>,
        ) -> Result<i64, StoreError> {
            let sql = include_str!("queries/conversations/ahead.sql");
            Ok(sqlx::query_scalar(sql)
                .bind(i16::from(is_urgent))
                .bind(waits_since.timestamp_micros())
                .bind(id.0)
                .fetch_one(&self.reader)
                .await?)
        }

        /// Gives a conversation to an agent. `from`: who has it so far.
        pub async fn take(
            &self,
            id: ConversationId,
            account: AccountId,
            from: Option<AccountId>,
            is_urgent: bool,
            room: Room,
        ) -> Result<Taking, StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            sqlx::query(AGENT_LOCK).bind(account.0).execute(&mut *tx).await?;
            if !is_urgent && !has_room(&mut tx, account, id, room).await? {
                return Ok(Taking::Full);
            }
            let taken = give(&mut tx, id, account, from).await?;
            tx.commit().await?;
            Ok(if taken { Taking::Taken(id) } else { Taking::Gone })
        }

        /// The conversation that is first in the queue and nobody's.
        pub async fn next_waiting(&self) -> Result<Option<ConversationId>, StoreError> {
            let sql = include_str!("queries/conversations/next.sql");
            let id: Option<i64> = sqlx::query_scalar(sql).fetch_optional(&self.reader).await?;
            Ok(id.map(ConversationId))
        }

        /// An agent gives back their conversation in which a citizen waits; false where none does, or it is not theirs.
        pub async fn give_back(&self, id: ConversationId, account: AccountId) -> Result<bool, StoreError> {
            let sql = include_str!("queries/conversations/give_back.sql");
            let done = sqlx::query(sql).bind(id.0).bind(account.0).execute(&self.writer).await?;
            Ok(done.rows_affected() > 0)
        }

        /// An agent's conversation is anybody's again, whoever has the word in it.
        pub async fn release(&self, id: ConversationId, account: AccountId) -> Result<(), StoreError> {
            let sql = include_str!("queries/conversations/release.sql");
            sqlx::query(sql).bind(id.0).bind(account.0).execute(&self.writer).await?;
            Ok(())
        }

        /// All of an agent's that are not closed are anybody's again, those that were answered when their citizen writes; how many.
        pub async fn give_all_back(&self, account: AccountId) -> Result<u64, StoreError> {
            let sql = include_str!("queries/conversations/give_all_back.sql");
            Ok(sqlx::query(sql).bind(account.0).execute(&self.writer).await?.rows_affected())
        }

        /// Closes an agent's conversation whose last message is the one that was seen, and notes the contact for the figures; false
        /// where more was written, or it is closed or somebody else's by now. `over_at`: when it is removed at the latest.
        pub async fn close(
            &self,
            id: ConversationId,
            account: AccountId,
            seen: i64,
            motif: &Motif,
            at: DateTime<Utc>,
            over_at: Option<DateTime<Utc>>,
        ) -> Result<bool, StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            let done = sqlx::query(include_str!("queries/conversations/close.sql"))
                .bind(id.0)
                .bind(at.timestamp_micros())
                .bind(seen)
                .bind(account.0)
                .bind(over_at.map(|at| at.timestamp_micros()))
                .execute(&mut *tx)
                .await?;
            if done.rows_affected() == 0 {
                return Ok(false);
            }
            sqlx::query(include_str!("queries/contacts/end.sql"))
                .bind(id.0)
                .bind(&motif.parent)
                .bind(&motif.motif)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            Ok(true)
        }
    }

    /// Whether an agent has room for one conversation more.
    async fn has_room(
        tx: &mut Transaction,
        account: AccountId,
        more: ConversationId,
        room: Room,
    ) -> Result<bool, StoreError> {
        let held: i64 = sqlx::query_scalar(include_str!("queries/conversations/count_held.sql"))
            .bind(account.0)
            .bind(room.since.timestamp_micros())
            .bind(more.0)
            .fetch_one(&mut **tx)
            .await?;
        Ok(held < room.most)
    }

    async fn give(
        tx: &mut Transaction,
        id: ConversationId,
        account: AccountId,
        from: Option<AccountId>,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("queries/conversations/take.sql"))
            .bind(id.0)
            .bind(account.0)
            .bind(from.unwrap_or(account).0)
            .execute(&mut **tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }
}

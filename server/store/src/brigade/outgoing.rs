//! Answers on their way to who writes from outside, as stored: put there with the answer, taken by one sender at a time.

use both::both;
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, ConversationId};

use super::Brigade;
use crate::{StoreError, row::instant};

/// Who wrote what no person did, as `message.sender` has it.
const SYSTEM: i16 = 2;

/// Where an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Passage {
    /// It has not left.
    Due,
    /// Its provider has it.
    Taken,
    Delivered,
    Read,
    /// It will not arrive.
    GivenUp,
}

impl Passage {
    const ALL: [Self; 5] = [Self::Due, Self::Taken, Self::Delivered, Self::Read, Self::GivenUp];

    fn code(self) -> i16 {
        match self {
            Self::Due => 0,
            Self::Taken => 1,
            Self::Delivered => 2,
            Self::Read => 3,
            Self::GivenUp => 4,
        }
    }

    fn of(code: i16) -> Result<Self, StoreError> {
        let found = Self::ALL.into_iter().find(|passage| passage.code() == code);
        found.ok_or(StoreError::Inconsistent("passage of an answer"))
    }
}

/// An answer that is to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredParcel {
    pub conversation: ConversationId,
    pub seq: i64,
    pub client_id: [u8; 16],
    pub sealed_text: Vec<u8>,
    /// Whether the service wrote it by itself.
    pub is_automatic: bool,
    /// How many of its parts were taken.
    pub parts: i16,
    /// How often it was tried.
    pub attempts: i16,
    pub due_at: DateTime<Utc>,
}

#[both]
mod queries {
    use driver::{BEGIN, Brigade, Transaction};
    use sqlx::Row as _;

    impl Brigade {
        /// Answers that are due: of each conversation the first that has not left.
        pub async fn due_parcels(
            &self,
            now: DateTime<Utc>,
            most: i64,
        ) -> Result<Vec<StoredParcel>, StoreError> {
            let sql = include_str!("queries/outgoing/due.sql");
            let rows =
                sqlx::query(sql).bind(now.timestamp_micros()).bind(most).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    let client_id: Vec<u8> = row.try_get("client_id")?;
                    Ok(StoredParcel {
                        conversation: ConversationId(row.try_get("conversation_id")?),
                        seq: row.try_get("seq")?,
                        client_id: client_id
                            .try_into()
                            .map_err(|_| StoreError::Inconsistent("number of an answer"))?,
                        sealed_text: row.try_get("sealed_text")?,
                        is_automatic: row.try_get::<i16, _>("sender")? == SYSTEM,
                        parts: row.try_get("parts")?,
                        attempts: row.try_get("attempts")?,
                        due_at: instant(row, "due_at")?,
                    })
                })
                .collect()
        }

        /// Takes an answer that is due, until then; false where another sender did.
        pub async fn claim_parcel(
            &self,
            parcel: &StoredParcel,
            until: DateTime<Utc>,
        ) -> Result<bool, StoreError> {
            let done = sqlx::query(include_str!("queries/outgoing/claim.sql"))
                .bind(parcel.conversation.0)
                .bind(parcel.seq)
                .bind(parcel.due_at.timestamp_micros())
                .bind(until.timestamp_micros())
                .execute(&self.writer)
                .await?;
            Ok(done.rows_affected() > 0)
        }

        /// So many parts of an answer were taken; `is_whole`: all of them. What becomes of the last one, by its provider's name, is what
        /// became of the answer.
        pub async fn part_taken(
            &self,
            answer: (ConversationId, i64),
            parts: i16,
            is_whole: bool,
            provider_mac: &[u8],
        ) -> Result<(), StoreError> {
            let passage = if is_whole { Passage::Taken } else { Passage::Due };
            sqlx::query(include_str!("queries/outgoing/part.sql"))
                .bind(answer.0.0)
                .bind(answer.1)
                .bind(parts)
                .bind(passage.code())
                .bind(is_whole.then_some(provider_mac))
                .execute(&self.writer)
                .await?;
            Ok(())
        }

        /// An answer is tried again then.
        pub async fn try_again(
            &self,
            answer: (ConversationId, i64),
            at: DateTime<Utc>,
            why: &str,
        ) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/outgoing/again.sql"))
                .bind(answer.0.0)
                .bind(answer.1)
                .bind(at.timestamp_micros())
                .bind(why)
                .execute(&self.writer)
                .await?;
            Ok(())
        }

        /// An answer will not arrive: its citizen waits again, even where the conversation was closed meanwhile. False where that was known.
        pub async fn give_up(
            &self,
            answer: (ConversationId, i64),
            why: &str,
            now: DateTime<Utc>,
        ) -> Result<bool, StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            let done = given_up(&mut tx, answer, why, now).await?;
            tx.commit().await?;
            Ok(done)
        }

        /// What a provider tells of an answer, by our name of it or by a hash of theirs: the conversation, where that is news.
        pub async fn told_of(
            &self,
            ours: [u8; 16],
            provider_mac: &[u8],
            passage: Passage,
            why: &str,
            now: DateTime<Utc>,
        ) -> Result<Option<ConversationId>, StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            let found = sqlx::query(include_str!("queries/outgoing/find.sql"))
                .bind(&ours[..])
                .bind(provider_mac)
                .fetch_optional(&mut *tx)
                .await?;
            let Some(found) = found else { return Ok(None) };
            let (id, seq): (i64, i64) = (found.try_get("conversation_id")?, found.try_get("seq")?);
            let known = Passage::of(found.try_get("state")?)?;
            let is_news = match passage {
                // What arrived does not fail any more.
                Passage::GivenUp => {
                    known <= Passage::Taken && given_up(&mut tx, (ConversationId(id), seq), why, now).await?
                }
                _ => {
                    let sql = include_str!("queries/outgoing/delivered.sql");
                    let done = sqlx::query(sql).bind(id).bind(seq).bind(passage.code());
                    done.execute(&mut *tx).await?.rows_affected() > 0
                }
            };
            tx.commit().await?;
            Ok(is_news.then_some(ConversationId(id)))
        }

        /// All answers of a conversation until then were read.
        pub async fn read_until(
            &self,
            conversation: ConversationId,
            until: DateTime<Utc>,
        ) -> Result<bool, StoreError> {
            let sql = include_str!("queries/outgoing/read_until.sql");
            let done = sqlx::query(sql).bind(conversation.0).bind(until.timestamp_micros());
            Ok(done.execute(&self.writer).await?.rows_affected() > 0)
        }

        /// Changes where an answer of an agent's open conversations moves.
        pub async fn passages_stamp(&self, account: AccountId) -> Result<i64, StoreError> {
            let sql = include_str!("queries/outgoing/stamp.sql");
            Ok(sqlx::query_scalar(sql).bind(account.0).fetch_one(&self.reader).await?)
        }

        /// Where the answers of a conversation are, by their numbers, and why where they are not.
        pub async fn passages(
            &self,
            conversation: ConversationId,
        ) -> Result<Vec<(i64, Passage, Option<String>)>, StoreError> {
            let sql = include_str!("queries/outgoing/of.sql");
            let rows = sqlx::query(sql).bind(conversation.0).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    Ok((row.try_get("seq")?, Passage::of(row.try_get("state")?)?, row.try_get("why")?))
                })
                .collect()
        }
    }

    async fn given_up(
        tx: &mut Transaction,
        (conversation, seq): (ConversationId, i64),
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("queries/outgoing/give_up.sql"))
            .bind(conversation.0)
            .bind(seq)
            .bind(why)
            .execute(&mut **tx)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query(include_str!("queries/outgoing/waits.sql"))
            .bind(conversation.0)
            .bind(now.timestamp_micros())
            .execute(&mut **tx)
            .await?;
        Ok(true)
    }
}

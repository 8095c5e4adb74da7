//! Messages, as stored. Each has its number in its conversation from the transaction that stores it: 1, 2, 3 without a hole. What a
//! client sends twice is stored once, under the number of the first time.

use both::both;
use chrono::{DateTime, Utc};
use domain::{
    conversation::Sender,
    ids::{AccountId, ConversationId},
};

use super::{Brigade, ConversationState, attachments::AttachmentNote};
use crate::{
    StoreError,
    row::{instant, maybe_instant},
};

/// Messages of one conversation, most.
const MOST: i64 = 10_000;

#[derive(Debug, Clone)]
pub struct NewMessage {
    pub conversation: ConversationId,
    /// Its sender's own number for it.
    pub client_id: [u8; 16],
    pub sender: Sender,
    /// The agent who writes it.
    pub account: Option<AccountId>,
    pub at: DateTime<Utc>,
    pub sealed_text: Vec<u8>,
    pub is_urgent: bool,
    /// The last message that its author has read, where it must not be written over a later one.
    pub seen: Option<i64>,
    /// Its number is known in all conversations: it came from outside, where it may be told again after its conversation ended.
    pub is_once: bool,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// Stored now.
    New { seq: i64, at: DateTime<Utc> },
    /// Stored before, by the same number of its sender's.
    Again { seq: i64, at: DateTime<Utc> },
    /// Not stored: it was, in another conversation perhaps.
    Known,
    /// Not stored: there is a later message than its author has read.
    Behind { last: i64 },
    /// Not stored: the agent who wrote it has the conversation no longer.
    Taken,
    /// Not stored: the conversation is closed, or has [`MOST`] messages.
    Closed,
    /// Not stored: there is no such conversation.
    Missing,
}

/// First answers since some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnsweredSince {
    pub conversations: i64,
    pub first_at: Option<DateTime<Utc>>,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMessage {
    pub seq: i64,
    pub client_id: [u8; 16],
    pub sender: Sender,
    pub at: DateTime<Utc>,
    pub sealed_text: Vec<u8>,
    /// What it hands on.
    pub file: Option<AttachmentNote>,
}

fn code(sender: Sender) -> i16 {
    match sender {
        Sender::Citizen => 0,
        Sender::Agent => 1,
        Sender::System => 2,
    }
}

fn sender(code: i16) -> Result<Sender, StoreError> {
    let found = Sender::ALL.into_iter().find(|sender| self::code(*sender) == code);
    found.ok_or(StoreError::Inconsistent("sender"))
}

#[both]
mod queries {
    use sqlx::Row as _;

    use driver::{ANNOUNCE_MESSAGES, BEGIN, Brigade, CONVERSATION_HOLD, Transaction};

    impl Brigade {
        /// Stores messages in one transaction, which is on the disk when this returns. One answer for each, in their order.
        ///
        /// # Errors
        /// The database can't be written: none of them is stored.
        pub async fn append(&self, new: &[NewMessage]) -> Result<Vec<Appended>, StoreError> {
            // Always in one order: two instances never wait for each other.
            let mut order: Vec<usize> = (0..new.len()).collect();
            order.sort_by_key(|at| new[*at].conversation);
            let mut answers = vec![Appended::Missing; new.len()];
            let mut told = String::new();
            let mut tx = self.writer.begin_with(BEGIN).await?;
            for at in order {
                answers[at] = append_one(&mut tx, &new[at]).await?;
                if let Appended::New { seq, .. } = answers[at] {
                    told.push_str(&format!("{}:{seq} ", new[at].conversation));
                }
            }
            if let Some(announce) = ANNOUNCE_MESSAGES.filter(|_| !told.is_empty()) {
                sqlx::query(announce).bind(told).execute(&mut *tx).await?;
            }
            tx.commit().await?;
            Ok(answers)
        }

        /// How many conversations had their first answer since then, and when the first of these came.
        pub async fn answered_since(&self, since: DateTime<Utc>) -> Result<AnsweredSince, StoreError> {
            let sql = include_str!("queries/messages/answered.sql");
            let row = sqlx::query(sql).bind(since.timestamp_micros()).fetch_one(&self.reader).await?;
            Ok(AnsweredSince {
                conversations: row.try_get("conversations")?,
                first_at: maybe_instant(&row, "first_at")?,
            })
        }

        /// Messages after one, first one first.
        pub async fn messages(
            &self,
            conversation: ConversationId,
            after: i64,
            most: i64,
        ) -> Result<Vec<StoredMessage>, StoreError> {
            let sql = include_str!("queries/messages/after.sql");
            let rows =
                sqlx::query(sql).bind(conversation.0).bind(after).bind(most).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    let client_id: Vec<u8> = row.try_get("client_id")?;
                    Ok(StoredMessage {
                        seq: row.try_get("seq")?,
                        client_id: client_id
                            .try_into()
                            .map_err(|_| StoreError::Inconsistent("number of a message"))?,
                        sender: sender(row.try_get("sender")?)?,
                        at: instant(row, "at")?,
                        sealed_text: row.try_get("sealed_text")?,
                        file: match row.try_get::<Option<String>, _>("kind")? {
                            Some(kind) => Some(AttachmentNote { kind, size: row.try_get("size")? }),
                            None => None,
                        },
                    })
                })
                .collect()
        }
    }

    async fn append_one(tx: &mut Transaction, new: &NewMessage) -> Result<Appended, StoreError> {
        let held = sqlx::query(CONVERSATION_HOLD).bind(new.conversation.0).fetch_optional(&mut **tx).await?;
        let Some(held) = held else { return Ok(Appended::Missing) };
        let sent = sqlx::query(include_str!("queries/messages/sent.sql"))
            .bind(new.conversation.0)
            .bind(&new.client_id[..])
            .fetch_optional(&mut **tx)
            .await?;
        if let Some(sent) = sent {
            return Ok(Appended::Again { seq: sent.try_get("seq")?, at: instant(&sent, "at")? });
        }
        let (last, state): (i64, i16) = (held.try_get("last_seq")?, held.try_get("state")?);
        if state == ConversationState::Closed.code() || last >= MOST {
            return Ok(Appended::Closed);
        }
        let holder: Option<i64> = held.try_get("account_id")?;
        if new.sender == Sender::Agent && holder != new.account.map(|account| account.0) {
            return Ok(Appended::Taken);
        }
        if new.seen.is_some_and(|seen| seen < last) {
            return Ok(Appended::Behind { last });
        }
        let (seq, at) = (last + 1, new.at.timestamp_micros());
        if new.is_once && !receive(tx, new).await? {
            return Ok(Appended::Known);
        }
        sqlx::query(include_str!("queries/messages/insert.sql"))
            .bind(new.conversation.0)
            .bind(seq)
            .bind(&new.client_id[..])
            .bind(code(new.sender))
            .bind(new.account.map(|account| account.0))
            .bind(at)
            .bind(&new.sealed_text)
            .execute(&mut **tx)
            .await?;
        let was_urgent = held.try_get::<i16, _>("is_urgent")? != 0;
        let waited: Option<i64> = held.try_get("waits_since")?;
        // Who waits already keeps their place.
        let (state, waits_since) = match new.sender {
            Sender::Citizen => (ConversationState::Waits.code(), waited.or(Some(at))),
            Sender::Agent => (ConversationState::Answered.code(), None),
            Sender::System => (state, waited),
        };
        sqlx::query(include_str!("queries/conversations/grow.sql"))
            .bind(new.conversation.0)
            .bind(seq)
            .bind(at)
            .bind(state)
            .bind(i16::from(was_urgent || new.is_urgent))
            .bind(waits_since)
            .execute(&mut **tx)
            .await?;
        // What the brigade writes to who is outside leaves with it, or not at all.
        if new.sender != Sender::Citizen {
            sqlx::query(include_str!("queries/outgoing/add.sql"))
                .bind(new.conversation.0)
                .bind(seq)
                .bind(&new.client_id[..])
                .bind(at)
                .execute(&mut **tx)
                .await?;
        }
        Ok(Appended::New { seq, at: new.at })
    }

    /// Notes that a message came from outside; false where it came before.
    async fn receive(tx: &mut Transaction, new: &NewMessage) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("queries/correspondents/receive.sql"))
            .bind(&new.client_id[..])
            .bind(new.at.timestamp_micros())
            .execute(&mut **tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }
}

//! Who writes from outside, as stored: the conversation that they are in, and what was received of them.

use both::both;
use chrono::{DateTime, Utc};
use domain::ids::ConversationId;

use super::{Brigade, NewConversation};
use crate::{StoreError, row::maybe_instant};

/// Somebody who writes from outside.
#[derive(Debug, Clone)]
pub struct NewCorrespondent<'a> {
    pub channel: &'a str,
    /// Their address, hashed under a key.
    pub address_mac: &'a [u8],
    /// The same, sealed under the key of their conversation.
    pub sealed_address: &'a [u8],
}

/// Where the answers of a conversation go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCorrespondent {
    pub channel: String,
    pub sealed_address: Vec<u8>,
    /// What a letter to them belongs to, sealed under the same.
    pub sealed_thread: Option<Vec<u8>>,
    /// When they last wrote.
    pub wrote_at: Option<DateTime<Utc>>,
}

/// The name of a conversation outside.
type Name = [u8; 16];

fn name(bytes: Vec<u8>) -> Result<Name, StoreError> {
    bytes.try_into().map_err(|_| StoreError::Inconsistent("name of a conversation"))
}

#[both]
mod queries {
    use driver::{ADDRESS_LOCK, BEGIN, Brigade};
    use sqlx::Row as _;

    impl Brigade {
        /// The conversation of an address that is not closed: the one that is there, or a new one. Two at once open one.
        pub async fn open_for(
            &self,
            new: NewConversation<'_>,
            who: NewCorrespondent<'_>,
        ) -> Result<[u8; 16], StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            sqlx::query(ADDRESS_LOCK).bind(who.address_mac).execute(&mut *tx).await?;
            let known: Option<Vec<u8>> = sqlx::query_scalar(include_str!("queries/correspondents/open.sql"))
                .bind(who.channel)
                .bind(who.address_mac)
                .fetch_optional(&mut *tx)
                .await?;
            if let Some(known) = known {
                return name(known);
            }
            sqlx::query(include_str!("queries/conversations/open.sql"))
                .bind(&new.public_id[..])
                .bind(new.channel)
                .bind(new.language)
                .bind(new.sealed_key)
                .bind(new.at.timestamp_micros())
                .execute(&mut *tx)
                .await?;
            sqlx::query(include_str!("queries/correspondents/add.sql"))
                .bind(&new.public_id[..])
                .bind(who.channel)
                .bind(who.address_mac)
                .bind(who.sealed_address)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            Ok(new.public_id)
        }

        /// The conversation of an address that is not closed.
        pub async fn open_of(
            &self,
            channel: &str,
            address_mac: &[u8],
        ) -> Result<Option<[u8; 16]>, StoreError> {
            let sql = include_str!("queries/correspondents/open.sql");
            let known: Option<Vec<u8>> =
                sqlx::query_scalar(sql).bind(channel).bind(address_mac).fetch_optional(&self.reader).await?;
            known.map(name).transpose()
        }

        /// Where the answers of a conversation go; none where it is one of our own pages.
        pub async fn correspondent(
            &self,
            conversation: ConversationId,
        ) -> Result<Option<StoredCorrespondent>, StoreError> {
            let sql = include_str!("queries/correspondents/of.sql");
            let row = sqlx::query(sql).bind(conversation.0).fetch_optional(&self.reader).await?;
            row.map(|row| {
                Ok(StoredCorrespondent {
                    channel: row.try_get("channel")?,
                    sealed_address: row.try_get("sealed_address")?,
                    sealed_thread: row.try_get("sealed_thread")?,
                    wrote_at: maybe_instant(&row, "wrote_at")?,
                })
            })
            .transpose()
        }

        /// Has the answers of a conversation of our own pages go to an address too.
        pub async fn give_address(
            &self,
            conversation: ConversationId,
            who: NewCorrespondent<'_>,
        ) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/correspondents/give.sql"))
                .bind(conversation.0)
                .bind(who.channel)
                .bind(who.address_mac)
                .bind(who.sealed_address)
                .execute(&self.writer)
                .await?;
            Ok(())
        }

        /// Forgets the address of a conversation, and what was to leave for it.
        pub async fn forget_address(&self, conversation: ConversationId) -> Result<(), StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            for sql in [
                include_str!("queries/erasure/correspondent.sql"),
                include_str!("queries/erasure/outgoing.sql"),
            ] {
                sqlx::query(sql).bind(conversation.0).execute(&mut *tx).await?;
            }
            Ok(tx.commit().await?)
        }

        /// What a letter to who writes a conversation belongs to from now on.
        pub async fn note_thread(
            &self,
            conversation: ConversationId,
            sealed: &[u8],
        ) -> Result<(), StoreError> {
            let sql = include_str!("queries/correspondents/note_thread.sql");
            sqlx::query(sql).bind(conversation.0).bind(sealed).execute(&self.writer).await?;
            Ok(())
        }

        /// How far a mailbox was read: its validity, and the last number.
        pub async fn mailbox(&self, channel: &str) -> Result<Option<(i64, i64)>, StoreError> {
            let sql = include_str!("queries/mailboxes/of.sql");
            let row = sqlx::query(sql).bind(channel).fetch_optional(&self.reader).await?;
            row.map(|row| Ok((row.try_get("validity")?, row.try_get("uid")?))).transpose()
        }

        /// A mailbox was read so far; never less far than before under one validity.
        pub async fn mailbox_read(&self, channel: &str, validity: i64, uid: i64) -> Result<(), StoreError> {
            let sql = include_str!("queries/mailboxes/read.sql");
            sqlx::query(sql).bind(channel).bind(validity).bind(uid).execute(&self.writer).await?;
            Ok(())
        }

        /// Whether a message was received before, in whichever conversation.
        pub async fn is_received(&self, client_id: [u8; 16]) -> Result<bool, StoreError> {
            let sql = include_str!("queries/correspondents/is_received.sql");
            let known: i64 = sqlx::query_scalar(sql).bind(&client_id[..]).fetch_one(&self.reader).await?;
            Ok(known > 0)
        }

        /// Forgets which messages were received before some moment.
        pub async fn forget_received(&self, before: DateTime<Utc>) -> Result<(), StoreError> {
            let sql = include_str!("queries/correspondents/forget_received.sql");
            sqlx::query(sql).bind(before.timestamp_micros()).execute(&self.writer).await?;
            Ok(())
        }
    }
}

//! What agents note for each other beside a conversation, as stored.

use both::both;
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, ConversationId};

use super::Brigade;
use crate::{StoreError, row::instant};

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredNote {
    /// The number of the form that it came by.
    pub client_id: [u8; 16],
    pub account: AccountId,
    pub at: DateTime<Utc>,
    pub sealed_text: Vec<u8>,
}

#[both]
mod queries {
    use driver::Brigade;
    use sqlx::Row as _;

    impl Brigade {
        /// Adds a note; one that is there stays as it is.
        pub async fn note(&self, id: ConversationId, note: &StoredNote) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/notes/add.sql"))
                .bind(id.0)
                .bind(&note.client_id[..])
                .bind(note.account.0)
                .bind(note.at.timestamp_micros())
                .bind(&note.sealed_text)
                .execute(&self.writer)
                .await?;
            Ok(())
        }

        /// Notes of a conversation, first one first.
        pub async fn notes(&self, id: ConversationId, most: i64) -> Result<Vec<StoredNote>, StoreError> {
            let sql = include_str!("queries/notes/of.sql");
            let rows = sqlx::query(sql).bind(id.0).bind(most).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    let client_id: Vec<u8> = row.try_get("client_id")?;
                    Ok(StoredNote {
                        client_id: client_id
                            .try_into()
                            .map_err(|_| StoreError::Inconsistent("number of a note"))?,
                        account: AccountId(row.try_get("account_id")?),
                        at: instant(row, "at")?,
                        sealed_text: row.try_get("sealed_text")?,
                    })
                })
                .collect()
        }
    }
}

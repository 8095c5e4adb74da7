//! Files that messages hand on, as stored.

use both::both;
use domain::ids::ConversationId;

use super::Brigade;
use crate::StoreError;

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAttachment {
    pub kind: String,
    pub sealed_file: Vec<u8>,
}

/// What a message says of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentNote {
    pub kind: String,
    /// Bytes.
    pub size: i64,
}

#[both]
mod queries {
    use driver::{BEGIN, Brigade, CONVERSATION_HOLD};
    use sqlx::Row as _;

    impl Brigade {
        /// Adds a file under the number of its message; one that is there stays as it is. False where the conversation has `most` others or
        /// is gone, and where a message of words has that number: nobody hides what was said behind a file.
        pub async fn attach(
            &self,
            id: ConversationId,
            client_id: [u8; 16],
            note: &AttachmentNote,
            sealed_file: &[u8],
            most: i64,
        ) -> Result<bool, StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            // Two files at once are counted one after the other.
            let held = sqlx::query(CONVERSATION_HOLD).bind(id.0).fetch_optional(&mut *tx).await?;
            let words: i64 = sqlx::query_scalar(include_str!("queries/attachments/is_text.sql"))
                .bind(id.0)
                .bind(&client_id[..])
                .fetch_one(&mut *tx)
                .await?;
            if held.is_none() || words > 0 {
                return Ok(false);
            }
            let others: i64 = sqlx::query_scalar(include_str!("queries/attachments/count.sql"))
                .bind(id.0)
                .bind(&client_id[..])
                .fetch_one(&mut *tx)
                .await?;
            if others >= most {
                return Ok(false);
            }
            sqlx::query(include_str!("queries/attachments/add.sql"))
                .bind(id.0)
                .bind(&client_id[..])
                .bind(&note.kind)
                .bind(note.size)
                .bind(sealed_file)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            Ok(true)
        }

        /// A file of a message.
        pub async fn attachment(
            &self,
            id: ConversationId,
            client_id: [u8; 16],
        ) -> Result<Option<StoredAttachment>, StoreError> {
            let row = sqlx::query(include_str!("queries/attachments/one.sql"))
                .bind(id.0)
                .bind(&client_id[..])
                .fetch_optional(&self.reader)
                .await?;
            row.map_or(Ok(None), |row| {
                Ok(Some(StoredAttachment {
                    kind: row.try_get("kind")?,
                    sealed_file: row.try_get("sealed_file")?,
                }))
            })
        }

        /// Removes a file whose message was not stored.
        pub async fn detach(&self, id: ConversationId, client_id: [u8; 16]) -> Result<(), StoreError> {
            let sql = include_str!("queries/attachments/remove.sql");
            sqlx::query(sql).bind(id.0).bind(&client_id[..]).execute(&self.writer).await?;
            Ok(())
        }
    }
}

//! What is known of the screens of both sides: what was on them, and the code by which a citizen goes on on another.

use both::both;
use chrono::{DateTime, Utc};
use domain::{conversation::Sender, ids::ConversationId};

use super::Brigade;
use crate::StoreError;

#[both]
mod queries {
    use driver::Brigade;

    impl Brigade {
        /// A conversation is found once by a code until then; the code before leads nowhere any more. `code`: what tells it, not itself.
        pub async fn resume_by(
            &self,
            id: ConversationId,
            code: &[u8],
            until: DateTime<Utc>,
        ) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/conversations/resume_by.sql"))
                .bind(id.0)
                .bind(code)
                .bind(until.timestamp_micros())
                .execute(&self.writer)
                .await?;
            Ok(())
        }

        /// The name of the conversation that a code leads to, which it then leads to no more.
        pub async fn resume(&self, code: &[u8], now: DateTime<Utc>) -> Result<Option<[u8; 16]>, StoreError> {
            let sql = include_str!("queries/conversations/resume.sql");
            let name: Option<Vec<u8>> = sqlx::query_scalar(sql)
                .bind(code)
                .bind(now.timestamp_micros())
                .fetch_optional(&self.writer)
                .await?;
            let name = name.map(TryInto::try_into).transpose();
            name.map_err(|_| StoreError::Inconsistent("name of a conversation"))
        }

        /// A message was on the screen of a side; whether it is the first time.
        pub async fn shown_to(&self, id: ConversationId, side: Sender, seq: i64) -> Result<bool, StoreError> {
            let sql = match side {
                Sender::Agent => include_str!("queries/conversations/show_agent.sql"),
                Sender::Citizen => include_str!("queries/conversations/show_citizen.sql"),
                Sender::System => return Ok(false),
            };
            let done = sqlx::query(sql).bind(id.0).bind(seq).execute(&self.writer).await?;
            Ok(done.rows_affected() > 0)
        }
    }
}

//! What citizens thought of conversations, as stored.

use both::both;
use chrono::{DateTime, Utc};
use domain::{conversation::Score, ids::ConversationId};

use super::Brigade;
use crate::StoreError;

/// A rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRating {
    pub score: Score,
    pub sealed_comment: Option<Vec<u8>>,
}

#[both]
mod queries {
    use driver::Brigade;
    use sqlx::Row as _;

    impl Brigade {
        /// Rates a conversation; false where there is a rating, or none is asked for: it is not closed, or told of an emergency.
        pub async fn rate(
            &self,
            id: ConversationId,
            score: Score,
            sealed_comment: Option<Vec<u8>>,
            at: DateTime<Utc>,
        ) -> Result<bool, StoreError> {
            let done = sqlx::query(include_str!("queries/ratings/rate.sql"))
                .bind(id.0)
                .bind(i16::from(score.value()))
                .bind(sealed_comment)
                .bind(at.timestamp_micros())
                .execute(&self.writer)
                .await?;
            Ok(done.rows_affected() > 0)
        }

        /// The rating of a conversation.
        pub async fn rating(&self, id: ConversationId) -> Result<Option<StoredRating>, StoreError> {
            let sql = include_str!("queries/ratings/of.sql");
            let row = sqlx::query(sql).bind(id.0).fetch_optional(&self.reader).await?;
            row.map(|row| {
                let score = Score::new(row.try_get::<i16, _>("score")?.into());
                Ok(StoredRating {
                    score: score.ok_or(StoreError::Inconsistent("score"))?,
                    sealed_comment: row.try_get("sealed_comment")?,
                })
            })
            .transpose()
        }
    }
}

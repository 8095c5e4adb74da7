//! The knowledge base, as stored: what was imported in place of the entries that come with the program.

use both::both;
use chrono::{DateTime, Utc};

use crate::{People, StoreError, UnitOfWork};

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    pub id: String,
    pub question: String,
    pub answer: String,
    /// One a line.
    pub keywords: String,
    pub theme: String,
    pub source: String,
}

#[both]
mod queries {
    use sqlx::Row as _;

    use driver::{People, UnitOfWork};

    impl People {
        /// Number of what was published last; nothing where nobody published anything.
        pub async fn knowledge_edition(&self) -> Result<Option<i64>, StoreError> {
            let sql = include_str!("queries/knowledge/edition.sql");
            Ok(sqlx::query_scalar(sql).fetch_optional(&self.reader).await?)
        }

        /// All entries, in the order of their names.
        pub async fn knowledge(&self) -> Result<Vec<StoredEntry>, StoreError> {
            let rows = sqlx::query(include_str!("queries/knowledge/all.sql")).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    Ok(StoredEntry {
                        id: row.try_get("id")?,
                        question: row.try_get("question")?,
                        answer: row.try_get("answer")?,
                        keywords: row.try_get("keywords")?,
                        theme: row.try_get("theme")?,
                        source: row.try_get("source")?,
                    })
                })
                .collect()
        }
    }

    impl UnitOfWork {
        /// Removes all entries; how many there were.
        pub async fn knowledge_clear(&mut self) -> Result<u64, StoreError> {
            let done =
                sqlx::query(include_str!("queries/knowledge/clear.sql")).execute(&mut *self.tx).await?;
            Ok(done.rows_affected())
        }

        /// Adds an entry, or puts it in the place of the one of its name.
        pub async fn knowledge_put(&mut self, entry: &StoredEntry) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/knowledge/put.sql"))
                .bind(&entry.id)
                .bind(&entry.question)
                .bind(&entry.answer)
                .bind(&entry.keywords)
                .bind(&entry.theme)
                .bind(&entry.source)
                .execute(&mut *self.tx)
                .await?;
            Ok(())
        }

        /// What was written becomes an edition of its own.
        pub async fn knowledge_publish(&mut self, at: DateTime<Utc>) -> Result<(), StoreError> {
            sqlx::query(include_str!("queries/knowledge/publish.sql"))
                .bind(at.timestamp_micros())
                .execute(&mut *self.tx)
                .await?;
            Ok(())
        }
    }
}

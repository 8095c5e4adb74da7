//! The table of motifs: which category each contact motif is published under.

use both::both;
use domain::source::Source;

use crate::{Figures, StoreError};

/// One line of the motif table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MotifCategory {
    pub parent: String,
    pub motif: String,
    pub category: String,
}

#[both]
mod queries {
    use sqlx::Row as _;

    use driver::{ANNOUNCE, BEGIN, Figures, LOCK, changed};

    impl Figures {
        pub async fn motifs(&self) -> Result<Vec<MotifCategory>, StoreError> {
            let rows = sqlx::query(include_str!("queries/motifs/all.sql")).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    Ok(MotifCategory {
                        parent: row.try_get("parent")?,
                        motif: row.try_get("motif")?,
                        category: row.try_get("category")?,
                    })
                })
                .collect()
        }

        /// Adds the motifs that the table does not know yet.
        pub async fn motifs_seed(&self, motifs: &[MotifCategory]) -> Result<(), StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            for m in motifs {
                sqlx::query(include_str!("queries/motifs/seed.sql"))
                    .bind(&m.parent)
                    .bind(&m.motif)
                    .bind(&m.category)
                    .execute(&mut *tx)
                    .await?;
            }
            Ok(tx.commit().await?)
        }

        /// Gives a motif its category, and moves what is already counted.
        pub async fn motif_set(&self, m: &MotifCategory) -> Result<(), StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            // A release that is being written is written first, or decided again.
            sqlx::query(LOCK).execute(&mut *tx).await?;
            sqlx::query(include_str!("queries/motifs/set.sql"))
                .bind(&m.parent)
                .bind(&m.motif)
                .bind(&m.category)
                .execute(&mut *tx)
                .await?;
            sqlx::query(include_str!("queries/motifs/move_series.sql"))
                .bind(format!("{} / {}", m.parent, m.motif))
                .bind(&m.category)
                .execute(&mut *tx)
                .await?;
            sqlx::query(include_str!("queries/release/stale_all.sql"))
                .bind("contacts")
                .execute(&mut *tx)
                .await?;
            changed(&mut tx, Source::Easiware).await?;
            if let Some(announce) = ANNOUNCE {
                sqlx::query(announce).bind(0i64).execute(&mut *tx).await?;
            }
            Ok(tx.commit().await?)
        }
    }
}

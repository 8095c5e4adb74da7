//! Contacts that ended, until the figures have them: written where a conversation is closed, in the same transaction.

use both::both;
use chrono::{DateTime, Utc};
use sqlx::Row as _;

use super::Brigade;
use crate::{StoreError, row::instant};

/// A contact that ended: nothing of who wrote, or of what they wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedContact {
    /// The name of its conversation: told twice, it counts once.
    pub reference: [u8; 16],
    /// When its first message was stored.
    pub at: DateTime<Utc>,
    pub channel: String,
    /// As who closed it says; empty where nobody did.
    pub motif: Motif,
}

/// What a contact was about, as the table of motifs has it; both parts are empty where nobody said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Motif {
    pub parent: String,
    pub motif: String,
}

impl Motif {
    /// As figures name it.
    pub fn name(&self) -> String {
        format!("{} / {}", self.parent, self.motif)
    }
}

#[both]
mod queries {
    use driver::{BEGIN, Brigade};

    impl Brigade {
        /// Contacts that the figures do not have yet, the first ones first.
        pub async fn ended_contacts(&self, most: i64) -> Result<Vec<EndedContact>, StoreError> {
            let sql = include_str!("queries/contacts/ended.sql");
            let rows = sqlx::query(sql).bind(most).fetch_all(&self.reader).await?;
            rows.iter()
                .map(|row| {
                    let reference: Vec<u8> = row.try_get("reference")?;
                    Ok(EndedContact {
                        reference: reference
                            .try_into()
                            .map_err(|_| StoreError::Inconsistent("name of a contact"))?,
                        at: instant(row, "at")?,
                        channel: row.try_get("channel")?,
                        motif: Motif { parent: row.try_get("motif_parent")?, motif: row.try_get("motif")? },
                    })
                })
                .collect()
        }

        /// Lets go of contacts that the figures have.
        pub async fn contacts_told(&self, told: &[EndedContact]) -> Result<(), StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            for contact in told {
                sqlx::query(include_str!("queries/contacts/told.sql"))
                    .bind(&contact.reference[..])
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await?;
            Ok(())
        }
    }
}

//! Figures: loads, series and their cells, what is published of them.

pub(crate) mod accumulate;
pub(crate) mod cells;
pub(crate) mod load;
pub(crate) mod motifs;
mod public;
pub(crate) mod release;
pub(crate) mod runs;

use both::both;
use domain::catalogue::Catalogue;

pub use self::{
    cells::{CellRange, StoredCell, StoredSeries},
    load::{Load, RunEntry},
    motifs::MotifCategory,
    public::PublicFigures,
    release::{DecidedFrom, NewRelease, StoredBlock, StoredRelease},
};
use crate::StoreError;

/// Figures, in the database that was chosen.
#[derive(Debug, Clone)]
pub enum Figures {
    Sqlite(sqlite::Figures),
    Postgres(postgres::Figures),
}

#[both]
mod queries {
    use driver::{BEGIN, IS_APART, Pool, SETTLE};

    /// Loads and releases have a writer that people don't wait for.
    #[derive(Debug, Clone)]
    pub struct Figures {
        pub(crate) writer: Pool,
        /// Can't write.
        pub(crate) reader: Pool,
        /// Reads as the role of the public, where the database has one.
        pub(crate) public: Pool,
    }

    impl Figures {
        /// Moves what loads wrote to where reads are fastest. Nothing is lost without it.
        ///
        /// # Errors
        /// The database can't be written.
        pub async fn settle(&self) -> Result<(), StoreError> {
            if let Some(statement) = SETTLE {
                sqlx::query(statement).execute(&self.writer).await?;
            }
            Ok(())
        }

        /// Whether the public reads with fewer rights than the server: on Postgres, where the operator made its role.
        ///
        /// # Errors
        /// The database can't be read.
        pub async fn public_is_apart(&self) -> Result<bool, StoreError> {
            Ok(sqlx::query_scalar(IS_APART).fetch_one(&self.public).await?)
        }

        /// The same figures, read as the public may.
        pub(crate) fn as_public(&self) -> Self {
            Self { reader: self.public.clone(), ..self.clone() }
        }

        /// Lists the measures that count no persons: the public's views hold these and no other.
        pub(crate) async fn tell_public_measures(&self) -> Result<(), StoreError> {
            let listed: Vec<String> = sqlx::query_scalar(include_str!("queries/public/measures.sql"))
                .fetch_all(&self.writer)
                .await?;
            let catalogue = Catalogue::shipped();
            let protects = |id: &str| catalogue.populations().iter().any(|p| p.measure == id);
            let meant: Vec<&str> =
                catalogue.measures().iter().map(|m| m.id.as_str()).filter(|id| !protects(id)).collect();
            let gone: Vec<&String> = listed.iter().filter(|id| !meant.contains(&id.as_str())).collect();
            let missing: Vec<&str> = meant.into_iter().filter(|id| !listed.iter().any(|l| l == id)).collect();
            if gone.is_empty() && missing.is_empty() {
                return Ok(());
            }
            let mut tx = self.writer.begin_with(BEGIN).await?;
            for id in gone {
                let sql = include_str!("queries/public/measure_remove.sql");
                sqlx::query(sql).bind(id).execute(&mut *tx).await?;
            }
            for id in missing {
                let sql = include_str!("queries/public/measure_add.sql");
                sqlx::query(sql).bind(id).execute(&mut *tx).await?;
            }
            Ok(tx.commit().await?)
        }
    }
}

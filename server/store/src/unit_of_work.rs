//! What is written together: an act, its line in the journal, what follows from it.

use crate::{Store, StoreError, each, postgres, sqlite};

/// Everything that is written of people goes through one: it becomes visible at [`UnitOfWork::commit`], or, dropped before,
/// was never there. The methods lie beside the types of their subject.
///
/// On SQLite others who write wait meanwhile: nothing slow happens between [`Store::write`] and the commit.
#[must_use = "nothing stays without commit()"]
pub enum UnitOfWork {
    Sqlite(sqlite::body::UnitOfWork),
    Postgres(postgres::body::UnitOfWork),
}

impl Store {
    /// Starts to write.
    ///
    /// # Errors
    /// The database can't be reached.
    pub async fn write(&self) -> Result<UnitOfWork, StoreError> {
        Ok(match self {
            Self::Sqlite(b) => UnitOfWork::Sqlite(b.write().await?),
            Self::Postgres(b) => UnitOfWork::Postgres(b.write().await?),
        })
    }
}

impl UnitOfWork {
    /// Makes all of it visible at once.
    ///
    /// # Errors
    /// The database can't be written: nothing of it stays.
    pub async fn commit(self) -> Result<(), StoreError> {
        each!(self, w => w.commit())
    }
}

//! The store as a whole: one of the two databases, chosen at the door.

use both::both;

use crate::{Brigade, Connections, Figures, Jobs, People, StoreError, UnitOfWork};

/// One of the two databases.
#[derive(Debug, Clone)]
pub enum Store {
    Sqlite(sqlite::Store),
    Postgres(postgres::Store),
}

impl Store {
    /// Loads, series and their cells, releases.
    pub fn figures(&self) -> Figures {
        match self {
            Self::Sqlite(store) => Figures::Sqlite(store.figures.clone()),
            Self::Postgres(store) => Figures::Postgres(store.figures.clone()),
        }
    }

    /// Accounts, sessions, the journal, what people write and keep.
    pub fn people(&self) -> People {
        match self {
            Self::Sqlite(store) => People::Sqlite(store.people.clone()),
            Self::Postgres(store) => People::Postgres(store.people.clone()),
        }
    }

    /// What citizens and the brigade write to each other.
    pub fn brigade(&self) -> Brigade {
        match self {
            Self::Sqlite(store) => Brigade::Sqlite(store.brigade.clone()),
            Self::Postgres(store) => Brigade::Postgres(store.brigade.clone()),
        }
    }

    /// What the server does by itself.
    pub fn jobs(&self) -> Jobs {
        match self {
            Self::Sqlite(store) => Jobs::Sqlite(store.jobs()),
            Self::Postgres(store) => Jobs::Postgres(store.jobs()),
        }
    }

    /// Starts to write what people do.
    ///
    /// # Errors
    /// The database can't be reached.
    pub async fn write(&self) -> Result<UnitOfWork, StoreError> {
        self.people().write().await
    }
}

#[both]
mod queries {
    use driver::{Brigade, Figures, IS_TWO_FILES, Jobs, People, migrate};

    /// Its rooms.
    #[derive(Debug, Clone)]
    pub struct Store {
        pub(crate) figures: Figures,
        pub(crate) people: People,
        pub(crate) brigade: Brigade,
    }

    impl Store {
        /// Brings the schema up to date.
        ///
        /// # Errors
        /// The database can't be reached or holds a newer schema.
        pub async fn migrate(&self) -> Result<(), StoreError> {
            migrate(&self.figures.writer, &self.people.writer, &self.brigade.writer).await?;
            self.figures.tell_public_measures().await
        }

        /// Who uses which connections.
        pub fn connections(&self) -> Vec<Connections> {
            let own = [
                ("figures-write", &self.figures.writer),
                ("people-write", &self.people.writer),
                ("figures-read", &self.figures.reader),
                ("brigade-write", &self.brigade.writer),
                ("brigade-read", &self.brigade.reader),
            ];
            // Of SQLite people have readers of their own, of Postgres the public.
            let others = match IS_TWO_FILES {
                true => ("people-read", &self.people.reader),
                false => ("public-read", &self.figures.public),
            };
            let pools = [own[0], own[1], own[2], others, own[3], own[4]];
            pools.map(|(pool, of)| Connections { pool, open: of.size() as usize, idle: of.num_idle() }).into()
        }

        pub(crate) fn jobs(&self) -> Jobs {
            Jobs { writer: self.people.writer.clone(), reader: self.people.reader.clone() }
        }
    }
}

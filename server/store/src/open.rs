//! The door: which database, with which settings.

use std::{str::FromStr, time::Duration};

use sqlx::{
    Executor,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{Store, StoreError, files, postgres, sqlite};

/// What is stored of a conversation waits for nobody longer than who sent it.
const BRIGADE_WRITES: [(&str, &str); 3] =
    [("search_path", "brigade"), ("lock_timeout", "5s"), ("statement_timeout", "10s")];

/// One writer, for a file has no more, and readers that can't write.
async fn sqlite_pools(options: SqliteConnectOptions) -> Result<(SqlitePool, SqlitePool), StoreError> {
    let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
    // The system keeps the pages that are read often; the writer's own are for loads.
    let reader = options.read_only(true).create_if_missing(false).pragma("query_only", "on");
    let reader =
        SqlitePoolOptions::new().max_connections(4).connect_lazy_with(reader.pragma("cache_size", "-8000"));
    Ok((writer, reader))
}

impl Store {
    /// Opens `sqlite://PATH` (created when absent, with files for people and conversations beside it: [`files::people_file`]) or `postgres://…`.
    /// Figures, people and conversations have each their writers, and readers that can't write.
    ///
    /// # Errors
    /// Unknown kind of address, or a database that can't be opened.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") {
            let file = files::file_of(url).ok_or(StoreError::Url)?;
            let options = SqliteConnectOptions::from_str(url)?;
            let (of_people, of_brigade) = (files::people_file(&file), files::brigade_file(&file));
            for path in [&file, &of_people, &of_brigade] {
                files::keep_private(path).map_err(sqlx::Error::Io)?;
            }
            let options = options
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(30))
                .pragma("cache_size", "-32000")
                .pragma("temp_store", "memory")
                // Rows cross from the driver's thread in batches: one by one, the crossing costs more than the row.
                .row_buffer_size(4096)
                .optimize_on_close(false, None);
            let (writer, reader) = sqlite_pools(options.clone()).await?;
            let figures = sqlite::Figures { writer, public: reader.clone(), reader };
            // People write little at a time.
            let options = options.pragma("cache_size", "-8000");
            let (writer, reader) = sqlite_pools(options.clone().filename(of_people)).await?;
            let people = sqlite::People::new(writer, reader);
            // What is removed is overwritten.
            let options = options.filename(of_brigade).pragma("secure_delete", "on");
            let (writer, reader) = sqlite_pools(options).await?;
            Ok(Self::Sqlite(sqlite::Store { figures, people, brigade: sqlite::Brigade { writer, reader } }))
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)?;
            let pool = |n| PgPoolOptions::new().max_connections(n).acquire_timeout(Duration::from_secs(10));
            // A load holds its connection to its end, and another one waits for it with its own.
            let (loads, people) = (pool(2).connect_with(options.clone()).await?, pool(4));
            let people = people.connect_lazy_with(options.clone());
            let brigade = pool(4).connect_lazy_with(options.clone().options(BRIGADE_WRITES));
            let read_only = options.options([("default_transaction_read_only", "on")]);
            let read_brigade = read_only.clone().options([("search_path", "brigade")]);
            let brigade =
                postgres::Brigade { writer: brigade, reader: pool(4).connect_lazy_with(read_brigade) };
            let reader = pool(8).connect_lazy_with(read_only.clone());
            let public = pool(8)
                .after_connect(|connection, _| {
                    Box::pin(async move { connection.execute(postgres::AS_PUBLIC).await.map(drop) })
                })
                .connect_lazy_with(read_only);
            let people = postgres::People::new(people, reader.clone());
            let figures = postgres::Figures { writer: loads, reader, public };
            Ok(Self::Postgres(postgres::Store { figures, people, brigade }))
        } else {
            Err(StoreError::Url)
        }
    }
}

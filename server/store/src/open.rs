//! The door: which database, with which settings.

use std::{str::FromStr, time::Duration};

use sqlx::{
    Executor,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{Store, StoreError, files, migrations, postgres, sqlite};

impl Store {
    /// Opens `sqlite://PATH` (created when absent) or `postgres://…`: one writer, and readers that can't write.
    ///
    /// # Errors
    /// Unknown kind of address, or a database that can't be opened.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") {
            files::keep_private(url).map_err(sqlx::Error::Io)?;
            let options = SqliteConnectOptions::from_str(url)?
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(30))
                .pragma("cache_size", "-32000")
                .pragma("temp_store", "memory")
                // Rows cross from the driver's thread in batches: one by one, the crossing costs more than the row.
                .row_buffer_size(4096)
                .optimize_on_close(false, None);
            let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
            // The system keeps the pages that are read often; the writer's own are for loads.
            let reader = options.read_only(true).create_if_missing(false).pragma("query_only", "on");
            let reader = SqlitePoolOptions::new()
                .max_connections(4)
                .connect_lazy_with(reader.pragma("cache_size", "-8000"));
            Ok(Self::Sqlite(sqlite::body::Body::new(writer, reader.clone(), reader, migrations::sqlite)))
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)?;
            let pool = |n| PgPoolOptions::new().max_connections(n).acquire_timeout(Duration::from_secs(10));
            let writer = pool(2).connect_with(options.clone()).await?;
            let read_only = options.options([("default_transaction_read_only", "on")]);
            let reader = pool(8).connect_lazy_with(read_only.clone());
            let public = pool(8)
                .after_connect(|connection, _| {
                    Box::pin(async move { connection.execute(postgres::AS_PUBLIC).await.map(drop) })
                })
                .connect_lazy_with(read_only);
            Ok(Self::Postgres(postgres::body::Body::new(writer, reader, public, migrations::postgres)))
        } else {
            Err(StoreError::Url)
        }
    }
}

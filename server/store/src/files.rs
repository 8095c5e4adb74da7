//! The files of a SQLite database: only their owner reads them, and those of figures and people can be copied while others read
//! and write. Conversations are in no copy: what is forgotten is forgotten everywhere.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    str::FromStr,
};

use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};

use crate::StoreError;

/// The file of a SQLite address, which holds figures; `None` in memory, and for Postgres.
pub fn file_of(url: &str) -> Option<PathBuf> {
    let options = url.starts_with("sqlite:").then(|| SqliteConnectOptions::from_str(url).ok())??;
    let file = options.get_filename().to_owned();
    // What sqlx calls a database in memory.
    (!file.to_string_lossy().starts_with("file:sqlx-in-memory")).then_some(file)
}

/// The file beside it, which holds what people do: `x.sqlite` has `x.sqlite-people`, so that `x.sqlite*` is all of it.
pub fn people_file(figures: &Path) -> PathBuf {
    beside(figures, "-people")
}

/// The one with conversations: `x.sqlite-brigade`.
pub fn brigade_file(figures: &Path) -> PathBuf {
    beside(figures, "-brigade")
}

fn beside(figures: &Path, part: &str) -> PathBuf {
    // Beside the file itself, whatever links lead to it.
    let figures = fs::canonicalize(figures).unwrap_or_else(|_| figures.to_owned());
    let mut name = figures.file_name().unwrap_or_default().to_owned();
    name.push(part);
    figures.with_file_name(name)
}

/// Makes the file where there is none, and takes it from everybody but its owner.
pub fn keep_private(path: &Path) -> io::Result<()> {
    let file = fs::OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

/// Copies a file to a new one that only its owner reads.
///
/// # Errors
/// The new one exists, or one of both can't be read or written.
pub fn private_copy(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut source = fs::File::open(from)?;
    let mut target = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    io::copy(&mut source, &mut target)?;
    target.flush()?;
    target.sync_all()
}

/// Writes the database of a `sqlite:` address to a new file and the one beside it ([`people_file`]), each as of one moment,
/// while it is read and written. Nothing in one of them refers to the other.
///
/// # Errors
/// The database can't be read, or a file exists or can't be written.
pub async fn backup(url: &str, to: &Path) -> Result<(), StoreError> {
    let file = file_of(url).ok_or(StoreError::Url)?;
    let options = SqliteConnectOptions::from_str(url)?.create_if_missing(false);
    let (beside, copy_beside) = (people_file(&file), people_file(to));
    let copied = async {
        // A database of before people had a file of their own is one file.
        if beside.exists() {
            copy(options.clone().filename(beside), &copy_beside).await?;
        }
        copy(options, to).await
    };
    let copied = copied.await;
    if copied.is_err() {
        // Half a copy is none.
        let _ = (fs::remove_file(to), fs::remove_file(&copy_beside));
    }
    copied
}

async fn copy(from: SqliteConnectOptions, to: &Path) -> Result<(), StoreError> {
    // Empty and private: SQLite fills a file that is empty.
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).map_err(sqlx::Error::Io)?;
    let mut connection = from.connect().await?;
    sqlx::query("vacuum into ?1").bind(to.display().to_string()).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

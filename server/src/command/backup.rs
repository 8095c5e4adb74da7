//! `backup` and `restore`: the whole database in one file, while the server runs. The operator's key is no part of it: it is
//! kept elsewhere, and without it neither accounts nor journal can be used.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::Command;

use super::{Failed, sentence};

/// Writes a copy of the database: a SQLite file, or what `pg_dump` makes.
pub async fn backup(url: &str, to: &Path) -> Result<(), Failed> {
    if to.exists() {
        return Err(Failed::caller(format!("{} existe déjà.", to.display())));
    }
    match file_of(url) {
        Some(_) => {
            store::backup(url, to).await.map_err(|error| Failed::ours(sentence(&error)))?;
        }
        None => {
            let file = to.display().to_string();
            tool("pg_dump", &["--format=custom", "--no-owner", "--file", &file, &plain(url)]).await?;
        }
    }
    println!("Base copiée dans {}. La clé de l’exploitant n’y est pas : gardez-la ailleurs.", to.display());
    Ok(())
}

/// Makes a database from a copy, where there is none.
pub async fn restore(url: &str, from: &Path) -> Result<(), Failed> {
    if !from.is_file() {
        return Err(Failed::caller(format!("{} n’est pas un fichier.", from.display())));
    }
    match file_of(url) {
        Some(path) if path.exists() => {
            return Err(Failed::caller(format!(
                "{} existe déjà : une base ne se restaure pas par-dessus une autre.",
                path.display()
            )));
        }
        Some(path) => {
            store::private_copy(from, &path)
                .map_err(|error| Failed::ours(format!("{} : {error}", path.display())))?;
        }
        None => {
            let file = from.display().to_string();
            tool("pg_restore", &["--exit-on-error", "--no-owner", "--dbname", &plain(url), &file]).await?;
        }
    }
    // What an earlier version wrote is brought up to date, and read once.
    let store = super::open(url).await?;
    let version = store.version().await.map_err(|error| Failed::ours(sentence(&error)))?;
    println!("Base restaurée : {version} chargements.");
    Ok(())
}

/// The file of a SQLite address.
fn file_of(url: &str) -> Option<PathBuf> {
    url.strip_prefix("sqlite://").map(|path| PathBuf::from(path.split('?').next().unwrap_or(path)))
}

/// A Postgres address as its own tools read it.
fn plain(url: &str) -> String {
    url.replacen("postgres://", "postgresql://", 1)
}

async fn tool(name: &str, arguments: &[&str]) -> Result<(), Failed> {
    let ended = Command::new(name).args(arguments).stdin(Stdio::null()).status().await;
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Failed::ours(format!("{name} n’a pas réussi : son message est ci-dessus."))),
        Err(_) => Err(Failed::caller(format!("{name} manque : installez les outils de Postgres."))),
    }
}

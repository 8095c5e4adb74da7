//! `backup`: the whole database, while the server runs; of SQLite in two files, of Postgres in one. `restore` makes it again where
//! there is none. The operator's key is no part of it: it is
//! kept elsewhere, and without it neither accounts nor journal can be used.

use std::{path::Path, process::Stdio};

use tokio::process::Command;

use super::{Failed, sentence};

/// Writes a copy of the database: a SQLite file, or what `pg_dump` makes.
pub async fn backup(url: &str, to: &Path) -> Result<(), Failed> {
    let beside = store::people_file(to);
    if let Some(there) = [to, &beside].into_iter().find(|file| file.exists()) {
        return Err(Failed::caller(format!("{} existe déjà.", there.display())));
    }
    match store::file_of(url) {
        Some(_) => {
            store::backup(url, to).await.map_err(|error| Failed::ours(sentence(&error)))?;
        }
        None => {
            let file = to.display().to_string();
            let made =
                tool("pg_dump", url, &["--format=custom", "--no-owner", "--no-privileges", "--file", &file])
                    .await;
            if let Err(failed) = made {
                // Half a copy is none.
                let _ = std::fs::remove_file(to);
                return Err(failed);
            }
        }
    }
    let files = if beside.exists() {
        format!("{} et {} (gardez les deux)", to.display(), beside.display())
    } else {
        to.display().to_string()
    };
    println!("Base copiée dans {files}. La clé de l’exploitant n’y est pas : gardez-la ailleurs.");
    Ok(())
}

/// Makes a database from a copy, where there is none.
pub async fn restore(url: &str, from: &Path) -> Result<(), Failed> {
    if !from.is_file() {
        return Err(Failed::caller(format!("{} n’est pas un fichier.", from.display())));
    }
    match store::file_of(url) {
        Some(path) => restore_files(&path, from)?,
        None => {
            let file = from.display().to_string();
            tool(
                "pg_restore",
                url,
                &["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", &file],
            )
            .await?;
        }
    }
    // What an earlier version wrote is brought up to date, and read once.
    let store = super::open(url).await?;
    let version = store.figures().version().await.map_err(|error| Failed::ours(sentence(&error)))?;
    println!("Base restaurée : {version} chargements.");
    Ok(())
}

/// Copies both files to where neither is. A copy of before people had their own file is one file.
fn restore_files(to: &Path, from: &Path) -> Result<(), Failed> {
    let pairs = [(from.to_owned(), to.to_owned()), (store::people_file(from), store::people_file(to))];
    if let Some((_, there)) = pairs.iter().find(|(_, to)| to.exists()) {
        return Err(Failed::caller(format!(
            "{} existe déjà : une base ne se restaure pas par-dessus une autre.",
            there.display()
        )));
    }
    for (from, to) in pairs.iter().filter(|(from, _)| from.exists()) {
        if let Err(error) = store::private_copy(from, to) {
            // Half a database is none.
            for (_, to) in &pairs {
                let _ = std::fs::remove_file(to);
            }
            return Err(Failed::ours(format!("{} : {error}", to.display())));
        }
    }
    Ok(())
}

/// A Postgres address as its own tools read it, without its password; and the password.
fn split(url: &str) -> (String, Option<String>) {
    let address = url.replacen("postgres://", "postgresql://", 1);
    let parts = address.split_once("://").and_then(|(scheme, rest)| {
        let (who, at) = rest.split_once('@')?;
        let (user, password) = who.split_once(':')?;
        Some((format!("{scheme}://{user}@{at}"), decoded(password)))
    });
    match parts {
        Some((address, password)) => (address, Some(password)),
        None => (address, None),
    }
}

/// Percent-encoded bytes, decoded.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let hex = others.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            None => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Runs one of Postgres' own tools. The password goes through its environment: arguments are for every process to read.
async fn tool(name: &str, url: &str, arguments: &[&str]) -> Result<(), Failed> {
    let (address, password) = split(url);
    let mut command = Command::new(name);
    command.args(arguments).arg("--dbname").arg(address).stdin(Stdio::null());
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    match command.status().await {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Failed::ours(format!("{name} n’a pas réussi : son message est ci-dessus."))),
        Err(_) => Err(Failed::caller(format!("{name} manque : installez les outils de Postgres."))),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn the_password_is_taken_out_of_the_address() {
        let taken = |url: &str| split(url);
        let pair = |address: &str, password: Option<&str>| (address.to_owned(), password.map(str::to_owned));
        assert_eq!(
            taken("postgres://a:b%40c%@h/d?sslmode=require"),
            pair("postgresql://a@h/d?sslmode=require", Some("b@c%"))
        );
        assert_eq!(taken("postgres://a@h/d"), pair("postgresql://a@h/d", None));
        assert_eq!(taken("postgresql:///d?host=/run"), pair("postgresql:///d?host=/run", None));
    }
}

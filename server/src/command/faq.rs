//! `faq`: the knowledge base, brought in from a file and written out again.

use std::{io::Write, path::Path};

use domain::time::Clock;
use knowledge::Knowledge;
use store::Store;

use super::{Failed, sentence};

/// Publishes the entries of a file.
pub async fn import(store: &Store, clock: &dyn Clock, file: &Path, adds: bool) -> Result<(), Failed> {
    let name = file.display();
    let bytes = std::fs::read(file)
        .map_err(|error| Failed::caller(format!("Le fichier {name} ne peut pas être lu : {error}.")))?;
    let entries = knowledge::parse(&bytes).map_err(|unfit| Failed::caller(format!("{name} : {unfit}")))?;
    let done = Knowledge::new(store.people(), None).import(&entries, adds, clock.now()).await;
    let done = done.map_err(|error| Failed::ours(sentence(&error)))?;
    let (published, removed) = (done.entries, done.removed);
    println!("Entrées publiées : {published}. Retirées d’un import précédent : {removed}.");
    Ok(())
}

/// Writes the entries that serve, in the format that [`import`] reads.
pub async fn export(store: &Store, mut to: impl Write) -> Result<(), Failed> {
    let edition = Knowledge::new(store.people(), None).edition().await;
    let edition = edition.map_err(|error| Failed::ours(sentence(&error)))?;
    let body = serde_json::json!({ "entries": edition.entries() });
    let text = serde_json::to_string_pretty(&body).map_err(Failed::ours)?;
    writeln!(to, "{text}")
        .map_err(|error| Failed::ours(format!("La sortie ne peut pas être écrite : {error}")))
}

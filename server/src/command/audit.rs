//! `audit`: reads the whole journal, computes each hash again, and exports it when asked.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    sync::Arc,
};

use domain::time::Clock;
use services::{
    Journal, Keys,
    audit::{Head, Verdict},
};
use store::{Store, StoreError};

use super::{Failed, sentence};

/// A line that somebody kept elsewhere, from the command line.
pub fn head(text: &str) -> Result<Head, String> {
    Head::parse(text).ok_or_else(|| "attendu PARTIE:NUMÉRO:EMPREINTE, comme « audit » les écrit".to_owned())
}

pub async fn run(
    store: Store,
    clock: Arc<dyn Clock>,
    keys: &Keys,
    expected: &[Head],
    export: Option<&Path>,
) -> Result<(), Failed> {
    let journal = Journal::new(store, clock, keys);
    let ours = |error: StoreError| Failed::ours(sentence(&error));
    let verdict = journal.verify(expected).await.map_err(ours)?;
    if let Some(path) = export {
        let lines = write(&journal, path).await?;
        println!("{lines} lignes écrites dans {}.", path.display());
    }
    match verdict {
        Verdict::Whole(heads) => {
            let lines: i64 = heads.iter().map(|head| head.lines).sum();
            println!("Journal entier : {lines} lignes. Fin de chaque partie :");
            for Head { area, lines, hash } in heads {
                println!("{area}:{lines}:{hash}");
            }
            println!(
                "Gardez ces lignes ailleurs : « audit --expect LIGNE » verra un journal coupé ou réécrit."
            );
            Ok(())
        }
        Verdict::Broken { area, line } => {
            Err(Failed::ours(format!("Le journal a été changé : partie « {area} », ligne {line}.")))
        }
        Verdict::Stray => {
            Err(Failed::ours("Le journal a été changé : des lignes n’appartiennent à aucune partie."))
        }
        Verdict::Unexpected(Head { area, lines, .. }) => Err(Failed::ours(format!(
            "Le journal n’a plus la ligne {lines} de la partie « {area} » telle qu’elle a été gardée : il a été coupé ou réécrit."
        ))),
    }
}

/// Writes every line as JSON, one a line.
async fn write(journal: &Journal, path: &Path) -> Result<i64, Failed> {
    let file = File::create_new(path)
        .map_err(|_| Failed::caller(format!("{} ne peut pas être créé, ou existe déjà.", path.display())))?;
    let mut out = BufWriter::new(file);
    let lines = journal
        .export(|line| {
            let hash: String = line.hash.iter().map(|b| format!("{b:02x}")).collect();
            let json = serde_json::json!({
                "area": line.area,
                "number": line.number,
                "at": line.entry.at,
                "account": line.entry.account,
                "operation": line.entry.operation,
                "object": line.entry.object,
                "outcome": line.entry.outcome,
                "hash": hash,
            });
            writeln!(out, "{json}").map_err(Exported::Io)
        })
        .await;
    let lines = lines.map_err(|error| match error {
        Exported::Io(error) => Failed::ours(error),
        Exported::Store(error) => Failed::ours(sentence(&error)),
    })?;
    out.flush().map_err(Failed::ours)?;
    Ok(lines)
}

/// Why an export stopped.
enum Exported {
    Io(std::io::Error),
    Store(StoreError),
}

impl From<StoreError> for Exported {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

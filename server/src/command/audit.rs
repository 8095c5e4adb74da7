//! `audit`: reads the whole journal and computes each hash again.

use std::sync::Arc;

use domain::time::Clock;
use services::{Journal, audit::Verdict};
use store::Store;

use super::{Failed, sentence};

pub async fn run(store: Store, clock: Arc<dyn Clock>) -> Result<(), Failed> {
    match Journal::new(store, clock).verify().await.map_err(|error| Failed::ours(sentence(&error)))? {
        Verdict::Whole { lines, hash } => {
            println!("Journal entier : {lines} lignes. Dernière empreinte : {hash}");
            println!("Gardez ce nombre et cette empreinte ailleurs : un journal coupé à sa fin s’y verra.");
            Ok(())
        }
        Verdict::Broken { line } => Err(Failed::ours(format!("Le journal a été changé à la ligne {line}."))),
    }
}

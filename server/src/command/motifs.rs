//! `motifs`: the categories of contact motifs.

use domain::motif::{CATEGORIES, UNCLASSIFIED};
use store::{MotifCategory, Store};

use super::{Failed, sentence};

pub async fn run(store: &Store, set: Option<String>) -> Result<(), Failed> {
    let failed = |error: store::StoreError| Failed::ours(sentence(&error));
    if let Some(text) = set {
        let parts: Vec<&str> = text.split(';').map(str::trim).collect();
        let [parent, motif, category] = parts[..] else {
            return Err(Failed::caller("Attendu « parent ; motif ; catégorie »."));
        };
        if !CATEGORIES.contains(&category) {
            return Err(Failed::caller(format!("Catégorie inconnue ; connues : {}.", CATEGORIES.join(", "))));
        }
        let motif = MotifCategory {
            parent: parent.to_owned(),
            motif: motif.to_owned(),
            category: category.to_owned(),
        };
        store.figures().motif_set(&motif).await.map_err(failed)?;
        println!("Motif classé.");
        return Ok(());
    }
    let series = store.figures().series("contacts").await.map_err(failed)?;
    let mut unmatched: Vec<&str> =
        series.iter().filter(|s| s.categories[0] == UNCLASSIFIED).map(|s| s.categories[2].as_str()).collect();
    unmatched.sort_unstable();
    unmatched.dedup();
    for motif in &unmatched {
        println!("sans catégorie : {motif}");
    }
    println!(
        "{} motifs classés, {} sans catégorie.",
        store.figures().motifs().await.map_err(failed)?.len(),
        unmatched.len()
    );
    Ok(())
}

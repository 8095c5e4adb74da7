//! `runs`: what was loaded, and what was refused.

use store::Store;

use super::{Failed, ingest::line, sentence};

pub async fn run(store: &Store, rejects: Option<i64>, limit: i64, json: bool) -> Result<(), Failed> {
    let failed = |error: store::StoreError| Failed::ours(sentence(&error));
    if let Some(id) = rejects {
        if !(1..=store.figures().version().await.map_err(failed)?).contains(&id) {
            return Err(Failed::caller(format!("Le chargement n° {id} n’existe pas ; « runs » les liste.")));
        }
        let rejects = store.figures().rejects(id, limit).await.map_err(failed)?;
        if rejects.is_empty() && !json {
            println!("Le chargement n° {id} n’a ni rejet ni réserve.");
        }
        for r in rejects {
            if json {
                println!("{}", serde_json::to_string(&r).map_err(Failed::ours)?);
            } else {
                let kind = if r.kept { "réserve" } else { "rejet" };
                println!("ligne {} · {} · {kind} : {}", r.line, r.field, r.reason);
            }
        }
        return Ok(());
    }
    let runs = store.figures().runs(limit).await.map_err(failed)?;
    if runs.is_empty() && !json {
        println!("Aucun chargement.");
    }
    for run in &runs {
        if json {
            println!("{}", serde_json::to_string(run).map_err(Failed::ours)?);
        } else {
            println!("{} · {}", run.started_at.format("%Y-%m-%d %H:%M:%S UTC"), line(run));
        }
    }
    Ok(())
}

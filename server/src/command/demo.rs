//! `demo`: writes the demonstration, and loads it when asked; with `--live`, feeds today's events as they happen.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use chrono::NaiveDate;
use connectors::demo::{Plan, live::write_until, write};
use domain::time::{Clock, Window, civil_day, to_paris};

use super::{Failed, ingest};

pub struct Request {
    pub out: PathBuf,
    pub seed: u64,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub load: bool,
}

pub async fn run(url: &str, request: Request, clock: Arc<dyn Clock>) -> Result<(), Failed> {
    let today = civil_day(clock.now());
    let from = request.from.or(NaiveDate::from_ymd_opt(2018, 1, 1)).unwrap_or(today);
    // Yesterday is the last whole day.
    let to = request.to.or(today.pred_opt()).unwrap_or(today);
    let window = Window::new(from, to).ok_or_else(|| Failed::caller("--from doit précéder --to."))?;
    let plan = Plan { window, seed: request.seed };
    let files =
        write(plan, &request.out, |source| println!("Écriture : {}", source.title())).map_err(|error| {
            Failed::caller(format!("Le dossier {} ne peut pas être écrit : {error}", request.out.display()))
        })?;
    if request.load {
        let loader = ingest::prepare(url, clock).await?;
        for (source, paths) in &files {
            for path in paths {
                println!("{}", ingest::line(&ingest::one(&loader.ingest, *source, path, paths).await?));
            }
        }
        loader.publish().await?;
    }
    Ok(())
}

/// How often the day is looked at again.
const PACE: Duration = Duration::from_secs(5);

/// Feeds today's events through the real ingest as they happen, until it is stopped.
pub async fn live(url: &str, out: &Path, seed: u64, clock: Arc<dyn Clock>) -> Result<(), Failed> {
    let loader = ingest::prepare(url, clock.clone()).await?;
    println!("Événements simulés d’aujourd’hui, au fil des heures. Ctrl-C arrête.");
    let mut loaded: Vec<usize> = Vec::new();
    loop {
        let files = write_until(seed, to_paris(clock.now()), out).map_err(|error| {
            Failed::caller(format!("Le dossier {} ne peut pas être écrit : {error}", out.display()))
        })?;
        for (place, (source, path, rows)) in files.iter().enumerate() {
            if *rows > 0 && loaded.get(place) != Some(rows) {
                println!(
                    "{}",
                    ingest::line(
                        &ingest::one(&loader.ingest, *source, path, std::slice::from_ref(path)).await?
                    )
                );
            }
        }
        loader.publish().await?;
        loaded = files.into_iter().map(|(_, _, rows)| rows).collect();
        tokio::select! {
            () = tokio::time::sleep(PACE) => {}
            _ = tokio::signal::ctrl_c() => return Ok(()),
        }
    }
}

//! `demo`: writes the demonstration, and loads it when asked.

use std::{path::PathBuf, sync::Arc};

use chrono::NaiveDate;
use connectors::demo::{Plan, write};
use domain::time::{Clock, Window, civil_day};

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
        let service = ingest::prepare(url, clock).await?;
        for (source, paths) in &files {
            for path in paths {
                println!("{}", ingest::line(&ingest::one(&service, *source, path, paths).await?));
            }
        }
    }
    Ok(())
}

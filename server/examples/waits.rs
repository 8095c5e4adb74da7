//! How long who writes waits while a file is loaded in the same process: `waits DATABASE_URL EASIWARE_CSV`. Each hundredth of a
//! second somebody writes an annotation and its line in the journal, whether the one before is done or not.

use std::{
    env,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use connectors::FileDelivery;
use domain::{
    identity::{Actor, Mandate, Role},
    source::Source,
    territory::Territory,
};
use server::clock::SystemClock;
use services::{Annotations, Journal, Keys, annotations::Draft, ingest::Ingest};
use store::{NewAccount, Store};

const BETWEEN: Duration = Duration::from_millis(10);

type Failed = Box<dyn std::error::Error + Send + Sync>;

fn annotation() -> Draft {
    Draft {
        indicator: "contacts".to_owned(),
        territory: Some(Territory::France),
        filters: String::new(),
        day: chrono::NaiveDate::from_ymd_opt(2024, 1, 15),
        body: "Panne de la plateforme".to_owned(),
        audience: "tous".to_owned(),
    }
}

async fn author(store: &Store) -> Result<Actor, Failed> {
    let at = chrono::DateTime::UNIX_EPOCH;
    let new = NewAccount {
        subject: "local:banc",
        name: "Banc d’essai",
        role: Role::Analyst.id(),
        scope: "france",
        password: None,
        totp: None,
        at,
        waits_until: None,
    };
    let mut work = store.write().await?;
    let account = work.account_put(new).await?;
    work.commit().await?;
    let mandate = Mandate::new(Role::Analyst, Territory::France).ok_or("mandate")?;
    Ok(Actor { account, name: "Banc d’essai".to_owned(), mandate })
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let words: Vec<String> = env::args().skip(1).collect();
    let [url, file] = words.as_slice() else { return Err("waits DATABASE_URL EASIWARE_CSV".into()) };
    let store = Store::open(url).await?;
    store.migrate().await?;
    let clock = Arc::new(SystemClock::default());
    let journal = Journal::new(store.clone(), clock.clone(), &Keys::new(&[7; 32]));
    let annotations = Annotations::new(store.clone(), clock.clone(), journal);
    let actor = Arc::new(author(&store).await?);
    let ingest = Ingest::new(store, clock, "of a bench")?;
    ingest.seed_motifs().await?;

    let waits: Arc<Mutex<Vec<f64>>> = Arc::default();
    let kept = waits.clone();
    let writers = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(BETWEEN);
        loop {
            let due = ticks.tick().await.into_std();
            let (annotations, actor, kept) = (annotations.clone(), actor.clone(), kept.clone());
            tokio::spawn(async move {
                if annotations.add(&actor, &annotation()).await.is_ok() {
                    let waited = due.elapsed().as_secs_f64() * 1e3;
                    kept.lock().unwrap_or_else(PoisonError::into_inner).push(waited);
                }
            });
        }
    });
    let start = Instant::now();
    // On a worker like any other: what holds it up is seen.
    let load = tokio::spawn({
        let delivery = Arc::new(FileDelivery::new(file));
        async move { ingest.load(Source::Easiware, delivery, &[], |_, _| {}).await }
    });
    let run = load.await??;
    let seconds = start.elapsed().as_secs_f64();
    writers.abort();
    let mut waits = std::mem::take(&mut *waits.lock().unwrap_or_else(PoisonError::into_inner));
    waits.sort_by(f64::total_cmp);
    let at =
        |share: f64| waits.get(((waits.len() as f64 - 1.0) * share) as usize).copied().unwrap_or_default();
    println!(
        "   {} rows in {seconds:.1} s; {} annotations written meanwhile: median {:.1} ms, p95 {:.1}, p99 {:.1}, longest {:.1}",
        run.read,
        waits.len(),
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
    Ok(())
}

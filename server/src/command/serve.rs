//! `serve`: the site and the API, until told to stop.

use std::{sync::Arc, time::Duration};

use brigade::contacts;
use domain::time::Clock;
use services::{Identity, Releases};
use store::{Store, StoreError};
use tokio::net::TcpListener;

use super::{Failed, OTHER_KEY, ingest::release_line, keys_of, open, sentence};
use crate::{config::ServerConfig, connections, simulated, web};

/// How long what runs by itself has to come to an end.
const PATIENCE: Duration = Duration::from_secs(10);

pub async fn run(url: String, addr: String, clock: Arc<dyn Clock>) -> Result<(), Failed> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .json()
        .with_span_list(false)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| "warn,server=info,services=info,jobs=info".into()),
        )
        .init();
    let store = open(&url).await?;
    let keys = keys_of(&store, &url).await?;
    let config = ServerConfig::from_env(url, addr, keys).map_err(Failed::caller)?;
    let identity = Identity::new(store.clone(), clock.clone(), config.doors.clone(), config.keys.clone());
    stand_guard(&config, &store, &identity).await?;
    // What a contact may be about, where no file was loaded yet.
    let ingest = contacts::ingest(&store, clock.clone(), &config.keys).map_err(Failed::ours)?;
    ingest.seed_motifs().await.map_err(|e| Failed::ours(sentence(&e)))?;
    let addr = config.addr.clone();
    let prefix = config.prefix.clone();
    let bounds = config.bounds();
    let demonstration = config.doors.demonstration;
    let simulated_people = config.simulated_people && !config.brigade_closed;
    if config.threshold > 1 {
        // A database of an earlier version, or of another threshold: nobody reads before it is decided.
        let releases = Releases::new(store.clone(), clock.clone(), config.threshold);
        if let Some(release) = releases.publish_due().await.map_err(|e| Failed::ours(sentence(&e)))? {
            println!("{}", release_line(&release));
        }
    }
    let journal = identity.journal().clone();
    let site = web::site(config, store, clock, identity.clone()).map_err(Failed::caller)?;
    let listener = TcpListener::bind(&addr)
        .await
        .map_err(|error| Failed::caller(format!("L’adresse {addr} ne peut pas être ouverte : {error}")))?;
    let local = listener.local_addr().map_err(Failed::ours)?;
    println!("À l’écoute sur http://{local}{prefix}");
    if demonstration {
        println!(
            "cyberIMPACT, en démonstration : http://{local}{prefix}/connexion (un bouton par rôle, sans mot de passe)"
        );
    }
    let env = site.tasks.env();
    let supervisor = site.tasks.start();
    if simulated_people {
        let router = site.router.clone();
        supervisor.keep("citizens", move |stop| {
            simulated::citizens::keep_writing(router.clone(), prefix.clone(), stop)
        });
        supervisor.keep("agents", move |stop| {
            simulated::agents::keep_answering(env.clone(), identity.clone(), stop)
        });
    }
    let stopping = async {
        stop_signal().await;
        // Streams have no end of their own.
        web::stop_streams();
    };
    connections::serve(listener, site.router, bounds, stopping).await;
    supervisor.stop(PATIENCE).await;
    // Refusals that were only counted so far.
    journal.sum_up_all().await.map_err(|e| Failed::ours(sentence(&e)))?;
    Ok(())
}

/// What must hold before anybody may enter.
async fn stand_guard(config: &ServerConfig, store: &Store, identity: &Identity) -> Result<(), Failed> {
    let ours = |error: StoreError| Failed::ours(sentence(&error));
    config.check_doors(identity.is_simulated().await.map_err(ours)?).map_err(Failed::caller)?;
    if !identity.fits_key().await.map_err(ours)? {
        return Err(Failed::caller(OTHER_KEY));
    }
    identity.seal_seeds().await.map_err(ours)?;
    identity.journal().close_former().await.map_err(ours)?;
    if !config.doors.demonstration {
        identity.end_demonstration().await.map_err(ours)?;
    }
    if !store.figures().public_is_apart().await.map_err(ours)? {
        eprintln!(
            "Le public lit la base avec les droits du serveur : migrations/postgres-roles.sql lui donne un rôle à part."
        );
    }
    Ok(())
}

async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

//! `serve`: the site and the API, until told to stop.

use std::{sync::Arc, time::Duration};

use axum::body::Body;
use domain::time::Clock;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use services::Releases;
use tokio::net::TcpListener;
use tower::ServiceExt;

use super::{Failed, ingest::release_line, open, sentence};
use crate::{config::ServerConfig, web};

/// How long open requests may take to finish after the order to stop.
const DRAIN: Duration = Duration::from_secs(10);
/// How long a client may take to send its headers.
const HEADERS: Duration = Duration::from_secs(10);

pub async fn run(url: String, addr: String, clock: Arc<dyn Clock>) -> Result<(), Failed> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .json()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| "warn,server=warn".into()),
        )
        .init();
    let config = ServerConfig::from_env(url, addr).map_err(Failed::caller)?;
    let store = open(&config.database_url).await?;
    let addr = config.addr.clone();
    let prefix = config.prefix.clone();
    let demonstration = config.doors.demonstration;
    if config.threshold > 1 {
        // A database of an earlier version, or of another threshold: nobody reads before it is decided.
        let releases = Releases::new(store.clone(), clock.clone(), config.threshold);
        if let Some(release) = releases.publish_due().await.map_err(|e| Failed::ours(sentence(&e)))? {
            println!("{}", release_line(&release));
        }
    }
    let router = web::router(config, store, clock).map_err(Failed::caller)?;
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
    serve(listener, router).await;
    Ok(())
}

/// Accepts connections with a time limit on headers, which `axum::serve` lacks, until Ctrl-C or SIGTERM.
pub async fn serve(listener: TcpListener, router: axum::Router) {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop_signal());
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file handles, most often: wait rather than spin.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        // Small answers leave at once.
        let _ = stream.set_nodelay(true);
        let service = router
            .clone()
            .map_request(|request: hyper::Request<hyper::body::Incoming>| request.map(Body::new));
        let mut builder = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
        builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS);
        let connection =
            builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)).into_owned();
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that goes away is no event.
            let _ = watched.await;
        });
    }
    drop(listener);
    web::stop_streams();
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were still open when the server stopped");
    }
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

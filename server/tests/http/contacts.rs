//! A conversation that is closed at the desk is one contact of the figures, behind the login and in time for the public.

use std::{sync::atomic::Ordering, time::Duration};

use axum::Router;
use domain::identity::Role;
use services::ingest::Ingest;
use store::Store;

use crate::{
    brigade::{opened, say},
    support::{config, enter, get_with, living, own, post, text, values_of},
};

const FIRST: &str = "018f2d6e-0000-7000-8000-000000000001";

/// What the figures were told of contacts, once they were told of so many.
async fn told(store: &Store, runs: usize) -> Vec<(String, bool, i64)> {
    for _ in 0..100 {
        let loaded = store.figures().runs(10).await.unwrap();
        if loaded.len() >= runs {
            return loaded.into_iter().map(|run| (run.file_name, run.simulated, run.accepted)).collect();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nothing was loaded");
}

async fn act(app: &Router, agent: &str, path: &str, body: &str) -> u16 {
    post(app, &format!("/brigade/poste/{path}"), body, agent).await.status().as_u16()
}

#[tokio::test]
async fn what_is_closed_is_counted_with_its_motif() {
    let (_, _, clock, store, _) = own().await;
    Ingest::new(store.clone(), clock.clone(), "secret").unwrap().seed_motifs().await.unwrap();
    let (app, supervisor) = living(config(), store.clone(), clock.clone());
    let conversation = opened(&app, "fr").await;
    say(&app, &conversation, FIRST, "Bonjour, je m’appelle Canari-4471, on m’a volé mon vélo").await;
    let agent = enter(&app, Role::Agent).await;
    assert_eq!(act(&app, &agent, "prendre", "number=1").await, 303);
    let page = text(get_with(&app, "/brigade/poste?conversation=1", &[("cookie", &agent)]).await).await;
    assert!(
        values_of(&page, "value").contains(&"Victime / Vol") && page.contains("label=\"Victime\""),
        "{page}"
    );
    let refused = post(&app, "/brigade/poste/clore", "number=1&seen=1&motif=Vélo", &agent).await;
    assert_eq!(refused.status(), 400);
    let page = text(refused).await;
    assert!(page.contains("Choisissez un motif de la liste.") && page.contains("aria-invalid=\"true\""));
    assert_eq!(act(&app, &agent, "clore", "number=1&seen=1&motif=Victime%20%2F%20Vol").await, 303);
    // Those that end meanwhile go with it.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(store.figures().runs(10).await.unwrap().is_empty());
    clock.0.fetch_add(21, Ordering::Relaxed);
    assert_eq!(told(&store, 1).await, [("brigade-numerique.csv".to_owned(), true, 1)]);
    let analyst = enter(&app, Role::Analyst).await;
    let read = async |path: &str| text(get_with(&app, path, &[("cookie", &analyst)]).await).await;
    let page = read("/cyberimpact/direct").await;
    assert!(page.contains("Easiware") && page.contains("1 ligne nouvelle"), "{page}");
    let series = "/cyberimpact/explorer?serie=contacts";
    let page = read(series).await;
    assert!(!page.contains("Canari"));
    let jobs = enter(&app, Role::Administrator).await;
    let page = text(get_with(&app, "/cyberimpact/administration/taches", &[("cookie", &jobs)]).await).await;
    assert!(page.contains("Compter les contacts clos"));
    supervisor.stop(Duration::from_secs(5)).await;
}

//! Two people at the same thing, on both databases.

use std::sync::Arc;

use domain::{
    identity::{Actor, Mandate, Role},
    score,
    territory::Territory,
};
use server::clock::FixedClock;
use services::{Journal, Steering, audit::Verdict, steering::Typed};
use store::{NewAccount, Store};

use crate::{
    cluster,
    support::{folder, keys, today},
};

async fn administrator(store: &Store, name: &str) -> Actor {
    let mut work = store.write().await.unwrap();
    let account = work
        .account_put(NewAccount {
            subject: &format!("oidc:i {name}"),
            name,
            role: Role::Administrator.id(),
            scope: "france",
            password: None,
            totp: None,
            at: today(),
            waits_until: None,
        })
        .await
        .unwrap();
    work.commit().await.unwrap();
    let mandate = Mandate::new(Role::Administrator, Territory::France).unwrap();
    Actor { account, name: name.to_owned(), mandate }
}

/// Whatever order they come in, one's table stands whole, nobody is turned away, and each change has its line.
async fn two_administrators_set_the_scores(store: Store) {
    store.migrate().await.unwrap();
    let clock = Arc::new(FixedClock(today()));
    let journal = Journal::new(store.clone(), clock.clone(), &keys());
    let steering = Steering::new(store.clone(), clock, journal.clone());
    let (one, other) = (administrator(&store, "A").await, administrator(&store, "B").await);
    let table = |weight: &str| -> Vec<Typed> {
        score::components()
            .iter()
            .map(|c| Typed { component: c.id.clone(), weight: weight.to_owned(), target: String::new() })
            .collect()
    };
    for round in 0..10 {
        let (first, second) = (table(&(1 + round % 3).to_string()), table(&(4 + round % 3).to_string()));
        let (a, b) = tokio::join!(steering.set(&one, &first), steering.set(&other, &second));
        assert!(a.is_ok() && b.is_ok(), "{a:?} {b:?}");
        let settings = steering.settings().await.unwrap();
        let weights: Vec<f64> = score::components().iter().map(|c| settings.weight(c)).collect();
        assert!(weights.windows(2).all(|pair| pair[0] == pair[1]), "half of each: {weights:?}");
    }
    assert!(matches!(journal.verify(&[]).await.unwrap(), Verdict::Whole(_)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    let folder = folder();
    let store = Store::open(&format!("sqlite://{}/t.sqlite", folder.display())).await.unwrap();
    two_administrators_set_the_scores(store).await;
    let _ = std::fs::remove_dir_all(folder);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    let Some(url) = cluster::fresh_database().await else { return };
    two_administrators_set_the_scores(Store::open(&url).await.unwrap()).await;
}

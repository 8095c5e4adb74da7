//! Releases: what is published at once, and what the public reads.

use domain::{territory::Level, time::Grain};
use store::{CellRange, DecidedFrom, NewRelease, Store, StoreError};

use crate::{at, cluster, filing, load};

on_both!(releases, crate::published::a_release_replaces_the_years_that_loads_changed);
on_both!(public, crate::published::the_public_reads_no_sums);

/// What is published changes at once; a release that failed leaves the earlier one as it was.
pub async fn a_release_replaces_the_years_that_loads_changed(store: Store) {
    let release = |version: i64, content: u8, failure: Option<&str>| NewRelease {
        version,
        threshold: 5,
        decided_at: at(version),
        duration_ms: 1,
        small_cells: 2,
        withheld_cells: 3,
        programmes: 4,
        failure: failure.map(str::to_owned),
        coverage: vec![("pre_complaints".into(), 1, 2)],
        blocks: vec![("pre_complaints".into(), 2024, vec![content])],
        refused: Vec::new(),
    };
    let run = load(&store, vec![filing(1, "departement:35", "2024-03-01", 60.0)]).await.id;
    let stale = async || store.figures().release_stale(run).await.unwrap();
    let content = async || {
        store.figures().release_blocks(0).await.unwrap().into_iter().map(|b| b.content).collect::<Vec<_>>()
    };
    assert!(stale().await.contains(&("pre_complaints".to_owned(), 2024)));
    assert!(store.figures().release_stale(run - 1).await.unwrap().is_empty());
    let first = store.figures().release_put(release(run, 7, None), None).await.unwrap().unwrap();
    assert!(stale().await.is_empty());
    assert_eq!(content().await, vec![vec![7]]);
    assert!(store.figures().release_blocks(first).await.unwrap().is_empty(), "nothing newer");
    // Decided from what is no longer there: nothing is written.
    let changes = store.figures().figures_version().await.unwrap();
    for from in
        [DecidedFrom { changes: changes - 1, release: first }, DecidedFrom { changes, release: first - 1 }]
    {
        assert_eq!(store.figures().release_put(release(run, 9, None), Some(from)).await.unwrap(), None);
    }
    assert_eq!(content().await, vec![vec![7]]);
    let from = DecidedFrom { changes, release: first };
    assert!(store.figures().release_put(release(run, 7, None), Some(from)).await.unwrap().is_some());
    store.figures().release_put(release(run + 1, 8, Some("retrouvés")), None).await.unwrap();
    assert_eq!(content().await, vec![vec![7]]);
    assert_eq!(store.figures().release(true).await.unwrap().unwrap().version, run);
    assert_eq!(store.figures().release(false).await.unwrap().unwrap().failure.as_deref(), Some("retrouvés"));
}

/// The public side has no way to the sums behind.
pub async fn the_public_reads_no_sums(store: Store) {
    load(&store, vec![filing(1, "departement:35", "2024-03-01", 60.0)]).await;
    let public = store.figures().public(["pre_complaints".to_owned()]);
    assert!(matches!(public.series("pre_complaints").await, Err(StoreError::Protected)));
    assert!(matches!(public.coverage("pre_complaints").await, Err(StoreError::Protected)));
    assert!(public.series("contacts").await.unwrap().is_empty());
    // Even one that forgot what is protected finds nothing: the views hold none of it.
    let forgetful = store.figures().public([]);
    assert!(!store.figures().series("pre_complaints").await.unwrap().is_empty());
    assert!(forgetful.series("pre_complaints").await.unwrap().is_empty());
    assert!(store.figures().coverage("pre_complaints").await.unwrap().is_some());
    assert_eq!(forgetful.coverage("pre_complaints").await.unwrap(), None);
    let (level, grain) = (Level::Departement, Grain::Month);
    let range = |measure| CellRange {
        measure,
        level,
        territory: "",
        categories: [""; 3],
        grain,
        first: 0,
        last: 90_000,
    };
    assert!(!store.figures().cells(range("pre_complaints")).await.unwrap().is_empty());
    assert!(forgetful.cells(range("pre_complaints")).await.unwrap().is_empty());
}

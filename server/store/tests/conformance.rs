//! One behaviour, two proofs: tests run on SQLite and on a real, temporary Postgres, but for what one of them alone has (a log to
//! empty, roles).

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod cluster;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    observation::{Contribution, SeriesKey, SourceRow},
    source::{RowNote, Source},
    territory::{Level, Territory},
    time::{Clock, Grain, Period},
};
use store::{
    CellRange, MotifCategory, NewAccount, NewAnnotation, NewView, QUERIES, RunEntry, Setting, Store,
    StoredCell, StoredSeriesRef,
};

struct Noon;
impl Clock for Noon {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }
}

/// One thing written by itself, and its answer.
macro_rules! written {
    ($store:expr, $($call:tt)+) => {{
        let mut work = $store.write().await.unwrap();
        let answer = work.$($call)+.await.unwrap();
        work.commit().await.unwrap();
        answer
    }};
}

mod people;

/// Runs a body on both databases, each fresh.
macro_rules! on_both {
    ($name:ident, $body:path) => {
        mod $name {
            #[tokio::test]
            async fn sqlite() {
                let folder = super::cluster::folder();
                let url = format!("sqlite://{}/t.sqlite", folder.display());
                let store = store::Store::open(&url).await.unwrap();
                store.migrate().await.unwrap();
                $body(store).await;
                let _ = std::fs::remove_dir_all(folder);
            }
            #[tokio::test]
            async fn postgres() {
                let Some(url) = super::cluster::fresh_database().await else { return };
                let store = store::Store::open(&url).await.unwrap();
                store.migrate().await.unwrap();
                $body(store).await;
            }
        }
    };
}

mod brigade;
mod loads;
mod published;

fn filing(id: u8, territory: &str, day: &str, seconds: f64) -> SourceRow {
    let territory = Territory::parse(territory).unwrap();
    let period = Period::of_day(Grain::Hour, day.parse().unwrap());
    let series = |measure| Arc::new(SeriesKey { measure, territory, categories: vec!["physique".into()] });
    SourceRow {
        key: [id; 16],
        contributions: vec![
            Contribution { series: series("pre_complaints"), period, sum: 0.0, count: 1, sample: None },
            Contribution {
                series: series("pre_complaint_duration"),
                period,
                sum: seconds,
                count: 1,
                sample: Some(seconds),
            },
        ],
    }
}

async fn load(store: &Store, rows: Vec<SourceRow>) -> domain::source::Run {
    let mut load = store.figures().load(Source::Ppel).await.unwrap();
    let read = rows.len() as i64;
    for row in rows {
        load.push(row).await.unwrap();
    }
    load.commit(entry(read, &[])).await.unwrap()
}

fn entry(read: i64, rejects: &[RowNote]) -> RunEntry<'_> {
    RunEntry {
        clock: &Noon,
        file_name: "f.csv",
        checksum: "00",
        simulated: false,
        started_at: Noon.now(),
        read,
        rejects,
        rejected: rejects.iter().filter(|r| !r.kept).count() as i64,
        warnings: rejects.iter().filter(|r| r.kept).count() as i64,
    }
}

async fn cells(store: &Store, measure: &str, level: Level, grain: Grain) -> Vec<StoredCell> {
    let range = CellRange {
        measure,
        level,
        territory: "",
        categories: [""; 3],
        grain,
        first: i32::MIN,
        last: i32::MAX,
    };
    let mut cells = store.figures().cells(range).await.unwrap();
    cells.sort_by_key(|c| (c.series, c.period));
    cells
}

async fn sums_roll_up(store: Store) {
    load(
        &store,
        vec![
            filing(1, "departement:35", "2024-01-10", 100.0),
            filing(2, "departement:35", "2024-01-20", 300.0),
            filing(3, "departement:29", "2024-02-01", 500.0),
        ],
    )
    .await;
    let france = cells(&store, "pre_complaints", Level::France, Grain::Month).await;
    assert_eq!(france.iter().map(|c| c.count).collect::<Vec<_>>(), [2, 1]);
    let region = cells(&store, "pre_complaint_duration", Level::Region, Grain::Month).await;
    assert_eq!(region.iter().map(|c| c.sum).collect::<Vec<_>>(), [400.0, 500.0]);
    assert_eq!(cells(&store, "pre_complaints", Level::Departement, Grain::Day).await.len(), 3);
    assert_eq!(cells(&store, "pre_complaints", Level::Departement, Grain::Hour).await.len(), 3);
    let first = Period::of_day(Grain::Hour, "2024-01-10".parse().unwrap()).ordinal;
    let last = Period::of_day(Grain::Hour, "2024-02-01".parse().unwrap()).ordinal;
    assert_eq!(store.figures().coverage("pre_complaints").await.unwrap(), Some((first, last)));
}

async fn loading_twice_changes_nothing(store: Store) {
    let rows = || {
        vec![
            filing(1, "departement:35", "2024-01-10", 100.0),
            filing(2, "departement:2A", "2024-01-11", 90.0),
        ]
    };
    let first = load(&store, rows()).await;
    assert_eq!((first.accepted, first.unchanged), (2, 0));
    let before = cells(&store, "pre_complaint_duration", Level::France, Grain::Day).await;
    let again = load(&store, rows()).await;
    assert_eq!((again.accepted, again.unchanged), (2, 2));
    assert_eq!(cells(&store, "pre_complaint_duration", Level::France, Grain::Day).await, before);
}

async fn a_corrected_row_replaces_its_own(store: Store) {
    load(
        &store,
        vec![
            filing(1, "departement:35", "2024-01-10", 100.0),
            filing(2, "departement:35", "2024-01-10", 60.0),
        ],
    )
    .await;
    load(&store, vec![filing(1, "departement:44", "2024-02-10", 200.0)]).await;
    let france = cells(&store, "pre_complaint_duration", Level::France, Grain::Month).await;
    assert_eq!(france.iter().map(|c| (c.sum, c.count)).collect::<Vec<_>>(), [(60.0, 1), (200.0, 1)]);
    let sketch = |c: &StoredCell| {
        domain::sketch::Sketch::from_bytes(c.sketch.as_deref().unwrap()).quantile(0.5).unwrap()
    };
    assert!((sketch(&france[0]) - 60.0).abs() < 0.5 && (sketch(&france[1]) - 200.0).abs() < 1.1);
}

async fn an_abandoned_load_leaves_the_store_as_it_was(store: Store) {
    load(&store, vec![filing(1, "departement:35", "2024-01-10", 100.0)]).await;
    let version = store.figures().version().await.unwrap();
    let mut half = store.figures().load(Source::Ppel).await.unwrap();
    half.push(filing(9, "departement:01", "2024-03-01", 1.0)).await.unwrap();
    drop(half);
    assert_eq!(store.figures().version().await.unwrap(), version);
    assert_eq!(cells(&store, "pre_complaints", Level::France, Grain::Month).await.len(), 1);
    load(&store, vec![filing(9, "departement:01", "2024-03-01", 1.0)]).await;
    assert_eq!(cells(&store, "pre_complaints", Level::France, Grain::Month).await.len(), 2);
}

async fn runs_keep_their_rejects_and_instants(store: Store) {
    let rejects = [
        RowNote { line: 7, field: "date".into(), reason: "date illisible".into(), kept: false },
        RowNote { line: 9, field: "dpt".into(), reason: "non rattaché".into(), kept: true },
    ];
    let mut load = store.figures().load(Source::Easiware).await.unwrap();
    let series = Arc::new(SeriesKey {
        measure: "contacts",
        territory: Territory::France,
        categories: vec!["victime".into(), "Chat".into(), "Victime / Vol".into()],
    });
    let period = Period::of_day(Grain::Hour, "2024-01-10".parse().unwrap());
    let contributions = vec![Contribution { series, period, sum: 0.0, count: 1, sample: None }];
    load.push(SourceRow { key: [3; 16], contributions }).await.unwrap();
    let run = load.commit(entry(3, &rejects)).await.unwrap();
    assert_eq!(store.figures().runs(10).await.unwrap(), std::slice::from_ref(&run));
    assert_eq!(store.figures().rejects(run.id, 10).await.unwrap(), rejects);
    // A motif that gets a category moves what is already counted.
    let motif =
        MotifCategory { parent: "Victime".into(), motif: "Vol".into(), category: "signalement".into() };
    store.figures().motif_set(&motif).await.unwrap();
    assert_eq!(store.figures().series("contacts").await.unwrap()[0].categories[0], "signalement");
    assert_eq!(store.figures().motifs().await.unwrap(), [motif]);
}

async fn every_query_is_understood(store: Store) {
    // `runs/insert` and the others are all prepared by being used above; the list must be complete.
    let mut found = 0;
    for room in ["figures", "people", "jobs", "brigade"] {
        let folder = format!("src/{room}/queries/");
        for file in walk(std::path::Path::new(&folder)) {
            let name = file.trim_start_matches(&folder).trim_end_matches(".sql");
            assert!(QUERIES.iter().any(|(listed, _)| *listed == name), "{file} is not listed in QUERIES");
            found += 1;
        }
    }
    assert_eq!(found, QUERIES.len());
    store.prepare_all().await.unwrap();
}

fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path.display().to_string()) }
    }
    found
}

fn at(minute: i64) -> DateTime<Utc> {
    Noon.now() + chrono::TimeDelta::minutes(minute)
}

fn account<'a>(subject: &'a str, name: &'a str) -> NewAccount<'a> {
    NewAccount {
        subject,
        name,
        role: "analyste",
        scope: "france",
        password: Some("x"),
        totp: Some("y"),
        at: at(0),
        waits_until: Some(at(60)),
    }
}

async fn weights_and_targets_are_replaced(store: Store) {
    let account = written!(store, account_put(account("adresse:a@b.fr", "A")));
    let set = |key, value, n| Setting { key, value, account, at: at(n) };
    written!(store, weight_set(set("note", 3.0, 1)));
    written!(store, weight_set(set("note", 4.5, 2)));
    let weights = store.people().weights().await.unwrap();
    assert_eq!((weights.len(), weights[0].value, weights[0].at), (1, 4.5, at(2)));
    assert_eq!((weights[0].key.as_str(), weights[0].author.as_str()), ("note", "A"));
    written!(store, target_set(set("review_rating", 4.0, 1)));
    written!(store, target_set(set("review_rating", 4.2, 1)));
    assert_eq!(store.people().targets().await.unwrap()[0].value, 4.2);
    written!(store, target_clear("review_rating"));
    assert!(store.people().targets().await.unwrap().is_empty());
}

fn series(indicator: &str, territory: &str, filters: &str) -> StoredSeriesRef {
    StoredSeriesRef {
        indicator: indicator.to_owned(),
        territory: territory.to_owned(),
        filters: filters.to_owned(),
    }
}

fn panne(account: domain::ids::AccountId) -> NewAnnotation<'static> {
    NewAnnotation {
        series: series("contacts", "france", "channel:telephone"),
        day: "2024-05-14".parse().unwrap(),
        body: "Panne",
        audience: "tous",
        account,
        scope: "france",
        at: at(1),
    }
}

/// On another connection, however many read at the same time.
async fn a_writer_reads_its_own_writes(store: Store) {
    let author = written!(store, account_put(account("adresse:a@b.fr", "A")));
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                for _ in 0..100 {
                    store.people().annotations().await.unwrap();
                }
            })
        })
        .collect();
    for _ in 0..50 {
        let id = written!(store, annotation_add(panne(author)));
        assert_eq!(store.people().annotations().await.unwrap().len(), 1);
        assert!(written!(store, annotation_withdraw(id, author, at(2))));
        assert!(store.people().annotations().await.unwrap().is_empty());
    }
    for reader in readers {
        reader.await.unwrap();
    }
}

async fn annotations_are_answered_and_taken_back_by_their_authors(store: Store) {
    let (a, b) = (
        written!(store, account_put(account("adresse:a@b.fr", "A"))),
        written!(store, account_put(account("adresse:b@b.fr", "B"))),
    );
    let day = "1969-12-31".parse().unwrap();
    let new = NewAnnotation { day, ..panne(a) };
    let id = written!(store, annotation_add(new));
    written!(store, comment_add(id, "Réparé", b, at(2)));
    let (annotations, comments) =
        (store.people().annotations().await.unwrap(), store.people().comments().await.unwrap());
    assert_eq!((annotations[0].id, annotations[0].day, annotations[0].author.as_str()), (id, day, "A"));
    assert_eq!(annotations[0].series, series("contacts", "france", "channel:telephone"));
    assert_eq!((comments[0].annotation, comments[0].author.as_str()), (id, "B"));
    assert!(!written!(store, comment_withdraw(comments[0].id, a, at(3))), "somebody else's");
    assert!(written!(store, comment_withdraw(comments[0].id, b, at(3))));
    assert!(!written!(store, annotation_withdraw(id, b, at(3))), "somebody else's");
    assert!(written!(store, annotation_withdraw(id, a, at(3))));
    assert!(
        store.people().annotations().await.unwrap().is_empty()
            && store.people().comments().await.unwrap().is_empty()
    );
}

async fn what_is_followed_is_one_person_s(store: Store) {
    let (a, b) = (
        written!(store, account_put(account("adresse:a@b.fr", "A"))),
        written!(store, account_put(account("adresse:b@b.fr", "B"))),
    );
    let whole = series("contacts", "france", "");
    let part = series("contacts", "france", "channel:telephone");
    for (at_second, key) in [(1, &whole), (2, &whole), (3, &part)] {
        written!(store, follow(a, key, at(at_second)));
    }
    written!(store, unfollow(a, &series("contacts", "departement:35", "")));
    assert_eq!(store.people().followed(a).await.unwrap(), [whole.clone(), part.clone()]);
    written!(store, unfollow(a, &whole));
    assert_eq!(store.people().followed(a).await.unwrap(), [part]);
    assert!(store.people().followed(b).await.unwrap().is_empty());
    let view = |account, title, shared| NewView { account, title, query: "s1=contacts", shared, at: at(1) };
    let own = written!(store, view_add(view(a, "à moi", false)));
    written!(store, view_add(view(a, "à tous", true)));
    assert_eq!(
        (store.people().views(a).await.unwrap().len(), store.people().views(b).await.unwrap().len()),
        (2, 1)
    );
    assert!(!written!(store, view_rename(own, b, "x")) && written!(store, view_rename(own, a, "Autre")));
    assert!(!written!(store, view_remove(own, b)) && written!(store, view_remove(own, a)));
    // A digest is given out once a week, and none to a closed account.
    written!(store, digest_put(a, "a@b.fr", at(1), 10));
    written!(store, digest_put(a, "c@b.fr", at(2), 99));
    written!(store, digest_put(b, "b@b.fr", at(1), 10));
    assert_eq!(store.people().digest_of(a).await.unwrap(), Some(("c@b.fr".to_owned(), false)));
    assert!(store.people().digests_due(11).await.unwrap().is_empty(), "nobody has confirmed");
    assert!(!written!(store, digest_confirm(a, "a@b.fr", at(3))), "another address");
    assert!(written!(store, digest_confirm(a, "c@b.fr", at(3))));
    assert!(written!(store, digest_confirm(b, "b@b.fr", at(3))));
    written!(store, digest_put(a, "c@b.fr", at(4), 10));
    assert_eq!(
        store.people().digest_of(a).await.unwrap(),
        Some(("c@b.fr".to_owned(), true)),
        "the same address"
    );
    assert!(store.people().digests_due(10).await.unwrap().is_empty());
    assert_eq!(store.people().digests_due(11).await.unwrap().len(), 2);
    let (one, two) = tokio::join!(async { written!(store, digest_claim(a, 11)) }, async {
        written!(store, digest_claim(a, 11))
    });
    assert!(one ^ two, "one of two instances");
    written!(store, account_close(b, at(5)));
    assert!(store.people().digests_due(11).await.unwrap().is_empty());
    written!(store, digest_remove(a));
    assert_eq!(store.people().digest_of(a).await.unwrap(), None);
}

on_both!(steering, super::weights_and_targets_are_replaced);
on_both!(own_writes, super::a_writer_reads_its_own_writes);
on_both!(annotations, super::annotations_are_answered_and_taken_back_by_their_authors);
on_both!(following, super::what_is_followed_is_one_person_s);
on_both!(accounts, crate::people::accounts_are_replaced_tied_and_closed);
on_both!(knowledge, crate::people::a_knowledge_base_is_published_whole);
on_both!(sessions, crate::people::sessions_and_logins_end);
on_both!(together, crate::people::what_is_written_together_stays_or_goes_together);
on_both!(journal, crate::people::the_journal_only_grows_each_area_by_itself);
on_both!(attempts, crate::people::of_many_attempts_at_once_only_so_many_count);
on_both!(numbered, crate::brigade::messages_are_numbered_once);
on_both!(writers, crate::brigade::many_write_at_once);
on_both!(unread, crate::brigade::an_answer_is_written_over_nothing_that_was_not_read);
on_both!(places, crate::brigade::the_queue_is_in_order_and_keeps_places);
on_both!(agents, crate::brigade::a_conversation_has_one_agent_and_one_end);
on_both!(next, crate::brigade::agents_take_what_comes_next);
on_both!(forgotten, crate::brigade::what_is_over_is_gone);
on_both!(addresses, crate::brigade::outside::one_conversation_of_an_address_and_each_message_once);
on_both!(senders, crate::brigade::outside::an_answer_has_one_sender_and_leaves_in_order);
on_both!(channels, crate::brigade::outside::a_channel_is_a_row_that_says_whether_it_lives);
on_both!(key, crate::people::a_database_goes_with_one_key);
on_both!(sums, super::sums_roll_up);
on_both!(twice, super::loading_twice_changes_nothing);
on_both!(corrected, super::a_corrected_row_replaces_its_own);
on_both!(abandoned, super::an_abandoned_load_leaves_the_store_as_it_was);
on_both!(runs, super::runs_keep_their_rejects_and_instants);
on_both!(queries, super::every_query_is_understood);

#[tokio::test]
async fn the_serving_role_changes_no_table() {
    people::who_serves_changes_no_table().await;
}

#[tokio::test]
async fn both_schemas_have_the_same_columns() {
    let Some(url) = cluster::fresh_database().await else { return };
    let postgres = Store::open(&url).await.unwrap();
    postgres.migrate().await.unwrap();
    let folder = cluster::folder();
    let sqlite = Store::open(&format!("sqlite://{}/t.sqlite", folder.display())).await.unwrap();
    sqlite.migrate().await.unwrap();
    assert_eq!(sqlite.columns().await.unwrap(), postgres.columns().await.unwrap());
    let register = std::fs::read_to_string("../../docs/personal-data.md").unwrap();
    for (table, column, _) in sqlite.columns().await.unwrap() {
        assert!(
            register.contains(&format!("`{table}.{column}`")),
            "{table}.{column} is not in the personal-data register"
        );
    }
    let _ = std::fs::remove_dir_all(folder);
}

#[tokio::test]
async fn a_load_leaves_no_log_to_look_through() {
    let folder = cluster::folder();
    let store = Store::open(&format!("sqlite://{}/t.sqlite", folder.display())).await.unwrap();
    store.migrate().await.unwrap();
    load(&store, (0..250).map(|n| filing(n, "departement:35", "2024-03-01", 60.0)).collect()).await;
    let log = || std::fs::metadata(folder.join("t.sqlite-wal")).map_or(0, |m| m.len());
    assert!(log() > 0);
    store.figures().settle().await.unwrap();
    assert_eq!(log(), 0);
    let _ = std::fs::remove_dir_all(folder);
}

#[tokio::test]
async fn readers_can_not_write() {
    let folder = cluster::folder();
    let store = Store::open(&format!("sqlite://{}/t.sqlite", folder.display())).await.unwrap();
    store.migrate().await.unwrap();
    assert!(store.reader_can_write().await.is_err());
    if let Some(url) = cluster::fresh_database().await {
        let store = Store::open(&url).await.unwrap();
        store.migrate().await.unwrap();
        assert!(store.reader_can_write().await.is_err());
    }
    let _ = std::fs::remove_dir_all(folder);
}

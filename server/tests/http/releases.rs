//! Releases over time: what was withheld stays so when it is corrected, only what changed is decided again, a day is told once it is
//! over, and what was decided is shown when it is ready.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use domain::{
    observation::{Contribution, SeriesKey, SourceRow},
    query::{Ask, Place},
    source::Source,
    territory::Territory,
    time::{Clock, Grain, Period, Window},
};
use server::{clock::FixedClock, config::ServerConfig, web};
use services::{Barometer, Releases};
use store::{RunEntry, Store};

use crate::{
    cluster,
    support::{config, day, folder, get, json, living, today},
};

struct Noon;
impl Clock for Noon {
    fn now(&self) -> DateTime<Utc> {
        today()
    }
}

/// Experiences of a département and day; the same row again corrects its count.
async fn load(store: &Store, rows: &[(&str, &str, i64)]) {
    let mut load = store.figures().load(Source::ServicesPublicsPlus).await.unwrap();
    for (place, on, count) in rows {
        let series = Arc::new(SeriesKey {
            measure: "experiences",
            territory: Territory::parse(&format!("departement:{place}")).unwrap(),
            categories: vec!["positif".into(), "gendarmerie".into()],
        });
        let mut key = [0; 16];
        key[..place.len()].copy_from_slice(place.as_bytes());
        key[4..14].copy_from_slice(on.as_bytes());
        let period = Period::of_day(Grain::Day, day(on));
        let contributions = vec![Contribution { series, period, sum: 0.0, count: *count, sample: None }];
        load.push(SourceRow { key, contributions }).await.unwrap();
    }
    let entry = RunEntry {
        clock: &Noon,
        file_name: "f.csv",
        checksum: "00",
        simulated: true,
        started_at: today(),
        read: rows.len() as i64,
        rejects: &[],
        rejected: 0,
        warnings: 0,
    };
    load.commit(entry).await.unwrap();
}

/// What the public reads of 2023: départements and their région.
async fn published(store: &Store) -> BTreeMap<String, Option<i64>> {
    let app = web::router(config(), store.clone(), Arc::new(FixedClock(today()))).unwrap();
    let mut told = BTreeMap::new();
    for place in ["departement:*", "region:53"] {
        let uri = "/api/v1/observations?indicator=experiences&from=2023-01-01&to=2023-12-31&grain=year";
        let answer = json(get(&app, &format!("{uri}&territory={place}")).await).await;
        for row in answer["data"].as_array().unwrap().iter().filter(|r| r["status"] != "missing") {
            let value = row["value"].as_f64().map(|v| v as i64);
            told.insert(row["territory"].as_str().unwrap().to_owned(), value);
        }
    }
    told
}

async fn a_corrected_small_count_stays_withheld(store: Store) {
    store.migrate().await.unwrap();
    let releases = Releases::new(store.clone(), Arc::new(FixedClock(today())), 5);
    assert!(releases.publish_due().await.unwrap().is_none(), "nothing was loaded");
    assert!(published(&store).await.is_empty(), "nothing is told before a release");
    let first = ["22", "29", "35", "56", "44"].into_iter().zip([40, 3, 60, 20, 100]);
    let rows: Vec<_> = first.clone().map(|(place, count)| (place, "2023-03-01", count)).collect();
    load(&store, &rows).await;
    load(&store, &[("44", "2022-03-01", 9), ("44", "2023-12-31", 30)]).await;
    assert!(published(&store).await.is_empty(), "loaded is not published");
    let one = releases.publish_due().await.unwrap().unwrap();
    assert_eq!((one.failure, releases.publish_due().await.unwrap()), (None, None));
    let before = published(&store).await;
    assert_eq!((before["departement:29"], before["departement:44"]), (None, Some(130)));
    let hidden = |told: &BTreeMap<String, Option<i64>>| -> Vec<String> {
        told.iter().filter(|(_, v)| v.is_none()).map(|(place, _)| place.clone()).collect()
    };
    assert!(hidden(&before).len() >= 2, "{before:?}");

    load(&store, &[("29", "2023-03-01", 8)]).await;
    let two = releases.publish_due().await.unwrap().unwrap();
    assert_eq!(two.failure, None);
    let after = published(&store).await;
    assert_eq!(
        hidden(&after),
        hidden(&before),
        "told now, the difference of two totals would tell the earlier count"
    );
    let changed: Vec<i32> =
        store.figures().release_blocks(one.id).await.unwrap().iter().map(|b| b.year).collect();
    assert_eq!(changed, [2023], "2022 is as it was");

    // Another threshold is another decision, of everything.
    let higher = Releases::new(store.clone(), Arc::new(FixedClock(today())), 11);
    assert_eq!(higher.publish_due().await.unwrap().unwrap().threshold, 11);
    assert_eq!(store.figures().release_blocks(two.id).await.unwrap().len(), 2);
}

/// June on its last day: two releases of it would tell who wrote between them. On the next day it is told, without a load.
async fn a_day_in_progress_is_not_told(store: Store) {
    store.migrate().await.unwrap();
    let on_the_day = today() - chrono::TimeDelta::days(1);
    let on = |day: DateTime<Utc>| Releases::new(store.clone(), Arc::new(FixedClock(day)), 5);
    // Of a measure whose first day is in progress there is nothing yet, and something tomorrow.
    load(&store, &[("44", "2024-06-30", 50)]).await;
    assert_eq!(on(on_the_day).publish_due().await.unwrap().unwrap().failure, None);
    assert!(on(on_the_day).publish_due().await.unwrap().is_none());
    assert!(store.figures().release_coverage().await.unwrap().is_empty());
    assert!(on(today()).publish_due().await.unwrap().is_some());
    assert_eq!(store.figures().release_coverage().await.unwrap().len(), 1);
}

/// The same where earlier days are told already.
async fn a_day_that_ends_is_told(store: Store) {
    store.migrate().await.unwrap();
    load(&store, &[("44", "2024-05-31", 40), ("44", "2024-06-30", 50)]).await;
    let on_the_day = today() - chrono::TimeDelta::days(1);
    let june = async || {
        let app = web::router(config(), store.clone(), Arc::new(FixedClock(today()))).unwrap();
        let uri = "/api/v1/observations?indicator=experiences&from=2024-05-01&to=2024-06-30&grain=month&territory=region:52";
        let answer = json(get(&app, uri).await).await;
        answer["data"].as_array().unwrap().iter().map(|row| row["value"].as_f64()).collect::<Vec<_>>()
    };
    let early = Releases::new(store.clone(), Arc::new(FixedClock(on_the_day)), 5);
    assert_eq!(early.publish_due().await.unwrap().unwrap().failure, None);
    let told = june().await;
    assert_eq!((told[0], told.get(1).copied().flatten()), (Some(40.0), None), "{told:?}");
    assert!(early.publish_due().await.unwrap().is_none(), "the same day: nothing new");
    let later = Releases::new(store.clone(), Arc::new(FixedClock(today())), 5);
    assert_eq!(later.publish_due().await.unwrap().unwrap().failure, None);
    assert_eq!(june().await, [Some(40.0), Some(50.0)]);
    assert!(later.publish_due().await.unwrap().is_none());
}

/// One département's experiences of 2023, as the public reads them.
async fn told(barometer: &Barometer) -> Option<f64> {
    let year = Window { from: day("2023-01-01"), to: day("2023-12-31") };
    let place = Place::parse("departement:35").unwrap();
    let ask = Ask::of("experiences", year, Grain::Year).at(place);
    barometer.ask(ask).await.unwrap().cells.first().and_then(|cell| cell.value)
}

async fn what_is_prepared_is_shown_when_it_is_ready(store: Store) {
    store.migrate().await.unwrap();
    let clock = Arc::new(FixedClock(today()));
    let releases = Releases::new(store.clone(), clock.clone(), 5);
    let site = Arc::new(config().site().unwrap());
    let barometer = Barometer::new(&store, clock, site, 5);
    for (count, told_then) in [(30, 40.0), (60, 70.0)] {
        let before = told(&barometer).await;
        load(&store, &[("35", "2023-03-01", count), ("35", "2023-12-31", 10)]).await;
        releases.publish_due().await.unwrap();
        let ahead = barometer.ahead().await.unwrap().unwrap();
        assert_eq!(told(&ahead).await, Some(told_then));
        if count == 60 {
            assert_eq!(
                (before, told(&barometer).await),
                (Some(40.0), Some(40.0)),
                "nobody waits for what is made"
            );
        }
        barometer.show(&ahead);
        assert_eq!(told(&barometer).await, Some(told_then));
        assert!(barometer.ahead().await.unwrap().is_none(), "nothing came");
    }
}

/// The tasks of a server that nobody asks anything: it decides, prepares and shows by itself.
async fn a_server_shows_what_comes_by_itself(store: Store) {
    store.migrate().await.unwrap();
    let config = ServerConfig { prepares: true, ..config() };
    let (app, supervisor) = living(config, store.clone(), Arc::new(FixedClock(today())));
    for (count, told_then) in [(30, 40.0), (60, 70.0)] {
        load(&store, &[("35", "2023-03-01", count), ("35", "2023-12-31", 10)]).await;
        let uri = "/api/v1/observations?indicator=experiences&territory=departement:35&from=2023-01-01&to=2023-12-31&grain=year";
        let is_told = async {
            while json(get(&app, uri).await).await["data"][0]["value"] != told_then {
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(60), is_told).await.unwrap();
    }
    supervisor.stop(std::time::Duration::from_secs(5)).await;
}

#[tokio::test]
async fn sqlite() {
    let folder = folder();
    let store = Store::open(&format!("sqlite://{}/t.sqlite", folder.display())).await.unwrap();
    a_corrected_small_count_stays_withheld(store).await;
    let url = format!("sqlite://{}/u.sqlite", folder.display());
    a_day_in_progress_is_not_told(Store::open(&url).await.unwrap()).await;
    let url = format!("sqlite://{}/v.sqlite", folder.display());
    a_day_that_ends_is_told(Store::open(&url).await.unwrap()).await;
    let url = format!("sqlite://{}/w.sqlite", folder.display());
    what_is_prepared_is_shown_when_it_is_ready(Store::open(&url).await.unwrap()).await;
    let url = format!("sqlite://{}/x.sqlite", folder.display());
    a_server_shows_what_comes_by_itself(Store::open(&url).await.unwrap()).await;
    let _ = std::fs::remove_dir_all(folder);
}

#[tokio::test]
async fn postgres() {
    let Some(url) = cluster::fresh_database().await else { return };
    a_corrected_small_count_stays_withheld(Store::open(&url).await.unwrap()).await;
    let Some(url) = cluster::fresh_database().await else { return };
    a_day_in_progress_is_not_told(Store::open(&url).await.unwrap()).await;
    let Some(url) = cluster::fresh_database().await else { return };
    a_day_that_ends_is_told(Store::open(&url).await.unwrap()).await;
    let Some(url) = cluster::fresh_database().await else { return };
    what_is_prepared_is_shown_when_it_is_ready(Store::open(&url).await.unwrap()).await;
    let Some(url) = cluster::fresh_database().await else { return };
    a_server_shows_what_comes_by_itself(Store::open(&url).await.unwrap()).await;
}

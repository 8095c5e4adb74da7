//! The stream of loads: nothing is lost by a cut, and two instances are one service. Who may listen: `impact.rs`.

use std::{sync::Arc, time::Duration};

use axum::response::Response;
use connectors::FileDelivery;
use domain::{identity::Role, source::Source};
use http_body_util::BodyExt;
use services::ingest::Ingest;
use store::Store;

use crate::{
    cluster,
    support::{Moving, config, enter, folder, fresh, get_with, header, living, status, today},
};

/// Reads a stream until some events came, or for a second.
async fn events(response: Response, most: usize) -> Vec<String> {
    let mut body = response.into_body();
    let mut text = String::new();
    let read = async {
        while text.matches("\n\n").count() < most {
            let Some(Ok(frame)) = body.frame().await else { break };
            text += std::str::from_utf8(&frame.into_data().unwrap()).unwrap();
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(6), read).await;
    text.split("\n\n").filter(|e| e.contains("event: load")).map(str::to_owned).collect()
}

fn id(event: &str) -> &str {
    event.lines().find_map(|l| l.strip_prefix("id: ")).unwrap()
}

#[tokio::test]
async fn a_reader_that_was_cut_off_gets_what_it_missed() {
    let folder = folder();
    let clock = Moving::at(today());
    let store = fresh(&folder, "t").await;
    let mut config = config();
    config.doors.local = false;
    let (app, _supervisor) = living(config, store.clone(), clock.clone());
    let cookie = enter(&app, Role::Analyst).await;

    let ingest = Ingest::new(store.clone(), clock.clone(), "secret").unwrap();
    ingest.seed_motifs().await.unwrap();
    let load = async |hour: u32| {
        let now = today().date_naive().and_hms_opt(hour, 0, 0).unwrap();
        for (source, path, _) in connectors::demo::live::write_until(7, now, &folder).unwrap() {
            if source == Source::Easiware {
                ingest.load(source, Arc::new(FileDelivery::new(path)), &[], |_, _| {}).await.unwrap();
            }
        }
    };
    let listen = async |last: Option<&str>| {
        let mut headers = vec![("cookie", cookie.as_str())];
        headers.extend(last.map(|id| ("last-event-id", id)));
        let response = get_with(&app, "/cyberimpact/direct/flux", &headers).await;
        assert_eq!(header(&response, "content-type"), "text/event-stream");
        response
    };
    // Who starts to listen hears what comes from then on.
    load(8).await;
    let stream = listen(None).await;
    load(10).await;
    let heard = events(stream, 1).await;
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert!(heard[0].contains("Easiware") && heard[0].contains("simulée"));
    // Cut off, two loads pass; the next connection tells the last event and gets both, in order, once.
    let last = id(&heard[0]).to_owned();
    load(12).await;
    load(14).await;
    let heard = events(listen(Some(&last)).await, 2).await;
    let first: i64 = last.parse().unwrap();
    assert_eq!(
        heard.iter().map(|e| id(e).parse::<i64>().unwrap()).collect::<Vec<_>>(),
        [first + 1, first + 2]
    );
    assert!(events(listen(Some(id(&heard[1]))).await, 1).await.is_empty(), "nothing twice");
    // Cut before the first event: the page's own last load is the start.
    let path = format!("/cyberimpact/direct/flux?depuis={first}");
    let response = get_with(&app, &path, &[("cookie", &cookie)]).await;
    assert_eq!(events(response, 2).await.len(), 2);
}

#[tokio::test]
async fn two_instances_on_one_database_are_one_service() {
    let Some(url) = cluster::fresh_database().await else { return };
    let folder = folder();
    let clock = Moving::at(today());
    let instance = async || {
        let store = Store::open(&url).await.unwrap();
        store.migrate().await.unwrap();
        let (app, supervisor) = living(config(), store.clone(), clock.clone());
        (app, store, supervisor)
    };
    let ((one, store, _first), (two, _, second)) = (instance().await, instance().await);
    // Who entered by one is in on the other, and who leaves one has left both.
    let cookie = enter(&one, Role::Analyst).await;
    assert_eq!(status(&two, "/cyberimpact/suivi", &cookie).await, 200);
    let ingest = Ingest::new(store, clock.clone(), "secret").unwrap();
    ingest.seed_motifs().await.unwrap();
    let load = async |hour: u32| {
        let now = today().date_naive().and_hms_opt(hour, 0, 0).unwrap();
        for (source, path, _) in connectors::demo::live::write_until(7, now, &folder).unwrap() {
            if source == Source::Easiware {
                ingest.load(source, Arc::new(FileDelivery::new(path)), &[], |_, _| {}).await.unwrap();
            }
        }
    };
    let listen = async |app: &axum::Router, last: Option<&str>| {
        let mut headers = vec![("cookie", cookie.as_str())];
        headers.extend(last.map(|id| ("last-event-id", id)));
        get_with(app, "/cyberimpact/direct/flux", &headers).await
    };
    load(8).await;
    let stream = listen(&two, None).await;
    // The stream is read from before the load comes, as a browser does.
    let reading = tokio::spawn(async move {
        let heard = events(stream, 1).await;
        (std::time::Instant::now(), heard)
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    load(10).await;
    let loaded = std::time::Instant::now();
    let (at, heard) = reading.await.unwrap();
    assert_eq!(heard.len(), 1, "{heard:?}");
    let late = at.saturating_duration_since(loaded);
    assert!(late < Duration::from_secs(1), "the other instance was told, it did not look: {late:?}");
    // The second instance is lost; two loads pass; the first one takes over where the other was.
    let last = id(&heard[0]).to_owned();
    second.stop(Duration::from_secs(5)).await;
    drop(two);
    load(12).await;
    load(14).await;
    let heard = events(listen(&one, Some(&last)).await, 2).await;
    let first: i64 = last.parse().unwrap();
    let ids: Vec<i64> = heard.iter().map(|e| id(e).parse().unwrap()).collect();
    assert_eq!(ids, [first + 1, first + 2], "no gap, nothing twice");
}

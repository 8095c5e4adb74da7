//! The queue on both databases: one holder at a time, each job done, its effect once, whatever falls.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

#[path = "../../store/tests/cluster/mod.rs"]
mod cluster;

use std::{
    collections::BTreeMap,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use domain::{ids::JobId, time::Clock};
use jobs::{Failed, Rhythm, Task, Timetable, Worker};
use store::{HeldJob, JobState, NewJob, Store, StoredJob, Taker};
use tokio_util::sync::CancellationToken;

/// A clock that a test sets.
struct Set(Mutex<DateTime<Utc>>);

impl Set {
    fn at(text: &str) -> Arc<Self> {
        Arc::new(Self(Mutex::new(text.parse().unwrap())))
    }

    fn forward(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for Set {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// The machine's.
struct Real;

impl Clock for Real {
    #[allow(clippy::disallowed_methods, reason = "processes share the machine's time")]
    fn now(&self) -> DateTime<Utc> {
        chrono::SubsecRound::trunc_subsecs(Utc::now(), 6)
    }
}

macro_rules! on_both {
    ($name:ident, $body:path) => {
        mod $name {
            #[tokio::test]
            async fn sqlite() {
                let folder = super::cluster::folder();
                let url = format!("sqlite://{}/t.sqlite", folder.display());
                $body(&url).await;
                let _ = std::fs::remove_dir_all(folder);
            }
            #[tokio::test]
            async fn postgres() {
                let Some(url) = super::cluster::fresh_database().await else { return };
                $body(&url).await;
            }
        }
    };
}

on_both!(a_job_has_one_holder, super::one_holder);
on_both!(a_job_that_fails_is_tried_again_then_given_up, super::failing);
on_both!(what_comes_again_comes_once, super::comes_again);
on_both!(ten_thousand_jobs_with_kills, super::ten_thousand);

async fn opened(url: &str) -> Store {
    let store = Store::open(url).await.unwrap();
    store.migrate().await.unwrap();
    store
}

async fn add(
    store: &Store,
    kind: &str,
    key: Option<&str>,
    priority: i16,
    at: DateTime<Utc>,
) -> Option<JobId> {
    let mut work = store.write().await.unwrap();
    let new = NewJob { kind, payload: "7", key, priority, due_at: at, most_attempts: 3, at };
    let id = work.job_add(new).await.unwrap();
    work.commit().await.unwrap();
    id
}

async fn take(store: &Store, at: DateTime<Utc>) -> Option<HeldJob> {
    let taker = Taker { kinds: &["a", "b"], holder: "test" };
    store.jobs().take(&taker, at, at + TimeDelta::seconds(60)).await.unwrap()
}

async fn done(store: &Store, job: &HeldJob, at: DateTime<Utc>) -> bool {
    let mut work = store.write().await.unwrap();
    let is_ours = work.job_done(job, at).await.unwrap();
    work.commit().await.unwrap();
    is_ours
}

async fn only(store: &Store, id: JobId) -> StoredJob {
    store.jobs().latest(1000).await.unwrap().into_iter().find(|j| j.id == id).unwrap()
}

async fn one_holder(url: &str) {
    let store = opened(url).await;
    let now = Set::at("2026-11-27T12:00:00Z").now();
    let low = add(&store, "a", None, 0, now).await.unwrap();
    let high = add(&store, "b", None, 5, now).await.unwrap();
    add(&store, "c", None, 9, now).await.unwrap();
    add(&store, "a", None, 9, now + TimeDelta::hours(1)).await.unwrap();
    // The most urgent of those that are due and known; others get others.
    let first = take(&store, now).await.unwrap();
    let second = take(&store, now).await.unwrap();
    assert_eq!((first.id, second.id), (high, low));
    assert_eq!(take(&store, now).await, None, "the rest is not due, or of another kind");
    // A lease ends: somebody else takes the job over, and the first holder's word counts no more.
    let later = now + TimeDelta::seconds(61);
    let taken_over = take(&store, later).await.unwrap();
    assert_eq!((taken_over.id, taken_over.attempt), (high, 2));
    assert!(!done(&store, &first, later).await);
    assert!(done(&store, &taken_over, later).await);
    assert!(!done(&store, &taken_over, later).await, "once");
    assert_eq!(only(&store, high).await.state, JobState::Done);
    // Of one key one waits or runs.
    let keyed = add(&store, "d", Some("k"), 0, now).await;
    assert!(keyed.is_some() && add(&store, "d", Some("k"), 0, now).await.is_none());
    assert!(
        add(&store, "d", Some("l"), 0, now).await.is_some()
            && add(&store, "a", Some("k"), 0, later).await.is_some()
    );
    let mut work = store.write().await.unwrap();
    assert!(work.job_cancel(keyed.unwrap(), now).await.unwrap());
    assert!(!work.job_cancel(low, now).await.unwrap(), "it runs");
    work.commit().await.unwrap();
    assert!(add(&store, "d", Some("k"), 0, now).await.is_some(), "the other one is cancelled");
}

async fn failing(url: &str) {
    let store = opened(url).await;
    let clock = Set::at("2026-11-27T12:00:00Z");
    let tries = Arc::new(AtomicU32::new(0));
    let counted = tries.clone();
    let worker = Worker::new(store.clone(), clock.clone(), "w".into())
        .on("a", move |task: Task| {
            let counted = counted.clone();
            async move {
                assert_eq!(task.payload, "7");
                counted.fetch_add(1, Ordering::SeqCst);
                assert!(task.attempt != 2, "on purpose");
                Err(Failed::Again("Personne ne répond.".into()))
            }
        })
        .on("b", |_| async { Err(Failed::ForGood("Il n’y a plus rien à faire.".into())) });
    let id = add(&store, "a", Some("k"), 0, clock.now()).await.unwrap();
    let hopeless = add(&store, "b", None, 0, clock.now()).await.unwrap();
    for _ in 0..8 {
        while worker.one().await.unwrap() {}
        clock.forward(TimeDelta::minutes(3));
    }
    assert_eq!(tries.load(Ordering::SeqCst), 3, "a panic is an attempt, too");
    let given_up = only(&store, id).await;
    assert_eq!((given_up.state, given_up.attempts), (JobState::GivenUp, 3));
    assert_eq!(given_up.error.as_deref(), Some("Personne ne répond."));
    let hopeless = only(&store, hopeless).await;
    assert_eq!((hopeless.state, hopeless.attempts), (JobState::GivenUp, 1));
    // An administrator runs it again.
    let mut work = store.write().await.unwrap();
    assert!(work.job_revive(id, clock.now()).await.unwrap());
    assert!(!work.job_revive(id, clock.now()).await.unwrap());
    work.commit().await.unwrap();
    assert!(worker.one().await.unwrap());
    assert_eq!(tries.load(Ordering::SeqCst), 4);
    // Taken as often as it may be, and its holder never came back.
    clock.forward(TimeDelta::minutes(3));
    for _ in 0..2 {
        take(&store, clock.now()).await.unwrap();
        clock.forward(TimeDelta::seconds(61));
    }
    assert_eq!(take(&store, clock.now()).await, None);
    let mut work = store.write().await.unwrap();
    let long_ago = clock.now() - TimeDelta::days(1);
    work.jobs_sweep(clock.now(), long_ago, long_ago).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(only(&store, id).await.state, JobState::GivenUp);
    let mut work = store.write().await.unwrap();
    work.jobs_sweep(clock.now(), clock.now(), clock.now() + TimeDelta::seconds(1)).await.unwrap();
    work.commit().await.unwrap();
    assert!(store.jobs().latest(10).await.unwrap().is_empty(), "what ended is forgotten in time");
}

async fn comes_again(url: &str) {
    let store = opened(url).await;
    let clock = Set::at("2026-11-27T12:00:00Z");
    let seven = NaiveTime::from_hms_opt(7, 0, 0).unwrap();
    let tables: Vec<Timetable> = (0..2)
        .map(|_| Timetable::new(store.clone(), clock.clone(), vec![("a", Rhythm::Daily(seven))]))
        .collect();
    let runs = Arc::new(AtomicU32::new(0));
    let counted = runs.clone();
    let worker = Worker::new(store.clone(), clock.clone(), "w".into()).on("a", move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        async { Ok(None) }
    });
    let tick = async || {
        let (one, two) = tokio::join!(tables[0].tick(), tables[1].tick());
        one.unwrap();
        two.unwrap();
        while worker.one().await.unwrap() {}
        runs.load(Ordering::SeqCst)
    };
    assert_eq!(tick().await, 0, "its first time is tomorrow");
    clock.forward(TimeDelta::hours(17));
    assert_eq!(tick().await, 0);
    clock.forward(TimeDelta::hours(2));
    assert_eq!((tick().await, tick().await), (1, 1));
    // Nobody ran for three days: once, and not three times.
    clock.forward(TimeDelta::days(3));
    assert_eq!((tick().await, tick().await), (2, 2));
    let next = store.jobs().schedules().await.unwrap();
    assert_eq!(next, [("a".to_owned(), "2026-12-02T06:00:00Z".parse().unwrap())]);
}

const JOBS: i32 = 10_000;
/// Seconds after which a job whose holder was killed is taken over, in these tests.
const SHORT: i64 = 2;

/// An instance in a process of its own: this very program, told by its environment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance() {
    let Ok(url) = std::env::var("CYBERIMPACT_TEST_QUEUE") else { return };
    let store = Store::open(&url).await.unwrap();
    let take = async |holder: &str| {
        let now = Real.now();
        let taker = Taker { kinds: &["count"], holder };
        store.jobs().take(&taker, now, now + TimeDelta::seconds(SHORT)).await
    };
    let one = async |name: &'static str| loop {
        let Ok(Some(job)) = take(name).await else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        // The effect, and the word that it is done.
        let now = Real.now();
        let mut work = store.write().await.unwrap();
        let effect = NewJob {
            kind: "effect",
            payload: &job.payload,
            key: None,
            priority: 0,
            due_at: now,
            most_attempts: 1,
            at: now,
        };
        work.job_add(effect).await.unwrap();
        if work.job_done(&job, now).await.unwrap() {
            work.commit().await.unwrap();
        }
    };
    // Whatever becomes of who started it, it ends.
    let all = async { tokio::join!(one("one"), one("two"), one("three")) };
    let _ = tokio::time::timeout(Duration::from_secs(300), all).await;
}

fn instance(url: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "an_instance"])
        .env("CYBERIMPACT_TEST_QUEUE", url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

async fn ten_thousand(url: &str) {
    let store = opened(url).await;
    let now = Real.now();
    let mut work = store.write().await.unwrap();
    for number in 0..JOBS {
        let payload = number.to_string();
        let new = NewJob {
            kind: "count",
            payload: &payload,
            key: None,
            priority: 0,
            due_at: now,
            most_attempts: 100,
            at: now,
        };
        work.job_add(new).await.unwrap();
    }
    work.commit().await.unwrap();
    // SQLite is one process' own; Postgres is shared.
    let many = if url.starts_with("postgres") { 2 } else { 1 };
    let mut instances: Vec<Child> = (0..many).map(|_| instance(url)).collect();
    let left = async || {
        let jobs = store.jobs().latest(i64::from(JOBS) * 3).await.unwrap();
        jobs.iter().filter(|j| j.kind == "count" && j.state != JobState::Done).count()
    };
    let mut kills = 0;
    while left().await > 0 {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let victim = kills % many;
        instances[victim].kill().unwrap();
        instances[victim].wait().unwrap();
        instances[victim] = instance(url);
        kills += 1;
        assert!(kills < 200, "no end");
    }
    for mut instance in instances {
        instance.kill().unwrap();
        instance.wait().unwrap();
    }
    let mut effects: BTreeMap<String, u32> = BTreeMap::new();
    for job in store.jobs().latest(i64::from(JOBS) * 3).await.unwrap().iter().filter(|j| j.kind == "effect") {
        *effects.entry(job.payload.clone()).or_default() += 1;
    }
    assert_eq!(effects.len(), JOBS as usize, "each was done");
    assert!(effects.values().all(|times| *times == 1), "and its effect is there once");
    assert!(kills > 1, "somebody fell meanwhile");
}

#[tokio::test]
async fn a_worker_ends_the_job_in_hand_before_it_stops() {
    let folder = cluster::folder();
    let store = opened(&format!("sqlite://{}/t.sqlite", folder.display())).await;
    let id = add(&store, "a", None, 0, Real.now()).await.unwrap();
    let stop = CancellationToken::new();
    let told = stop.clone();
    let worker = Worker::new(store.clone(), Arc::new(Real), "w".into()).on("a", move |_| {
        told.cancel();
        async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            Ok(None)
        }
    });
    tokio::time::timeout(Duration::from_secs(10), worker.run(stop)).await.unwrap();
    assert_eq!(only(&store, id).await.state, JobState::Done);
    let _ = std::fs::remove_dir_all(folder);
}

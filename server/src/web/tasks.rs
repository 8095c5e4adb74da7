//! What the server does by itself. Everything that runs without being asked is started here, and nowhere else.

use std::{sync::Arc, time::Duration};

use app::env::Env;
use brigade::contacts::COUNT;
use chrono::{NaiveTime, TimeDelta, Weekday};
use jobs::{Effects, Failed, Rhythm, Supervisor, Timetable, Worker, rest};
use services::{Releases, release::RELEASE};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::web::{
    AppState,
    barometer::published,
    brigade::{channels, keeping, mailboxes},
    impact::{digests, live},
};

/// How often each instance looks after its doors.
const LOOK: Duration = Duration::from_secs(60);
/// How often the timetable is looked at.
const TICK: Duration = Duration::from_secs(10);
/// Forgets jobs that ended long ago.
const SWEEP_JOBS: &str = "sweep-jobs";
/// Forgets sessions and logins that are over.
const SWEEP_SESSIONS: &str = "sweep-sessions";
/// How long jobs are kept that ended well,
const ENDED: TimeDelta = TimeDelta::days(7);
/// and those that were given up.
const GIVEN_UP: TimeDelta = TimeDelta::days(90);

/// The tasks of a server, not started yet.
pub struct Tasks {
    pub(super) state: AppState,
    /// Tells streams and preparations that loads may have come.
    pub(super) tell: Arc<watch::Sender<u64>>,
}

impl Tasks {
    /// What pages need, for who acts beside them.
    pub fn env(&self) -> Env {
        self.state.env.clone()
    }

    /// Starts all of them; they end when the supervisor is told to stop.
    pub fn start(self) -> Supervisor {
        let Self { state, tell } = self;
        let supervisor = state.supervisor.clone();
        supervisor.keep("arrivals", {
            let (state, tell) = (state.clone(), tell.clone());
            move |stop| live::keep_listening(state.store.arrivals(), tell.clone(), stop)
        });
        supervisor.keep("doors", {
            let state = state.clone();
            move |stop| keep_doors(state.clone(), stop)
        });
        supervisor.keep("messages", {
            let state = state.clone();
            move |stop| keeping::keep_listening(state.clone(), stop)
        });
        supervisor.keep("answers", {
            let state = state.clone();
            move |stop| channels::keep_sending(state.clone(), stop)
        });
        supervisor.keep("mailboxes", {
            let state = state.clone();
            move |stop| mailboxes::keep_reading(state.clone(), stop)
        });
        supervisor.keep("absences", {
            let state = state.clone();
            move |stop| keeping::keep_relieving(state.clone(), stop)
        });
        if state.config.prepares {
            let mut wake = state.heard.clone();
            if state.config.threshold > 1 {
                wake = keep_releases(&state, &supervisor);
            }
            let state = state.clone();
            supervisor
                .keep("published", move |stop| published::keep_shown(state.clone(), wake.clone(), stop));
        }
        keep_queue(&state, &supervisor);
        supervisor
    }
}

/// Name of this process for who looks at the queue: two on one machine have two.
fn holder() -> String {
    format!("{}-{:04x}", std::process::id(), rand::random::<u16>())
}

/// Keeps doing what a worker knows.
fn keep_working(name: &'static str, worker: Worker, supervisor: &Supervisor) {
    supervisor.keep(name, move |stop| {
        let worker = worker.clone();
        async move { worker.run(stop).await }
    });
}

/// Releases: asked for by any instance, decided by one; a digest that takes its time keeps none of them waiting. Returns who
/// hears of those that were decided here.
fn keep_releases(state: &AppState, supervisor: &Supervisor) -> watch::Receiver<u64> {
    let releases = Releases::new(state.store.clone(), state.clock.clone(), state.config.threshold);
    let decided = Arc::new(watch::Sender::new(0));
    let wake = decided.subscribe();
    let asked = releases.clone();
    let heard = state.heard.clone();
    supervisor.keep("releases", move |stop| published::keep_asked(asked.clone(), heard.clone(), stop));
    let worker = Worker::new(state.store.clone(), state.clock.clone(), holder()).on(RELEASE, move |_| {
        let (releases, decided) = (releases.clone(), decided.clone());
        async move { published::decide(&releases, &decided).await }
    });
    keep_working("release-jobs", worker, supervisor);
    wake
}

/// The queue of jobs, and what comes again.
fn keep_queue(state: &AppState, supervisor: &Supervisor) {
    let (old_jobs, sessions, conversations, contacts) =
        (state.clone(), state.clone(), state.clone(), state.clone());
    let mut worker = Worker::new(state.store.clone(), state.clock.clone(), holder())
        .on(SWEEP_JOBS, move |_| sweep_jobs(old_jobs.clone()))
        .on(SWEEP_SESSIONS, move |_| sweep_sessions(sessions.clone()))
        .on(keeping::SWEEP, move |_| keeping::sweep(conversations.clone()))
        .on(COUNT, move |_| keeping::count(contacts.clone()));
    let mut entries = vec![
        (SWEEP_JOBS, Rhythm::Every(60)),
        (SWEEP_SESSIONS, Rhythm::Every(15)),
        (keeping::SWEEP, Rhythm::Every(15)),
        // What is closed is counted sooner; this finds what a fall left.
        (COUNT, Rhythm::Every(15)),
    ];
    if let Some(mailer) = &state.mailer {
        worker = digests::taught(worker, state, mailer);
        entries.push((digests::WEEKLY, Rhythm::Weekly(Weekday::Mon, MORNING)));
    }
    let timetable = Timetable::new(state.store.clone(), state.clock.clone(), entries);
    supervisor.keep("timetable", move |stop| keep_timetable(timetable.clone(), stop));
    keep_working("jobs", worker, supervisor);
}

/// No digest before this hour of the morning.
const MORNING: NaiveTime = match NaiveTime::from_hms_opt(7, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

async fn keep_timetable(timetable: Timetable, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = timetable.tick().await {
            tracing::warn!(%error, "the timetable can't be read");
        }
        rest(TICK, &stop).await;
    }
}

async fn sweep_jobs(state: AppState) -> Result<Effects, Failed> {
    let now = state.clock.now();
    let mut work = state.store.write().await?;
    work.jobs_sweep(now, now - ENDED, now - GIVEN_UP).await?;
    Ok(Some(work))
}

async fn sweep_sessions(state: AppState) -> Result<Effects, Failed> {
    Ok(Some(state.identity.forget_ended().await?))
}

/// Ends a demonstration whose figures are real by now, and writes down the refusals that this instance counted.
async fn keep_doors(state: AppState, stop: CancellationToken) {
    while !stop.is_cancelled() {
        rest(LOOK, &stop).await;
        if let Err(error) = state.identity.look_after().await {
            tracing::warn!(%error, "the doors can't be looked after");
        }
    }
}

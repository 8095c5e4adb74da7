//! What the server does by itself. Everything that runs without being asked is started here, and nowhere else.

use std::{sync::Arc, time::Duration};

use chrono::{NaiveTime, TimeDelta, Weekday};
use jobs::{Effects, Failed, Rhythm, Supervisor, Timetable, Worker};
use services::Releases;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{AppState, letters, live, published};

/// How often what is over is forgotten.
const SWEEP: Duration = Duration::from_secs(60);
/// How often the timetable is looked at.
const TICK: Duration = Duration::from_secs(10);
/// Forgets jobs that ended long ago.
const SWEEP_JOBS: &str = "sweep-jobs";
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
    /// Starts all of them.
    pub fn start(self, supervisor: &Supervisor) {
        let Self { state, tell } = self;
        supervisor.keep("arrivals", {
            let (state, tell) = (state.clone(), tell.clone());
            move |stop| live::keep_listening(state.store.arrivals(), tell.clone(), stop)
        });
        supervisor.keep("sweep", {
            let state = state.clone();
            move |stop| keep_swept(state.clone(), stop)
        });
        if state.config.prepares {
            let mut wake = state.heard.clone();
            if state.config.threshold > 1 {
                let releases =
                    Releases::new(state.store.clone(), state.clock.clone(), state.config.threshold);
                let (decided, heard) = (watch::Sender::new(0), state.heard.clone());
                wake = decided.subscribe();
                supervisor.keep("releases", move |stop| {
                    published::keep_decided(releases.clone(), heard.clone(), decided.clone(), stop)
                });
            }
            let state = state.clone();
            supervisor
                .keep("published", move |stop| published::keep_shown(state.clone(), wake.clone(), stop));
        }
        keep_queue(&state, supervisor);
    }
}

/// The queue of jobs, and what comes again.
fn keep_queue(state: &AppState, supervisor: &Supervisor) {
    // Two instances on one machine have two names.
    let holder = format!("{}-{:04x}", std::process::id(), rand::random::<u16>());
    let sweeping = state.clone();
    let mut worker = Worker::new(state.store.clone(), state.clock.clone(), holder)
        .on(SWEEP_JOBS, move |_| sweep_jobs(sweeping.clone()));
    let mut entries = vec![(SWEEP_JOBS, Rhythm::Every(60))];
    if let Some(mailer) = &state.mailer {
        worker = letters::taught(worker, state, mailer);
        entries.push((letters::WEEKLY, Rhythm::Weekly(Weekday::Mon, MORNING)));
    }
    let timetable = Timetable::new(state.store.clone(), state.clock.clone(), entries);
    supervisor.keep("timetable", move |stop| keep_timetable(timetable.clone(), stop));
    supervisor.keep("jobs", move |stop| {
        let worker = worker.clone();
        async move { worker.run(stop).await }
    });
}

/// No letter before this hour of the morning.
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

/// Forgets sessions and logins that are over; each instance also writes down the refusals that it counted.
async fn keep_swept(state: AppState, stop: CancellationToken) {
    while !stop.is_cancelled() {
        rest(SWEEP, &stop).await;
        if let Err(error) = state.identity.sweep().await {
            tracing::warn!(%error, "what is over can't be forgotten");
        }
    }
}

/// Waits, unless all is to stop.
pub(super) async fn rest(time: Duration, stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(time) => {}
    }
}

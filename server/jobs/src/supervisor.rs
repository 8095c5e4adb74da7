//! The tasks of one process.

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

/// How long a task rests after it fell the first time; twice as long each time after,
const REST: Duration = Duration::from_secs(1);
/// and no longer than this.
const LONGEST_REST: Duration = Duration::from_secs(60);
/// A task that ran so long has recovered.
const WELL: Duration = Duration::from_secs(300);

/// How a task fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub name: &'static str,
    /// How often it fell and was started again.
    pub restarts: u64,
    /// Whether it runs, rather than resting after a fall, or being over.
    pub runs: bool,
}

/// Keeps tasks until it is told to stop.
#[derive(Debug, Clone, Default)]
pub struct Supervisor {
    stop: CancellationToken,
    kept: Arc<Mutex<BTreeMap<&'static str, Kept>>>,
    handles: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl Supervisor {
    /// Turns true when all is to stop.
    pub fn token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Runs what `make` makes, and again when it panics. A task that returns is over.
    pub fn keep<F>(&self, name: &'static str, make: impl Fn(CancellationToken) -> F + Send + Sync + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.note(name, |_| {});
        let this = self.clone();
        let handle = tokio::spawn(async move {
            let mut rest = REST;
            loop {
                this.note(name, |kept| kept.runs = true);
                let started = Instant::now();
                // Of one task: it ends with its keeper.
                let mut task = JoinSet::new();
                task.spawn(make(this.stop.clone()));
                let is_over = task.join_next().await.is_none_or(|end| end.is_ok());
                this.note(name, |kept| kept.runs = false);
                if is_over || this.stop.is_cancelled() {
                    return;
                }
                this.note(name, |kept| kept.restarts += 1);
                tracing::error!(task = name, "a task fell and is started again");
                if started.elapsed() > WELL {
                    rest = REST;
                }
                tokio::select! {
                    () = this.stop.cancelled() => return,
                    () = tokio::time::sleep(rest) => {}
                }
                rest = (rest * 2).min(LONGEST_REST);
            }
        });
        self.handles.lock().unwrap_or_else(PoisonError::into_inner).push(handle);
    }

    fn note(&self, name: &'static str, change: impl FnOnce(&mut Kept)) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        change(kept.entry(name).or_insert(Kept { name, restarts: 0, runs: false }));
    }

    /// How all tasks fare, by name.
    pub fn kept(&self) -> Vec<Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Tells all tasks to stop, waits so long for those that are about something, and lets go of the rest.
    pub async fn stop(&self, patience: Duration) {
        self.stop.cancel();
        let handles = std::mem::take(&mut *self.handles.lock().unwrap_or_else(PoisonError::into_inner));
        let deadline = tokio::time::Instant::now() + patience;
        for mut handle in handles {
            if tokio::time::timeout_at(deadline, &mut handle).await.is_err() {
                handle.abort();
            }
        }
    }
}

/// Waits, unless all is to stop.
pub async fn rest(time: Duration, stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(time) => {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_task_that_falls_is_started_again_and_counted() {
        let supervisor = Supervisor::default();
        let starts = Arc::new(AtomicU32::new(0));
        let counted = starts.clone();
        supervisor.keep("falls twice", move |stop| {
            let number = counted.fetch_add(1, Ordering::SeqCst);
            async move {
                assert!(number >= 2, "on purpose");
                stop.cancelled().await;
            }
        });
        supervisor.keep("has an end", |_| async {});
        tokio::time::sleep(Duration::from_secs(10)).await;
        let fares = |name, restarts, runs| Kept { name, restarts, runs };
        assert_eq!(supervisor.kept(), [fares("falls twice", 2, true), fares("has an end", 0, false)]);
        supervisor.stop(Duration::from_secs(5)).await;
        assert_eq!(starts.load(Ordering::SeqCst), 3);
        assert!(supervisor.kept().iter().all(|kept| !kept.runs));
    }

    #[tokio::test(start_paused = true)]
    async fn a_task_that_does_not_hear_is_let_go() {
        let supervisor = Supervisor::default();
        supervisor.keep("deaf", |_| std::future::pending());
        tokio::task::yield_now().await;
        let started = tokio::time::Instant::now();
        supervisor.stop(Duration::from_secs(5)).await;
        assert_eq!(started.elapsed(), Duration::from_secs(5));
    }
}

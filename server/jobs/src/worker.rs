//! Takes jobs from the queue, one after the other.

use std::{collections::BTreeMap, future::Future, sync::Arc, time::Duration};

use domain::time::Clock;
use futures_util::future::BoxFuture;
use store::{HeldJob, Store, StoreError, Taker, UnitOfWork};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long an instance holds a job before it must say that it still does.
const LEASE: Duration = Duration::from_secs(60);
/// How often it says so.
const SAY: Duration = Duration::from_secs(20);
/// How often the queue is looked at while it is empty.
const LOOK: Duration = Duration::from_secs(2);
/// How long the queue is left alone when it can't be read.
const REST: Duration = Duration::from_secs(5);
/// First wait before another attempt; three times as long each time after, up to
const WAIT: Duration = Duration::from_secs(10);
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 3600);

/// What a job asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub payload: String,
    /// 1 the first time.
    pub attempt: i32,
}

/// What a job writes, not yet committed: it becomes visible with the word that the job is done, or not at all. It is started when
/// all else is done: others who write wait for it.
pub type Effects = Option<UnitOfWork>;

/// Why a job was not done, in French, without a person's name: an administrator reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failed {
    /// It may succeed later.
    Again(String),
    /// It will not.
    ForGood(String),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        tracing::warn!(%error, "a job could not read or write");
        Self::Again("La base de données n’a pas répondu.".to_owned())
    }
}

type Handler = Arc<dyn Fn(Task) -> BoxFuture<'static, Result<Effects, Failed>> + Send + Sync>;

/// Does jobs of the kinds that it knows.
#[derive(Clone)]
pub struct Worker {
    store: Store,
    clock: Arc<dyn Clock>,
    /// Name of this instance, for who looks at the queue.
    holder: String,
    handlers: BTreeMap<&'static str, Handler>,
}

impl Worker {
    pub fn new(store: Store, clock: Arc<dyn Clock>, holder: String) -> Self {
        Self { store, clock, holder, handlers: BTreeMap::new() }
    }

    /// Teaches it a kind of job. A job may be done twice if its holder falls between its end and the commit: what it does outside
    /// of the database must bear that.
    pub fn on<F>(mut self, kind: &'static str, handle: impl Fn(Task) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Effects, Failed>> + Send + 'static,
    {
        self.handlers.insert(kind, Arc::new(move |task| Box::pin(handle(task))));
        self
    }

    /// Does jobs until it is told to stop; the one in hand is done first.
    pub async fn run(&self, stop: CancellationToken) {
        let mut arrivals = self.store.job_arrivals();
        while !stop.is_cancelled() {
            let pause = match self.one().await {
                Ok(true) => continue,
                Ok(false) => LOOK,
                Err(error) => {
                    tracing::warn!(%error, "the queue can't be read");
                    REST
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                // Jobs of other instances are heard of; those that become due, or that a lease gives back, are looked for.
                Ok(()) = arrivals.wait() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Does the job that is due first; false where none is.
    ///
    /// # Errors
    /// The store can't be read or written; the job is taken over when its lease ends.
    pub async fn one(&self) -> Result<bool, StoreError> {
        let kinds: Vec<&str> = self.handlers.keys().copied().collect();
        let taker = Taker { kinds: &kinds, holder: &self.holder };
        let now = self.clock.now();
        let Some(job) = self.store.jobs().take(&taker, now, now + LEASE).await? else {
            return Ok(false);
        };
        let Some(handler) = self.handlers.get(job.kind.as_str()) else { return Ok(true) };
        let task = Task { payload: job.payload.clone(), attempt: job.attempt };
        match self.held(&job, handler(task)).await? {
            Some(Ok(effects)) => self.finish(&job, effects).await?,
            Some(Err(failed)) => self.failed(&job, failed).await?,
            None => tracing::warn!(job = job.id.0, kind = job.kind, "a job was taken over"),
        }
        Ok(true)
    }

    /// Waits for a job's end and says meanwhile that it is held; nothing where somebody else holds it.
    async fn held(
        &self,
        job: &HeldJob,
        handled: BoxFuture<'static, Result<Effects, Failed>>,
    ) -> Result<Option<Result<Effects, Failed>>, StoreError> {
        // A panic is the job's, not the worker's; dropped, the job ends.
        let mut running = JoinSet::new();
        running.spawn(handled);
        loop {
            tokio::select! {
                end = running.join_next() => {
                    let fell = || Err(Failed::Again("La tâche s’est interrompue.".to_owned()));
                    return Ok(Some(end.and_then(Result::ok).unwrap_or_else(fell)));
                }
                // Waited for beside the job: where it is writing already, its end comes first.
                is_ours = self.say(job) => {
                    if !is_ours? {
                        return Ok(None);
                    }
                }
            }
        }
    }

    /// Says after a while that the job is still held; false where somebody else holds it.
    async fn say(&self, job: &HeldJob) -> Result<bool, StoreError> {
        tokio::time::sleep(SAY).await;
        let mut work = self.store.write().await?;
        let is_ours = work.job_extend(job, self.clock.now() + LEASE).await?;
        work.commit().await?;
        Ok(is_ours)
    }

    async fn finish(&self, job: &HeldJob, effects: Effects) -> Result<(), StoreError> {
        let mut work = match effects {
            Some(work) => work,
            None => self.store.write().await?,
        };
        if work.job_done(job, self.clock.now()).await? {
            work.commit().await?;
        }
        Ok(())
    }

    async fn failed(&self, job: &HeldJob, failed: Failed) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut work = self.store.write().await?;
        match failed {
            Failed::Again(error) if job.attempt < job.most_attempts => {
                work.job_again(job, now + wait_before(job.attempt, rand::random()), &error).await?;
            }
            Failed::Again(error) | Failed::ForGood(error) => {
                tracing::warn!(job = job.id.0, kind = job.kind, "a job is given up");
                work.job_give_up(job, now, &error).await?;
            }
        }
        work.commit().await
    }
}

/// Wait before the attempt after this one; `chance` in 0..1 spreads those that failed together, by a quarter either way.
fn wait_before(attempt: i32, chance: f64) -> Duration {
    let times = 3_u32.saturating_pow(u32::try_from(attempt - 1).unwrap_or(0));
    WAIT.saturating_mul(times).min(LONGEST_WAIT).mul_f64(0.75 + chance / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_are_spread_and_have_an_end() {
        let seconds = |attempt, chance| wait_before(attempt, chance).as_secs_f64();
        assert_eq!([seconds(1, 0.5), seconds(2, 0.5), seconds(3, 0.5)], [10.0, 30.0, 90.0]);
        assert_eq!((seconds(1, 0.0), seconds(1, 1.0)), (7.5, 12.5));
        assert_eq!((seconds(9, 0.5), seconds(1000, 0.5)), (21600.0, 21600.0));
    }
}

//! Heavy work takes turns, on threads of its own: what everybody asks stays quick while somebody asks for a lot.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError, mpsc},
    time::Duration,
};

use tokio::sync::{Semaphore, oneshot};

/// Who may wait for a turn,
const WAITING: usize = 32;
/// and for how long.
const PATIENCE: Duration = Duration::from_secs(15);
/// When to come back, in seconds.
pub const COME_BACK: u64 = 5;

/// The queue is full, or did not move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("trop de demandes lourdes à la fois")]
pub struct Busy;

/// A bounded queue. Half of the processors work on what waits in it, the others are for everybody else.
///
/// The threads are its own and always the same: an allocator keeps what a thread once needed for that thread.
#[derive(Debug, Clone)]
pub struct Turns {
    jobs: mpsc::Sender<Job>,
    places: Arc<Semaphore>,
}

type Job = Box<dyn FnOnce() + Send>;

impl Default for Turns {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self::new((processors / 2).max(1), WAITING)
    }
}

impl Turns {
    /// `running` at once, `waiting` behind them.
    pub fn new(running: usize, waiting: usize) -> Self {
        let (jobs, next) = mpsc::channel::<Job>();
        let next = Arc::new(Mutex::new(next));
        for _ in 0..running {
            let next = next.clone();
            let work = move || {
                loop {
                    // The lock lasts until there is a job, and no longer.
                    let job = next.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(job) = job else { return };
                    job();
                }
            };
            // Without a thread nobody gets a turn, and everybody is told so.
            let _ = std::thread::Builder::new().name("heavy".to_owned()).spawn(work);
        }
        Self { jobs, places: Arc::new(Semaphore::new(running + waiting)) }
    }

    /// Runs what may read in between.
    ///
    /// # Errors
    /// [`Busy`].
    pub async fn run<T, F>(&self, work: F) -> Result<T, Busy>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let runtime = tokio::runtime::Handle::current();
        self.work(move || runtime.block_on(work)).await
    }

    /// Runs what only computes.
    ///
    /// # Errors
    /// [`Busy`], also where the work panicked.
    pub async fn work<T, F>(&self, work: F) -> Result<T, Busy>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Busy)?;
        let (begin, begun) = oneshot::channel();
        let (tell, told) = oneshot::channel();
        let job = move || {
            // Who went away before its turn is not served.
            if begin.send(()).is_ok() {
                // Its place is taken until it ends, even if who asked went away meanwhile, and free before its answer is heard.
                let done = catch_unwind(AssertUnwindSafe(work));
                drop(place);
                // Of work that panicked who asked hears too: the answer's end is dropped.
                if let Ok(done) = done {
                    let _ = tell.send(done);
                }
            }
        };
        self.jobs.send(Box::new(job)).map_err(|_| Busy)?;
        tokio::time::timeout(PATIENCE, begun).await.map_err(|_| Busy)?.map_err(|_| Busy)?;
        told.await.map_err(|_| Busy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_queue_is_bounded() {
        let turns = Turns::new(1, 1);
        let (release, held) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let turns = turns.clone();
            async move { turns.work(move || held.recv().is_ok()).await }
        });
        while turns.places.available_permits() > 1 {
            tokio::task::yield_now().await;
        }
        let second = tokio::spawn({
            let turns = turns.clone();
            async move { turns.work(|| 2).await }
        });
        while turns.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(turns.work(|| 3).await, Err(Busy), "a third finds no place");
        release.send(()).unwrap();
        assert_eq!((first.await.unwrap(), second.await.unwrap()), (Ok(true), Ok(2)));
    }

    #[tokio::test]
    async fn work_that_fails_gives_its_turn_back() {
        let turns = Turns::new(1, 0);
        assert_eq!(turns.work(|| panic!("a test")).await, Err::<(), _>(Busy));
        assert_eq!(turns.run(async { 3 }).await, Ok(3));
        for turn in 0..1_000 {
            assert_eq!(turns.work(move || turn).await, Ok(turn), "who was answered finds the place free");
        }
    }
}

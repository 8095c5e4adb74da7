//! The queue as an administrator sees and steers it.

use chrono::TimeDelta;
use domain::{ids::JobId, time::Clock};
use services::Unfit;
use store::{JobState, NewJob, Taker};

use crate::factories::House;

async fn waiting(house: &House, kind: &str) -> JobId {
    let now = house.clock.now();
    let job = NewJob { kind, payload: "", key: None, priority: 0, due_at: now, most_attempts: 1, at: now };
    let mut work = house.store.write().await.unwrap();
    let id = work.job_add(job).await.unwrap().unwrap();
    work.commit().await.unwrap();
    id
}

#[tokio::test]
async fn a_waiting_job_is_taken_back_and_a_given_up_one_runs_again() {
    let house = House::new().await;
    let (queue, administrator) = (house.queue(), house.administrator().await);
    let (first, second) = (waiting(&house, "a").await, waiting(&house, "b").await);
    let taker = Taker { kinds: &["a"], holder: "t" };
    let now = house.clock.now();
    let held = house.store.jobs().take(&taker, now, now + TimeDelta::minutes(1)).await.unwrap().unwrap();
    let mut work = house.store.write().await.unwrap();
    work.job_give_up(&held, now, "non").await.unwrap();
    work.commit().await.unwrap();
    let counts = async || {
        let overview = queue.overview(&administrator).await.unwrap();
        [JobState::Waits, JobState::GivenUp, JobState::Cancelled].map(|state| overview.count(state))
    };
    assert_eq!(counts().await, [1, 1, 0]);
    queue.run_again(&administrator, first).await.unwrap();
    assert!(matches!(queue.run_again(&administrator, first).await, Err(Unfit::Malformed(_))), "it waits");
    queue.cancel(&administrator, second).await.unwrap();
    assert!(matches!(queue.cancel(&administrator, second).await, Err(Unfit::Malformed(_))), "already");
    assert_eq!(counts().await, [1, 0, 1]);
    assert_eq!(queue.overview(&administrator).await.unwrap().tasks[0].restarts, 2);
    let acts: Vec<String> = house.told().await.into_iter().map(|(operation, _)| operation).collect();
    assert_eq!(acts, ["relancer-tache", "annuler-tache"]);
}

#[tokio::test]
async fn nobody_else_sees_it() {
    let house = House::new().await;
    let analyst = house.analyst().await;
    let id = waiting(&house, "a").await;
    assert!(matches!(house.queue().overview(&analyst).await, Err(Unfit::Forbidden)));
    assert!(matches!(house.queue().run_again(&analyst, id).await, Err(Unfit::Forbidden)));
    assert!(matches!(house.queue().cancel(&analyst, id).await, Err(Unfit::Forbidden)));
    assert_eq!(house.told().await.len(), 3, "each refusal has its line");
}

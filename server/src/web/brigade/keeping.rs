//! What the brigade does by itself: it forgets in time, tells the figures of what ended, and hears of what other instances store.

use std::time::Duration;

use brigade::contacts;
use jobs::{Effects, Failed, rest};
use tokio_util::sync::CancellationToken;

use crate::web::AppState;

/// Closes conversations that are silent, removes those that are over.
pub const SWEEP: &str = "sweep-conversations";
/// How long after a cut the database is listened to again.
const AGAIN: Duration = Duration::from_secs(5);

pub async fn sweep(state: AppState) -> Result<Effects, Failed> {
    if state.env.brigade.forget().await?.closed > 0 {
        return count(state).await;
    }
    Ok(None)
}

/// Tells the figures of contacts that ended. What a demonstration's visitors wrote is simulated, as all of its data.
pub async fn count(state: AppState) -> Result<Effects, Failed> {
    let untold = |error: contacts::Untold| {
        tracing::warn!(%error, "contacts can't be counted");
        Failed::Again("Les contacts clos n’ont pas pu être comptés.".to_owned())
    };
    let ingest = contacts::ingest(&state.store, state.clock.clone(), &state.config.keys);
    let ingest = ingest.map_err(|error| untold(error.into()))?;
    let is_simulated = state.config.doors.demonstration;
    state.env.brigade.count_contacts(&ingest, is_simulated).await.map_err(untold)?;
    Ok(None)
}

/// How often one looks for agents who went without a word.
const ABSENCES: Duration = Duration::from_secs(5);
/// How long screens have to come back to a server that was away.
const COMES_BACK: Duration = Duration::from_secs(120);

/// Gives back what agents have who are not at the desk any more.
pub async fn keep_relieving(state: AppState, stop: CancellationToken) {
    // After a restart everybody's screen comes back first.
    rest(COMES_BACK, &stop).await;
    while !stop.is_cancelled() {
        rest(ABSENCES, &stop).await;
        if let Err(error) = state.env.brigade.relieve_absent().await {
            tracing::warn!(%error, "conversations of absent agents can't be given back");
        }
    }
}

/// Tells who waits here of messages that other instances store.
pub async fn keep_listening(state: AppState, stop: CancellationToken) {
    let mut arrivals = state.store.message_arrivals();
    while !stop.is_cancelled() {
        tokio::select! {
            () = stop.cancelled() => return,
            end = state.env.brigade.listen(&mut arrivals) => {
                if let Err(error) = end {
                    tracing::warn!(%error, "messages can't be listened for");
                    rest(AGAIN, &stop).await;
                }
            }
        }
    }
}

//! What the brigade does by itself: it forgets in time, and hears of what other instances store.

use std::time::Duration;

use jobs::{Effects, Failed, rest};
use tokio_util::sync::CancellationToken;

use crate::web::AppState;

/// Closes conversations that are silent, removes those that are over.
pub const SWEEP: &str = "sweep-conversations";
/// How long after a cut the database is listened to again.
const AGAIN: Duration = Duration::from_secs(5);

pub async fn sweep(state: AppState) -> Result<Effects, Failed> {
    state.env.brigade.forget().await?;
    Ok(None)
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

//! What the server does by itself: tried again, or taken back.

use domain::ids::JobId;
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::{Done, InWords, Refused};

/// Has a job that failed for good tried again.
#[server(prefix = "/cyberimpact/administration/taches", endpoint = "relancer", input = PostUrl, output = InWords)]
pub async fn run_job_again(number: JobId) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.queue.run_again(&actor, number).await;
    told(&env, done, crate::address::JOBS)
}

/// Takes a job back that waits.
#[server(prefix = "/cyberimpact/administration/taches", endpoint = "annuler", input = PostUrl, output = InWords)]
pub async fn cancel_job(number: JobId) -> Result<Done, Refused> {
    use super::caller::{caller, told};
    let (env, actor) = caller()?;
    let done = env.queue.cancel(&actor, number).await;
    told(&env, done, crate::address::JOBS)
}

#[cfg(feature = "ssr")]
super::caller::stand_on!(crate::address::JOBS; RunJobAgain, CancelJob);

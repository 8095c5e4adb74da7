//! The weekly digests, and the codes that confirm their addresses: jobs of the queue, done by whichever instance takes them.

use domain::ids::AccountId;
use std::{num::NonZeroU32, sync::Arc};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use jobs::{Effects, Failed, Task, Worker};
use services::{
    following::{DIGEST, DIGEST_CODE},
    identity::Session,
};

use crate::{mail::Mailer, web::AppState};

/// What Monday brings: a job for each digest.
pub const WEEKLY: &str = "weekly-letters";

/// Teaches a worker to write and send digests.
pub fn taught(worker: Worker, state: &AppState, mailer: &Mailer) -> Worker {
    let following = state.env.following.clone();
    let (digests, codes) = ((state.clone(), mailer.clone()), (state.clone(), mailer.clone()));
    worker
        .on(WEEKLY, move |_| {
            let following = following.clone();
            async move { Ok(Some(following.take_on_digests().await?)) }
        })
        .on(DIGEST, move |task| {
            let (state, mailer) = digests.clone();
            async move { digest(&state, &mailer, &task).await }
        })
        .on(DIGEST_CODE, move |task| {
            let (state, mailer) = codes.clone();
            async move { code(&state, &mailer, &task).await }
        })
}

/// One person's digest of a week. It may leave twice if we fall between its leaving and the word that it left: both have the same
/// Message-ID.
async fn digest(state: &AppState, mailer: &Mailer, task: &Task) -> Result<Effects, Failed> {
    let (account, week) = numbers(task)?;
    let Some(due) = state.env.following.due(account, week).await? else { return Ok(None) };
    let session = Session {
        actor: due.actor,
        acr: "lettre".to_owned(),
        opened_at: state.clock.now(),
        id: String::new(),
    };
    let env = state.env_for(session.into());
    let digest = app::impact::model::digest::write(&env).await.map_err(|error| {
        tracing::warn!(%error, account = account.0, "a weekly digest can't be written");
        Failed::Again("La lettre n’a pas pu être écrite.".to_owned())
    })?;
    let id = format!("letter-{account}-{week}");
    sent(mailer.send(&id, &due.address, &digest.subject, digest.body).await)?;
    Ok(Some(state.env.following.sent(account, week).await?))
}

/// The code that confirms an address.
async fn code(state: &AppState, mailer: &Mailer, task: &Task) -> Result<Effects, Failed> {
    let account = task.payload.parse().map_err(|_| unread())?;
    let Some(code) = state.env.following.code(account).await? else { return Ok(None) };
    let body = format!(
        "Bonjour,\n\nvous avez demandé la lettre du lundi de cyberIMPACT à cette adresse.\n\nVotre code : {}\n\nTapez-le dans « Mon suivi ». Si vous n’avez rien demandé, il n’y a rien à faire : sans ce code, rien ne part.\n",
        code.digits
    );
    let id = format!("code-{account}-{}", state.clock.now().timestamp());
    sent(mailer.send(&id, &code.address, "Votre code pour la lettre du lundi", body).await)?;
    Ok(None)
}

fn numbers(task: &Task) -> Result<(AccountId, i32), Failed> {
    let (account, week) = task.payload.split_once(' ').ok_or_else(unread)?;
    account.parse().ok().zip(week.parse().ok()).ok_or_else(unread)
}

fn unread() -> Failed {
    Failed::ForGood("Cette tâche n’est pas de cette version du programme.".to_owned())
}

fn sent(result: Result<(), crate::mail::MailError>) -> Result<(), Failed> {
    result.map_err(|error| {
        tracing::warn!(%error, "a mail can't be sent");
        Failed::Again("Le serveur de courrier n’a pas pris la lettre.".to_owned())
    })
}

/// How often a person has a code sent, or types one: ten times.
const CODES: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

/// Codes of digests, sent and typed, by account: so many an hour.
#[derive(Clone)]
pub struct Codes(Arc<DefaultKeyedRateLimiter<AccountId>>);

impl Default for Codes {
    fn default() -> Self {
        Self(Arc::new(RateLimiter::keyed(Quota::per_hour(CODES))))
    }
}

impl Codes {
    /// Whether a person may have one more.
    pub fn take(&self, account: AccountId) -> bool {
        self.0.retain_recent();
        self.0.check_key(&account).is_ok()
    }
}

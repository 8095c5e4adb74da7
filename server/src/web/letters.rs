//! The weekly letters: written and sent by whichever instance comes first, once a week each.

use std::time::Duration;

use chrono::Timelike;
use domain::time::to_paris;
use services::{desk::Due, identity::Session};

use super::AppState;
use crate::mail::Mailer;

/// How often letters are looked for.
const LOOK: Duration = Duration::from_secs(600);
/// No letter before this hour of the morning.
const MORNING: u32 = 7;

/// Sends the letters that are due, now and later, until the process ends.
pub async fn keep_sent(state: AppState, mailer: Mailer) {
    loop {
        if to_paris(state.clock.now()).hour() >= MORNING {
            match state.env.desk.due().await {
                Ok(due) => {
                    for letter in due {
                        send(&state, &mailer, letter).await;
                    }
                }
                Err(error) => tracing::warn!(%error, "weekly letters can't be looked for"),
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn send(state: &AppState, mailer: &Mailer, due: Due) {
    let account = due.actor.account;
    let session = Session { actor: due.actor, acr: "lettre".to_owned(), opened_at: state.clock.now() };
    let env = state.env_for(Some(&session));
    let letter = match app::model::work::letter::write(&env).await {
        Ok(letter) => letter,
        Err(error) => {
            tracing::warn!(%error, account, "a weekly letter can't be written");
            return;
        }
    };
    if let Err(error) = mailer.send(&due.address, &letter.subject, letter.body).await {
        tracing::warn!(%error, account, "a weekly letter can't be sent");
    }
}

//! The weekly letters: written and sent by whichever instance comes first, once a week each.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use chrono::Timelike;
use domain::time::to_paris;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use services::{
    desk::{Code, Due},
    identity::Session,
};

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

/// How often a person has a code sent, or types one.
const CODES: NonZeroU32 = NonZeroU32::new(10).unwrap();

/// Codes of letters, sent and typed, by account: so many an hour.
#[derive(Clone)]
pub struct Codes(Arc<DefaultKeyedRateLimiter<i64>>);

impl Default for Codes {
    fn default() -> Self {
        Self(Arc::new(RateLimiter::keyed(Quota::per_hour(CODES))))
    }
}

impl Codes {
    /// Whether a person may have one more.
    pub fn take(&self, account: i64) -> bool {
        self.0.retain_recent();
        self.0.check_key(&account).is_ok()
    }
}

/// Sends the code that confirms an address, while the page goes on.
pub fn send_code(mailer: Mailer, code: Code) {
    tokio::spawn(async move {
        let body = format!(
            "Bonjour,\n\nvous avez demandé la lettre du lundi de cyberIMPACT à cette adresse.\n\nVotre code : {}\n\nTapez-le dans « Mon suivi ». Si vous n’avez rien demandé, il n’y a rien à faire : sans ce code, rien ne part.\n",
            code.digits
        );
        if let Err(error) = mailer.send(&code.address, "Votre code pour la lettre du lundi", body).await {
            tracing::warn!(%error, "the code of an address can't be sent");
        }
    });
}

async fn send(state: &AppState, mailer: &Mailer, due: Due) {
    let account = due.actor.account;
    let session = Session {
        actor: due.actor,
        acr: "lettre".to_owned(),
        opened_at: state.clock.now(),
        id: String::new(),
    };
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

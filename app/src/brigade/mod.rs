//! The Brigade numérique: what a citizen sees who writes to it, and the desk where agents answer.

mod answers;
mod by_mail;
mod channel;
mod closing;
mod desk;
mod emergency;
mod files;
mod leaving;
pub mod pages;
mod rating;
mod resumption;
mod shift;
pub mod standing;
mod surge;
mod thread;
pub mod wording;

use chrono::{DateTime, Utc};
use domain::{ids::ConversationId, time::to_paris};
use leptos::prelude::*;

use self::wording::Wording;
use crate::{address, env::Env};

/// Said in a demonstration, where nobody who writes is in need of anything.
#[component]
fn Fictive(wording: &'static Wording) -> impl IntoView {
    let demonstration = Env::current().doors.demonstration;
    demonstration.then(|| view! { <p class="simulated">{wording.fictive}</p> })
}

/// Id of the field that a citizen goes on in.
pub const WRITES: &str = "texte";

/// Id of the code for another device.
pub const CODE: &str = "code";

/// Id of what tells whether answers leave by mail.
pub const BY_MAIL: &str = "courriel";

/// Id of what is said once a citizen has rated.
pub const RATED: &str = "avis";

/// Of that which an agent goes on in: what is typed to one citizen is never in front of another.
pub fn field_of(id: ConversationId) -> String {
    format!("{WRITES}-{id}")
}

/// Of that which an agent notes in.
pub fn note_of(id: ConversationId) -> String {
    format!("note-{id}")
}

/// A conversation on the desk, and the part of the page.
pub fn of_desk(id: ConversationId, part: &str) -> String {
    address::DESK.at(&format!("?conversation={id}"), part)
}

/// "14 h 05", of today; "le 3 novembre 2026 à 14 h 05" of another day.
fn moment(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (at, now) = (to_paris(at), to_paris(now));
    if at.date() == now.date() {
        format!("{}", at.format("%-H\u{202f}h\u{202f}%M"))
    } else {
        format!("le {}", french::moment(at))
    }
}

/// How long something has lasted, as one glances at it.
pub(crate) fn lasted(since: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match (now - since).num_minutes() {
        ..1 => "moins d’une minute".to_owned(),
        1 => "1 minute".to_owned(),
        minutes @ 2..120 => format!("{minutes} minutes"),
        minutes if minutes < 48 * 60 => format!("{} heures", minutes / 60),
        minutes => format!("{} jours", minutes / (24 * 60)),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn times_are_told_as_one_says_them() {
        let now = "2026-12-02T13:05:00Z".parse::<DateTime<Utc>>().unwrap();
        assert_eq!(moment(now, now), "14\u{202f}h\u{202f}05");
        assert_eq!(moment(now - TimeDelta::hours(14), now), "0\u{202f}h\u{202f}05", "a day begins in Paris");
        assert_eq!(moment(now - TimeDelta::hours(15), now), "le 1er décembre 2026 à 23\u{202f}h\u{202f}05");
        let told = |minutes| lasted(now - TimeDelta::minutes(minutes), now);
        assert_eq!(told(0), "moins d’une minute");
        assert_eq!(
            (told(1), told(119), told(120), told(3 * 24 * 60)),
            ("1 minute".into(), "119 minutes".into(), "2 heures".into(), "3 jours".into())
        );
    }
}

//! `/brigade/quart` and its acts: where a shift is led.

use std::time::{Duration, Instant};

use app::{
    address,
    functions::shift::{AnswerAlike, RelieveAgent, SetAnswerTarget, SetSurge},
};
use axum::{Extension, extract::State, http::HeaderMap, response::Response};
use domain::{identity::Operation, ids::AccountId};
use services::identity::{Session, Ticket, Use};
use tokio::sync::watch;

use super::streams::{CHECK, Told, events, full, news};
use crate::web::{
    AppState,
    access::{COOKIE, Rule, Who},
    cookies::cookie,
    impact::live::stopping,
    page,
    seats::Seat,
};

/// The board is read again so often where nothing happens: people wait longer and longer.
const AGAIN: Duration = Duration::from_secs(15);
/// It is told at most so often: what changes meanwhile is told together.
const AT_MOST: Duration = Duration::from_secs(2);

pub fn rules() -> Vec<Rule> {
    let leads = Who::May(Operation::Supervise);
    vec![
        Rule::get(address::SHIFT.path(), leads, page),
        Rule::get(address::SHIFT_STREAM.path(), leads, stream),
        Rule::get(address::SHIFT_ALIKE.path(), leads, page),
        Rule::act::<AnswerAlike>(leads),
        Rule::act::<RelieveAgent>(leads),
        Rule::act::<SetAnswerTarget>(leads),
        Rule::act::<SetSurge>(leads),
    ]
}

struct Leader {
    state: AppState,
    ticket: Option<Ticket>,
    heard: watch::Receiver<u64>,
    checked: Instant,
    told: u64,
    stopping: watch::Receiver<bool>,
    _seat: Seat<AccountId>,
}

async fn stream(
    State(state): State<AppState>,
    Extension(session): Extension<Session>,
    headers: HeaderMap,
) -> Response {
    let Some(seat) = state.listeners.sit(session.actor.account) else { return full() };
    let heard = state.env.brigade.bells().desk();
    let ticket = cookie(&headers, COOKIE).and_then(Ticket::parse);
    let leader =
        Leader { state, ticket, heard, checked: Instant::now(), told: 0, stopping: stopping(), _seat: seat };
    events(futures_util::stream::unfold(leader, next))
}

async fn next(mut leader: Leader) -> Option<(Told, Leader)> {
    tokio::select! {
        () = tokio::time::sleep(AGAIN) => {}
        _ = leader.heard.changed() => tokio::time::sleep(AT_MOST).await,
        _ = leader.stopping.changed() => return None,
    }
    if *leader.stopping.borrow() {
        return None;
    }
    // Who was put out, or whose session ended, hears no more.
    if leader.checked.elapsed() >= CHECK {
        leader.checked = Instant::now();
        let ticket = leader.ticket.as_ref()?;
        leader.state.identity.session(ticket, Use::Screen).await.ok()??;
    }
    leader.heard.mark_unchanged();
    leader.told += 1;
    Some((Ok(news(leader.told.to_string())), leader))
}

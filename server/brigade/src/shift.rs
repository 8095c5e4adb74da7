//! What who leads a shift sees and does: who waits, who answers, who will wait too long; too many at once; a conversation that is followed
//! while its agent has it.

use std::{
    collections::HashMap,
    sync::{MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    identity::{Actor, Operation},
    ids::{AccountId, ConversationId},
};
use services::{Unfit, audit::Outcome};
use store::{ConversationState, StoreError, StoredConversation};

use crate::{Brigade, Mine};

/// Minutes within which a citizen is answered, where nobody says otherwise; and what may be said.
const TARGET: i64 = 15;
pub const TARGETS: std::ops::RangeInclusive<i64> = 1..=240;
/// Who would be late in less than this is told before.
pub const AHEAD: TimeDelta = TimeDelta::minutes(5);
/// Conversations and agents that are listed, most.
const LISTED: i64 = 200;
/// A conversation that is followed is noted again after this.
const NOTED: TimeDelta = TimeDelta::minutes(10);
/// Who follows what is remembered for so many at most.
const FOLLOWED: usize = 1_000;

/// What was set for a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Minutes within which a citizen is answered.
    pub target: i64,
    /// Too many write at once: answers are found before one asks, and pages say so.
    pub is_surge: bool,
}

/// An agent who is at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnDuty {
    pub account: AccountId,
    pub name: String,
    pub break_since: Option<DateTime<Utc>>,
    /// Conversations that they have,
    pub held: i64,
    /// and those of them in which a citizen waits.
    pub waiting: i64,
    pub oldest: Option<DateTime<Utc>>,
}

/// How late a citizen's answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lateness {
    Fine,
    /// In less than [`AHEAD`].
    Soon,
    Late,
}

impl Settings {
    /// How late who waits since then is.
    pub fn lateness(self, since: DateTime<Utc>, now: DateTime<Utc>) -> Lateness {
        let left = since + TimeDelta::minutes(self.target) - now;
        if left < TimeDelta::zero() {
            Lateness::Late
        } else if left < AHEAD.min(TimeDelta::minutes(self.target) / 2) {
            Lateness::Soon
        } else {
            Lateness::Fine
        }
    }
}

/// What who leads a shift sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    pub settings: Settings,
    /// In how many conversations a citizen waits, listed or not.
    pub waiting_count: i64,
    /// Urgent ones first, then who waits longest; with the name of who has it.
    pub waiting: Vec<(StoredConversation, Option<String>)>,
    pub agents: Vec<OnDuty>,
    /// Conversations that had their first answer in the last quarter of an hour.
    pub answered: i64,
}

impl Board {
    /// How many of those that are listed are so late.
    pub fn count(&self, lateness: Lateness, now: DateTime<Utc>) -> usize {
        let late = |(one, _): &&(StoredConversation, Option<String>)| {
            one.waits_since.is_some_and(|since| self.settings.lateness(since, now) == lateness)
        };
        self.waiting.iter().filter(late).count()
    }
}

impl Brigade {
    /// What was set for the shift.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        let all = self.store.settings().await?;
        Ok(Settings {
            target: all.get(TARGET_NAME).copied().unwrap_or(TARGET),
            is_surge: all.get(SURGE_NAME).copied().unwrap_or(0) != 0,
        })
    }

    /// # Errors
    /// Who asks leads no shift, or the store can't be read. The same holds below.
    pub async fn board(&self, actor: &Actor) -> Result<Board, Unfit> {
        self.journal.require(actor, Operation::Supervise, SHIFT).await?;
        let now = self.clock.now();
        let names = self.people.account_names().await?;
        let name =
            |account: AccountId| names.get(&account).cloned().unwrap_or_else(|| format!("Compte {account}"));
        let waiting = self.store.waiting(LISTED).await?;
        let agents = self.store.on_duty(now, LISTED).await?;
        Ok(Board {
            settings: self.settings().await?,
            waiting_count: self.store.waiting_count().await?,
            waiting: waiting
                .into_iter()
                .map(|one| {
                    let whose = one.account.map(name);
                    (one, whose)
                })
                .collect(),
            agents: agents
                .into_iter()
                .map(|duty| OnDuty {
                    account: duty.account,
                    name: name(duty.account),
                    break_since: duty.paused_at,
                    held: duty.held,
                    waiting: duty.waiting,
                    oldest: duty.oldest,
                })
                .collect(),
            answered: self.store.answered_since(now - crate::citizen::PACE).await?.conversations,
        })
    }

    /// A conversation as its agent sees it. The journal notes who followed it, before the first word is read.
    pub async fn follow(&self, actor: &Actor, id: ConversationId) -> Result<Option<Mine>, Unfit> {
        self.journal.require(actor, Operation::Supervise, SHIFT).await?;
        let Some(conversation) = self.store.numbered(id).await? else { return Ok(None) };
        // Their agent has it, or who leads the shift takes it at the desk like anybody.
        if conversation.state == ConversationState::Closed || conversation.account.is_none() {
            return Ok(None);
        }
        self.note_reading(actor, id, FOLLOW, &format!("conversation {id}")).await?;
        let messages = self.read(&conversation, conversation.last_seq - crate::PAGE).await?;
        let notes = self.notes_of(actor, &conversation).await?;
        let passages = self.passages(&conversation).await?;
        Ok(Some(Mine { conversation, messages, notes, passages }))
    }

    /// Notes in the journal that somebody reads what is not theirs, once in ten minutes: the line is there before the first word is read.
    pub(crate) async fn note_reading(
        &self,
        actor: &Actor,
        id: ConversationId,
        operation: &str,
        object: &str,
    ) -> Result<(), StoreError> {
        let (now, key) = (self.clock.now(), (actor.account, id));
        let is_noted = {
            let mut followed = self.followed();
            followed.retain(|_, at| now - *at < NOTED);
            followed.contains_key(&key)
        };
        if is_noted {
            return Ok(());
        }
        self.journal.record(Some(actor), operation, object, Outcome::Done).await?;
        let mut followed = self.followed();
        if followed.len() < FOLLOWED {
            followed.insert(key, now);
        }
        Ok(())
    }

    fn followed(&self) -> MutexGuard<'_, HashMap<(AccountId, ConversationId), DateTime<Utc>>> {
        self.followed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What an agent has goes back to the queue.
    pub async fn relieve(&self, actor: &Actor, agent: AccountId) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::Supervise, SHIFT).await?;
        self.journal.record(Some(actor), RELIEVE, &format!("compte {agent}"), Outcome::Done).await?;
        Ok(self.all_back(agent).await?)
    }

    /// Sets within how many minutes a citizen is answered.
    pub async fn set_target(&self, actor: &Actor, minutes: &str) -> Result<(), Unfit> {
        let minutes = minutes.trim().parse().ok().filter(|minutes| TARGETS.contains(minutes));
        let minutes = minutes.ok_or(Unfit::field("minutes", "Le délai est un nombre de 1 à 240 minutes."))?;
        self.set(actor, TARGET_NAME, minutes, &format!("délai {minutes} min")).await
    }

    /// Says that too many write at once, or that it is over.
    pub async fn set_surge(&self, actor: &Actor, is_surge: bool) -> Result<(), Unfit> {
        let told = if is_surge { "affluence" } else { "fin d’affluence" };
        self.set(actor, SURGE_NAME, i64::from(is_surge), told).await
    }

    async fn set(&self, actor: &Actor, name: &str, value: i64, told: &str) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::Supervise, SHIFT).await?;
        self.journal.record(Some(actor), SET, told, Outcome::Done).await?;
        self.store.set(name, value).await?;
        self.bells.ring_all();
        Ok(())
    }
}

const SHIFT: &str = "quart";
const TARGET_NAME: &str = "answer-minutes";
const SURGE_NAME: &str = "surge";
const FOLLOW: &str = "suivre-conversation";
const RELIEVE: &str = "relever-agent";
const SET: &str = "regler-quart";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_will_be_late_is_told_before() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let late = |target, waited| {
            Settings { target, is_surge: false }.lateness(now - TimeDelta::seconds(waited), now)
        };
        assert_eq!(late(15, 0), Lateness::Fine);
        assert_eq!(late(15, 600), Lateness::Fine);
        assert_eq!(late(15, 601), Lateness::Soon);
        assert_eq!(late(15, 901), Lateness::Late);
        // A short target is not in danger from the start.
        assert_eq!(late(4, 60), Lateness::Fine);
        assert_eq!(late(4, 121), Lateness::Soon);
    }
}

//! Who waits for words, and is told that there are some. A bell says a number, never a text: what was written is read from the store,
//! so that nobody who was late or away misses anything.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::ids::ConversationId;
use tokio::sync::watch;

/// The bells of one process: one for each conversation that somebody listens to, and one for the desk.
#[derive(Clone, Default)]
pub struct Bells(Arc<Inner>);

struct Inner {
    conversations: Mutex<HashMap<ConversationId, watch::Sender<i64>>>,
    desk: watch::Sender<u64>,
}

impl Default for Inner {
    fn default() -> Self {
        Self { conversations: Mutex::default(), desk: watch::Sender::new(0) }
    }
}

impl Bells {
    /// Hears of a conversation from now on: the number of its last message, as far as it is known here.
    pub fn conversation(&self, id: ConversationId) -> watch::Receiver<i64> {
        let mut conversations = self.0.conversations.lock().unwrap_or_else(PoisonError::into_inner);
        // Bells that nobody hears any more are taken down, now and then.
        if conversations.len().is_power_of_two() {
            conversations.retain(|_, bell| bell.receiver_count() > 0);
        }
        conversations.entry(id).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    /// Whether somebody listens to a conversation here: its citizen has it on a screen.
    pub fn is_heard(&self, id: ConversationId) -> bool {
        let conversations = self.0.conversations.lock().unwrap_or_else(PoisonError::into_inner);
        conversations.get(&id).is_some_and(|bell| bell.receiver_count() > 0)
    }

    /// A citizen came or went.
    pub fn ring_presence(&self) {
        self.ring_desk();
    }

    /// Hears of anything that changes what agents see.
    pub fn desk(&self) -> watch::Receiver<u64> {
        self.0.desk.subscribe()
    }

    /// A conversation grew.
    pub(crate) fn ring(&self, id: ConversationId, seq: i64) {
        let mut conversations = self.0.conversations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bell) = conversations.get(&id) {
            if bell.receiver_count() == 0 {
                conversations.remove(&id);
            } else {
                bell.send_if_modified(|last| {
                    let grew = *last < seq;
                    *last = seq.max(*last);
                    grew
                });
            }
        }
        drop(conversations);
        self.ring_desk();
    }

    /// The state of a conversation changed, not its messages.
    pub(crate) fn ring_state(&self, id: ConversationId) {
        let conversations = self.0.conversations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bell) = conversations.get(&id) {
            bell.send_modify(|_| {});
        }
        drop(conversations);
        self.ring_desk();
    }

    /// Nobody knows what changed: everybody looks.
    pub(crate) fn ring_all(&self) {
        let conversations = self.0.conversations.lock().unwrap_or_else(PoisonError::into_inner);
        conversations.values().for_each(|bell| bell.send_modify(|_| {}));
        drop(conversations);
        self.ring_desk();
    }

    fn ring_desk(&self) {
        self.0.desk.send_modify(|rung| *rung += 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_hears_and_who_went_costs_nothing() {
        let bells = Bells::default();
        let (one, other) = (ConversationId(1), ConversationId(2));
        let (mut hears, mut desk) = (bells.conversation(one), bells.desk());
        bells.ring(other, 5);
        assert!(!hears.has_changed().unwrap() && desk.has_changed().unwrap());
        bells.ring(one, 3);
        assert_eq!(*hears.borrow_and_update(), 3);
        bells.ring(one, 2);
        assert!(!hears.has_changed().unwrap(), "late news is none");
        bells.ring_state(one);
        assert!(hears.has_changed().unwrap());
        desk.mark_unchanged();
        bells.ring_all();
        assert!(desk.has_changed().unwrap());
        drop(hears);
        bells.ring(one, 4);
        assert!(bells.0.conversations.lock().unwrap().is_empty());
        for n in 0..1000 {
            drop(bells.conversation(ConversationId(n)));
        }
        assert!(bells.0.conversations.lock().unwrap().len() < 600);
    }
}

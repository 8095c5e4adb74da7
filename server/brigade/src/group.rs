//! Messages of many who write at once go to the disk together: each waits for its group, one transaction with one flush. Who is told
//! "stored" is told so after that.

use std::sync::{Arc, Mutex, PoisonError};

use store::{Appended, NewMessage, StoreError};
use tokio::sync::{Mutex as Turn, oneshot};

use crate::bells::Bells;

/// Messages of one transaction, most: those who come later wait no longer than it takes.
const MOST: usize = 200;

type Answer = Result<Appended, Arc<StoreError>>;
type Waiting = (NewMessage, oneshot::Sender<Answer>);

#[derive(Clone)]
pub struct Group {
    store: store::Brigade,
    bells: Bells,
    waiting: Arc<Mutex<Vec<Waiting>>>,
    /// One group is stored at a time; who comes meanwhile is in the next.
    turn: Arc<Turn<()>>,
}

impl Group {
    pub fn new(store: store::Brigade, bells: Bells) -> Self {
        Self { store, bells, waiting: Arc::default(), turn: Arc::default() }
    }

    /// Stores a message, with those of others.
    ///
    /// # Errors
    /// The store can't be written: the message is not stored, or nobody knows whether it is; sent again, it is stored once.
    pub async fn append(&self, new: NewMessage) -> Answer {
        let (tell, mut told) = oneshot::channel();
        self.lock().push((new, tell));
        let turn = tokio::select! {
            biased;
            // Whoever had the turn stored it: nobody waits for a turn that is not needed.
            answer = &mut told => return answer.unwrap_or_else(|_| lost()),
            turn = self.turn.clone().lock_owned() => turn,
        };
        // Who goes away meanwhile takes nobody's message along: the group is stored by a task of its own.
        let group = self.clone();
        tokio::spawn(async move {
            group.store_some().await;
            drop(turn);
        });
        told.await.unwrap_or_else(|_| lost())
    }

    async fn store_some(&self) {
        loop {
            let (new, tell): (Vec<_>, Vec<_>) = {
                let mut waiting = self.lock();
                let some = waiting.len().min(MOST);
                waiting.drain(..some).unzip()
            };
            if new.is_empty() {
                return;
            }
            let answers = self.store.append(&new).await.map_err(Arc::new);
            if let Ok(answers) = &answers {
                for (message, answer) in new.iter().zip(answers) {
                    if let Appended::New { seq, .. } = answer {
                        self.bells.ring(message.conversation, *seq);
                    }
                }
            }
            for (at, tell) in tell.into_iter().enumerate() {
                // Who went away is told nothing.
                let _ = tell.send(answers.as_ref().map(|answers| answers[at]).map_err(Arc::clone));
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nobody knows what became of a message: its group fell.
fn lost() -> Answer {
    Err(Arc::new(StoreError::Inconsistent("a group of messages")))
}

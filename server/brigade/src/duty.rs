//! Who is at the desk. An agent's conversations stay theirs while they are there: whose screen is gone leaves nobody waiting.

use chrono::TimeDelta;
use domain::{
    identity::{Actor, Operation},
    ids::AccountId,
};
use services::Unfit;
use store::StoreError;

use crate::Brigade;

/// What tells that somebody is at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// A page that was loaded. Without JavaScript there is no other until the next one.
    Page,
    /// A stream that is listened to: told anew while it is.
    Stream,
}

impl Sign {
    /// For how long it holds.
    fn lasts(self) -> TimeDelta {
        match self {
            Self::Page => TimeDelta::minutes(15),
            Self::Stream => TimeDelta::minutes(2),
        }
    }
}

impl Brigade {
    /// An agent is at the desk.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn at_desk(&self, actor: &Actor, sign: Sign) -> Result<(), StoreError> {
        let until = self.clock.now() + sign.lasts();
        self.store.seen_at_desk(actor.account, until, sign == Sign::Page).await
    }

    /// An agent leaves: theirs are anybody's again, at once where a citizen waits, else when they write.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn gone(&self, account: AccountId) -> Result<(), StoreError> {
        self.store.leave_desk(account).await?;
        self.all_back(account).await
    }

    pub(crate) async fn all_back(&self, account: AccountId) -> Result<(), StoreError> {
        if self.store.give_all_back(account).await? > 0 {
            self.bells.ring_all();
        }
        Ok(())
    }

    /// Gives back those in which a citizen waits for somebody who went without a word.
    ///
    /// # Errors
    /// The store can't be written.
    pub async fn relieve_absent(&self) -> Result<(), StoreError> {
        if self.store.relieve_absent(self.clock.now()).await? > 0 {
            self.bells.ring_all();
        }
        Ok(())
    }

    /// Begins a break: what the agent has goes back to the queue, and they take nothing until they end it.
    ///
    /// # Errors
    /// Who asks is no agent, or the store can't be written. The same holds below.
    pub async fn begin_break(&self, actor: &Actor) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::Answer, DESK).await?;
        self.at_desk(actor, Sign::Page).await?;
        self.store.pause(actor.account, Some(self.clock.now())).await?;
        self.all_back(actor.account).await?;
        // The board tells who is on a break.
        self.bells.ring_all();
        Ok(())
    }

    /// Ends it.
    pub async fn end_break(&self, actor: &Actor) -> Result<(), Unfit> {
        self.journal.require(actor, Operation::Answer, DESK).await?;
        self.store.pause(actor.account, None).await?;
        self.bells.ring_all();
        Ok(())
    }

    /// Refuses who is on a break.
    pub(crate) async fn not_on_break(&self, actor: &Actor) -> Result<(), Unfit> {
        match self.store.paused(actor.account).await? {
            Some(_) => Err(Unfit::Malformed("Vous êtes en pause : revenez au poste d’abord.")),
            None => Ok(()),
        }
    }
}

const DESK: &str = "poste";

//! What agents do: see who waits, take a conversation, answer it, close it. A thread is read by who has taken it.

use std::hash::{Hash, Hasher};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    conversation::{Sender, Text, Unsendable},
    identity::{Actor, Operation},
    ids::ConversationId,
};
use services::{Unfit, audit::Outcome};
use store::{ConversationState, NewMessage, Room, StoredConversation, Taking};
use uuid::Uuid;

use crate::{Brigade, Message, Note, Passages, Written, contacts};

/// Conversations of a list, most.
const LISTED: i64 = 50;
/// An answered conversation in which nobody wrote for so long takes no room.
const QUIET: TimeDelta = TimeDelta::minutes(30);
const OBJECT: &str = "conversation";
/// Conversations that are seen at once, most.
const TILES: usize = 12;
/// Messages of each of them: the last ones, and before them those that were on no agent's screen, most.
const GLANCE: i64 = 3;
const LONG_GLANCE: i64 = 20;

/// A conversation in a list: nothing of what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub conversation: StoredConversation,
    /// The agent who looks has taken it.
    pub is_mine: bool,
}

/// What an agent sees first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Emergencies first, then who waits longest.
    pub waiting: Vec<Summary>,
    /// In how many conversations a citizen waits, listed or not.
    pub waiting_count: i64,
    /// The other ones of who looks: in which a citizen waits first, then the last one that was written in.
    pub others: Vec<Summary>,
    /// Who looks is on a break since then.
    pub break_since: Option<DateTime<Utc>>,
    /// Changes where an answer of theirs moves, that leaves the house.
    pub moves: i64,
}

/// A conversation that an agent has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    pub conversation: StoredConversation,
    /// Its last messages.
    pub messages: Vec<Message>,
    pub notes: Vec<Note>,
    /// Where its answers are, where they leave the house.
    pub passages: Passages,
}

impl Mine {
    /// Nothing that was on no agent's screen is left out of its messages.
    pub fn is_whole(&self) -> bool {
        self.messages.first().is_none_or(|first| first.seq <= self.conversation.agent_shown + 1)
    }
}

/// A conversation that an agent opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thread {
    /// Theirs: they read it.
    Mine(Mine),
    /// Nobody's, or a colleague's: they may take it.
    NotMine(StoredConversation),
}

impl Thread {
    pub fn conversation(&self) -> &StoredConversation {
        match self {
            Self::Mine(Mine { conversation, .. }) | Self::NotMine(conversation) => conversation,
        }
    }
}

impl Brigade {
    /// Two screens of one stamp show the same. `open`: the conversation that is open beside the lists.
    pub fn stamp(&self, desk: &Desk, open: Option<&StoredConversation>) -> String {
        let mut hasher = std::hash::DefaultHasher::new();
        let listed = desk.waiting.iter().chain(&desk.others).map(|summary| &summary.conversation);
        for conversation in listed.chain(open) {
            (conversation.id, conversation.last_seq, conversation.account).hash(&mut hasher);
            (conversation.state == ConversationState::Closed, conversation.is_urgent).hash(&mut hasher);
        }
        (desk.waiting.len(), desk.waiting_count, desk.break_since, desk.moves).hash(&mut hasher);
        open.map(|open| (open.citizen_shown, self.bells.is_heard(open.id))).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }

    /// # Errors
    /// Who asks is no agent, or the store can't be read. The same holds below.
    pub async fn desk(&self, actor: &Actor) -> Result<Desk, Unfit> {
        self.journal.require(actor, Operation::Answer, OBJECT).await?;
        let listed = |conversation: StoredConversation| Summary {
            is_mine: conversation.account == Some(actor.account),
            conversation,
        };
        let waiting = self.store.waiting(LISTED).await?;
        let mut others = self.store.held(actor.account, LISTED).await?;
        others.retain(|held| waiting.iter().all(|listed| listed.id != held.id));
        Ok(Desk {
            waiting_count: match i64::try_from(waiting.len()) {
                Ok(all) if all < LISTED => all,
                _ => self.store.waiting_count().await?,
            },
            waiting: waiting.into_iter().map(listed).collect(),
            others: others.into_iter().map(listed).collect(),
            break_since: self.store.paused(actor.account).await?,
            moves: self.store.passages_stamp(actor.account).await?,
        })
    }

    /// A conversation, without what was said in it.
    pub async fn one(&self, actor: &Actor, id: ConversationId) -> Result<Option<StoredConversation>, Unfit> {
        self.journal.require(actor, Operation::Answer, OBJECT).await?;
        Ok(self.store.numbered(id).await?)
    }

    /// The same, with its last messages where it is the agent's own; nothing where there is none.
    pub async fn thread(&self, actor: &Actor, id: ConversationId) -> Result<Option<Thread>, Unfit> {
        let Some(conversation) = self.one(actor, id).await? else { return Ok(None) };
        if conversation.account != Some(actor.account) {
            return Ok(Some(Thread::NotMine(conversation)));
        }
        let messages = self.read(&conversation, conversation.last_seq - crate::PAGE).await?;
        let notes = self.notes_of(actor, &conversation).await?;
        let passages = self.passages(&conversation).await?;
        Ok(Some(Thread::Mine(Mine { conversation, messages, notes, passages })))
    }

    /// The conversations of an agent in which somebody still writes, each with its last messages: those that wait longest first.
    pub async fn held(&self, actor: &Actor) -> Result<Vec<Mine>, Unfit> {
        self.journal.require(actor, Operation::Answer, OBJECT).await?;
        let mut held = self.store.held(actor.account, LISTED).await?;
        held.sort_by_key(|one| (!one.is_urgent, one.waits_since.is_none(), one.waits_since, one.id));
        held.truncate(TILES);
        let mut all = Vec::with_capacity(held.len());
        for conversation in held {
            let last = conversation.last_seq;
            let after = (last - GLANCE).min(conversation.agent_shown).max(last - LONG_GLANCE);
            let messages = self.read(&conversation, after).await?;
            let passages = self.passages(&conversation).await?;
            all.push(Mine { conversation, messages, notes: Vec::new(), passages });
        }
        Ok(all)
    }

    /// Gives a conversation back to the queue, where it keeps its place.
    pub async fn give_back(&self, actor: &Actor, id: ConversationId) -> Result<(), Unfit> {
        self.mine(actor, id).await?;
        self.journal.record(Some(actor), GIVE_BACK, &format!("{OBJECT} {id}"), Outcome::Done).await?;
        if !self.store.give_back(id, actor.account).await? {
            return Err(Unfit::Malformed(TAKEN));
        }
        self.bells.ring_state(id);
        Ok(())
    }

    /// Takes a conversation: nobody's, or a colleague's. From then on its texts are read.
    pub async fn take(&self, actor: &Actor, id: ConversationId) -> Result<(), Unfit> {
        let conversation = self.required(actor, id).await?;
        if conversation.account == Some(actor.account) {
            return Ok(());
        }
        match self.take_one(actor, &conversation).await? {
            Taking::Taken(_) => Ok(()),
            Taking::Full => Err(Unfit::Malformed(FULL)),
            Taking::Gone => Err(Unfit::Malformed(
                "Cette conversation vient d’être prise par un collègue, ou elle est close.",
            )),
        }
    }

    async fn take_one(&self, actor: &Actor, conversation: &StoredConversation) -> Result<Taking, Unfit> {
        self.not_on_break(actor).await?;
        // The line is there before the first word is read.
        let (id, from) = (conversation.id, conversation.account);
        let whose = from.map_or_else(String::new, |account| format!(" de {account}"));
        let object = format!("{OBJECT} {id}{whose}");
        self.journal.record(Some(actor), TAKE, &object, Outcome::Done).await?;
        let taking = self.store.take(id, actor.account, from, conversation.is_urgent, self.room()).await?;
        match taking {
            Taking::Taken(_) => self.bells.ring_state(id),
            Taking::Full | Taking::Gone => {
                self.journal.record(Some(actor), TAKE, &object, Outcome::Refused).await?;
            }
        }
        Ok(taking)
    }

    /// Takes the conversation that is first in the queue and nobody's; nothing where nobody waits.
    pub async fn take_next(&self, actor: &Actor) -> Result<Option<ConversationId>, Unfit> {
        self.journal.require(actor, Operation::Answer, OBJECT).await?;
        for _ in 0..TRIES {
            let Some(id) = self.store.next_waiting().await? else { return Ok(None) };
            let Some(conversation) = self.store.numbered(id).await? else { continue };
            match self.take_one(actor, &conversation).await? {
                Taking::Taken(id) => return Ok(Some(id)),
                Taking::Full => return Err(Unfit::Malformed(FULL)),
                // A colleague was first: the one after it, then.
                Taking::Gone => {}
            }
        }
        Err(Unfit::Malformed("Vos collègues ont pris celles qui attendaient : réessayez."))
    }

    fn room(&self) -> Room {
        Room { most: self.capacity, since: self.clock.now() - QUIET }
    }

    /// Answers. `form`: the number of the form that sends it; `seen`: the last message that the agent's screen showed; over a later one nothing is written.
    pub async fn answer(
        &self,
        actor: &Actor,
        id: ConversationId,
        form: Uuid,
        seen: i64,
        text: &str,
    ) -> Result<(), Unfit> {
        let conversation = self.mine(actor, id).await?;
        let text = Text::new(text).map_err(|unsendable| match unsendable {
            Unsendable::Empty => Unfit::field("text", "Écrivez une réponse."),
            Unsendable::TooLong => Unfit::field("text", "Une réponse a 4 000 caractères au plus."),
        })?;
        self.can_leave(&conversation, &text).await?;
        let message = self.number_of(form, &text);
        self.shown_to(Sender::Agent, &conversation, seen).await?;
        let written = self.append(&conversation, message, &text, |new| NewMessage {
            sender: Sender::Agent,
            account: Some(actor.account),
            seen: Some(seen),
            ..new
        });
        match written.await {
            Ok(Written::Stored { .. }) => Ok(()),
            Ok(Written::Behind) => Err(Unfit::field(
                "text",
                "Un message est arrivé pendant que vous écriviez : lisez-le, puis envoyez votre réponse si elle tient toujours.",
            )),
            Ok(Written::Taken) => Err(Unfit::Malformed(TAKEN)),
            Ok(Written::Closed) => Err(Unfit::Malformed("Cette conversation est close.")),
            Err(error) => {
                tracing::error!(%error, "an answer can't be stored");
                Err(Unfit::Malformed("La réponse n’a pas pu être enregistrée : renvoyez-la dans un moment."))
            }
        }
    }

    /// Closes a conversation in which nothing was written since it was seen. `motif`: what it was about, by the name of
    /// [`Brigade::motifs`]; empty where the agent doesn't say.
    pub async fn close(
        &self,
        actor: &Actor,
        id: ConversationId,
        seen: i64,
        motif: &str,
    ) -> Result<(), Unfit> {
        self.mine(actor, id).await?;
        let motif = self.motif(motif).await?;
        let (now, object) = (self.clock.now(), format!("{OBJECT} {id}"));
        let over_at = self.terms().await?.over_at(&motif, now);
        // The line and the job that counts are there before it is closed: a fall between leaves nothing out.
        let mut act = self.journal.act().await?;
        act.work.job_add(contacts::counting(now)).await?;
        act.done(actor.account, CLOSE, &object).await?;
        if !self.store.close(id, actor.account, seen, &motif, now, over_at).await? {
            self.journal.record(Some(actor), CLOSE, &object, Outcome::Refused).await?;
            return Err(Unfit::Malformed(
                "Un message est arrivé entre-temps, ou la conversation est déjà close.",
            ));
        }
        self.bells.ring_state(id);
        Ok(())
    }

    /// A conversation that is not closed.
    async fn required(&self, actor: &Actor, id: ConversationId) -> Result<StoredConversation, Unfit> {
        let conversation = self.one(actor, id).await?;
        let open = conversation.filter(|conversation| conversation.state != ConversationState::Closed);
        open.ok_or(Unfit::Malformed("Cette conversation est close, ou n’existe plus."))
    }

    pub(crate) async fn mine(&self, actor: &Actor, id: ConversationId) -> Result<StoredConversation, Unfit> {
        let conversation = self.required(actor, id).await?;
        if conversation.account == Some(actor.account) {
            return Ok(conversation);
        }
        Err(Unfit::Malformed(TAKEN))
    }
}

const FULL: &str = "Vous avez autant de conversations que vous pouvez en mener : closez-en une d’abord. Une urgence se prend toujours.";
/// How often what comes next is asked for where colleagues are first.
const TRIES: usize = 20;
const TAKEN: &str = "Un collègue a repris cette conversation : votre texte n’a pas été envoyé.";
const TAKE: &str = "prendre-conversation";
const CLOSE: &str = "clore-conversation";
const GIVE_BACK: &str = "rendre-conversation";

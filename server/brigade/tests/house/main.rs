//! A citizen writes, a gendarme answers: nothing is lost, nothing is told to others, nothing is kept.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod alike;
mod conversations;
mod exchange;
mod files;
mod keeping;
mod mail;
mod outside;
mod shift;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};

use brigade::{Brigade, Message, Proof, StoredConversation, Written, contacts};
use chrono::{DateTime, TimeDelta, Timelike, Utc};
use domain::{
    conversation::{Channel, Language, Sender, Text},
    identity::{Actor, Mandate, Role},
    ids::AccountId,
    territory::{Level, Territory},
    time::{Clock, Grain, Period},
};
use services::{Journal, Keys, ingest::Ingest};
use store::{CellRange, Store};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A clock that a test moves, in seconds.
pub struct Moving(AtomicI64);

impl Clock for Moving {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0.load(Ordering::Relaxed), 0).unwrap()
    }
}

/// A store and the brigade that works on it; its files go with it.
pub struct House {
    pub brigade: Brigade,
    pub store: Store,
    pub keys: Keys,
    pub journal: Journal,
    pub clock: Arc<Moving>,
    folder: PathBuf,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl House {
    pub async fn new() -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("brigade-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let store = Store::open(&format!("sqlite://{}/t.sqlite", folder.display())).await.unwrap();
        store.migrate().await.unwrap();
        let clock = Arc::new(Moving(AtomicI64::new(1_718_452_800)));
        let keys = Keys::new(&[7; 32]);
        let journal = Journal::new(store.clone(), clock.clone(), &keys);
        let brigade = Brigade::new(&store, clock.clone(), journal.clone(), &keys);
        Self { brigade, store, keys, journal, clock, folder }
    }

    pub fn pass(&self, time: TimeDelta) {
        self.clock.0.fetch_add(time.num_seconds(), Ordering::Relaxed);
    }

    pub async fn opened(&self) -> Proof {
        self.brigade.open(Channel::Chat, Language::French).await.unwrap()
    }

    /// A conversation that begins with "Bonjour".
    pub async fn greeted(&self) -> Proof {
        let opened = self.opened().await;
        self.says(&opened, "Bonjour").await;
        opened
    }

    pub fn ingest(&self) -> Ingest {
        contacts::ingest(&self.store, self.clock.clone(), &self.keys).unwrap()
    }

    /// Tells the figures of contacts: how many are new, and all that they have: channel, motif, hour in Paris.
    pub async fn counted(&self) -> (i64, Vec<(String, String, u32)>) {
        let run = self.brigade.count_contacts(&self.ingest(), true).await.unwrap();
        let figures = self.store.figures();
        let mut all = Vec::new();
        for series in figures.series("contacts").await.unwrap() {
            let range = CellRange {
                measure: "contacts",
                level: Level::France,
                territory: "",
                categories: series.categories.each_ref().map(String::as_str),
                grain: Grain::Hour,
                first: 0,
                last: i32::MAX,
            };
            for cell in figures.cells(range).await.unwrap() {
                let hour = Period { grain: Grain::Hour, ordinal: cell.period }.civil_hour().unwrap().hour();
                all.push((series.categories[1].clone(), series.categories[2].clone(), hour));
            }
        }
        all.sort_by_key(|(_, _, hour)| *hour);
        (run.map_or(0, |run| run.accepted), all)
    }

    pub async fn found(&self, opened: &Proof) -> StoredConversation {
        self.brigade.find(opened).await.unwrap().unwrap()
    }

    /// A citizen writes; the number of the message.
    pub async fn says(&self, opened: &Proof, words: &str) -> i64 {
        let conversation = self.found(opened).await;
        let id = self.brigade.message_id();
        match self.brigade.write(&conversation, id, &text(words)).await.unwrap() {
            Written::Stored { seq, again: false, .. } => seq,
            other => panic!("{other:?}"),
        }
    }

    pub async fn reads(&self, opened: &Proof) -> Vec<(i64, Sender, String)> {
        let messages = self.brigade.read(&self.found(opened).await, 0).await.unwrap();
        messages.into_iter().map(|Message { seq, from, text, .. }| (seq, from, text)).collect()
    }

    /// What lies in the files: of conversations, and of all others.
    pub fn bytes(&self) -> (Vec<u8>, Vec<u8>) {
        let (mut of_brigade, mut others) = (Vec::new(), Vec::new());
        for entry in std::fs::read_dir(&self.folder).unwrap().flatten() {
            let is_brigade = entry.file_name().to_string_lossy().contains("-brigade");
            let bytes = std::fs::read(entry.path()).unwrap();
            if is_brigade { &mut of_brigade } else { &mut others }.extend(bytes);
        }
        (of_brigade, others)
    }
}

pub fn text(words: &str) -> Text {
    Text::new(words).unwrap()
}

pub fn agent(number: i64) -> Actor {
    person(number, Role::Agent)
}

pub fn person(number: i64, role: Role) -> Actor {
    let mandate = Mandate::new(role, Territory::France).unwrap();
    Actor { account: AccountId(number), name: format!("Agent {number}"), mandate }
}

pub fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

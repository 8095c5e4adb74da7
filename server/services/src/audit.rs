//! The journal: what was done, by whom, and how it ended. Each line carries a hash of the one before under the operator's
//! key, so that a line that was changed, added or taken out later shows (Schneier and Kelsey, 1999).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    identity::{Actor, Operation},
    ids::AccountId,
    time::Clock,
};
use sha2::{Digest, Sha256};
use store::{AuditEntry, Store, StoreError, StoredAudit, UnitOfWork};

use crate::{
    keys::{Keys, Mac, hex},
    unfit::Unfit,
};

/// Lines read at a time while verifying.
const PAGE: i64 = 5_000;

/// How something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Refused,
}

impl Outcome {
    fn id(self) -> &'static str {
        match self {
            Self::Done => "fait",
            Self::Refused => "refusé",
        }
    }
}

/// The end of a chain: an area, how many lines it has, and the hash of the last one, in hexadecimal. Who keeps it elsewhere
/// also sees a journal that was cut at its end, or written anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub area: String,
    pub lines: i64,
    pub hash: String,
}

impl Head {
    /// Reads `AREA:NUMBER:HASH`, or `NUMBER:HASH` for the lines of before there were areas.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(':').collect();
        let (area, number, hash) = match parts.as_slice() {
            [area, number, hash] => (*area, number, hash),
            [number, hash] => ("", number, hash),
            _ => return None,
        };
        let lines = number.parse().ok().filter(|n| *n > 0)?;
        Some(Self { area: area.to_owned(), lines, hash: hash.trim().to_lowercase() })
    }
}

/// What a reading of the whole journal found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// In each area all lines follow from the one before.
    Whole(Vec<Head>),
    /// The first line of an area that doesn't.
    Broken { area: String, line: i64 },
    /// There are lines that no area has.
    Stray,
    /// A line that was kept elsewhere is not there, or says something else.
    Unexpected(Head),
}

/// Ways of entering, refused or not.
const ENTRIES: &str = "entrees";
/// What closes the lines of before there was a key: how many there were, and the hash of the last one.
const FORMER: &str = "ancien";
/// How long refused entries are only counted, after the first was written down.
const SUMMED: TimeDelta = TimeDelta::minutes(10);
/// Kinds of refused entries that are counted at once.
const KINDS: usize = 512;

const CLOSING: &str = "clore-ancien";

/// The area that an operation is written in: those who write in one wait for nobody in another.
fn area(operation: &str) -> &'static str {
    match operation {
        "entrer" | "sortir" | "finir-session" | "rattacher-compte" => ENTRIES,
        "ouvrir-compte" | "fermer-compte" | "rouvrir-compte" | "changer-mandat" | "revoquer-sessions"
        | "gerer-comptes" | "lire-comptes" | "lire-journal" => "comptes",
        CLOSING => FORMER,
        "lire-chiffres" | "telecharger" => "lectures",
        "repondre"
        | "prendre-conversation"
        | "rendre-conversation"
        | "clore-conversation"
        | "suivre-conversation"
        | "relever-agent"
        | "regler-quart"
        | "diriger-quart"
        | "fixer-conservation"
        | "regler-conservation"
        | "effacer-conversation"
        | "lire-attente"
        | "repondre-ensemble"
        | "gerer-canaux"
        | "regler-canal"
        | "tourner-canal"
        | "retirer-canal" => "brigade",
        _ => "travail",
    }
}

/// Whose account, and why.
type Refused = (Option<AccountId>, String);

/// Refused entries of one account, or of nobody's, for one reason.
struct Refusals {
    since: DateTime<Utc>,
    /// Beyond the first, which has its line.
    more: u64,
}

#[derive(Clone)]
pub struct Journal {
    store: Store,
    clock: Arc<dyn Clock>,
    chain: Mac,
    refusals: Arc<Mutex<HashMap<Refused, Refusals>>>,
}

impl Journal {
    /// Lines are chained under the operator's key: who can write in the database can't write a line that fits.
    pub fn new(store: Store, clock: Arc<dyn Clock>, keys: &Keys) -> Self {
        Self { store, clock, chain: keys.mac("journal"), refusals: Arc::default() }
    }

    /// Writes down that somebody could not enter: the first time as it happens, the next ones as a sum.
    ///
    /// # Errors
    /// The journal can't be written.
    pub(crate) async fn refused_entry(
        &self,
        account: Option<AccountId>,
        reason: &str,
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        let is_first = {
            let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
            let key = (account, reason.to_owned());
            let room = refusals.len() < KINDS;
            match refusals.get_mut(&key) {
                Some(refused) => {
                    refused.more += 1;
                    false
                }
                None => {
                    if room {
                        refusals.insert(key, Refusals { since: now, more: 0 });
                    }
                    true
                }
            }
        };
        if is_first {
            self.record_for(account, "entrer", reason, Outcome::Refused).await?;
        }
        Ok(())
    }

    /// Writes down the sums of refused entries that are due.
    ///
    /// # Errors
    /// The journal can't be written.
    pub async fn sum_up(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        self.sum_up_of(|refused| now - refused.since >= SUMMED).await
    }

    /// Writes down all sums: the server stops.
    ///
    /// # Errors
    /// The journal can't be written.
    pub async fn sum_up_all(&self) -> Result<(), StoreError> {
        self.sum_up_of(|_| true).await
    }

    async fn sum_up_of(&self, is_due: impl Fn(&Refusals) -> bool) -> Result<(), StoreError> {
        let due: Vec<(Refused, Refusals)> = {
            let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
            refusals.extract_if(|_, refused| is_due(refused)).collect()
        };
        let mut due = due.into_iter().filter(|(_, refused)| refused.more > 0);
        while let Some(((account, reason), refused)) = due.next() {
            let object = format!("{reason}, {} fois de plus en dix minutes", refused.more);
            if let Err(error) = self.record_for(account, "entrer", &object, Outcome::Refused).await {
                // What could not be written is tried again.
                let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
                refusals.extend(std::iter::once(((account, reason), refused)).chain(due));
                return Err(error);
            }
        }
        Ok(())
    }

    /// Closes the lines of before there was a key: none can be added to them unseen.
    ///
    /// # Errors
    /// The journal can't be read or written.
    pub async fn close_former(&self) -> Result<(), StoreError> {
        if !self.store.people().audit_after(FORMER, 0, 1).await?.is_empty() {
            return Ok(());
        }
        let object = match self.follow("", &mut |_| {}).await? {
            Ok(head) => closing(Some(&head)),
            // Whoever verifies is told of it.
            Err(line) => format!("rompues à la ligne {line}"),
        };
        self.record_for(None, CLOSING, &object, Outcome::Done).await
    }

    /// Reads an area and computes each hash again: its end, or the first line that doesn't follow.
    async fn follow(
        &self,
        area: &str,
        each: &mut (dyn FnMut(&StoredAudit) + Send),
    ) -> Result<Result<Head, i64>, StoreError> {
        let (mut lines, mut hash) = (0, Vec::new());
        loop {
            let page = self.store.people().audit_after(area, lines, PAGE).await?;
            let full = page.len() as i64 == PAGE;
            for line in page {
                let follows = line.number == lines + 1
                    && line.hash == self.hash_of(area, &hash, line.number, &line.entry);
                if !follows {
                    return Ok(Err(lines + 1));
                }
                each(&line);
                (lines, hash) = (line.number, line.hash);
            }
            if !full {
                return Ok(Ok(Head { area: area.to_owned(), lines, hash: hex(&hash) }));
            }
        }
    }

    /// Adds a line. `object` names what was touched, never what it holds.
    ///
    /// # Errors
    /// The journal can't be written: what it should tell must not happen then.
    pub async fn record(
        &self,
        actor: Option<&Actor>,
        operation: &str,
        object: &str,
        outcome: Outcome,
    ) -> Result<(), StoreError> {
        self.record_for(actor.map(|a| a.account), operation, object, outcome).await
    }

    /// Goes on only where the mandate gives the operation; a refusal is written down.
    ///
    /// # Errors
    /// [`Unfit::Forbidden`], or the journal can't be written.
    pub async fn require(&self, actor: &Actor, operation: Operation, object: &str) -> Result<(), Unfit> {
        if actor.mandate.may(operation) {
            return Ok(());
        }
        self.record(Some(actor), operation.id(), object, Outcome::Refused).await?;
        Err(Unfit::Forbidden)
    }

    /// Adds a line that stands for itself: a refusal, or something read. What is changed goes through [`Journal::act`].
    pub(crate) async fn record_for(
        &self,
        account: Option<AccountId>,
        operation: &str,
        object: &str,
        outcome: Outcome,
    ) -> Result<(), StoreError> {
        let mut work = self.store.write().await?;
        self.add(&mut work, account, operation, object, outcome).await?;
        work.commit().await
    }

    /// Starts an act: what is written through it and its line stay together, or neither does.
    pub async fn act(&self) -> Result<Act<'_>, StoreError> {
        Ok(Act { work: self.store.write().await?, journal: self })
    }

    async fn add(
        &self,
        work: &mut UnitOfWork,
        account: Option<AccountId>,
        operation: &str,
        object: &str,
        outcome: Outcome,
    ) -> Result<(), StoreError> {
        let entry = AuditEntry {
            at: self.clock.now(),
            account,
            operation: operation.to_owned(),
            object: object.to_owned(),
            outcome: outcome.id().to_owned(),
        };
        let area = area(operation);
        let keyed =
            |before: &[u8], number: i64, entry: &AuditEntry| self.hash_of(area, before, number, entry);
        work.audit_append(area, &entry, &keyed).await
    }

    /// The last lines, last first.
    ///
    /// # Errors
    /// The journal can't be read.
    pub async fn latest(&self, limit: i64) -> Result<Vec<StoredAudit>, StoreError> {
        self.store.people().audit_latest(limit).await
    }

    /// Reads the whole journal and computes each hash again. `expected`: lines that somebody kept elsewhere.
    ///
    /// # Errors
    /// The journal can't be read.
    pub async fn verify(&self, expected: &[Head]) -> Result<Verdict, StoreError> {
        let mut heads: Vec<Head> = Vec::new();
        let mut waited: Vec<&Head> = expected.iter().collect();
        let mut closed: Option<String> = None;
        let mut read = 0;
        for area in self.store.people().audit_areas().await? {
            let mut each = |line: &StoredAudit| {
                read += 1;
                if area == FORMER && line.entry.operation == CLOSING {
                    closed.get_or_insert_with(|| line.entry.object.clone());
                }
                let hash = hex(&line.hash);
                waited.retain(|head| !(head.area == area && head.lines == line.number && head.hash == hash));
            };
            match self.follow(&area, &mut each).await? {
                Ok(head) => heads.push(head),
                Err(line) => return Ok(Verdict::Broken { area, line }),
            }
        }
        // Lines of before there was a key, which anybody could compute: those that were there when they were closed.
        let former = heads.iter().find(|head| head.area.is_empty());
        if closed.is_some_and(|closed| closed != closing(former)) {
            return Ok(Verdict::Broken { area: String::new(), line: former.map_or(1, |head| head.lines) });
        }
        // Lines that no area reads: with a number that none has, or that another has.
        if self.store.people().audit_count().await? != read {
            return Ok(Verdict::Stray);
        }
        Ok(match waited.first() {
            Some(head) => Verdict::Unexpected((*head).clone()),
            None => Verdict::Whole(heads),
        })
    }

    fn hash_of(&self, area: &str, before: &[u8], number: i64, entry: &AuditEntry) -> Vec<u8> {
        fields(before, number, entry, |fields| {
            if area.is_empty() {
                return unkeyed(fields);
            }
            let of: Vec<&[u8]> = std::iter::once(area.as_bytes()).chain(fields.iter().copied()).collect();
            self.chain.of(&of)
        })
    }

    /// All lines, in the order in which they were written, a few thousand at a time.
    ///
    /// # Errors
    /// The journal can't be read, or `write` fails.
    pub async fn export<E: From<StoreError>>(
        &self,
        mut write: impl FnMut(&StoredAudit) -> Result<(), E>,
    ) -> Result<i64, E> {
        let mut written = 0;
        for area in self.store.people().audit_areas().await? {
            let mut last = 0;
            loop {
                let page = self.store.people().audit_after(&area, last, PAGE).await?;
                for line in &page {
                    write(line)?;
                    (last, written) = (line.number, written + 1);
                }
                if (page.len() as i64) < PAGE {
                    break;
                }
            }
        }
        Ok(written)
    }
}

/// Something that is being done. Nobody else writes on SQLite meanwhile, so it asks nothing of anybody: what can be refused was.
#[must_use = "nothing stays without done()"]
pub struct Act<'j> {
    journal: &'j Journal,
    pub work: UnitOfWork,
}

impl Act<'_> {
    /// Adds the line of one of several things that are done together.
    pub async fn line(
        &mut self,
        account: impl Into<Option<AccountId>>,
        operation: &str,
        object: &str,
    ) -> Result<(), StoreError> {
        self.journal.add(&mut self.work, account.into(), operation, object, Outcome::Done).await
    }

    /// Adds the line, and makes it and all that was written visible.
    pub async fn done(
        mut self,
        account: impl Into<Option<AccountId>>,
        operation: &str,
        object: &str,
    ) -> Result<(), StoreError> {
        self.line(account, operation, object).await?;
        self.work.commit().await
    }

    /// Makes visible what has its lines.
    pub async fn end(self) -> Result<(), StoreError> {
        self.work.commit().await
    }
}

/// What closes the lines of before there was a key.
fn closing(former: Option<&Head>) -> String {
    match former.filter(|head| head.lines > 0) {
        Some(head) => format!("{} lignes, empreinte {}", head.lines, head.hash),
        None => "aucune ligne".to_owned(),
    }
}

/// What a hash is made of: the one before, the number, and what the line says.
fn fields(before: &[u8], number: i64, entry: &AuditEntry, hash: impl FnOnce(&[&[u8]]) -> Vec<u8>) -> Vec<u8> {
    let account = entry.account.map(|account| account.0.to_be_bytes());
    hash(&[
        before,
        &number.to_be_bytes(),
        &entry.at.timestamp_micros().to_be_bytes(),
        account.as_ref().map_or(&[], |bytes| bytes.as_slice()),
        &[u8::from(entry.account.is_some())],
        entry.operation.as_bytes(),
        entry.object.as_bytes(),
        entry.outcome.as_bytes(),
    ])
}

/// SHA-256 of the fields, each with its length: lines of before there was a key.
fn unkeyed(fields: &[&[u8]]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    hash.finalize().to_vec()
}

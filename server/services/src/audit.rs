//! The journal: what was done, by whom, and how it ended. Each line carries the hash of the one before, so that a line
//! that was changed, added or taken out later shows (Schneier and Kelsey, 1999).

use std::sync::Arc;

use domain::{
    identity::{Actor, Operation},
    time::Clock,
};
use sha2::{Digest, Sha256};
use store::{AuditEntry, Store, StoreError, StoredAudit};

use crate::unfit::Unfit;

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

/// What a reading of the whole journal found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All lines follow from the one before: how many, and the hash of the last one, in hexadecimal. Who keeps this pair
    /// elsewhere also sees a journal that was cut at its end.
    Whole { lines: i64, hash: String },
    /// The first line that doesn't.
    Broken { line: i64 },
}

#[derive(Clone)]
pub struct Journal {
    store: Store,
    clock: Arc<dyn Clock>,
}

impl Journal {
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
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
    pub(crate) async fn require(
        &self,
        actor: &Actor,
        operation: Operation,
        object: &str,
    ) -> Result<(), Unfit> {
        if actor.mandate.may(operation) {
            return Ok(());
        }
        self.record(Some(actor), operation.id(), object, Outcome::Refused).await?;
        Err(Unfit::Forbidden)
    }

    pub(crate) async fn record_for(
        &self,
        account: Option<i64>,
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
        self.store.audit_append(&entry, chained).await
    }

    /// The last lines, last first.
    ///
    /// # Errors
    /// The journal can't be read.
    pub async fn latest(&self, limit: i64) -> Result<Vec<StoredAudit>, StoreError> {
        self.store.audit_latest(limit).await
    }

    /// Reads the whole journal and computes each hash again.
    ///
    /// # Errors
    /// The journal can't be read.
    pub async fn verify(&self) -> Result<Verdict, StoreError> {
        let (mut lines, mut hash) = (0, Vec::new());
        loop {
            let page = self.store.audit_after(lines, PAGE).await?;
            let full = page.len() as i64 == PAGE;
            for line in page {
                if line.id != lines + 1 || line.hash != chained(&hash, line.id, &line.entry) {
                    return Ok(Verdict::Broken { line: lines + 1 });
                }
                (lines, hash) = (line.id, line.hash);
            }
            if !full {
                return Ok(Verdict::Whole { lines, hash: hex(&hash) });
            }
        }
    }
}

/// SHA-256 of the hash before, the number and the fields, each with its length.
fn chained(before: &[u8], id: i64, entry: &AuditEntry) -> Vec<u8> {
    let mut hash = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    field(before);
    field(&id.to_be_bytes());
    field(&entry.at.timestamp_micros().to_be_bytes());
    field(&entry.account.map(i64::to_be_bytes).unwrap_or_default());
    field(&[u8::from(entry.account.is_some())]);
    field(entry.operation.as_bytes());
    field(entry.object.as_bytes());
    field(entry.outcome.as_bytes());
    hash.finalize().to_vec()
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

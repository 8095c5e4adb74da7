//! One module a source: its wire format in, observations out. `demo` writes the same formats.
//!
//! A reader yields [`Item`]s: rows, or notes with line, field and reason (rejects, and reserves about rows that were kept).
//! Bad input is data; only a file that can't be this source's at all is an error, and then nothing of it is kept.
//!
//! Invariants: no storage, no scheduling, no clock. Personal data is dropped here: references leave as keyed
//! pseudonyms, free text never leaves.

mod at_internet;
mod contacts;
mod delivery;
pub mod demo;
mod easiware;
mod error;
mod file;
mod iggn;
mod json;
mod partoo;
mod perceval;
mod postcode;
mod ppel;
mod services_publics_plus;
mod social_accounts;
mod table;
mod text;
mod workforce;

use std::{path::Path, sync::Arc};

use chrono::NaiveDate;
pub use contacts::{Contact, contacts};
pub use delivery::{Bytes, Delivery, FileDelivery};
use domain::{
    observation::{RecordKey, SourceRow},
    source::{RowNote, Source},
};
pub use error::FileError;
pub use file::Progress;
use hmac::{Hmac, Mac};
pub use postcode::{Placed, place_of_postcode};
use rustc_hash::FxHashMap;
use sha2::Sha256;

/// What a reader yields for a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    Row(SourceRow),
    /// A reject, or (`kept`) a reserve about a row that was kept.
    Note(RowNote),
}

/// Keyed hash of references: without the secret nobody can enumerate them.
#[derive(Clone)]
pub struct Pseudonym(Hmac<Sha256>);

impl Pseudonym {
    /// Any length of secret is a valid HMAC key.
    pub fn new(secret: &[u8]) -> Option<Self> {
        Hmac::new_from_slice(secret).ok().map(Self)
    }

    /// HMAC-SHA-256 of the source and the parts of the natural key, cut to 128 bits.
    pub fn key(&self, source: Source, parts: &[&[u8]]) -> RecordKey {
        let mut mac = self.0.clone();
        mac.update(&[source as u8]);
        for part in parts {
            mac.update(part);
            mac.update(&[0]);
        }
        let digest = mac.finalize().into_bytes();
        let mut key = [0; 16];
        key.copy_from_slice(&digest[..16]);
        key
    }
}

/// What readers need to know from outside.
#[derive(Clone)]
pub struct Settings {
    pub pseudonym: Pseudonym,
    /// (parent, motif) → category.
    pub motifs: FxHashMap<(String, String), String>,
    /// Rows dated after this day are refused.
    pub today: NaiveDate,
}

/// Reads one delivery, some rows at a time, on any thread.
pub trait Reader: Send {
    /// Appends the next items; `false` at the end.
    ///
    /// # Errors
    /// The delivery can't be read on, or is not of this source.
    fn next(&mut self, items: &mut Vec<Item>) -> Result<bool, FileError>;
}

/// Opens a delivery of `source`. `companions` are the others of the same command: some sources spread what belongs together
/// over several. Reads from the disk: not for a thread that others wait for.
///
/// # Errors
/// One clear French sentence for a file that is missing, a directory, empty, binary, or of another source.
pub fn open(
    source: Source,
    delivery: &dyn Delivery,
    companions: &[Arc<dyn Delivery>],
    settings: Settings,
) -> Result<(Box<dyn Reader>, Progress), FileError> {
    let (input, progress) = file::open(delivery)?;
    let reader: Box<dyn Reader> = match source {
        Source::Easiware => Box::new(easiware::open(input, settings)?),
        Source::Ppel => Box::new(ppel::open(input, settings)?),
        Source::ServicesPublicsPlus => Box::new(services_publics_plus::open(input, settings)?),
        Source::Perceval => Box::new(perceval::open(input, settings)?),
        Source::AtInternet => Box::new(at_internet::open(input, &delivery.name(), settings)?),
        Source::Partoo => Box::new(partoo::open(input, companions, settings)?),
        Source::SocialAccounts => Box::new(social_accounts::open(input, &delivery.name(), settings)?),
        Source::Iggn => Box::new(iggn::open(input, settings)?),
        Source::Workforce => Box::new(workforce::open(input, settings)?),
    };
    Ok((reader, progress))
}

/// Whether a file is there and holds text, without reading it through.
///
/// # Errors
/// The same sentences as [`open`].
pub fn probe(path: &Path) -> Result<(), FileError> {
    file::open(&FileDelivery::new(path)).map(|_| ())
}

/// Motifs known from the start: parent, motif, category. The table in the store is the truth afterwards.
pub fn motif_seed() -> Vec<(String, String, String)> {
    include_str!("motifs.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(';').map(str::to_owned);
            Some((cells.next()?, cells.next()?, cells.next()?))
        })
        .collect()
}

/// A note on a row.
fn note(line: u64, field: &str, reason: impl Into<String>, kept: bool) -> Item {
    Item::Note(RowNote {
        line: i64::try_from(line).unwrap_or(i64::MAX),
        field: field.to_owned(),
        reason: reason.into(),
        kept,
    })
}

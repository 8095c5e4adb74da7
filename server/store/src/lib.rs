//! What is kept: SQLite when one machine is enough, Postgres when it is not.
//!
//! `DATABASE_URL` chooses once, in [`Store::open`]. A room for each subject holds its types, its queries and the SQL beside them:
//! [`Figures`], [`People`], [`Jobs`], [`Brigade`]. Queries are one text compiled for both drivers (`#[both]`), and the conformance suite runs on both.
//!
//! Invariants: no rule, no authorization, no clock. Nothing outside this crate knows sqlx.

mod arrivals;
mod brigade;
mod error;
mod figures;
mod files;
mod jobs;
mod migrations;
mod open;
mod people;
mod postgres;
#[cfg(feature = "proof")]
mod proof;
mod row;
mod sqlite;
mod upkeep;
mod watched;
mod whole;

pub use arrivals::{Arrivals, Heard, MessageArrivals};
pub use brigade::{
    AnsweredSince, Appended, AttachmentNote, Brigade, ChannelEvent, ConversationState, EndedContact,
    Forgotten, Keeping, Motif, NewConversation, NewCorrespondent, NewMessage, Offered, Passage, Room,
    StoredAttachment, StoredChannel, StoredConversation, StoredCorrespondent, StoredDuty, StoredMessage,
    StoredNote, StoredParcel, StoredRating, Taking,
};
pub use error::StoreError;
pub use figures::{
    CellRange, DecidedFrom, Figures, Load, MotifCategory, NewRelease, PublicFigures, RunEntry, StoredBlock,
    StoredCell, StoredRelease, StoredSeries,
};
pub use files::{backup, brigade_file, file_of, people_file, private_copy};
pub use jobs::{HeldJob, JobState, Jobs, NewJob, StoredJob, Taker};
pub use people::{
    AuditEntry, Chain, DueDigest, NewAccount, NewAction, NewAnnotation, NewSession, NewView, OwnSession,
    People, Setting, Steered, StoredAccount, StoredAction, StoredAnnotation, StoredAudit, StoredComment,
    StoredEntry, StoredSeriesRef, StoredSession, StoredView, UnitOfWork,
};
#[cfg(feature = "proof")]
pub use proof::QUERIES;
pub use watched::{Connections, WaitsTold};
pub use whole::Store;

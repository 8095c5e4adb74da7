//! The knowledge base of the Brigade numérique: questions that citizens ask, and their answers.
//!
//! * [`entry`]: what an entry is, and how a file of them is read.
//! * [`alike`]: which of many messages ask the same.
//! * [`base`]: the entries that serve: those that were imported, or those that come with the program.
//! * [`orientation`]: the tree of questions that leads to the right service.
//! * [`scrub`]: takes out of a conversation's words what tells who wrote them.
//! * [`search`]: finds entries by what somebody wrote, however they wrote it.
//!
//! Invariants: no HTTP, no views; nothing of what was asked is kept.

pub mod alike;
pub mod base;
pub mod entry;
pub mod orientation;
pub mod scrub;
pub mod search;

pub use alike::{Alike, alike};
pub use base::{Edition, Imported, Knowledge};
pub use entry::{Entry, Unfit, parse};
pub use orientation::Orientation;
pub use scrub::{Kind, Removed, Scrubbed, scrub};
pub use search::{Answer, Found, Index, Wanted};
pub use sentences::{Model, Unreadable};

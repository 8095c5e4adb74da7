//! The vocabulary of the platform, in the field's own words (SDMX for statistics).
//!
//! An [`indicator`](catalogue::Indicator) is declared in the catalogue before anything is stored; an
//! observation is a value of a measure for a [`Period`](time::Period), a
//! [`Territory`](territory::Territory) and category values.
//!
//! Invariants: no I/O, no clock, no async, no HTML. Whatever is here compiles for a browser too.

pub mod calendar;
pub mod catalogue;
pub mod conversation;
pub mod identity;
pub mod ids;
pub mod motif;
pub mod observation;
pub mod query;
pub mod rgaa;
pub mod score;
pub mod series;
pub mod site;
pub mod sketch;
pub mod source;
mod summer_time;
pub mod territory;
pub mod time;
pub mod watch;

pub use catalogue::release;

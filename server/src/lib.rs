//! The program: command line, configuration, router, open data. A library too, for its tests.
//!
//! Invariants: no query and no rule lives here; handlers ask `services` and shape what they get.

pub mod clock;
pub mod command;
pub mod config;
pub mod connections;
pub mod mail;
pub mod room;
mod sending;
mod simulated;
pub mod web;

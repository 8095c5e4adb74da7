//! Use cases by themselves, without HTTP: each test makes the house that it needs.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod actions;
mod annotations;
mod answers;
mod factories;
mod following;
mod journal;
mod loads;
mod queue;
mod steering;

//! What a series should be, and what it is: forecasts with the error of their own past, effects of actions against a
//! counterfactual, waits in a queue.
//!
//! Invariants: pure; no I/O, no clock, no randomness. Each method names its source and its limits.

pub mod effect;
pub mod forecast;
pub mod queue;
mod regression;
pub mod synthetic;

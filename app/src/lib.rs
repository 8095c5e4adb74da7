//! What a reader sees. Pages, components and their models are rendered on the server alone; the islands are
//! the only code of this crate that reaches a browser, and they add comfort, never content.
//!
//! Invariants: no SQL, no HTTP client, no rule: pages ask `services` and say it in French.

#![recursion_limit = "256"]

pub mod functions;
pub mod islands;

#[cfg(feature = "ssr")]
pub mod address;
#[cfg(feature = "ssr")]
pub mod barometer;
#[cfg(feature = "ssr")]
pub mod brigade;
#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod env;
#[cfg(feature = "ssr")]
pub mod impact;
#[cfg(feature = "ssr")]
pub mod labels;
#[cfg(feature = "ssr")]
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod sections;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod state;

#[cfg(feature = "ssr")]
pub use {env::Env, shell::shell};

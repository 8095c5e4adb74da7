//! What the application asks of the server beside its pages: functions with types of ours on both sides. An *act* changes
//! something, and is what a form stands for: its arguments are the form's fields, so that a browser without JavaScript sends it
//! too. A *question* changes nothing. Each is a line of the server's table of who may.

pub mod accounts;
pub mod actions;
pub mod annotations;
pub mod brigade;
#[cfg(feature = "ssr")]
pub mod caller;
pub mod channels;
pub mod following;
pub mod jobs;
pub mod refused;
pub mod retention;
pub mod scores;
pub mod search;
pub mod shift;
pub mod suggestion;

use leptos::server_fn::codec::Post;

pub use refused::{Refused, Words};

/// An act was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Where it is shown: an address of the site.
    pub shown_at: String,
}

/// What an act answers: words, which a form's sender reads without a decoder.
pub type InWords = Post<Words>;

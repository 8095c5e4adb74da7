//! What a suggestion is.

use serde::{Deserialize, Serialize};

/// Something that words lead to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    pub title: String,
    /// Its address in the site.
    pub href: String,
}

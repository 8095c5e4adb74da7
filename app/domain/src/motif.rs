//! What contacts are about: the categories that an operator sorts motifs into.

/// Identifiers of the categories, as stored; `PNAV` are contacts taken for the police nationale. Their words are in `app/src/labels.rs`.
pub const CATEGORIES: [&str; 4] = ["demande_info", "signalement", "victime", "PNAV"];

/// Category of a motif that nobody sorted.
pub const UNCLASSIFIED: &str = "non_classe";

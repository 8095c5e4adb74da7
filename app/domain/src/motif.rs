//! What contacts are about: the categories that an operator sorts motifs into.

/// Of these; `PNAV` are contacts taken for the police nationale.
pub const CATEGORIES: [&str; 4] = ["demande_info", "signalement", "victime", "PNAV"];

/// Category of a motif that nobody sorted.
pub const UNCLASSIFIED: &str = "non_classe";

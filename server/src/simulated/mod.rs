//! People of a demonstration: citizens who write, agents who answer. What they write is invented here; pages of a demonstration say so.

pub mod agents;
pub mod citizens;

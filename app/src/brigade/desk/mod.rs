//! Parts of the screen where agents answer.

pub mod breaks;
pub mod comfort;
pub mod lists;
pub mod notes;
pub mod open;
pub mod tiles;
pub mod untaken;

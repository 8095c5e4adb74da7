//! Pages behind the login: one file a page.

pub mod administration;
pub mod audit;
pub mod refusal;
pub mod scores;
pub mod screen;

//! Pages behind the login: one file a page.

pub mod account;
pub mod administration;
pub mod audit;
pub mod channels;
pub mod connections;
pub mod jobs;
pub mod refusal;
pub mod retention;
pub mod scores;
pub mod screen;
pub mod sign_in;

//! Addresses behind the login, and the way in: forms, territories, the stream of loads; and the letters.

pub mod actions;
pub mod administration;
pub mod annotations;
pub mod connections;
pub mod desk;
pub mod forms;
pub mod jobs;
pub mod letters;
pub mod live;
pub mod scores;
pub mod sign_in;
pub mod territories;

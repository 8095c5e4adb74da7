//! Addresses behind the login: the way in, forms, streams, letters.

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

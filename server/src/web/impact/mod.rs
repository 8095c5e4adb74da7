//! Addresses behind the login: the way in, forms, streams, digests.

pub mod actions;
pub mod administration;
pub mod annotations;
pub mod channels;
pub mod connections;
pub mod digests;
pub mod following;
pub mod jobs;
pub mod live;
pub mod retention;
pub mod scores;
pub mod sign_in;
pub mod territories;

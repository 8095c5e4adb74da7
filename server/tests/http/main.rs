//! The whole application over HTTP, without a socket: pages and open data.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod attack;
#[path = "../../store/tests/cluster/mod.rs"]
mod cluster;
mod desk;
mod fake_provider;
mod inside;
mod live;
mod open_data;
mod pages;
mod provider;
mod releases;
mod screens;
mod sessions;
mod support;

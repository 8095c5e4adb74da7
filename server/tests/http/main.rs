//! The whole application over HTTP: pages, screens, forms and open data. Most of it is asked without a socket; what concerns
//! connections, memory, logs and what a kill leaves, by one.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod attack;
mod attack_parts;
mod bounds;
mod brigade;
mod bubble;
mod channels;
mod citizen;
#[path = "../../store/tests/cluster/mod.rs"]
mod cluster;
mod colleagues;
mod contacts;
mod doors;
mod fake_provider;
mod faq;
mod files;
mod functions;
mod impact;
mod in_place;
mod jobs;
mod killed;
mod live;
mod mail;
mod open_data;
mod overload;
mod own_data;
mod pages;
mod program;
mod provider;
mod releases;
mod screens;
mod sessions;
mod shift;
mod sockets;
mod support;
mod together;
mod watched;
mod writing;

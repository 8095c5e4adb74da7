//! The whole application over HTTP, without a socket: pages and open data.

mod open_data;
mod pages;
mod support;

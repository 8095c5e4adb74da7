//! Pages of the barometer: one file a page. Parameters, one model, compose, title. Their routes are in `shell.rs`.

pub mod about;
pub mod accessibility;
pub mod api_docs;
pub mod data;
pub mod gallery;
pub mod home;
pub mod search;
pub mod service;
pub mod sitemap;
pub mod territories;
pub mod territory;

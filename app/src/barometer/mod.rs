//! The barometer, the face for everybody: its pages and what they say.

pub mod model;
pub mod pages;

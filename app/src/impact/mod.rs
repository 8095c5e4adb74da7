//! cyberIMPACT, the face behind the login: its screens, what they say, how they look.

pub mod components;
pub mod model;
pub mod pages;

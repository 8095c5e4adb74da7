//! Pages of the Brigade numérique: one file a page.

pub mod alike;
pub mod chat;
pub mod desk;
pub mod faq;
pub mod faq_entry;
pub mod home;
pub mod orientation;
pub mod own_data;
pub mod shift;

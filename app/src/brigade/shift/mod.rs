//! Parts of the screen where a shift is led.

pub mod agents;
pub mod following;
pub mod settings;
pub mod waiting;

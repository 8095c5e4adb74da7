//! Parts of the screen where a shift is led.

pub mod agents;
pub mod following;
pub mod offered;
pub mod settings;
pub mod waiting;

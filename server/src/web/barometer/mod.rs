//! Addresses of the public face: charts as files and in frames, what is published, what robots read.

pub mod charts_files;
pub mod embed;
pub mod published;
pub mod sheet;
pub mod well_known;

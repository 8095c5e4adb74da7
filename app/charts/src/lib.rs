//! One [`ChartSpec`](spec::ChartSpec): data and meaning together. Out of it: a [`Scene`](scene::Scene) for SVG and
//! canvas, a data table, French text, and a [`Reader`](read::Reader) for keys, pointer and ear.
//!
//! Drawing is pure and the same everywhere: text is measured from a table of advance widths, never by a
//! browser. Invariants: no data access, no clock, no leptos, no inline style (a strict CSP forbids it).

mod at;
mod backend;
pub mod data;
pub mod describe;
pub mod downsample;
#[cfg(not(target_arch = "wasm32"))]
pub mod gallery;
pub mod ink;
pub mod measure;
pub mod outlines;
pub mod plot;
pub mod points;
pub mod read;
pub mod scale;
#[cfg(not(target_arch = "wasm32"))]
pub mod scatter;
pub mod scene;
pub mod spec;
pub mod svg;
pub mod table;
pub mod wire;

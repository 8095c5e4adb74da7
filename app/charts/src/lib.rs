//! One [`ChartSpec`](spec::ChartSpec): data and meaning together; SVG, data table and French text out of it.
//!
//! Drawing is pure and the same everywhere: text is measured from a table of advance widths, never by a
//! browser. Invariants: no data access, no clock, no leptos, no inline style (a strict CSP forbids it).

pub mod describe;
pub mod french;
pub mod ink;
mod measure;
pub mod scale;
pub mod spec;
pub mod svg;
pub mod table;

//! From a spec to a [`Scene`] and its [`Frame`]: one module a kind of chart, and what they share (axes, frames, outlines).

mod axis;
mod frame;
mod heat;
mod map;
mod multiples;
mod outline;
mod rows;
mod time;

pub use frame::MapFrame;
pub use frame::{Frame, Marker, Spot};
pub use map::{Legend, legend, told};
pub use outline::{neighbours, outline_of};

use crate::{
    scene::{Scene, Size},
    spec::{ChartSpec, Kind},
};

/// Size of the text, in logical pixels.
pub const TEXT_SIZE: i32 = 12;

/// A chart laid out: what to draw, and where each value stands.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub scene: Scene,
    pub frame: Frame,
}

/// Lays a chart out. The height may differ from the one asked for: it follows the content.
pub fn draw(spec: &ChartSpec, size: Size) -> Drawn {
    match &spec.kind {
        Kind::Time(series) => time::draw(spec, series, size),
        Kind::Categories(bars) => rows::bars(spec, bars, size),
        Kind::Dots(dots) => rows::dots(spec, dots, size),
        Kind::HeatMap(grid) => heat::draw(grid, size),
        Kind::Map(map) => map::draw(spec.unit, map),
        Kind::Multiples(panels) => multiples::draw(spec, panels, size),
    }
}

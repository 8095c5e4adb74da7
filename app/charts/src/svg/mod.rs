//! SVG of each kind of chart. Colours are classes, so that the page's theme and printing decide.

mod backend;
mod categories;
mod heat;
mod map;
mod spark;
mod time;

pub use map::{Legend, legend};
pub use spark::sparkline;

use crate::{
    describe::describe,
    spec::{ChartSpec, Kind},
};

/// Logical width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

impl Size {
    /// 16:7, full text column.
    pub const WIDE: Self = Self { width: 920, height: 402 };
    /// 4:3, a phone held upright.
    pub const NARROW: Self = Self { width: 358, height: 268 };
}

/// Units of the drawing in one logical pixel: plotters counts in integers, and a quarter of a pixel is fine
/// enough for even bars.
pub const SCALE: i32 = 4;

/// What stands in the `<svg>`: drawn for a size.
struct Drawing {
    body: String,
    size: Size,
}

fn draw(spec: &ChartSpec, size: Size) -> Drawing {
    match &spec.kind {
        Kind::Time(series) => time::draw(spec, series, size),
        Kind::Categories(bars) => categories::draw(spec, bars, size),
        Kind::HeatMap(grid) => heat::draw(grid, size),
        Kind::Map(map) => map::draw(spec.unit, map),
    }
}

/// The chart as an `<svg>` element with a name, for a page whose figure carries the description.
pub fn svg(spec: &ChartSpec, size: Size) -> String {
    let Drawing { body, size } = draw(spec, size);
    let (w, h) = (size.width as i32 * SCALE, size.height as i32 * SCALE);
    let role = if matches!(spec.kind, Kind::Map(_)) { "group" } else { "img" };
    format!(
        "<svg class=\"chart\" viewBox=\"0 0 {w} {h}\" role=\"{role}\" aria-label=\"{}\">{body}</svg>",
        escape(&spec.title)
    )
}

/// The chart as a file of its own: with its style, description and credit.
pub fn document(spec: &ChartSpec, credit: &str) -> String {
    let Drawing { body, size } = draw(spec, Size::WIDE);
    let (w, h) = (size.width as i32 * SCALE, size.height as i32 * SCALE);
    let top = 40 * SCALE;
    let total = h + top + 28 * SCALE;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {total}\" role=\"img\" aria-labelledby=\"t d\"><title id=\"t\">{title}</title><desc id=\"d\">{desc}</desc><style>{style}</style><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><text x=\"32\" y=\"{title_y}\" class=\"title\">{title}</text><g transform=\"translate(0 {top})\">{body}</g><text x=\"32\" y=\"{credit_y}\" class=\"k-text\">{credit}</text></svg>\n",
        title = escape(&spec.title),
        desc = escape(&describe(spec)),
        style = include_str!("standalone.css").replace('\n', ""),
        title_y = 26 * SCALE,
        credit_y = total - 10 * SCALE,
        credit = escape(credit),
    )
}

/// Text for markup and attributes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

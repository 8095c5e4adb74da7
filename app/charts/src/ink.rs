//! Meaning of a colour. Drawing code names an ink; the page's style gives it a colour for each theme.

use plotters_backend::BackendColor;

/// Each ink is a CSS class of the drawing (`k-…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Ink {
    Main,
    /// Provisional: lighter.
    Soft,
    /// Partial period: hatched.
    Hatched,
    /// The earlier window.
    Behind,
    /// Series beyond those that have a colour.
    Rest,
    Grid,
    Axis,
    Event,
    /// A break in series.
    Break,
    /// Uncertainty around a value.
    Interval,
    /// Withheld: dotted.
    Withheld,
    NoData,
    /// What a bar could reach.
    Track,
    Class1,
    Class2,
    Class3,
    Class4,
    Class5,
    Text,
    Strong,
    Series1,
    Series2,
    Series3,
    Series4,
    Series5,
    Series6,
    Series7,
    Series8,
}

/// How an ink strokes: width and dashes in drawing units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    pub width: f64,
    pub dash: &'static [f64],
}

/// CSS class, variable that fills, variable that strokes (a variable is a colour of each theme).
struct Look {
    class: &'static str,
    fill: &'static str,
    stroke: &'static str,
}

/// Dashes of the eight series: with colour blindness or without colour they still differ.
const DASHES: [&[f64]; 8] = [
    &[],
    &[36.0, 16.0],
    &[8.0, 14.0],
    &[36.0, 14.0, 8.0, 14.0],
    &[64.0, 18.0],
    &[20.0, 20.0],
    &[48.0, 12.0, 8.0, 12.0, 8.0, 12.0],
    &[4.0, 10.0],
];

impl Ink {
    pub const ALL: [Self; 28] = [
        Self::Main,
        Self::Soft,
        Self::Hatched,
        Self::Behind,
        Self::Rest,
        Self::Grid,
        Self::Axis,
        Self::Event,
        Self::Break,
        Self::Interval,
        Self::Withheld,
        Self::NoData,
        Self::Track,
        Self::Class1,
        Self::Class2,
        Self::Class3,
        Self::Class4,
        Self::Class5,
        Self::Text,
        Self::Strong,
        Self::Series1,
        Self::Series2,
        Self::Series3,
        Self::Series4,
        Self::Series5,
        Self::Series6,
        Self::Series7,
        Self::Series8,
    ];

    fn look(self) -> Look {
        let of = |class, fill, stroke| Look { class, fill, stroke };
        match self {
            Self::Main => of("k-main", "--accent", "--accent"),
            Self::Soft => of("k-soft", "--soft", "--soft"),
            Self::Hatched => of("k-hatched", "--q1", "--accent"),
            Self::Behind => of("k-behind", "--behind", "--behind-line"),
            Self::Rest => of("k-rest", "--behind", "--behind"),
            Self::Grid => of("k-grid", "--rule", "--rule"),
            Self::Axis => of("k-axis", "--ink-3", "--ink-3"),
            Self::Event => of("k-event", "--event", "--event"),
            Self::Break => of("k-break", "--ink-3", "--ink-3"),
            Self::Interval => of("k-interval", "--interval", "--interval"),
            Self::Withheld => of("k-withheld", "--track", "--ink-3"),
            Self::NoData => of("k-none", "--track", "--ink-3"),
            Self::Track => of("k-track", "--track", "--track"),
            Self::Class1 => of("k-1", "--q1", "--q1"),
            Self::Class2 => of("k-2", "--q2", "--q2"),
            Self::Class3 => of("k-3", "--q3", "--q3"),
            Self::Class4 => of("k-4", "--q4", "--q4"),
            Self::Class5 => of("k-5", "--q5", "--q5"),
            Self::Text => of("k-text", "--ink-2", "--ink-2"),
            Self::Strong => of("k-strong", "--ink", "--ink"),
            Self::Series1 => of("k-s1", "--s1", "--s1"),
            Self::Series2 => of("k-s2", "--s2", "--s2"),
            Self::Series3 => of("k-s3", "--s3", "--s3"),
            Self::Series4 => of("k-s4", "--s4", "--s4"),
            Self::Series5 => of("k-s5", "--s5", "--s5"),
            Self::Series6 => of("k-s6", "--s6", "--s6"),
            Self::Series7 => of("k-s7", "--s7", "--s7"),
            Self::Series8 => of("k-s8", "--s8", "--s8"),
        }
    }

    pub fn class(self) -> &'static str {
        self.look().class
    }

    /// CSS variable of its filling.
    pub fn fill(self) -> &'static str {
        self.look().fill
    }

    /// CSS variable of its lines.
    pub fn stroke_colour(self) -> &'static str {
        self.look().stroke
    }

    /// How its lines are drawn; `outlined` shapes have one around their filling.
    pub fn stroke(self) -> Stroke {
        let (width, dash): (f64, &'static [f64]) = match self {
            Self::Grid => (3.0, &[]),
            Self::Axis | Self::Rest => (4.0, &[]),
            Self::Behind => (7.0, &[20.0, 18.0]),
            Self::Event => (4.0, &[8.0, 12.0]),
            Self::Break => (6.0, &[24.0, 12.0]),
            Self::Hatched => (4.0, &[14.0, 10.0]),
            Self::Withheld => (3.0, &[3.0, 9.0]),
            Self::NoData => (2.0, &[18.0, 12.0]),
            series if series as u8 >= Self::Series1 as u8 => {
                (9.0, DASHES[usize::from(series as u8 - Self::Series1 as u8)])
            }
            _ => (9.0, &[]),
        };
        Stroke { width, dash }
    }

    /// Whether a filled shape has an outline too.
    pub fn outlined(self) -> bool {
        matches!(self, Self::Hatched | Self::Withheld | Self::NoData)
    }

    /// The ink of a class from 0 (lowest) to 4.
    pub fn of_class(class: usize) -> Self {
        [Self::Class1, Self::Class2, Self::Class3, Self::Class4, Self::Class5][class.min(4)]
    }

    /// The ink of a series among several: eight, then again with another dash being told by its label.
    pub fn of_series(index: usize) -> Self {
        Self::ALL[Self::Series1 as usize + index % 8]
    }

    /// plotters knows colours only: the red byte carries the ink.
    pub fn color(self) -> plotters::style::RGBColor {
        plotters::style::RGBColor(self as u8, 0, 0)
    }

    pub fn of_color(color: BackendColor) -> Self {
        Self::ALL.get(usize::from(color.rgb.0)).copied().unwrap_or(Self::Main)
    }
}

/// The style rules of all inks for an SVG: one source for the page, the files and the canvas.
pub fn css() -> String {
    use std::fmt::Write;
    let mut out = String::new();
    for ink in Ink::ALL {
        let Stroke { width, dash } = ink.stroke();
        let class = ink.class();
        let _ = write!(out, ".{class}{{fill:var({})", ink.fill());
        let dashes = dash.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let dashes = if dashes.is_empty() { String::new() } else { format!(";stroke-dasharray:{dashes}") };
        if ink.outlined() {
            let _ = write!(out, ";stroke:var({});stroke-width:{width}{dashes}", ink.stroke_colour());
        }
        out.push_str("}\n");
        let _ =
            writeln!(out, ".s.{class}{{stroke:var({});stroke-width:{width}{dashes}}}", ink.stroke_colour());
    }
    out.push_str(".s{fill:none!important;stroke-linejoin:round;stroke-linecap:butt}\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ink_survives_plotters() {
        for (i, ink) in Ink::ALL.into_iter().enumerate() {
            assert_eq!(ink as usize, i);
            assert_eq!(Ink::of_color(plotters::style::Color::to_backend_color(&ink.color())), ink);
        }
    }

    /// `CYBERIMPACT_WRITE=1 cargo test -p charts` writes the sheet anew.
    #[test]
    fn the_page_and_the_canvas_have_the_same_inks() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../style/inks.css");
        let want = format!("/* Written from app/charts/src/ink.rs. */\n{}", css());
        if std::env::var_os("CYBERIMPACT_WRITE").is_some() {
            std::fs::write(path, &want).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), want, "run with CYBERIMPACT_WRITE=1");
    }
}

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
    Grid,
    Axis,
    Event,
    /// Withheld: dotted.
    Withheld,
    NoData,
    Class1,
    Class2,
    Class3,
    Class4,
    Class5,
    Text,
    Strong,
}

impl Ink {
    const ALL: [Self; 16] = [
        Self::Main,
        Self::Soft,
        Self::Hatched,
        Self::Behind,
        Self::Grid,
        Self::Axis,
        Self::Event,
        Self::Withheld,
        Self::NoData,
        Self::Class1,
        Self::Class2,
        Self::Class3,
        Self::Class4,
        Self::Class5,
        Self::Text,
        Self::Strong,
    ];

    pub fn class(self) -> &'static str {
        match self {
            Self::Main => "k-main",
            Self::Soft => "k-soft",
            Self::Hatched => "k-hatched",
            Self::Behind => "k-behind",
            Self::Grid => "k-grid",
            Self::Axis => "k-axis",
            Self::Event => "k-event",
            Self::Withheld => "k-withheld",
            Self::NoData => "k-none",
            Self::Class1 => "k-1",
            Self::Class2 => "k-2",
            Self::Class3 => "k-3",
            Self::Class4 => "k-4",
            Self::Class5 => "k-5",
            Self::Text => "k-text",
            Self::Strong => "k-strong",
        }
    }

    /// The ink of a class from 0 (lowest) to 4.
    pub fn of_class(class: usize) -> Self {
        [Self::Class1, Self::Class2, Self::Class3, Self::Class4, Self::Class5][class.min(4)]
    }

    /// plotters knows colours only: the red byte carries the ink.
    pub fn color(self) -> plotters::style::RGBColor {
        plotters::style::RGBColor(self as u8, 0, 0)
    }

    pub fn of_color(color: BackendColor) -> Self {
        Self::ALL.into_iter().find(|ink| *ink as u8 == color.rgb.0).unwrap_or(Self::Main)
    }
}

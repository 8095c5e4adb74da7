//! What a chart knows of the pointers on it.

#[derive(Default)]
pub struct Pointers {
    /// Where the stage stands in the window; read once a visit, and again where the page was scrolled since.
    pub corner: Option<((f64, f64), f64)>,
    /// Pointers that are down: number, start, now.
    pub down: Vec<(i32, f64, f64)>,
    /// The place that was touched was shown already: a second tap opens it.
    pub again: bool,
}

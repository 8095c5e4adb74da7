//! A drawing as a list of marks: what the SVG writer and the canvas painter both read, so that the server and the
//! browser show the same picture to the quarter of a pixel.

use crate::ink::Ink;

/// Units of a drawing in one logical pixel: plotters counts in integers, and a quarter of a pixel is fine enough for
/// even bars.
pub const SCALE: i32 = 4;

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

    /// The shape that suits a width: wide screens get a wide picture.
    pub fn of_width(width: u32) -> Self {
        let width = width.max(MIN_WIDTH);
        let height = if width < 560 { width * 3 / 4 } else { (width * 7 / 16).min(420) };
        Self { width, height }
    }
}

/// The narrowest picture that is still laid out without clipping.
pub const MIN_WIDTH: u32 = 280;

/// A point in drawing units.
pub type Xy = (i32, i32);

/// Which part of a text stands at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// Lines or closed shapes in one ink, drawn in one call.
    Path {
        ink: Ink,
        filled: bool,
        lines: Vec<Vec<Xy>>,
    },
    Dots {
        ink: Ink,
        radius: i32,
        at: Vec<Xy>,
    },
    /// Text on its base line.
    Text {
        ink: Ink,
        at: Xy,
        anchor: Anchor,
        text: String,
    },
    /// Outlines of départements, placed and scaled together.
    Areas {
        scale: f64,
        shift: (f64, f64),
        /// Part of France made larger: lines keep their width.
        part: bool,
        areas: Vec<AreaMark>,
    },
    /// What follows, up to the next group, belongs together under a name.
    Group(String),
}

/// One outline.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaMark {
    pub ink: Ink,
    /// Number of the département in the order of the codes: its outline is `outlines::path_of`.
    pub place: usize,
    pub link: String,
    pub name: String,
}

/// A whole drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    pub size: Size,
    pub marks: Vec<Mark>,
}

impl Scene {
    pub fn new(size: Size) -> Self {
        Self { size, marks: Vec::new() }
    }

    /// Width and height in drawing units.
    pub fn units(&self) -> Xy {
        (self.size.width as i32 * SCALE, self.size.height as i32 * SCALE)
    }

    /// Starts a named group.
    pub fn group(&mut self, name: impl Into<String>) {
        self.marks.push(Mark::Group(name.into()));
    }

    /// Adds a shape, to the last mark where ink and filling are the same: one call draws them all.
    pub fn line(&mut self, ink: Ink, filled: bool, points: Vec<Xy>) {
        if let Some(Mark::Path { ink: last, filled: was, lines }) = self.marks.last_mut()
            && *last == ink
            && *was == filled
        {
            lines.push(points);
        } else {
            self.marks.push(Mark::Path { ink, filled, lines: vec![points] });
        }
    }

    /// A filled rectangle between two corners.
    pub fn rect(&mut self, ink: Ink, a: Xy, b: Xy) {
        self.line(ink, true, vec![a, (b.0, a.1), b, (a.0, b.1)]);
    }

    pub fn dot(&mut self, ink: Ink, center: Xy, size: i32) {
        if let Some(Mark::Dots { ink: last, radius, at }) = self.marks.last_mut()
            && *last == ink
            && *radius == size
        {
            at.push(center);
        } else {
            self.marks.push(Mark::Dots { ink, radius: size, at: vec![center] });
        }
    }

    pub fn text(&mut self, ink: Ink, at: Xy, anchor: Anchor, text: impl Into<String>) {
        self.marks.push(Mark::Text { ink, at, anchor, text: text.into() });
    }

    /// Moves everything down, to make room above.
    pub fn shift(&mut self, down: i32) {
        for mark in &mut self.marks {
            match mark {
                Mark::Path { lines, .. } => lines.iter_mut().flatten().for_each(|p| p.1 += down),
                Mark::Dots { at, .. } => at.iter_mut().for_each(|p| p.1 += down),
                Mark::Text { at, .. } => at.1 += down,
                Mark::Areas { shift, .. } => shift.1 += f64::from(down),
                Mark::Group(_) => {}
            }
        }
        self.size.height += (down / SCALE).unsigned_abs();
    }

    /// Puts this drawing on its way from another one: lines and shapes that both have, in the same ink and of as many points, go
    /// back to somewhere between. `share`: from 0 (there) to 1 (here). Answers whether anything moves.
    pub fn come_from(&mut self, before: &Self, share: f64) -> bool {
        let mut moves = false;
        for mark in &mut self.marks {
            let Mark::Path { ink, filled, lines } = mark else { continue };
            for was in &before.marks {
                if let Mark::Path { ink: its, filled: is, lines: were } = was
                    && its == ink
                    && is == filled
                    && were.iter().map(Vec::len).eq(lines.iter().map(Vec::len))
                {
                    for (to, from) in lines.iter_mut().flatten().zip(were.iter().flatten()) {
                        moves |= to != from;
                        let along = |from: i32, to: i32| from + (f64::from(to - from) * share) as i32;
                        *to = (along(from.0, to.0), along(from.1, to.1));
                    }
                    break;
                }
            }
        }
        moves
    }

    /// Calls that a canvas needs: a path or a text each.
    pub fn calls(&self) -> usize {
        self.marks
            .iter()
            .map(|m| match m {
                Mark::Group(_) => 0,
                Mark::Areas { areas, .. } => areas.len() + 2,
                _ => 1,
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene(heights: &[i32]) -> Scene {
        let mut scene = Scene::new(Size::WIDE);
        for (at, height) in (0..).zip(heights) {
            scene.rect(Ink::Main, (at * 10, 100 - height), (at * 10 + 8, 100));
        }
        scene.text(Ink::Text, (0, 120), Anchor::Start, "janvier");
        scene
    }

    #[test]
    fn values_move_from_where_they_were() {
        let (before, after) = (scene(&[10, 40]), scene(&[30, 20]));
        for (share, there) in [(0.0, before.clone()), (0.5, scene(&[20, 30])), (1.0, after.clone())] {
            let mut moving = after.clone();
            assert!(moving.come_from(&before, share));
            assert_eq!(moving, there);
        }
    }

    #[test]
    fn other_values_and_equal_ones_do_not_move() {
        let mut one = scene(&[10, 40]);
        assert!(!one.come_from(&scene(&[10, 40]), 0.5));
        assert!(!one.come_from(&scene(&[90, 40, 5]), 0.5), "another period");
        assert_eq!(one, scene(&[10, 40]));
    }
}

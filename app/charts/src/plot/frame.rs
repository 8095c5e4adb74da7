//! Where values stand in a drawing, both ways: from a place in the data to a rectangle, and from a pointer to a
//! place.

use super::outline::outline_of;
use crate::{at::At, scene::Xy};

/// Where a value is shown, in drawing units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    pub x: i32,
    pub y: i32,
    pub w: i32,
    pub h: i32,
}

impl Spot {
    pub fn center(self) -> (i32, i32) {
        (self.x + self.w / 2, self.y + self.h / 2)
    }
}

/// One pair of axes: `n` slots from `x0` to `x1`, values from `low` at `y1` to `high` at `y0`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plane {
    pub x0: i32,
    pub x1: i32,
    pub y0: i32,
    pub y1: i32,
    pub n: usize,
    pub low: f64,
    pub high: f64,
}

impl Plane {
    pub fn slot(&self) -> f64 {
        f64::from(self.x1 - self.x0) / self.n.max(1) as f64
    }

    /// Middle of a slot.
    pub fn x(&self, step: usize) -> i32 {
        self.x0 + ((step as f64 + 0.5) * self.slot()) as i32
    }

    pub fn y(&self, value: f64) -> i32 {
        let share = (value - self.low) / (self.high - self.low);
        self.y1 - (share * f64::from(self.y1 - self.y0)).round() as i32
    }

    fn spot(&self, step: usize, value: Option<f64>) -> Spot {
        let w = (self.slot() as i32).max(1);
        let y = value.map_or(self.y1, |v| self.y(v));
        Spot { x: self.x(step) - w / 2, y, w, h: 0 }
    }

    fn step_at(&self, x: i32) -> Option<usize> {
        let step = (f64::from(x - self.x0) / self.slot()).floor();
        (self.n > 0).then(|| (step.max(0.0) as usize).min(self.n - 1))
    }
}

/// What is drawn around the value that is read.
#[derive(Debug, Clone, PartialEq)]
pub enum Marker {
    Rule(Xy, Xy),
    Ring(Xy),
    Box(Xy, Xy),
    /// The outline of an area, by its place among the areas.
    Outline {
        area: usize,
        scale: f64,
        shift: (f64, f64),
    },
}

/// The geometry of a drawing.
#[derive(Debug, Clone, PartialEq)]
pub enum Frame {
    Time(Plane),
    /// Rows of one height, from the top.
    Rows {
        row: i32,
        count: usize,
        width: i32,
    },
    /// 24 columns by 7 rows.
    Hours {
        left: i32,
        cell: i32,
        row: i32,
    },
    Map(MapFrame),
    /// One plane a panel.
    Panels(Vec<Plane>),
}

impl Frame {
    /// Where the value at `at` is shown.
    pub fn spot(&self, at: At, value: Option<f64>) -> Option<Spot> {
        match self {
            Self::Time(plane) => Some(plane.spot(at.step, value)),
            Self::Rows { row, width, .. } => Some(Spot { x: 0, y: at.step as i32 * row, w: *width, h: *row }),
            Self::Hours { left, cell, row } => {
                Some(Spot { x: left + at.step as i32 * cell, y: at.lane as i32 * row, w: *cell, h: *row })
            }
            Self::Map(map) => map.spot(at.step),
            Self::Panels(planes) => planes.get(at.lane).map(|plane| plane.spot(at.step, value)),
        }
    }

    /// What marks the value at a place: a rule and a ring on a curve, a frame or an outline elsewhere.
    pub fn markers(&self, at: At, value: Option<f64>) -> Vec<Marker> {
        let on_plane = |plane: &Plane| {
            let x = plane.x(at.step);
            let mut list = vec![Marker::Rule((x, plane.y0), (x, plane.y1))];
            list.extend(value.map(|v| Marker::Ring((x, plane.y(v)))));
            list
        };
        match self {
            Self::Time(plane) => on_plane(plane),
            Self::Panels(planes) => planes.get(at.lane).map(on_plane).unwrap_or_default(),
            Self::Map(map) => vec![map.outline(at.step)],
            Self::Rows { .. } | Self::Hours { .. } => {
                let spot = self.spot(at, value);
                spot.map(|s| Marker::Box((s.x, s.y), (s.x + s.w, s.y + s.h))).into_iter().collect()
            }
        }
    }

    /// The place under a pointer. `nearest` chooses among the lanes of a time chart: it is given a step and says
    /// which lane passes nearest to the height.
    pub fn hit(&self, x: i32, y: i32, nearest: impl Fn(usize, f64) -> usize) -> Option<At> {
        match self {
            Self::Time(plane) => {
                let step = plane.step_at(x)?;
                let share = f64::from(plane.y1 - y) / f64::from((plane.y1 - plane.y0).max(1));
                let value = plane.low + share * (plane.high - plane.low);
                Some(At { lane: nearest(step, value), step })
            }
            Self::Rows { row, count, .. } => {
                let step = usize::try_from(y / row).ok().filter(|s| s < count)?;
                Some(At { lane: 0, step })
            }
            Self::Hours { left, cell, row } => {
                let (step, lane) = (usize::try_from((x - left) / cell).ok()?, usize::try_from(y / row).ok()?);
                (x >= *left && step < 24 && lane < 7).then_some(At { lane, step })
            }
            // Several boxes may hold a point: see `MapFrame::near`.
            Self::Map(map) => map.near(x, y).first().map(|step| At { lane: 0, step: *step }),
            Self::Panels(planes) => {
                let inside = |p: &&Plane| (p.x0..p.x1).contains(&x) && (p.y0..=p.y1).contains(&y);
                let lane = planes.iter().position(|p| inside(&p))?;
                Some(At { lane, step: planes[lane].step_at(x)? })
            }
        }
    }
}

/// Where the outlines of a map stand: the whole of France, or a part of it made larger.
#[derive(Debug, Clone, PartialEq)]
pub struct MapFrame {
    /// Drawing units in a step.
    pub(super) scale: f64,
    pub(super) shift: (f64, f64),
    pub(super) codes: Vec<String>,
}

impl MapFrame {
    /// The box around an area.
    pub fn spot(&self, index: usize) -> Option<Spot> {
        let [left, top, right, bottom] = outline_of(self.codes.get(index)?)?.frame;
        let x = |v: i32| (self.shift.0 + f64::from(v) * self.scale) as i32;
        let y = |v: i32| (self.shift.1 + f64::from(v) * self.scale) as i32;
        Some(Spot { x: x(left), y: y(top), w: x(right) - x(left), h: y(bottom) - y(top) })
    }

    /// The outline of an area, to be drawn again over the others.
    pub fn outline(&self, index: usize) -> Marker {
        Marker::Outline { area: index, scale: self.scale, shift: self.shift }
    }

    /// A point of the drawing in the steps of the outlines.
    pub fn unplaced(&self, x: f64, y: f64) -> (f64, f64) {
        ((x - self.shift.0) / self.scale, (y - self.shift.1) / self.scale)
    }

    /// Areas whose box holds a point: the outline itself decides among them.
    pub fn near(&self, x: i32, y: i32) -> Vec<usize> {
        let holds = |index: &usize| {
            self.spot(*index)
                .is_some_and(|s| (s.x..=s.x + s.w).contains(&x) && (s.y..=s.y + s.h).contains(&y))
        };
        (0..self.codes.len()).filter(holds).collect()
    }
}

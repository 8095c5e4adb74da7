//! Points of a curve, a column for each of their parts: a drawing of 100,000 values reads numbers that lie side by
//! side, and on their way to the browser they are one piece of memory. Parts that no point has cost nothing.

use std::fmt;

use domain::{
    observation::Status,
    time::{Grain, Period},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::downsample::runs;

/// One value in time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub period: Period,
    pub value: Option<f64>,
    pub status: Status,
    /// Persons or events behind a ratio.
    pub n: Option<i64>,
    /// Uncertainty: lower and upper bound.
    pub interval: Option<(f64, f64)>,
}

impl Point {
    /// The value where it can be drawn.
    pub fn finite(self) -> Option<f64> {
        self.value.filter(|v| v.is_finite())
    }
}

/// A missing value: a NaN that no computation makes, as R has one (its payload is 1954 too).
const MISSING: u64 = 0x7FF8_0000_0000_07A2;
const NONE: f64 = f64::from_bits(MISSING);

/// What is known of all values, so that no drawing has to ask each of them.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Known {
    lowest: f64,
    highest: f64,
    /// Some value is missing or not finite.
    gaps: bool,
}

impl Known {
    const NOTHING: Self = Self { lowest: f64::INFINITY, highest: f64::NEG_INFINITY, gaps: false };
}

/// Where a run of equal things starts.
type Runs<T> = Vec<(u32, T)>;

/// Points in the order of time.
#[derive(Clone)]
pub struct Points {
    /// NaN where there is no value.
    values: Vec<f64>,
    /// Runs of periods that follow each other, by the first of each.
    periods: Runs<(Grain, i32)>,
    statuses: Runs<Status>,
    known: Known,
    /// Persons or events, in whole numbers; empty where no point has one.
    n: Vec<f64>,
    /// Lower and upper bound of each point in turn; empty where no point has them.
    bounds: Vec<f64>,
}

/// Start and thing of the run that holds a place.
fn run_at<T: Copy>(runs: &Runs<T>, at: usize) -> Option<(usize, T)> {
    let (start, thing) = match runs.as_slice() {
        [only] => only,
        many => many.get(many.partition_point(|(start, _)| *start as usize <= at).checked_sub(1)?)?,
    };
    Some((*start as usize, *thing))
}

fn there(value: f64) -> Option<f64> {
    (value.to_bits() != MISSING).then_some(value)
}

impl Points {
    /// No point at all.
    pub const fn none() -> Self {
        Self {
            values: Vec::new(),
            periods: Vec::new(),
            statuses: Vec::new(),
            known: Known::NOTHING,
            n: Vec::new(),
            bounds: Vec::new(),
        }
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// All values side by side; not finite where nothing can be drawn.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The lowest and the highest finite value; infinities where there is none.
    pub fn extent(&self) -> [f64; 2] {
        [self.known.lowest, self.known.highest]
    }

    /// Place of a period by its name: periods follow each other, and names of one grain (ISO 8601) sort as they do.
    pub fn find(&self, period: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = (low + high) / 2;
            let name = self.get(middle)?.period.to_string();
            if name == period {
                return Some(middle);
            }
            if name.as_str() < period { low = middle + 1 } else { high = middle }
        }
        None
    }

    /// Start and end of each run of values without a gap.
    pub fn runs(&self) -> Vec<(usize, usize)> {
        if self.known.gaps || self.is_empty() { runs(&self.values) } else { vec![(0, self.len())] }
    }

    #[inline(never)]
    pub fn get(&self, at: usize) -> Option<Point> {
        let value = there(*self.values.get(at)?);
        let (start, (grain, first)) = run_at(&self.periods, at)?;
        let (_, status) = run_at(&self.statuses, at)?;
        let period = Period { grain, ordinal: first.wrapping_add((at - start) as i32) };
        let n = self.n.get(at).and_then(|n| there(*n)).map(|n| n as i64);
        Some(Point { period, value, status, n, interval: self.interval(at) })
    }

    /// The value at a place where it can be drawn.
    pub fn finite(&self, at: usize) -> Option<f64> {
        self.values.get(at).copied().filter(|v| v.is_finite())
    }

    pub fn first(&self) -> Option<Point> {
        self.get(0)
    }

    pub fn last(&self) -> Option<Point> {
        self.get(self.len().checked_sub(1)?)
    }

    /// Place of the last value that can be drawn.
    pub fn last_finite(&self) -> Option<usize> {
        self.values.iter().rposition(|v| v.is_finite())
    }

    pub fn iter(&self) -> impl Iterator<Item = Point> + '_ {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// Uncertainty of a point.
    pub fn interval(&self, at: usize) -> Option<(f64, f64)> {
        there(*self.bounds.get(2 * at)?).zip(there(*self.bounds.get(2 * at + 1)?))
    }

    /// All bounds of intervals; none where no point has one.
    pub fn bounds(&self) -> &[f64] {
        &self.bounds
    }

    pub fn has_n(&self) -> bool {
        !self.n.is_empty()
    }

    pub fn has(&self, status: Status) -> bool {
        self.statuses.iter().any(|(_, s)| *s == status)
    }

    /// How many points have a status.
    pub fn count(&self, status: Status) -> usize {
        let ends = self.statuses.iter().skip(1).map(|(start, _)| *start as usize).chain([self.len()]);
        let of = |((start, s), end): (&(u32, Status), usize)| (*s == status).then(|| end - *start as usize);
        self.statuses.iter().zip(ends).filter_map(of).sum()
    }

    #[inline(never)]
    pub fn push(&mut self, point: Point) {
        let at = self.len();
        let follows = run_at(&self.periods, at).is_some_and(|(start, (grain, first))| {
            (grain, first.wrapping_add((at - start) as i32)) == (point.period.grain, point.period.ordinal)
        });
        if !follows {
            self.periods.push((at as u32, (point.period.grain, point.period.ordinal)));
        }
        if self.statuses.last().is_none_or(|(_, status)| *status != point.status) {
            self.statuses.push((at as u32, point.status));
        }
        match point.finite() {
            Some(value) => {
                self.known.lowest = self.known.lowest.min(value);
                self.known.highest = self.known.highest.max(value);
            }
            None => self.known.gaps = true,
        }
        self.values.push(point.value.unwrap_or(NONE));
        if point.n.is_some() || !self.n.is_empty() {
            self.n.resize(at, NONE);
            self.n.push(point.n.map_or(NONE, |n| n as f64));
        }
        if point.interval.is_some() || !self.bounds.is_empty() {
            self.bounds.resize(2 * at, NONE);
            let (low, high) = point.interval.unwrap_or((NONE, NONE));
            self.bounds.extend([low, high]);
        }
    }

    /// The part from `from` to before `to`.
    #[must_use]
    pub fn part(&self, from: usize, to: usize) -> Self {
        let to = to.min(self.len());
        (from..to).filter_map(|at| self.get(at)).collect()
    }

    /// Whether all columns tell of the same number of points.
    fn is_whole(&self) -> bool {
        fn covers<T>(runs: &Runs<T>, n: usize) -> bool {
            let starts = runs.first().map_or(n == 0, |(first, _)| *first == 0);
            starts
                && runs.windows(2).all(|w| w[0].0 < w[1].0)
                && runs.last().is_none_or(|l| (l.0 as usize) < n)
        }
        let n = self.len();
        let fits = |length: usize, each: usize| length == 0 || length == each * n;
        covers(&self.periods, n)
            && covers(&self.statuses, n)
            && fits(self.n.len(), 1)
            && fits(self.bounds.len(), 2)
    }
}

impl FromIterator<Point> for Points {
    fn from_iter<I: IntoIterator<Item = Point>>(list: I) -> Self {
        let mut points = Self::none();
        list.into_iter().for_each(|p| points.push(p));
        points
    }
}

impl From<Vec<Point>> for Points {
    fn from(list: Vec<Point>) -> Self {
        list.into_iter().collect()
    }
}

impl PartialEq for Points {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Columns as the browser gets them: numbers in eight bytes each, least first.
#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    values: &'a [u8],
    n: &'a [u8],
    bounds: &'a [u8],
    periods: Runs<(Grain, i32)>,
    statuses: Runs<Status>,
    known: Known,
}

fn bytes(column: &[f64]) -> Vec<u8> {
    column.iter().flat_map(|v| v.to_le_bytes()).collect()
}

#[inline(never)]
fn column(bytes: &[u8]) -> Vec<f64> {
    let eight = |b: &[u8]| f64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]);
    bytes.chunks_exact(8).map(eight).collect()
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Forms that people read keep a point for each value.
        if serializer.is_human_readable() {
            return serializer.collect_seq(self.iter());
        }
        let (values, n, bounds) = (bytes(&self.values), bytes(&self.n), bytes(&self.bounds));
        let (periods, statuses) = (self.periods.clone(), self.statuses.clone());
        Wire { values: &values, n: &n, bounds: &bounds, periods, statuses, known: self.known }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return Ok(Vec::<Point>::deserialize(deserializer)?.into());
        }
        let Wire { values, n, bounds, periods, statuses, known } = Wire::deserialize(deserializer)?;
        let (values, n, bounds) = (column(values), column(n), column(bounds));
        let points = Self { values, periods, statuses, known, n, bounds };
        if points.is_whole() { Ok(points) } else { Err(D::Error::custom("columns of several lengths")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        gallery::{edge_cases, every_status, points},
        spec::ChartSpec,
    };

    #[test]
    fn columns_give_the_same_points_back() {
        let mut specs: Vec<ChartSpec> = edge_cases().into_iter().map(|(_, spec)| spec).collect();
        specs.push(every_status());
        for spec in specs {
            let bytes = postcard::to_allocvec(&spec).unwrap();
            let again: ChartSpec = postcard::from_bytes(&bytes).unwrap();
            // NaN is not equal to itself: their words are.
            assert_eq!(format!("{again:?}"), format!("{spec:?}"));
            for cut in [1, bytes.len() / 2] {
                assert!(postcard::from_bytes::<ChartSpec>(&bytes[..bytes.len() - cut]).is_err());
            }
        }
    }

    #[test]
    fn a_part_and_its_counts_are_those_of_the_list() {
        let mut list = points(&[Some(1.0), None, Some(f64::NAN), Some(4.0), Some(5.0)]);
        list[3].period.ordinal += 7;
        list[4].period.ordinal += 9;
        list[4].n = Some(12);
        list[1].interval = Some((0.0, 2.0));
        let columns = Points::from(list.clone());
        assert_eq!(format!("{:?}", columns.part(1, 9)), format!("{:?}", &list[1..]));
        assert_eq!((columns.count(Status::Missing), columns.count(Status::Final)), (1, 4));
        assert_eq!((columns.last_finite(), columns.finite(2), columns.get(5)), (Some(4), None, None));
        assert!(columns.part(3, 2).is_empty());
        let places: Vec<_> = (0..5).map(|at| columns.find(&list[at].period.to_string())).collect();
        assert_eq!(places, [0, 1, 2, 3, 4].map(Some));
        assert_eq!((columns.find("2023-10"), columns.find("2035-01"), columns.find("")), (None, None, None));
    }

    #[test]
    fn columns_of_several_lengths_are_refused() {
        let good = Points::from(points(&[Some(1.0), Some(2.0)]));
        let wrong: [fn(&mut Points); 4] = [
            |p| p.values.truncate(1),
            |p| p.statuses.clear(),
            |p| p.n = vec![1.0; 3],
            |p| p.periods.push((2, (Grain::Month, 0))),
        ];
        for spoil in wrong {
            let mut points = good.clone();
            spoil(&mut points);
            // The first leaves a good series of one point.
            let whole = points.len() == 1;
            let bytes = postcard::to_allocvec(&points).unwrap();
            assert_eq!(postcard::from_bytes::<Points>(&bytes).is_ok(), whole);
        }
    }
}

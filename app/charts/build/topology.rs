//! Outlines cut into the arcs that neighbours share, as TopoJSON does (Bostock, 2013): an arc is simplified once, so
//! that both its sides fit.

use std::collections::{BTreeMap, BTreeSet};

use super::Ring;

/// Units by which coordinates are rounded.
pub const STEP: f64 = 1.5;
/// Twice the area, in square steps, of the smallest corner that is kept (Visvalingam and Whyatt, 1993): what
/// is left out can't be seen at the size of the page, and halves the bytes.
const CORNER: i64 = 7;
/// Points of two outlines nearer than this are one: relative coordinates add up their roundings.
const SAME: f64 = 0.2;

type Point = (i64, i64);

pub struct Topology {
    /// The closed path of each area.
    pub paths: BTreeMap<String, String>,
    /// Each arc once, with the one or two areas that it bounds.
    pub arcs: Vec<(Vec<String>, String)>,
}

impl Topology {
    pub fn of(shapes: &BTreeMap<String, Vec<Ring>>) -> Self {
        let rounded = rounded(shapes);
        let owners = owners(&rounded);
        let nodes = nodes(&owners);
        let mut topology = Self { paths: BTreeMap::new(), arcs: Vec::new() };
        let mut lines: BTreeMap<Vec<Point>, Vec<Point>> = BTreeMap::new();
        let mut taken: BTreeSet<(Point, Point)> = BTreeSet::new();
        for (code, rings) in &rounded {
            let path = topology.paths.entry(code.clone()).or_default();
            for ring in rings {
                let mut outline: Vec<Point> = Vec::new();
                for arc in arcs(ring, &nodes) {
                    let (known, turned) = canonical(arc);
                    let mut line = match lines.get(&known) {
                        Some(line) => line.clone(),
                        None => {
                            let short = simplified(&known);
                            // An arc that would fall upon another keeps all its points.
                            let own: BTreeSet<_> = known.windows(2).map(|w| edge(w[0], w[1])).collect();
                            let falls = short.windows(2).map(|w| edge(w[0], w[1])).any(|e| {
                                !own.contains(&e) && (taken.contains(&e) || owners.contains_key(&e))
                            });
                            let line = if falls { known.clone() } else { short };
                            taken.extend(line.windows(2).map(|w| edge(w[0], w[1])));
                            let of = owners[&edge(known[0], known[1])].iter().cloned().collect();
                            topology.arcs.push((of, written(&line)));
                            lines.insert(known, line.clone());
                            line
                        }
                    };
                    if turned {
                        line.reverse();
                    }
                    // Each arc ends where the next one starts.
                    line.pop();
                    outline.extend(line);
                }
                if outline.len() > 2 {
                    *path += &(written(&outline) + "z");
                }
            }
        }
        topology
    }
}

fn edge(a: Point, b: Point) -> (Point, Point) {
    (a.min(b), a.max(b))
}

/// Rings in whole steps, on points that neighbours have in common; without repeated points and without spikes.
fn rounded(shapes: &BTreeMap<String, Vec<Ring>>) -> BTreeMap<String, Vec<Vec<Point>>> {
    let mut known: BTreeMap<Point, Vec<(f64, f64)>> = BTreeMap::new();
    let mut settle = |(x, y): (f64, f64)| {
        let cell = ((x / SAME).floor() as i64, (y / SAME).floor() as i64);
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (cell.0 + dx, cell.1 + dy)));
        let near = around
            .filter_map(|c| known.get(&c))
            .flatten()
            .find(|(a, b)| (a - x).hypot(b - y) < SAME)
            .copied();
        let (x, y) = near.unwrap_or_else(|| {
            known.entry(cell).or_default().push((x, y));
            (x, y)
        });
        ((x / STEP).round() as i64, (y / STEP).round() as i64)
    };
    let mut all = BTreeMap::new();
    for (code, rings) in shapes {
        let rings = rings.iter().map(|ring| clean(ring.iter().map(|p| settle(*p)).collect()));
        all.insert(code.clone(), rings.filter(|r| r.len() > 2).collect());
    }
    all
}

/// A closed ring without the points that rounding made equal, nor ways there and back.
fn clean(mut ring: Vec<Point>) -> Vec<Point> {
    loop {
        let n = ring.len();
        let useless = |i: &usize| ring[*i] == ring[(i + 1) % n] || ring[(i + n - 1) % n] == ring[(i + 1) % n];
        match (0..n).find(useless).filter(|_| n > 2) {
            Some(i) => ring.remove(i),
            None => return ring,
        };
    }
}

/// Which areas each edge belongs to.
fn owners(all: &BTreeMap<String, Vec<Vec<Point>>>) -> BTreeMap<(Point, Point), BTreeSet<String>> {
    let mut owners: BTreeMap<(Point, Point), BTreeSet<String>> = BTreeMap::new();
    for (code, rings) in all {
        for ring in rings {
            for i in 0..ring.len() {
                owners.entry(edge(ring[i], ring[(i + 1) % ring.len()])).or_default().insert(code.clone());
            }
        }
    }
    owners
}

/// Points where arcs meet: anything but two edges of the same areas.
fn nodes(owners: &BTreeMap<(Point, Point), BTreeSet<String>>) -> BTreeSet<Point> {
    let mut at: BTreeMap<Point, Vec<&BTreeSet<String>>> = BTreeMap::new();
    for ((a, b), of) in owners {
        at.entry(*a).or_default().push(of);
        at.entry(*b).or_default().push(of);
    }
    at.into_iter().filter(|(_, of)| !matches!(of.as_slice(), [a, b] if a == b)).map(|(p, _)| p).collect()
}

/// A ring from node to node; whole, and closed, where it has none.
fn arcs(ring: &[Point], nodes: &BTreeSet<Point>) -> Vec<Vec<Point>> {
    let n = ring.len();
    let start = (0..n).find(|i| nodes.contains(&ring[*i]));
    // A ring of its own starts at the same point for all its owners.
    let start = start.or_else(|| (0..n).min_by_key(|i| ring[*i])).unwrap_or(0);
    let mut all = vec![vec![ring[start]]];
    for step in 1..=n {
        let point = ring[(start + step) % n];
        if let Some(arc) = all.last_mut() {
            arc.push(point);
        }
        if step < n && nodes.contains(&point) {
            all.push(vec![point]);
        }
    }
    all
}

/// One of the two directions of an arc, the same whoever asks; and whether it was turned.
fn canonical(arc: Vec<Point>) -> (Vec<Point>, bool) {
    let back: Vec<Point> = arc.iter().rev().copied().collect();
    if back < arc { (back, true) } else { (arc, false) }
}

/// Without the points between that nobody would miss; the ends stay.
fn simplified(arc: &[Point]) -> Vec<Point> {
    let mut points = arc.to_vec();
    let closed = points.first() == points.last();
    let least = if closed { 9 } else { 2 };
    let corner = |points: &[Point], i: usize| {
        let (a, b, c) = (points[i - 1], points[i], points[i + 1]);
        ((b.0 - a.0) * (c.1 - a.1) - (c.0 - a.0) * (b.1 - a.1)).abs()
    };
    loop {
        let flattest = (1..points.len().saturating_sub(1)).min_by_key(|i| corner(&points, *i));
        let Some((i, size)) = flattest.map(|i| (i, corner(&points, i))) else { return points };
        // A short arc keeps its bend: small départements are made of such.
        let kept = if points.len() <= 4 { 3 } else { CORNER };
        if size > 0 && (size >= kept || points.len() <= least) {
            return points;
        }
        points.remove(i);
    }
}

/// An open line in relative steps.
fn written(points: &[Point]) -> String {
    let mut path = format!("M{} {}l", points[0].0, points[0].1);
    for (i, pair) in points.windows(2).enumerate() {
        let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        if i > 0 && dx >= 0 {
            path.push(' ');
        }
        path += &dx.to_string();
        if dy >= 0 {
            path.push(' ');
        }
        path += &dy.to_string();
    }
    path
}

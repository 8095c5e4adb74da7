//! Cells of linked tables and the equations between them.

use rustc_hash::FxHashMap;

/// One axis (territory, a category, time): a forest of nodes. Parents are added before their parts.
#[derive(Debug, Clone, Default)]
pub struct Axis {
    nodes: Vec<(Option<u16>, u16)>,
}

impl Axis {
    /// Adds a node under `parent` and returns its number.
    pub fn add(&mut self, parent: Option<u16>) -> u16 {
        let depth = parent.map_or(0, |p| self.nodes[usize::from(p)].1 + 1);
        self.nodes.push((parent, depth));
        u16::try_from(self.nodes.len() - 1).unwrap_or(u16::MAX)
    }

    /// The one node of an axis without parts.
    pub fn single() -> Self {
        Self { nodes: vec![(None, 0)] }
    }

    /// The node of which this one is a part.
    pub fn parent(&self, node: u16) -> Option<u16> {
        self.nodes[usize::from(node)].0
    }

    fn depth(&self, node: u16) -> u16 {
        self.nodes[usize::from(node)].1
    }
}

/// Territory, three categories, time.
pub const AXES: usize = 5;

/// The address of a cell: one node on each axis.
pub type Address = [u16; AXES];

/// One equation: a total is the sum of its parts.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub total: usize,
    pub parts: Vec<usize>,
    /// Persons of the total that are in none of its parts: unknown to a reader, like a withheld part.
    pub rest: i64,
}

/// All cells that are published together, and every equation between them.
#[derive(Debug, Clone)]
pub struct System {
    pub(crate) counts: Vec<i64>,
    /// Coarse equations first.
    pub(crate) lines: Vec<Line>,
    /// The equations of each cell: those in which it is a part, then those in which it is the total.
    pub(crate) part_of: Vec<Vec<usize>>,
    pub(crate) total_of: Vec<Vec<usize>>,
    /// The other of two cells that are told together or not at all.
    pub(crate) twins: Vec<Option<usize>>,
}

impl System {
    /// `cells` have distinct addresses; a cell whose total on some axis is not among them is free on that axis. Zeros
    /// that are possible belong to the cells, impossible crossings do not.
    pub fn new(axes: &[Axis; AXES], cells: &[(Address, i64)]) -> Self {
        let index: FxHashMap<Address, usize> = cells.iter().enumerate().map(|(i, (a, _))| (*a, i)).collect();
        let mut lines: FxHashMap<(usize, usize, u16), Vec<usize>> = FxHashMap::default();
        for (part, (address, _)) in cells.iter().enumerate() {
            for (axis, nodes) in axes.iter().enumerate() {
                let depth = nodes.depth(address[axis]);
                let mut above = *address;
                // The nearest total that is published: months may add up to a year without quarters between.
                while let Some(parent) = nodes.parent(above[axis]) {
                    above[axis] = parent;
                    if let Some(total) = index.get(&above) {
                        lines.entry((*total, axis, depth)).or_default().push(part);
                        break;
                    }
                }
            }
        }
        let depth = |cell: usize| -> u16 { (0..AXES).map(|a| axes[a].depth(cells[cell].0[a])).sum() };
        let mut ordered: Vec<((usize, usize, u16), Vec<usize>)> = lines.into_iter().collect();
        for (_, parts) in &mut ordered {
            parts.sort_unstable_by_key(|p| cells[*p].0);
        }
        ordered.sort_unstable_by_key(|((total, axis, of), _)| (depth(*total), cells[*total].0, *axis, *of));
        let counts: Vec<i64> = cells.iter().map(|(_, n)| *n).collect();
        let (mut part_of, mut total_of) = (vec![Vec::new(); cells.len()], vec![Vec::new(); cells.len()]);
        let mut kept = Vec::with_capacity(ordered.len());
        for ((total, ..), parts) in ordered {
            let number = kept.len();
            parts.iter().for_each(|p| part_of[*p].push(number));
            total_of[total].push(number);
            let rest = counts[total] - parts.iter().map(|p| counts[*p]).sum::<i64>();
            kept.push(Line { total, parts, rest });
        }
        let twins = vec![None; counts.len()];
        Self { counts, lines: kept, part_of, total_of, twins }
    }

    /// Says of pairs of cells, by number, that they are told together or not at all: of a share, those who said yes and those who
    /// did not. A cell has one twin at most.
    #[must_use]
    pub fn with_twins(mut self, pairs: impl IntoIterator<Item = (usize, usize)>) -> Self {
        for (one, other) in pairs {
            self.twins[one] = Some(other);
            self.twins[other] = Some(one);
        }
        self
    }

    /// The equations of a cell, by number.
    pub(crate) fn lines_of(&self, cell: usize) -> impl Iterator<Item = usize> + Clone + '_ {
        self.part_of[cell].iter().chain(&self.total_of[cell]).copied()
    }

    /// Whether twins add up to a total that is told: then one gains what the other loses.
    pub(crate) fn are_complements(&self, one: usize, other: usize, unknown: &[bool]) -> bool {
        self.part_of[one].iter().any(|number| {
            let line = &self.lines[*number];
            line.parts.len() == 2 && line.parts.contains(&other) && line.rest == 0 && !unknown[line.total]
        })
    }

    /// A cell and its twin.
    pub(crate) fn together(&self, cell: usize) -> impl Iterator<Item = usize> + Clone + use<> {
        std::iter::once(cell).chain(self.twins[cell])
    }

    pub fn len(&self) -> usize {
        self.counts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }
}

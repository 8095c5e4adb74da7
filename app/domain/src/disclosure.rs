//! Statistical secrecy: primary and secondary suppression over a hierarchical table.
//!
//! A cell with fewer persons than the threshold is withheld (primary). A total minus its other parts must
//! not give it back, so further cells are withheld until each such equation has at least two unknowns whose
//! sum reaches the threshold (secondary; Hundepool et al., *Statistical Disclosure Control*, ch. 4, with
//! the smallest-cell heuristic).
//!
//! The decision depends on the table alone, never on the question asked: coarser classes of cells are
//! decided first and finer ones never change them, so that two answers about overlapping tables agree.

use std::collections::{BTreeMap, HashMap, HashSet};

/// One axis of the table (territory, time, a category): a forest of nodes, each with its level. Level 0 is
/// the coarsest.
#[derive(Debug, Clone, Default)]
pub struct Axis {
    nodes: Vec<(Option<u16>, u16)>,
}

impl Axis {
    /// Adds a node under `parent` and returns its number.
    pub fn add(&mut self, parent: Option<u16>) -> u16 {
        let level = parent.map_or(0, |p| self.nodes[usize::from(p)].1 + 1);
        self.nodes.push((parent, level));
        u16::try_from(self.nodes.len() - 1).unwrap_or(u16::MAX)
    }

    /// The one node of an axis without parts.
    pub fn single() -> Self {
        Self { nodes: vec![(None, 0)] }
    }

    pub fn len(&self) -> u16 {
        u16::try_from(self.nodes.len()).unwrap_or(u16::MAX)
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    pub fn parent(&self, node: u16) -> Option<u16> {
        self.nodes[usize::from(node)].0
    }

    fn level(&self, node: u16) -> u16 {
        self.nodes[usize::from(node)].1
    }
}

/// The address of a cell: one node on each axis, 0 on the axes that a table does not use.
pub type Address = [u16; AXES];

/// Territory, three categories, time.
pub const AXES: usize = 5;

/// A table of persons counted, at every level that is published.
#[derive(Debug, Clone)]
pub struct Table {
    axes: [Axis; AXES],
    cells: HashMap<Address, i64>,
}

impl Table {
    /// A table of zeros: a zero is a cell too, and may be withheld to protect another.
    pub fn new(axes: [Axis; AXES]) -> Self {
        let mut addresses = vec![[0; AXES]];
        for (axis, nodes) in axes.iter().enumerate() {
            addresses = addresses
                .into_iter()
                .flat_map(|address| {
                    (0..nodes.len()).map(move |node| {
                        let mut address = address;
                        address[axis] = node;
                        address
                    })
                })
                .collect();
        }
        Self { axes, cells: addresses.into_iter().map(|a| (a, 0)).collect() }
    }

    /// Adds `count` persons at an address. Every level is added by the caller: levels come from different
    /// roll-ups and are not recomputed here.
    pub fn add(&mut self, address: Address, count: i64) {
        *self.cells.entry(address).or_insert(0) += count;
    }

    /// Persons at an address; 0 where the table has no such cell.
    pub fn count(&self, address: &Address) -> i64 {
        self.cells.get(address).copied().unwrap_or(0)
    }

    /// Whether any cell has to be withheld at all.
    pub fn has_small(&self, threshold: i64) -> bool {
        self.cells.values().any(|n| (1..threshold).contains(n))
    }

    /// The addresses to withhold for a threshold (0 switches protection off).
    pub fn suppressed(&self, threshold: i64) -> HashSet<Address> {
        let mut hidden: HashSet<Address> = self
            .cells
            .iter()
            .filter(|(_, n)| (1..threshold).contains(*n))
            .map(|(address, _)| *address)
            .collect();
        if hidden.is_empty() {
            return hidden;
        }
        // One equation for each (total, axis): the parts are the children of the total on that axis. Coarser
        // classes of parts come first; the order inside a class is that of the addresses.
        let mut lines: BTreeMap<(u16, [u16; AXES], Address, usize), Vec<Address>> = BTreeMap::new();
        let mut addresses: Vec<Address> = self.cells.keys().copied().collect();
        addresses.sort_unstable();
        for address in addresses {
            for (axis, nodes) in self.axes.iter().enumerate() {
                if let Some(parent) = nodes.parent(address[axis]) {
                    let mut total = address;
                    total[axis] = parent;
                    let class = self.class(&address);
                    lines.entry((class.iter().sum(), class, total, axis)).or_default().push(address);
                }
            }
        }
        let lines: Vec<_> = lines.into_iter().collect();
        for of_class in lines.chunk_by(|a, b| a.0.1 == b.0.1) {
            loop {
                let before = hidden.len();
                for ((_, _, total, _), parts) in of_class {
                    self.protect_line(total, parts, threshold, &mut hidden);
                }
                if hidden.len() == before {
                    break;
                }
            }
        }
        hidden
    }

    fn class(&self, address: &Address) -> [u16; AXES] {
        let mut class = [0; AXES];
        for (axis, level) in class.iter_mut().enumerate() {
            *level = self.axes[axis].level(address[axis]);
        }
        class
    }

    fn protect_line(
        &self,
        total: &Address,
        parts: &[Address],
        threshold: i64,
        hidden: &mut HashSet<Address>,
    ) {
        loop {
            let inside: Vec<&Address> = parts.iter().filter(|p| hidden.contains(*p)).collect();
            let sum: i64 = inside.iter().map(|p| self.cells[*p]).sum();
            let safe = if hidden.contains(total) {
                // The total is unknown: at least one part must be too, or their sum would tell it.
                !inside.is_empty()
            } else {
                inside.is_empty() || (inside.len() >= 2 && sum >= threshold)
            };
            // As many persons as withheld cells would mean one in each: a withheld zero breaks that count.
            let loose = inside.is_empty()
                || hidden.contains(total)
                || sum >= 2 * inside.len() as i64
                || inside.iter().any(|p| self.cells[*p] == 0);
            if safe && loose {
                return;
            }
            if safe {
                let zero = parts.iter().filter(|p| self.cells[*p] == 0).min_by_key(|p| **p);
                match zero {
                    Some(part) => hidden.insert(*part),
                    None => return,
                };
                continue;
            }
            // The smallest cell with persons in it; where there is none, a zero is withheld.
            let next = parts
                .iter()
                .filter(|p| !hidden.contains(*p))
                .min_by_key(|p| (self.cells[*p] == 0, self.cells[*p], **p));
            match next {
                Some(part) => hidden.insert(*part),
                // All parts are hidden and still weak: the total carries the same persons.
                None => return,
            };
        }
    }
}

/// Rounds to the nearest multiple of the threshold: how a sum is told when its window cuts through a block
/// whose withheld cells lie on both sides of the cut.
pub fn rounded(value: i64, threshold: i64) -> i64 {
    if threshold <= 1 { value } else { (value + threshold / 2).div_euclid(threshold) * threshold }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// France over régions over départements, by months over a quarter, by two categories.
    fn table(counts: &[i64]) -> Table {
        let mut place = Axis::default();
        let france = place.add(None);
        let regions = [place.add(Some(france)), place.add(Some(france))];
        let places: Vec<u16> = (0..5).map(|i| place.add(Some(regions[usize::from(i > 1)]))).collect();
        let mut time = Axis::default();
        let quarter = time.add(None);
        let months: Vec<u16> = (0..3).map(|_| time.add(Some(quarter))).collect();
        let mut category = Axis::default();
        let all = category.add(None);
        let kinds = [category.add(Some(all)), category.add(Some(all))];
        let mut table = Table::new([place.clone(), category, Axis::single(), Axis::single(), time]);
        let mut counts = counts.iter().cycle();
        for p in &places {
            for m in &months {
                for k in kinds {
                    let n = *counts.next().unwrap();
                    let region = place.parent(*p).unwrap();
                    for x in [*p, region, france] {
                        for t in [*m, quarter] {
                            for c in [k, all] {
                                table.add([x, c, 0, 0, t], n);
                            }
                        }
                    }
                }
            }
        }
        table
    }

    /// What a reader can do with subtraction alone: solve every equation with one unknown, again and again.
    fn attack(table: &Table, hidden: &HashSet<Address>) -> Vec<Address> {
        let mut unknown = hidden.clone();
        let mut told = Vec::new();
        loop {
            let mut found = None;
            for total in table.cells.keys() {
                for axis in 0..table.axes.len() {
                    let mut line: Vec<&Address> = table
                        .cells
                        .keys()
                        .filter(|a| {
                            table.axes[axis].parent(a[axis]) == Some(total[axis])
                                && a.iter().enumerate().all(|(i, n)| i == axis || *n == total[i])
                        })
                        .collect();
                    if line.is_empty() {
                        continue;
                    }
                    line.push(total);
                    let missing: Vec<&&Address> = line.iter().filter(|a| unknown.contains(**a)).collect();
                    if let [one] = missing[..] {
                        found = Some(**one);
                    }
                }
            }
            match found {
                Some(address) => {
                    unknown.remove(&address);
                    told.push(address);
                }
                None => return told,
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn subtraction_never_gives_back_a_withheld_cell(counts in prop::collection::vec(prop_oneof![0i64..8, 0i64..60], 30)) {
            let table = table(&counts);
            let hidden = table.suppressed(5);
            for (address, n) in &table.cells {
                prop_assert!(!(1..5).contains(n) || hidden.contains(address), "primary cell shown");
            }
            prop_assert!(attack(&table, &hidden).is_empty());
        }
    }

    #[test]
    fn nothing_is_withheld_without_small_counts_or_threshold() {
        assert!(table(&[10, 20, 0, 30]).suppressed(5).is_empty());
        assert!(table(&[1, 2, 3]).suppressed(0).is_empty());
    }

    #[test]
    fn one_small_cell_takes_a_companion_on_each_axis() {
        let mut counts = vec![20; 30];
        counts[0] = 3;
        let hidden = table(&counts).suppressed(5);
        assert!(hidden.len() >= 4 && hidden.len() <= 12, "{}", hidden.len());
    }

    #[test]
    fn rounding_keeps_multiples() {
        assert_eq!([rounded(12, 5), rounded(13, 5), rounded(15, 5), rounded(7, 0)], [10, 15, 15, 7]);
    }
}

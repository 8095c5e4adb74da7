//! How far apart two values are that each withheld cell is shown to be able to have: by exchanges, else by linear programming.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::{
    Rule, System,
    exchange::Exchange,
    programme::{FAR, Programme},
};

/// What an audit found.
#[derive(Debug, Clone, Default)]
pub struct Audit {
    /// Withheld cells that a reader can place in an interval narrower than the rule allows.
    pub narrow: Vec<usize>,
    /// Linear programmes that were solved.
    pub solved: usize,
}

/// Audits a decision by itself, whoever made it. `withheld` says what a reader is not told.
pub fn audit(system: &System, rule: Rule, withheld: &[bool]) -> Audit {
    let mut auditor = Auditor::new(system, rule, vec![false; system.len()]);
    let narrow = auditor.narrow(withheld, &vec![false; system.len()]);
    Audit { narrow, solved: auditor.solved }
}

/// Objectives with changing signs tried on a whole component before its cells are asked one by one: each solution places many cells.
const SWEEPS: usize = 24;

/// Cells of a component up to which programmes are solved to give one companion back; in a larger one only exchanges are tried.
const SMALL: usize = 200;

/// Programmes of one decision. Beyond it nothing more is proven, and what is not proven is not published.
const BUDGET: usize = 20_000;

/// A value that a cell was shown to be able to have, and the cells that move with it: as long as these are unknown it holds.
#[derive(Debug, Clone)]
struct Shown {
    value: f64,
    by: Rc<Vec<usize>>,
}

#[derive(Debug, Clone)]
struct Seen {
    least: Shown,
    greatest: Shown,
}

/// Keeps what was proven: a cell that is wide stays wide when more is withheld.
pub(crate) struct Auditor<'s> {
    system: &'s System,
    rule: Rule,
    seen: Vec<Seen>,
    indifferent: Vec<bool>,
    pub solved: usize,
}

impl<'s> Auditor<'s> {
    /// `indifferent` cells may be found out.
    pub fn new(system: &'s System, rule: Rule, indifferent: Vec<bool>) -> Self {
        let truth = |n: &i64| Shown { value: *n as f64, by: Rc::default() };
        let seen = system.counts.iter().map(|n| Seen { least: truth(n), greatest: truth(n) }).collect();
        Self { system, rule, seen, indifferent, solved: 0 }
    }

    fn is_wide(&self, cell: usize) -> bool {
        let seen = &self.seen[cell];
        self.indifferent[cell] || seen.greatest.value - seen.least.value >= self.rule.width() as f64 - 1e-6
    }

    /// Withheld cells whose interval is too narrow. What was `told` before is no unknown.
    pub fn narrow(&mut self, withheld: &[bool], told: &[bool]) -> Vec<usize> {
        let unknown: Vec<bool> = withheld.iter().zip(told).map(|(w, t)| *w && !*t).collect();
        let mut narrow = Vec::new();
        for component in components(self.system, &unknown) {
            if component.iter().any(|c| !self.is_wide(*c)) {
                self.widen(&component, &unknown, true);
            }
            narrow.extend(component.into_iter().filter(|c| !self.is_wide(*c)));
        }
        narrow.sort_unstable();
        narrow
    }

    /// Whether the unknown cells around `cell`, which is to be told, stay wide without it.
    pub fn still_wide(&mut self, cell: usize, withheld: &[bool], told: &[bool]) -> bool {
        let unknown: Vec<bool> = withheld.iter().zip(told).map(|(w, t)| *w && !*t).collect();
        let system = self.system;
        let gone: Vec<usize> = system.together(cell).collect();
        let mut near: Vec<usize> = gone
            .iter()
            .flat_map(|c| system.lines_of(*c))
            .flat_map(|n| system.lines[n].parts.iter().chain([&system.lines[n].total]).copied())
            .filter(|c| unknown[*c])
            .collect();
        near.sort_unstable();
        near.dedup();
        let mut kept = Vec::new();
        let mut wide = true;
        while let Some(first) = near.first().copied() {
            let component = component_of(system, first, &unknown);
            near.retain(|c| component.binary_search(c).is_err());
            for c in &component {
                let is_lost = |shown: &Shown| gone.iter().any(|g| shown.by.contains(g));
                let seen = &self.seen[*c];
                if is_lost(&seen.least) || is_lost(&seen.greatest) {
                    kept.push((*c, seen.clone()));
                    let truth = Shown { value: system.counts[*c] as f64, by: Rc::default() };
                    let seen = &mut self.seen[*c];
                    if is_lost(&seen.least) {
                        seen.least = truth.clone();
                    }
                    if is_lost(&seen.greatest) {
                        seen.greatest = truth;
                    }
                }
            }
            if component.iter().any(|c| !self.is_wide(*c)) {
                self.widen(&component, &unknown, component.len() <= SMALL);
            }
            wide &= component.iter().all(|c| self.is_wide(*c));
            if !wide {
                break;
            }
        }
        if !wide {
            kept.into_iter().for_each(|(c, seen)| self.seen[c] = seen);
        }
        wide
    }

    fn widen(&mut self, component: &[usize], unknown: &[bool], thorough: bool) {
        let programme = Programme::new(self.system, component, unknown);
        if programme.is_free() {
            for (place, cell) in component.iter().enumerate() {
                let (least, greatest) = programme.range(place);
                let by = programme.moved_with(&[programme.moved_by[place].0]);
                self.note(*cell, least, &by);
                self.note(*cell, greatest, &by);
            }
            return;
        }
        if self.alone(&programme) {
            return;
        }
        self.exchange(&programme);
        if !thorough {
            return;
        }
        let mut lottery = 0x9e37_79b9_7f4a_7c15u64;
        let mut idle = 0;
        for _ in 0..SWEEPS {
            let wanted: Vec<bool> = programme.cells.iter().map(|c| !self.is_wide(*c)).collect();
            let left = wanted.iter().filter(|w| **w).count();
            if left == 0 {
                return;
            }
            let objective: Vec<f64> = wanted
                .iter()
                .map(|wanted| {
                    lottery = lottery
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    if !wanted {
                        0.0
                    } else if lottery >> 63 == 0 {
                        1.0
                    } else {
                        -1.0
                    }
                })
                .collect();
            self.look(&programme, &objective);
            let after = programme.cells.iter().filter(|c| !self.is_wide(**c)).count();
            idle = if after < left { 0 } else { idle + 1 };
            if idle == 4 {
                break;
            }
        }
        for place in 0..programme.cells.len() {
            for direction in [1.0, -1.0] {
                if !self.is_wide(programme.cells[place]) {
                    let mut objective = vec![0.0; programme.cells.len()];
                    objective[place] = direction;
                    self.look(&programme, &objective);
                }
            }
        }
    }

    /// One equation alone needs no programme: each unknown may take all that the others can spare.
    fn alone(&mut self, programme: &Programme) -> bool {
        let [terms] = &programme.lines[..] else { return false };
        let bounded = programme.free.iter().any(|free| free.up < FAR) || programme.free.len() != terms.len();
        if bounded || terms.iter().any(|(_, sign)| *sign < 0.0) {
            return false;
        }
        let sum: f64 = programme.free.iter().map(|free| free.down).sum();
        let by = Rc::new(programme.cells.clone());
        for cell in &programme.cells {
            self.note(*cell, if terms.len() > 1 { 0.0 } else { sum }, &by);
            self.note(*cell, sum, &by);
        }
        true
    }

    /// Most cells are settled by an exchange with a few others: what one gains, another of the same equation loses.
    fn exchange(&mut self, programme: &Programme) {
        let mut exchange = Exchange::new(programme);
        let width = self.rule.width() as f64;
        for (place, cell) in programme.cells.iter().enumerate() {
            for by in [width, -width] {
                if self.is_wide(*cell) {
                    break;
                }
                let (variable, way) = programme.moved_by[place];
                if let Some(moves) = exchange.with(variable, by * way) {
                    let variables: Vec<usize> = moves.iter().map(|(v, _)| *v).collect();
                    let moved = programme.moved_with(&variables);
                    for (place, cell) in programme.cells.iter().enumerate() {
                        let (variable, way) = programme.moved_by[place];
                        if let Some((_, by)) = moves.iter().find(|(v, _)| *v == variable) {
                            self.note(*cell, programme.counts[place] + by * way, &moved);
                        }
                    }
                }
            }
        }
    }

    fn look(&mut self, programme: &Programme, objective: &[f64]) {
        if self.solved == BUDGET {
            return;
        }
        self.solved += 1;
        if let Some(values) = programme.maximum(objective) {
            let moved =
                values.iter().zip(&programme.counts).map(|(value, count)| (value - count).abs() > 1e-9);
            let moved: Vec<usize> = programme
                .cells
                .iter()
                .zip(moved)
                .filter(|(_, moved)| *moved)
                .map(|(cell, _)| *cell)
                .collect();
            let by = Rc::new(moved);
            for (cell, value) in programme.cells.iter().zip(values) {
                self.note(*cell, value, &by);
            }
        }
    }

    fn note(&mut self, cell: usize, value: f64, by: &Rc<Vec<usize>>) {
        let seen = &mut self.seen[cell];
        if value < seen.least.value {
            seen.least = Shown { value, by: by.clone() };
        }
        if value > seen.greatest.value {
            seen.greatest = Shown { value, by: by.clone() };
        }
    }
}

/// The unknown cells that share equations with one of them, step by step.
fn component_of(system: &System, first: usize, unknown: &[bool]) -> Vec<usize> {
    let mut found = vec![first];
    let mut known: rustc_hash::FxHashSet<usize> = found.iter().copied().collect();
    let mut at = 0;
    while let Some(cell) = found.get(at).copied() {
        at += 1;
        for number in system.lines_of(cell) {
            let line = &system.lines[number];
            for next in line.parts.iter().chain([&line.total]) {
                if unknown[*next] && known.insert(*next) {
                    found.push(*next);
                }
            }
        }
    }
    found.sort_unstable();
    found
}

/// Unknown cells that share equations, group by group.
fn components(system: &System, unknown: &[bool]) -> Vec<Vec<usize>> {
    let mut root: Vec<usize> = (0..system.len()).collect();
    fn find(root: &mut [usize], mut cell: usize) -> usize {
        while root[cell] != cell {
            root[cell] = root[root[cell]];
            cell = root[cell];
        }
        cell
    }
    for line in &system.lines {
        let mut first = None;
        for cell in line.parts.iter().chain([&line.total]).filter(|c| unknown[**c]) {
            let found = find(&mut root, *cell);
            match first {
                None => first = Some(found),
                Some(first) => root[found] = first,
            }
        }
    }
    let mut groups: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for cell in (0..system.len()).filter(|c| unknown[*c]) {
        let of = find(&mut root, cell);
        groups.entry(of).or_default().push(cell);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.sort_unstable();
    groups
}

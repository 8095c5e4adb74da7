//! The least and the greatest value that each withheld cell may have, by linear programming.

use std::time::Duration;

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};
use rustc_hash::FxHashMap;

use crate::{Rule, System};

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

/// For one programme, usually of milliseconds; the solver may walk in circles.
const PATIENCE: Duration = Duration::from_secs(2);

/// How far a count is moved: far beyond what the rule asks for.
const FAR: f64 = 1000.0;

/// Programmes of one decision. Beyond it nothing more is proven, and what is not proven is not published.
const BUDGET: usize = 20_000;

/// Values that a cell was shown to be able to have.
#[derive(Debug, Clone, Copy)]
struct Seen {
    least: f64,
    greatest: f64,
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
        let seen = system.counts.iter().map(|n| Seen { least: *n as f64, greatest: *n as f64 }).collect();
        Self { system, rule, seen, indifferent, solved: 0 }
    }

    fn is_wide(&self, cell: usize) -> bool {
        self.indifferent[cell]
            || self.seen[cell].greatest - self.seen[cell].least >= self.rule.width() as f64 - 1e-6
    }

    /// Withheld cells whose interval is too narrow. What was `told` before is no unknown.
    pub fn narrow(&mut self, withheld: &[bool], told: &[bool]) -> Vec<usize> {
        let unknown: Vec<bool> = withheld.iter().zip(told).map(|(w, t)| *w && !*t).collect();
        let mut narrow = Vec::new();
        for component in components(self.system, &unknown) {
            if component.iter().any(|c| !self.is_wide(*c)) {
                self.widen(&component, &unknown);
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
        let mut near: Vec<usize> = system
            .together(cell)
            .flat_map(|c| system.lines_of(c))
            .flat_map(|n| system.lines[n].parts.iter().chain([&system.lines[n].total]).copied())
            .filter(|c| unknown[*c])
            .collect();
        near.sort_unstable();
        near.dedup();
        let mut kept = Vec::new();
        let mut wide = true;
        while let Some(first) = near.first().copied() {
            let component = component_of(system, first, &unknown);
            near.retain(|c| !component.contains(c));
            for c in &component {
                kept.push((*c, self.seen[*c]));
                let count = system.counts[*c] as f64;
                self.seen[*c] = Seen { least: count, greatest: count };
            }
            self.widen(&component, &unknown);
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

    fn widen(&mut self, component: &[usize], unknown: &[bool]) {
        let programme = Programme::new(self.system, component, unknown);
        if programme.lines.is_empty() {
            // No equation speaks of the cell: it may be anything.
            for cell in component {
                self.seen[*cell].greatest = f64::INFINITY;
            }
            return;
        }
        if self.alone(&programme) {
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
        if terms.iter().any(|(_, sign)| *sign < 0.0) {
            return false;
        }
        let sum: f64 = programme.counts.iter().sum();
        for cell in &programme.cells {
            self.note(*cell, if terms.len() > 1 { 0.0 } else { sum });
            self.note(*cell, sum);
        }
        true
    }

    fn look(&mut self, programme: &Programme, objective: &[f64]) {
        if self.solved == BUDGET {
            return;
        }
        self.solved += 1;
        if let Some(values) = programme.maximum(objective) {
            for (cell, value) in programme.cells.iter().zip(values) {
                self.note(*cell, value);
            }
        }
    }

    fn note(&mut self, cell: usize, value: f64) {
        let seen = &mut self.seen[cell];
        seen.least = seen.least.min(value);
        seen.greatest = seen.greatest.max(value);
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

/// What a reader knows of one component: equations between its cells, none of which is negative. A zero may be withheld too,
/// so that he can't exclude it of any cell.
struct Programme {
    /// Cells by number, then rests of totals that no part explains.
    cells: Vec<usize>,
    /// What each of them is in truth: a point from which the solver sets out, so that it needn't look for one.
    counts: Vec<f64>,
    /// Terms that add up to what a reader knows: place and sign.
    lines: Vec<Vec<(usize, f64)>>,
}

impl Programme {
    fn new(system: &System, component: &[usize], unknown: &[bool]) -> Self {
        let place: FxHashMap<usize, usize> = component.iter().enumerate().map(|(i, c)| (*c, i)).collect();
        let mut numbers: Vec<usize> = component.iter().flat_map(|c| system.lines_of(*c)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut counts: Vec<f64> = component.iter().map(|c| system.counts[*c] as f64).collect();
        let mut lines = Vec::with_capacity(numbers.len());
        for number in numbers {
            let line = &system.lines[number];
            let mut terms: Vec<_> =
                line.parts.iter().filter(|p| unknown[**p]).map(|part| (place[part], 1.0)).collect();
            if unknown[line.total] {
                terms.push((place[&line.total], -1.0));
            }
            if line.rest > 0 {
                terms.push((counts.len(), 1.0));
                counts.push(line.rest as f64);
            }
            lines.push(terms);
        }
        Self { cells: component.to_vec(), counts, lines }
    }

    /// The cells where the objective is greatest, none moved further than it may; `None` where the solver gives up,
    /// which proves nothing.
    fn maximum(&self, objective: &[f64]) -> Option<Vec<f64>> {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        problem.set_time_limit(PATIENCE);
        let moves: Vec<_> = self
            .counts
            .iter()
            .enumerate()
            .map(|(place, count)| {
                let weight = objective.get(place).copied().unwrap_or(0.0);
                [problem.add_var(weight, (0.0, FAR)), problem.add_var(-weight, (0.0, count.min(FAR)))]
            })
            .collect();
        for terms in &self.lines {
            let terms: Vec<_> = terms
                .iter()
                .flat_map(|(at, sign)| [(moves[*at][0], *sign), (moves[*at][1], -*sign)])
                .collect();
            problem.add_constraint(&terms[..], ComparisonOp::Eq, 0.0);
        }
        let SolveOutcome::Solution(solution) = problem.solve().ok()? else { return None };
        let moved = moves.iter().map(|[up, down]| solution.var_value(*up) - solution.var_value(*down));
        Some(self.counts.iter().zip(moved).take(self.cells.len()).map(|(count, by)| count + by).collect())
    }
}

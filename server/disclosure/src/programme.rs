//! The linear programme of one group of unknown cells.

use std::{collections::BTreeMap, rc::Rc, time::Duration};

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::System;

/// For one programme, usually of milliseconds; the solver may walk in circles.
const PATIENCE: Duration = Duration::from_secs(5);

/// How far a count is moved: far beyond what the rule asks for.
pub const FAR: f64 = 1000.0;

/// How far a variable may move from what it is in truth.
#[derive(Debug, Clone, Copy)]
pub struct Free {
    pub up: f64,
    pub down: f64,
}

/// What a reader knows of one component: equations between its cells, none of which is negative. A zero may be withheld too,
/// so that they can't exclude it of any cell.
pub struct Programme {
    pub cells: Vec<usize>,
    /// What each of them is in truth: a point from which the solver sets out, so that it needn't look for one.
    pub counts: Vec<f64>,
    /// The variable by which each cell moves, and whether with it or against it: of twins whose total is told, one gains what
    /// the other loses.
    pub moved_by: Vec<(usize, f64)>,
    /// The variables: of cells, then rests of totals that no part explains.
    pub free: Vec<Free>,
    /// Terms whose moves add up to nothing: variable and sign.
    pub lines: Vec<Vec<(usize, f64)>>,
}

impl Programme {
    pub fn new(system: &System, component: &[usize], unknown: &[bool]) -> Self {
        let place: FxHashMap<usize, usize> = component.iter().enumerate().map(|(i, c)| (*c, i)).collect();
        let counts: Vec<f64> = component.iter().map(|c| system.counts[*c] as f64).collect();
        let mut moved_by: Vec<(usize, f64)> = vec![(usize::MAX, 1.0); component.len()];
        let mut free: Vec<Free> = Vec::with_capacity(component.len());
        for (at, cell) in component.iter().enumerate() {
            if moved_by[at].0 != usize::MAX {
                continue;
            }
            let number = free.len();
            moved_by[at] = (number, 1.0);
            let mut own = Free { up: FAR, down: counts[at].min(FAR) };
            let twin = system.twins[*cell].filter(|twin| system.are_complements(*cell, *twin, unknown));
            if let Some(twin) = twin.and_then(|twin| place.get(&twin)) {
                moved_by[*twin] = (number, -1.0);
                own.up = counts[*twin].min(FAR);
            }
            free.push(own);
        }
        let mut numbers: Vec<usize> = component.iter().flat_map(|c| system.lines_of(*c)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut lines: Vec<Vec<(usize, f64)>> = Vec::with_capacity(numbers.len());
        for number in numbers {
            let line = &system.lines[number];
            let mut moves: BTreeMap<usize, f64> = BTreeMap::new();
            let parts = line.parts.iter().filter(|p| unknown[**p]).map(|part| (*part, 1.0));
            let total = unknown[line.total].then_some((line.total, -1.0));
            for (cell, sign) in parts.chain(total) {
                let (variable, way) = moved_by[place[&cell]];
                *moves.entry(variable).or_default() += sign * way;
            }
            moves.retain(|_, sign| *sign != 0.0);
            if line.rest > 0 && !moves.is_empty() {
                moves.insert(free.len(), 1.0);
                free.push(Free { up: FAR, down: (line.rest as f64).min(FAR) });
            }
            if !moves.is_empty() {
                lines.push(moves.into_iter().collect());
            }
        }
        // A line and the one of its twins say the same.
        let turned = |line: &[(usize, f64)]| line.iter().map(|(v, s)| (*v, -s)).collect::<Vec<_>>();
        let mut seen: Vec<Vec<(usize, f64)>> = Vec::with_capacity(lines.len());
        let mut known: FxHashSet<Vec<(usize, i64)>> = FxHashSet::default();
        for line in lines {
            let is_turned = line.first().is_some_and(|(_, sign)| *sign < 0.0);
            let line = if is_turned { turned(&line) } else { line };
            if known.insert(line.iter().map(|(v, s)| (*v, *s as i64)).collect()) {
                seen.push(line);
            }
        }
        Self { cells: component.to_vec(), counts, moved_by, free, lines: seen }
    }

    /// The cells that move with some variables, in order.
    pub fn moved_with(&self, variables: &[usize]) -> Rc<Vec<usize>> {
        let moved = self.cells.iter().zip(&self.moved_by).filter(|(_, (v, _))| variables.contains(v));
        Rc::new(moved.map(|(cell, _)| *cell).collect())
    }

    /// Whether no equation says more than that twins add up.
    pub fn is_free(&self) -> bool {
        self.lines.is_empty()
    }

    /// What a cell may be where no equation speaks of it.
    pub fn range(&self, place: usize) -> (f64, f64) {
        let (variable, way) = self.moved_by[place];
        let Free { up, down } = self.free[variable];
        let (up, down) = if way > 0.0 { (up, down) } else { (down, up) };
        (self.counts[place] - down, self.counts[place] + up)
    }

    /// The cells where the objective is greatest, none moved further than it may; `None` where the solver gives up,
    /// which proves nothing.
    pub fn maximum(&self, objective: &[f64]) -> Option<Vec<f64>> {
        let mut weights = vec![0.0; self.free.len()];
        for (weight, (variable, way)) in objective.iter().zip(&self.moved_by) {
            weights[*variable] += weight * way;
        }
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        problem.set_time_limit(PATIENCE);
        let moves: Vec<_> = self
            .free
            .iter()
            .zip(&weights)
            .map(|(free, weight)| {
                [problem.add_var(*weight, (0.0, free.up)), problem.add_var(-weight, (0.0, free.down))]
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
        let by: Vec<f64> =
            moves.iter().map(|[up, down]| solution.var_value(*up) - solution.var_value(*down)).collect();
        let moved = self.moved_by.iter().map(|(variable, way)| by[*variable] * way);
        Some(self.counts.iter().zip(moved).map(|(count, by)| count + by).collect())
    }
}

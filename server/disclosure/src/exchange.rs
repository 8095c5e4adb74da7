//! Proofs without a programme: a few cells that move together show that each of them may be another number.

use crate::programme::{Free, Programme};

/// Steps of an exchange, and how many are tried before it is given up.
const STEPS: usize = 14;
const TRIES: usize = 200;
/// Ways that are tried at each step.
const WAYS: usize = 4;

/// Looks for few variables that move together and leave every equation as it is.
pub struct Exchange<'p> {
    programme: &'p Programme,
    /// The equations of each variable, and its sign there.
    lines_of: Vec<Vec<(usize, f64)>>,
    moves: Vec<f64>,
    /// By how much each equation is off.
    off: Vec<f64>,
    /// Equations that were touched, last last.
    touched: Vec<usize>,
    left: usize,
}

impl<'p> Exchange<'p> {
    pub fn new(programme: &'p Programme) -> Self {
        let mut lines_of = vec![Vec::new(); programme.free.len()];
        for (number, terms) in programme.lines.iter().enumerate() {
            terms.iter().for_each(|(variable, sign)| lines_of[*variable].push((number, *sign)));
        }
        Self {
            programme,
            moves: vec![0.0; lines_of.len()],
            lines_of,
            off: vec![0.0; programme.lines.len()],
            touched: Vec::new(),
            left: 0,
        }
    }

    /// Variables and moves, the one asked for among them; `None` where no short exchange was found, which proves nothing.
    pub fn with(&mut self, variable: usize, by: f64) -> Option<Vec<(usize, f64)>> {
        if !self.can(variable, by) {
            return None;
        }
        self.left = TRIES;
        self.touched.clear();
        self.step(variable, by);
        let found = self.settle(STEPS);
        let moves: Vec<(usize, f64)> =
            self.moves.iter().copied().enumerate().filter(|(_, by)| *by != 0.0).collect();
        self.moves.fill(0.0);
        self.off.fill(0.0);
        found.then_some(moves)
    }

    fn can(&self, variable: usize, by: f64) -> bool {
        let Free { up, down } = self.programme.free[variable];
        by <= up && -by <= down
    }

    fn step(&mut self, variable: usize, by: f64) {
        self.moves[variable] += by;
        for (line, sign) in &self.lines_of[variable] {
            self.off[*line] += sign * by;
            self.touched.push(*line);
        }
    }

    fn settle(&mut self, steps: usize) -> bool {
        let Some(line) = self.touched.iter().rev().copied().find(|l| self.off[*l] != 0.0) else {
            return true;
        };
        if steps == 0 {
            return false;
        }
        let mut ways: Vec<(i32, usize, f64)> = self.programme.lines[line]
            .iter()
            .filter(|(variable, _)| self.moves[*variable] == 0.0)
            // As much as it can: several may share what one alone can't take.
            .map(|(variable, sign)| {
                let Free { up, down } = self.programme.free[*variable];
                (*variable, (-self.off[line] * sign).clamp(-down, up))
            })
            .filter(|(_, by)| *by != 0.0)
            .map(|(variable, by)| {
                // Equations that it would put out, less those that it would put right.
                let after = self.lines_of[variable].iter().map(|(l, sign)| {
                    let (before, after) = (self.off[*l], self.off[*l] + sign * by);
                    i32::from(after != 0.0) - 2 * i32::from(before != 0.0 && after == 0.0)
                });
                (after.sum(), variable, by)
            })
            .collect();
        ways.sort_by_key(|(out, variable, _)| (*out, *variable));
        for (_, variable, by) in ways.into_iter().take(WAYS) {
            if self.left == 0 {
                return false;
            }
            self.left -= 1;
            let touched = self.touched.len();
            self.step(variable, by);
            if self.settle(steps - 1) {
                return true;
            }
            self.step(variable, -by);
            self.touched.truncate(touched);
        }
        false
    }
}

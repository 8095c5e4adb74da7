//! Which cells are withheld.

use std::collections::BTreeSet;

use crate::{Rule, System, audit::Auditor};

/// What is known before a decision, cell by cell. Empty lists mean "no such cell".
#[derive(Debug, Clone, Default)]
pub struct Background {
    /// Withheld whatever the count, and not to be worked out: an earlier release withheld it.
    pub forced: Vec<bool>,
    /// Withheld because another count of the same cell is; its own needs no protection unless it is small.
    pub hidden: Vec<bool>,
    /// An earlier release told this very count: withholding it now would protect nothing.
    pub told: Vec<bool>,
    /// Never a companion: large figures of the whole country.
    pub fixed: Vec<bool>,
    /// Small or not, it tells nothing of persons: of a measurement, those of whom there is none.
    pub open: Vec<bool>,
}

/// A decision and its proof.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    pub withheld: Vec<bool>,
    /// Small counts among them.
    pub primary: usize,
    /// Cells that no companion could protect: a release with such cells is not published.
    pub unprotected: Vec<usize>,
    /// Linear programmes that were solved.
    pub solved: usize,
}

/// Rounds of audit and mending; each withholds at least one more cell.
const ROUNDS: usize = 400;

/// Decides for a system. The audit is part of the decision: cells that it can narrow down get further companions. Fixed
/// cells are told as long as the others can be protected all the same.
pub fn decide(system: &System, rule: Rule, background: &Background) -> Verdict {
    let verdict = attempt(system, rule, background);
    if verdict.unprotected.is_empty() || background.fixed.is_empty() {
        return verdict;
    }
    attempt(system, rule, &Background { fixed: Vec::new(), ..background.clone() })
}

fn attempt(system: &System, rule: Rule, background: &Background) -> Verdict {
    let mut work = Work::new(system, rule, background);
    let primary = work.primary.iter().filter(|p| **p).count();
    if work.withheld.iter().all(|w| !w) {
        return Verdict { withheld: work.withheld, primary, ..Verdict::default() };
    }
    work.mend();
    let mut auditor = Auditor::new(system, rule, work.indifferent.clone());
    let mut given_up = Vec::new();
    for _ in 0..ROUNDS {
        let narrow: Vec<usize> = auditor
            .narrow(&work.withheld, &work.told)
            .into_iter()
            .filter(|cell| !given_up.contains(cell))
            .collect();
        if narrow.is_empty() {
            break;
        }
        for cell in narrow {
            match work.companion_of(cell) {
                Some(companion) => work.withhold(companion),
                None => given_up.push(cell),
            }
        }
        work.mend();
    }
    work.spare(&mut auditor, background);
    let unprotected = auditor.narrow(&work.withheld, &work.told);
    Verdict { withheld: work.withheld, primary, unprotected, solved: auditor.solved }
}

/// Cells after which a look ahead stops: further on both ways look alike.
const FAR: usize = 32;

struct Work<'s> {
    system: &'s System,
    rule: Rule,
    withheld: Vec<bool>,
    /// Small, and of persons.
    primary: Vec<bool>,
    told: Vec<bool>,
    fixed: Vec<bool>,
    /// Withheld for the sake of another count, and large or zero itself.
    indifferent: Vec<bool>,
    /// Equations to look at again, by number.
    due: BTreeSet<usize>,
}

impl<'s> Work<'s> {
    fn new(system: &'s System, rule: Rule, background: &Background) -> Self {
        let is = |list: &[bool], cell: usize| list.get(cell).copied().unwrap_or(false);
        let primary: Vec<bool> = (0..system.len())
            .map(|cell| rule.is_small(system.counts[cell]) && !is(&background.open, cell))
            .collect();
        let own = |cell: usize| primary[cell] || is(&background.forced, cell) || is(&background.hidden, cell);
        let withheld = (0..system.len()).map(|c| own(c) || system.twins[c].is_some_and(own)).collect();
        let indifferent = (0..system.len())
            .map(|cell| {
                let matters = primary[cell] || is(&background.forced, cell);
                is(&background.open, cell) || is(&background.hidden, cell) && !matters
            })
            .collect();
        let told = (0..system.len()).map(|cell| is(&background.told, cell)).collect();
        let fixed = (0..system.len()).map(|cell| is(&background.fixed, cell)).collect();
        let due = (0..system.lines.len()).collect();
        Self { system, rule, withheld, primary, told, fixed, indifferent, due }
    }

    fn withhold(&mut self, cell: usize) {
        for cell in self.system.together(cell) {
            self.withheld[cell] = true;
            self.due.extend(self.system.lines_of(cell));
        }
    }

    /// Coarse equations first, until each is strong by itself.
    fn mend(&mut self) {
        while let Some(number) = self.due.pop_first() {
            while let Some(companion) = self.weakness(number) {
                let companion = self.lesser(number, companion);
                self.withhold(companion);
            }
        }
    }

    /// One small part alone: another part may keep it company, or its total may. What withholds less in the end is
    /// taken, the total where both are equal: it is one cell of a coarse table instead of one more of the fine one.
    fn lesser(&mut self, number: usize, part: usize) -> usize {
        let system = self.system;
        let line = &system.lines[number];
        let alone = line.parts.iter().filter(|p| self.withheld[**p]).count() == 1;
        if !alone || self.withheld[line.total] || self.is_fixed(line.total) || self.told[line.total] {
            return part;
        }
        if self.ahead(line.total) <= self.ahead(part) { line.total } else { part }
    }

    /// How many cells more are withheld once `cell` is and its equations are strong again.
    fn ahead(&mut self, cell: usize) -> usize {
        let system = self.system;
        let mut due = BTreeSet::new();
        let mut trail = Vec::new();
        let withhold = |work: &mut Self, due: &mut BTreeSet<usize>, trail: &mut Vec<usize>, cell| {
            for cell in system.together(cell).filter(|c| !work.withheld[*c]).collect::<Vec<_>>() {
                work.withheld[cell] = true;
                trail.push(cell);
                due.extend(system.lines_of(cell));
            }
        };
        withhold(self, &mut due, &mut trail, cell);
        while let Some(number) = due.pop_first().filter(|_| trail.len() < FAR) {
            while let Some(companion) = self.weakness(number) {
                withhold(self, &mut due, &mut trail, companion);
            }
        }
        trail.iter().for_each(|c| self.withheld[*c] = false);
        trail.len()
    }

    /// Gives back companions that turned out not to be needed, the largest first.
    fn spare(&mut self, auditor: &mut Auditor<'_>, background: &Background) {
        let system = self.system;
        let is = |list: &[bool], cell: usize| list.get(cell).copied().unwrap_or(false);
        let forced = |cell: usize| is(&background.forced, cell) || is(&background.hidden, cell);
        let needed = |work: &Self, cell: usize| work.primary[cell] || forced(cell);
        let mut companions: Vec<usize> = (0..system.len())
            .filter(|c| self.withheld[*c] && system.together(*c).all(|c| !needed(self, c)))
            // Of twins, the first speaks for both.
            .filter(|c| system.twins[*c].is_none_or(|twin| *c < twin))
            .collect();
        companions.sort_by_key(|c| (std::cmp::Reverse(system.counts[*c]), *c));
        for cell in companions {
            system.together(cell).for_each(|c| self.withheld[c] = false);
            let weak =
                system.together(cell).flat_map(|c| system.lines_of(c)).any(|n| self.weakness(n).is_some());
            if weak || !auditor.still_wide(cell, &self.withheld, &self.told) {
                system.together(cell).for_each(|c| self.withheld[c] = true);
            }
        }
    }

    /// The cell to withhold next in an equation that gives something away; `None` where it is strong or nothing is left.
    fn weakness(&self, number: usize) -> Option<usize> {
        let line = &self.system.lines[number];
        let matters = |cell: &usize| self.withheld[*cell] && !self.indifferent[*cell];
        if !line.parts.iter().chain([&line.total]).any(matters) {
            return None;
        }
        let (mut unknown, mut persons, mut inhabited) = (0i64, line.rest, 0i64);
        for part in line.parts.iter().filter(|p| self.withheld[**p]) {
            unknown += 1;
            persons += self.system.counts[*part];
            inhabited += i64::from(self.system.counts[*part] > 0);
        }
        unknown += i64::from(line.rest > 0);
        inhabited += i64::from(line.rest > 0);
        if self.withheld[line.total] {
            // The parts would tell their total.
            let tells = unknown == 0 && !self.indifferent[line.total];
            return if tells { self.cheapest(number, true) } else { None };
        }
        if unknown == 0 {
            return None;
        }
        if unknown < 2 || persons < self.rule.threshold {
            return self.cheapest(number, true).or_else(|| self.cheapest(number, false));
        }
        // Nearly as many persons as unknown cells would mean one in each: a withheld zero breaks that count.
        let crowded = persons - inhabited < self.rule.width() && unknown == inhabited;
        if crowded {
            let alone = persons == inhabited;
            return self
                .cheapest(number, false)
                .or_else(|| if alone { self.cheapest(number, true) } else { None });
        }
        None
    }

    /// The part whose withholding costs readers least: few persons, and few equations that then need companions of their
    /// own. Zeros only where asked.
    fn cheapest(&self, number: usize, inhabited: bool) -> Option<usize> {
        let line = &self.system.lines[number];
        line.parts
            .iter()
            .copied()
            .filter(|p| !self.withheld[*p] && !self.is_fixed(*p) && (self.system.counts[*p] > 0) == inhabited)
            .filter(|p| inhabited || !self.is_evident(*p))
            .min_by(|a, b| self.cost(*a).total_cmp(&self.cost(*b)).then(a.cmp(b)))
    }

    fn is_fixed(&self, cell: usize) -> bool {
        self.system.together(cell).any(|c| self.fixed[c])
    }

    /// A zero of which a total, or all its parts, say that it is one.
    fn is_evident(&self, zero: usize) -> bool {
        let system = self.system;
        !system.total_of[zero].is_empty()
            || system.part_of[zero].iter().any(|n| system.counts[system.lines[*n].total] == 0)
    }

    fn cost(&self, cell: usize) -> f64 {
        let system = self.system;
        let lonely = |number: &usize| {
            let line = &system.lines[*number];
            !self.withheld[line.total] && line.rest == 0 && line.parts.iter().all(|p| !self.withheld[*p])
        };
        let open = |number: &usize| system.lines[*number].parts.iter().all(|p| !self.withheld[*p]);
        let opened = system.part_of[cell].iter().filter(|n| lonely(n)).count()
            + system.total_of[cell].iter().filter(|n| open(n)).count();
        let told = if self.told[cell] { 1e6 } else { 0.0 };
        told + 2.0 * opened as f64 + (1.0 + system.counts[cell] as f64).ln()
    }

    /// A further companion for a cell that the audit places too well: in its own equations, then in those of its
    /// companions.
    fn companion_of(&self, cell: usize) -> Option<usize> {
        let system = self.system;
        let mut near = vec![cell];
        for _ in 0..3 {
            let lines: Vec<usize> = near.iter().flat_map(|c| system.lines_of(*c)).collect();
            let best = lines
                .iter()
                .filter_map(|n| self.cheapest(*n, true).or_else(|| self.cheapest(*n, false)))
                .min_by(|a, b| self.cost(*a).total_cmp(&self.cost(*b)).then(a.cmp(b)));
            let total = || {
                let totals = lines.iter().map(|n| system.lines[*n].total);
                totals
                    .filter(|t| !self.withheld[*t] && !self.told[*t] && !self.is_fixed(*t))
                    .filter(|t| system.counts[*t] > 0)
                    .min_by_key(|t| (system.counts[*t], *t))
            };
            if let Some(best) = best.or_else(total) {
                return Some(best);
            }
            near = lines
                .iter()
                .flat_map(|n| system.lines[*n].parts.iter().chain([&system.lines[*n].total]).copied())
                .filter(|c| self.withheld[*c])
                .collect();
            near.sort_unstable();
            near.dedup();
        }
        None
    }
}

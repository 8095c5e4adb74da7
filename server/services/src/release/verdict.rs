//! From linked tables to what may be told of them.

use std::collections::BTreeMap;

use chrono::Datelike;
use disclosure::{AXES, Address, Axis, Background, Rule, System, Verdict};
use domain::{
    catalogue::{Catalogue, Measure},
    observation::Cell,
    release::{Population, Rest, Stratum},
    territory::{Level, Territory},
    time::Grain,
};
use rustc_hash::FxHashSet;

use super::{
    before::{Before, persons_of},
    block::{Block, CellName, Known, Line, Slot, Told, name},
    table::{PART, TIME, Tables},
};

impl Tables {
    /// Decides, audits, and writes down what may be told. The second verdict is that of weekdays by hours.
    pub fn decide(
        self,
        measure: &Measure,
        population: &Population,
        rule: Rule,
        before: &Before,
    ) -> (Block, [Verdict; 2]) {
        let names: Vec<CellName> = self
            .cells
            .iter()
            .map(|(address, _)| {
                let (territory, values) = self.line_of(address);
                name(&territory, &values, measure, self.periods[usize::from(address[TIME])])
            })
            .collect();
        let (verdict, withheld) = if population.open {
            self.decide_open(rule, before, &names)
        } else if population.is_part() {
            self.decide_parts(population, rule, before, &names)
        } else {
            self.decide_alone(rule, before, &names)
        };
        let block = self.written(population, before, &names, &withheld);
        let hidden_days = self.weekdays_withheld(&withheld);
        let (rhythm, second) = self.decide_rhythm(rule, before, &hidden_days);
        (Block { rhythm, ..block }, [verdict, second])
    }

    /// The whole country, all together: never withheld to protect something else.
    fn is_national(address: &Address) -> bool {
        address[..TIME].iter().all(|n| *n == 0)
    }

    fn decide_alone(&self, rule: Rule, before: &Before, names: &[CellName]) -> (Verdict, Vec<bool>) {
        let mut background = Background::default();
        let mut counts = Vec::with_capacity(names.len());
        for ((address, cell), name) in self.cells.iter().zip(names) {
            counts.push((*address, cell.count));
            background.forced.push(before.withheld.contains(name));
            background.told.push(before.told(name).iter().any(|(_, part)| *part == cell.count));
            background.fixed.push(Self::is_national(address));
        }
        let verdict = disclosure::decide(&System::new(&self.axes, &counts), rule, &background);
        let withheld = verdict.withheld.clone();
        (verdict, withheld)
    }

    /// What is measured of few, and what is withheld of the whole.
    fn decide_open(&self, rule: Rule, before: &Before, names: &[CellName]) -> (Verdict, Vec<bool>) {
        let small = |cell: &Cell| rule.is_small(cell.count);
        let withheld: Vec<bool> = self
            .cells
            .iter()
            .zip(names)
            .map(|((_, cell), name)| small(cell) || before.hidden.contains(name))
            .collect();
        let primary = self.cells.iter().filter(|(_, cell)| small(cell)).count();
        (Verdict { withheld: withheld.clone(), primary, ..Verdict::default() }, withheld)
    }

    /// Three cells for one: the whole, the part, and who is left. Part and rest are told together or not at all; the whole of a
    /// wider population was decided before. Where the whole is not published, the part stands alone.
    fn decide_parts(
        &self,
        population: &Population,
        rule: Rule,
        before: &Before,
        names: &[CellName],
    ) -> (Verdict, Vec<bool>) {
        let mut axes = self.axes.clone();
        axes[PART] = Axis::default();
        let all = axes[PART].add(None);
        let nodes = [all, axes[PART].add(Some(all)), axes[PART].add(Some(all))];
        let wider = population.within.as_deref().and_then(|w| Catalogue::shipped().population(w));
        let wider = wider.map(Population::strata);
        let mut background = Background::default();
        let mut counts = Vec::with_capacity(names.len() * 3);
        // Where each cell's whole is, and its part.
        let mut places: Vec<(Option<usize>, usize)> = Vec::with_capacity(names.len());
        for (((address, cell), name), whole) in self.cells.iter().zip(names).zip(&self.wholes) {
            let part = persons_of(cell, population.persons);
            let hidden = before.hidden.contains(name);
            let known = before.told(name);
            let forced = before.withheld.contains(name);
            let national = Self::is_national(address);
            let has_whole = wider.as_ref().is_none_or(|strata| is_in(strata, name));
            let mut cell = |node: usize, count: i64, told: bool, forced: bool, hidden: bool, fixed: bool| {
                let mut address = *address;
                address[PART] = nodes[node];
                counts.push((address, count));
                background.told.push(told);
                background.forced.push(forced);
                background.hidden.push(hidden);
                background.fixed.push(fixed);
                background.open.push(node == 2 && population.rest == Rest::Open);
                counts.len() - 1
            };
            let told = |of: &dyn Fn((i64, i64)) -> i64, count: i64| known.iter().any(|k| of(*k) == count);
            let above = has_whole.then(|| match &wider {
                Some(_) => cell(0, *whole, !hidden, hidden, false, true),
                None => cell(0, *whole, told(&|k| k.0, *whole), forced, false, national),
            });
            let rest = whole - part;
            let part = cell(1, part, told(&|k| k.1, part), forced && !hidden, hidden, national);
            if has_whole {
                cell(2, rest, told(&|k| k.0 - k.1, rest), false, hidden, national);
            }
            places.push((above, part));
        }
        let twins: Vec<(usize, usize)> =
            places.iter().filter(|(above, _)| above.is_some()).map(|(_, part)| (*part, part + 1)).collect();
        let system = System::new(&axes, &counts).with_twins(twins);
        let verdict = disclosure::decide(&system, rule, &background);
        let is_withheld = |cell: usize| verdict.withheld[cell];
        let withheld = places
            .into_iter()
            .map(|(above, part)| is_withheld(part) || above.is_some_and(is_withheld))
            .collect();
        (verdict, withheld)
    }

    fn written(
        &self,
        population: &Population,
        before: &Before,
        names: &[CellName],
        withheld: &[bool],
    ) -> Block {
        let mut lines: BTreeMap<(String, Vec<Option<String>>), Line> = BTreeMap::new();
        for (number, (address, cell)) in self.cells.iter().enumerate() {
            let key = self.line_of(address);
            let period = self.periods[usize::from(address[TIME])];
            let (grain, ordinal, whole) = (period.grain, period.ordinal, self.wholes[number]);
            let line = lines.entry(key.clone()).or_insert_with(|| Line {
                territory: key.0,
                values: key.1,
                told: Vec::new(),
                withheld: Vec::new(),
                known: Vec::new(),
            });
            let now = (!withheld[number]).then(|| (whole, persons_of(cell, population.persons)));
            let mut known = before.told(&names[number]);
            known.retain(|told| Some(*told) != now);
            known.sort_unstable();
            known.dedup();
            line.known.extend(known.into_iter().map(|(whole, part)| Known { grain, ordinal, whole, part }));
            if withheld[number] {
                line.withheld.push((grain, ordinal));
            } else if !cell.is_empty() {
                line.told.push(Told {
                    grain,
                    ordinal,
                    sum: cell.sum,
                    count: cell.count,
                    sketch: if cell.sketch.is_empty() { Vec::new() } else { cell.sketch.to_bytes() },
                    whole,
                });
            }
        }
        for line in lines.values_mut() {
            line.told.sort_by_key(|t| (t.grain, t.ordinal));
            line.withheld.sort_unstable();
        }
        Block { until: self.until, lines: lines.into_values().collect(), rhythm: Vec::new() }
    }

    /// Months and weekdays of which some day of France is withheld: their hours would add up to it.
    fn weekdays_withheld(&self, withheld: &[bool]) -> FxHashSet<(i32, usize)> {
        self.cells
            .iter()
            .zip(withheld)
            .filter(|((address, _), withheld)| **withheld && Self::is_national(address))
            .map(|((address, _), _)| self.periods[usize::from(address[TIME])])
            .filter(|period| period.grain == Grain::Day)
            .map(|day| {
                let weekday = day.first_day().weekday().num_days_from_monday() as usize;
                (day.within(Grain::Month).ordinal, weekday)
            })
            .collect()
    }

    fn decide_rhythm(
        &self,
        rule: Rule,
        before: &Before,
        hidden: &FxHashSet<(i32, usize)>,
    ) -> (Vec<Slot>, Verdict) {
        let mut axes: [Axis; AXES] = std::array::from_fn(|_| Axis::single());
        // The month, its weekdays (days are told, so their sums are), their hours.
        axes[1] = Axis::default();
        let all = axes[1].add(None);
        let weekdays: Vec<u16> = (0..7).map(|_| axes[1].add(Some(all))).collect();
        let slots: Vec<u16> = (0..168).map(|slot| axes[1].add(Some(weekdays[slot / 24]))).collect();
        axes[TIME] = Axis::default();
        let mut cells = Vec::new();
        let mut background = Background::default();
        let mut cell = |node, time, count, known, forced| {
            cells.push(([0, node, 0, 0, time], count));
            background.fixed.push(known);
            background.told.push(known);
            background.forced.push(forced);
        };
        for (month, counts) in &self.rhythm {
            let time = axes[TIME].add(None);
            cell(all, time, counts.iter().sum(), true, false);
            for (weekday, hours) in counts.chunks(24).enumerate() {
                cell(weekdays[weekday], time, hours.iter().sum(), true, false);
            }
            for (slot, count) in (0u8..).zip(counts) {
                cell(
                    slots[usize::from(slot)],
                    time,
                    *count,
                    false,
                    before.slots_withheld.contains(&(*month, slot))
                        || hidden.contains(&(*month, usize::from(slot / 24))),
                );
            }
        }
        let verdict = disclosure::decide(&System::new(&axes, &cells), rule, &background);
        let told = self
            .rhythm
            .iter()
            .zip(verdict.withheld.chunks(1 + 7 + 168))
            .flat_map(|((month, counts), withheld)| {
                (0u8..).zip(counts).zip(&withheld[8..]).map(|((slot, count), withheld)| Slot {
                    month: *month,
                    slot,
                    count: (!withheld).then_some(*count),
                })
            })
            .collect();
        (told, verdict)
    }
}

/// Whether a cell is in some stratum. Who belongs to no région is in those of régions, too.
fn is_in(strata: &[Stratum], (territory, values, period): &CellName) -> bool {
    let Some(territory) = Territory::parse(territory) else { return false };
    let by: Vec<_> = values.iter().map(|(dimension, _)| *dimension).collect();
    let is_orphan = territory.level() == Level::Departement && territory.parent() == Some(Territory::France);
    strata.iter().any(|s| {
        s.by == by
            && s.grain == period.grain
            && (s.level == territory.level() || is_orphan && s.level == Level::Region)
    })
}

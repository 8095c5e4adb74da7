//! A reader who adds, subtracts and bounds everything that is told, with equations of their own.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::collections::{BTreeMap, BTreeSet};

use disclosure::{AXES, Address, Axis, Background, Rule, System, audit, decide};
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};
use proptest::prelude::*;

const RULE: Rule = Rule { threshold: 5 };

/// A tree of seven nodes (whole, two halves, four quarters) or a flat one of four (whole, three parts).
struct Shape {
    axis: Axis,
    children: Vec<Vec<u16>>,
}

fn deep() -> Shape {
    let mut axis = Axis::default();
    let whole = axis.add(None);
    let halves = [axis.add(Some(whole)), axis.add(Some(whole))];
    let mut children = vec![halves.to_vec()];
    children.extend(halves.map(|h| vec![axis.add(Some(h)), axis.add(Some(h))]));
    children.extend(vec![Vec::new(); 4]);
    Shape { axis, children }
}

fn flat() -> Shape {
    let mut axis = Axis::default();
    let whole = axis.add(None);
    let parts: Vec<u16> = (0..3).map(|_| axis.add(Some(whole))).collect();
    Shape { axis, children: vec![parts, vec![], vec![], vec![]] }
}

/// Two territories' levels, one category, time. What the reader knows of the world: every sum, published or not.
struct World {
    shapes: [Shape; AXES],
    counts: BTreeMap<Address, i64>,
}

impl World {
    /// 48 counts: four territories, three categories, four periods.
    fn new(leaves: &[i64]) -> Self {
        let single = || Shape { axis: Axis::single(), children: vec![Vec::new()] };
        let mut world =
            Self { shapes: [deep(), flat(), single(), single(), deep()], counts: BTreeMap::new() };
        let mut leaves = leaves.iter();
        for place in 3..7 {
            for category in 1..4 {
                for time in 3..7 {
                    world.counts.insert([place, category, 0, 0, time], *leaves.next().unwrap());
                }
            }
        }
        for axis in [0, 1, 4] {
            // Parts have greater numbers than their wholes.
            for node in (0..world.shapes[axis].children.len() as u16).rev() {
                let children = world.shapes[axis].children[usize::from(node)].clone();
                let mut sums: BTreeMap<Address, i64> = BTreeMap::new();
                for (address, count) in &world.counts {
                    if children.contains(&address[axis]) {
                        let mut above = *address;
                        above[axis] = node;
                        *sums.entry(above).or_insert(0) += count;
                    }
                }
                world.counts.extend(sums);
            }
        }
        world
    }

    fn axes(&self) -> [Axis; AXES] {
        std::array::from_fn(|a| self.shapes[a].axis.clone())
    }

    /// Each whole with its parts, one axis after the other.
    fn equations(&self) -> Vec<(Address, Vec<Address>)> {
        let mut found = Vec::new();
        for address in self.counts.keys() {
            for (axis, shape) in self.shapes.iter().enumerate() {
                let children = &shape.children[usize::from(address[axis])];
                if !children.is_empty() {
                    let part = |child: &u16| {
                        let mut part = *address;
                        part[axis] = *child;
                        part
                    };
                    found.push((*address, children.iter().map(part).collect()));
                }
            }
        }
        found
    }

    /// The tables that are published: a few of the world's.
    fn published(&self, tables: Tables) -> Vec<(Address, i64)> {
        let place = |a: &Address| a[0] >= 3;
        let month = |a: &Address| a[4] >= 3;
        self.counts
            .iter()
            .filter(|(a, _)| match tables {
                Tables::All => true,
                Tables::NoFine => !(place(a) && month(a)),
                Tables::Crossed => a[1] == 0 || (!place(a) && !month(a)),
            })
            .map(|(a, n)| (*a, *n))
            .collect()
    }
}

#[derive(Debug, Clone, Copy)]
enum Tables {
    All,
    NoFine,
    Crossed,
}

/// Intervals by going round the equations until nothing moves (or by ever smaller steps).
fn bounds(world: &World, told: &BTreeMap<Address, i64>) -> BTreeMap<Address, (f64, f64)> {
    let mut known: BTreeMap<Address, (f64, f64)> = world
        .counts
        .keys()
        .map(|a| (*a, told.get(a).map_or((0.0, f64::INFINITY), |n| (*n as f64, *n as f64))))
        .collect();
    let equations = world.equations();
    for _ in 0..100 {
        let mut moved = false;
        for (whole, parts) in &equations {
            let mut terms: Vec<(Address, f64)> = parts.iter().map(|p| (*p, 1.0)).collect();
            terms.push((*whole, -1.0));
            for (cell, sign) in &terms {
                // sign × cell = − all the others
                let (mut least, mut most) = (0.0, 0.0);
                for (other, weight) in terms.iter().filter(|(o, _)| o != cell) {
                    let (low, high) = known[other];
                    least -= if *weight > 0.0 { high } else { -low };
                    most -= if *weight > 0.0 { low } else { -high };
                }
                let (low, high) = if *sign > 0.0 { (least, most) } else { (-most, -least) };
                let now = known.get_mut(cell).unwrap();
                if low > now.0 + 1e-9 || high < now.1 - 1e-9 {
                    *now = (now.0.max(low), now.1.min(high));
                    moved = true;
                }
            }
        }
        if !moved {
            break;
        }
    }
    known
}

/// The same by linear programming, over all sums of the world at once.
fn programme(world: &World, told: &BTreeMap<Address, i64>, cell: Address) -> (f64, f64) {
    [OptimizationDirection::Minimize, OptimizationDirection::Maximize]
        .map(|direction| {
            let mut problem = Problem::new(direction);
            let variables: BTreeMap<Address, _> = world
                .counts
                .keys()
                .map(|a| {
                    let range = told.get(a).map_or((0.0, 1e5), |n| (*n as f64, *n as f64));
                    (*a, problem.add_var(f64::from(u8::from(*a == cell)), range))
                })
                .collect();
            for (whole, parts) in world.equations() {
                let mut terms: Vec<_> = parts.iter().map(|p| (variables[p], 1.0)).collect();
                terms.push((variables[&whole], -1.0));
                problem.add_constraint(&terms[..], ComparisonOp::Eq, 0.0);
            }
            let SolveOutcome::Solution(solution) = problem.solve().unwrap() else { panic!("no solution") };
            solution.var_value(variables[&cell])
        })
        .into()
}

/// Small counts that a reader places within less than the rule allows.
fn narrow(
    cells: &[(Address, i64)],
    withheld: &[bool],
    bound: impl Fn(Address) -> (f64, f64),
) -> Vec<Address> {
    let small = cells.iter().zip(withheld).filter(|((_, n), w)| **w && RULE.is_small(*n));
    small
        .map(|((address, _), _)| *address)
        .filter(|address| {
            let (low, high) = bound(*address);
            high - low < RULE.width() as f64 - 1e-6
        })
        .collect()
}

fn told(cells: &[(Address, i64)], withheld: &[bool]) -> BTreeMap<Address, i64> {
    cells.iter().zip(withheld).filter(|(_, w)| !**w).map(|(cell, _)| *cell).collect()
}

fn leaves() -> impl Strategy<Value = Vec<i64>> {
    let count = prop_oneof![4 => 0i64..6, 2 => 5i64..60, 1 => 1000i64..2000];
    prop::collection::vec(count, 48)
}

fn tables() -> impl Strategy<Value = Tables> {
    prop_oneof![Just(Tables::All), Just(Tables::NoFine), Just(Tables::Crossed)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]
    #[test]
    fn subtraction_never_gives_back_a_small_count(leaves in leaves(), tables in tables()) {
        let world = World::new(&leaves);
        let cells = world.published(tables);
        let verdict = decide(&System::new(&world.axes(), &cells), RULE, &Background::default());
        prop_assert!(verdict.unprotected.is_empty());
        for ((_, count), withheld) in cells.iter().zip(&verdict.withheld) {
            prop_assert!(*withheld || !RULE.is_small(*count), "a small count is told");
        }
        let known = bounds(&world, &told(&cells, &verdict.withheld));
        prop_assert_eq!(narrow(&cells, &verdict.withheld, |a| known[&a]), Vec::<Address>::new());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(30) })]
    #[test]
    fn neither_does_a_linear_programme(leaves in leaves(), tables in tables()) {
        let world = World::new(&leaves);
        let cells = world.published(tables);
        let verdict = decide(&System::new(&world.axes(), &cells), RULE, &Background::default());
        let told = told(&cells, &verdict.withheld);
        let found = narrow(&cells, &verdict.withheld, |a| programme(&world, &told, a));
        prop_assert_eq!(found, Vec::<Address>::new());
    }

    /// The audit finds what a wrong decision leaves open.
    #[test]
    fn an_audit_finds_what_the_bounds_find(leaves in leaves()) {
        let world = World::new(&leaves);
        let cells = world.published(Tables::All);
        let system = System::new(&world.axes(), &cells);
        // Only the small counts themselves: what the easy version does.
        let withheld: Vec<bool> = cells.iter().map(|(_, n)| RULE.is_small(*n)).collect();
        let known = bounds(&world, &told(&cells, &withheld));
        let left: BTreeSet<Address> = narrow(&cells, &withheld, |a| known[&a]).into_iter().collect();
        let found: BTreeSet<Address> = audit(&system, RULE, &withheld).narrow.iter().map(|c| cells[*c].0).collect();
        prop_assert!(found.is_superset(&left));
    }

    /// What an earlier release told of the same count is known already; what it withheld stays withheld.
    #[test]
    fn an_earlier_release_is_kept(leaves in leaves(), changed in 0usize..48, by in 1i64..9) {
        let world = World::new(&leaves);
        let cells = world.published(Tables::All);
        let first = decide(&System::new(&world.axes(), &cells), RULE, &Background::default());
        prop_assert!(first.unprotected.is_empty());
        let mut later = leaves.clone();
        later[changed] += by;
        let world = World::new(&later);
        let cells = world.published(Tables::All);
        let background = Background { forced: first.withheld.clone(), ..Background::default() };
        let second = decide(&System::new(&world.axes(), &cells), RULE, &background);
        prop_assert!(first.withheld.iter().zip(&second.withheld).all(|(a, b)| !*a || *b));
        prop_assert!(second.unprotected.is_empty());
    }
}

/// Each half of the whole is one cell: a small one takes the other with it, or the whole.
#[test]
fn one_small_part_never_stands_alone() {
    let shape = flat();
    let mut axes: [Axis; AXES] = std::array::from_fn(|_| Axis::single());
    axes[1] = shape.axis;
    let cells = [([0, 0, 0, 0, 0], 103), ([0, 1, 0, 0, 0], 3), ([0, 2, 0, 0, 0], 40), ([0, 3, 0, 0, 0], 60)];
    let system = System::new(&axes, &cells);
    let free = decide(&system, RULE, &Background::default());
    assert_eq!(free.withheld, [true, true, false, false], "the whole is the lesser loss");
    let fixed = Background { fixed: vec![true, false, false, false], ..Background::default() };
    assert_eq!(decide(&system, RULE, &fixed).withheld, [false, true, true, false]);
    let nothing = decide(&system, Rule { threshold: 0 }, &Background::default());
    assert_eq!(nothing.withheld, [false; 4]);
}

/// No companion can protect one part of a told total that has only one.
#[test]
fn what_can_not_be_protected_is_said() {
    let mut axes: [Axis; AXES] = std::array::from_fn(|_| Axis::single());
    axes[1] = flat().axis;
    let cells = [([0, 0, 0, 0, 0], 3), ([0, 1, 0, 0, 0], 3)];
    let known = Background { told: vec![true, false], ..Background::default() };
    let verdict = decide(&System::new(&axes, &cells), RULE, &known);
    assert_eq!(verdict.unprotected, [1], "an earlier release told the total");
}

/// What is withheld for the sake of another count asks for no company of its own, as long as it isn't small.
#[test]
fn a_hidden_cell_may_be_worked_out_unless_it_is_small() {
    let mut axes: [Axis; AXES] = std::array::from_fn(|_| Axis::single());
    axes[1] = flat().axis;
    let whole = |part: i64| {
        let cells = [
            ([0, 0, 0, 0, 0], part + 100),
            ([0, 1, 0, 0, 0], part),
            ([0, 2, 0, 0, 0], 40),
            ([0, 3, 0, 0, 0], 60),
        ];
        let hidden = vec![false, true, false, false];
        let background = Background { hidden, fixed: vec![true], ..Background::default() };
        decide(&System::new(&axes, &cells), RULE, &background)
    };
    assert_eq!(whole(30).withheld, [false, true, false, false]);
    assert_eq!(whole(0).withheld, [false, true, false, false]);
    assert_eq!(whole(3).withheld, [false, true, true, false]);
    assert!([30, 0, 3].iter().all(|n| whole(*n).unprotected.is_empty()));
}

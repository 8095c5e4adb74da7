//! Shares: a whole that is told, those who said yes, and those who are left. Each small enough for every possible table to be
//! written down.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use disclosure::{AXES, Address, Axis, Background, Rule, System, audit, decide};
use proptest::prelude::*;

const RULE: Rule = Rule { threshold: 5 };
/// Territories under the whole country.
const PLACES: usize = 4;

/// Whole and part by territory, the country first.
#[derive(Debug, Clone)]
struct Share(Vec<(i64, i64)>);

impl Share {
    fn of(places: Vec<(i64, i64)>) -> Self {
        let sum = places.iter().fold((0, 0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
        Self(std::iter::once(sum).chain(places).collect())
    }

    /// Three cells for each territory: whole, part, rest. Part and rest are twins.
    fn system(&self) -> System {
        let mut axes: [Axis; AXES] = std::array::from_fn(|_| Axis::single());
        axes[0] = Axis::default();
        let country = axes[0].add(None);
        for _ in 0..PLACES {
            axes[0].add(Some(country));
        }
        axes[3] = Axis::default();
        let all = axes[3].add(None);
        axes[3].add(Some(all));
        axes[3].add(Some(all));
        let mut cells: Vec<(Address, i64)> = Vec::new();
        for (place, (whole, part)) in (0u16..).zip(&self.0) {
            for (node, count) in (0u16..).zip([*whole, *part, whole - part]) {
                cells.push(([place, 0, 0, node, 0], count));
            }
        }
        System::new(&axes, &cells).with_twins((0..self.0.len()).map(|n| (3 * n + 1, 3 * n + 2)))
    }

    /// The least and the greatest part of each territory that a reader can't exclude: they know all wholes, and the parts that are
    /// told.
    fn bounds(&self, withheld: &[bool]) -> Vec<(i64, i64)> {
        let unknown: Vec<usize> = (1..=PLACES).filter(|n| withheld[*n]).collect();
        let mut bounds = vec![(i64::MAX, i64::MIN); PLACES + 1];
        let told: i64 = (1..=PLACES).filter(|n| !withheld[*n]).map(|n| self.0[n].1).sum();
        let mut parts = vec![0; unknown.len()];
        loop {
            let sum = told + parts.iter().sum::<i64>();
            if withheld[0] || sum == self.0[0].1 {
                let mut see =
                    |n: usize, part: i64| bounds[n] = (bounds[n].0.min(part), bounds[n].1.max(part));
                see(0, sum);
                unknown.iter().zip(&parts).for_each(|(n, part)| see(*n, *part));
            }
            let Some(next) = (0..parts.len()).find(|i| parts[*i] < self.0[unknown[*i]].0) else { break };
            parts[next] += 1;
            parts[..next].fill(0);
        }
        bounds
    }
}

fn shares() -> impl Strategy<Value = Share> {
    let place = (5i64..14).prop_flat_map(|whole| (Just(whole), 0..=whole));
    prop::collection::vec(place, PLACES).prop_map(Share::of)
}

proptest! {
    /// Exchanges, programmes and the shortcuts between them against every possible table.
    #[test]
    fn an_audit_finds_what_all_tables_show(share in shares(), mask in 0u32..32) {
        let withheld: Vec<bool> = (0..=PLACES).map(|n| mask >> n & 1 == 1).collect();
        let cells: Vec<bool> = withheld.iter().flat_map(|w| [false, *w, *w]).collect();
        let narrow = audit(&share.system(), RULE, &cells).narrow;
        let bounds = share.bounds(&withheld);
        for (n, (least, greatest)) in bounds.iter().enumerate().filter(|(n, _)| withheld[*n]) {
            let is_narrow = greatest - least < 3;
            prop_assert_eq!(narrow.contains(&(3 * n + 1)), is_narrow, "{:?} {}: {} to {}", share, n, least, greatest);
            prop_assert_eq!(narrow.contains(&(3 * n + 2)), is_narrow, "the rest moves with it");
        }
    }

    /// Neither who said yes nor who did not is told where they are few, nor placed within three.
    #[test]
    fn few_on_either_side_are_not_worked_out(share in shares()) {
        let cells = 3 * (PLACES + 1);
        let background = Background {
            told: (0..cells).map(|c| c % 3 == 0).collect(),
            fixed: (0..cells).map(|c| c < 3 || c % 3 == 0).collect(),
            ..Background::default()
        };
        let verdict = decide(&share.system(), RULE, &background);
        prop_assert!(verdict.unprotected.is_empty());
        let withheld: Vec<bool> = verdict.withheld.chunks(3).map(|c| c[1]).collect();
        let bounds = share.bounds(&withheld);
        for (n, (whole, part)) in share.0.iter().enumerate() {
            prop_assert_eq!(verdict.withheld[3 * n + 1], verdict.withheld[3 * n + 2], "twins");
            prop_assert!(!verdict.withheld[3 * n], "the whole was told before");
            if RULE.is_small(*part) || RULE.is_small(whole - part) {
                let (least, greatest) = bounds[n];
                prop_assert!(withheld[n] && greatest - least >= 3, "{:?} {}: {} to {}", share, n, least, greatest);
            }
        }
    }
}

#[test]
fn the_width_is_that_of_the_small_counts() {
    let widths = [2, 3, 5, 11].map(|threshold| Rule { threshold }.width());
    assert_eq!(widths, [1, 1, 3, 9]);
    // Two unknown persons in two cells are placed within two, three are not.
    for (persons, narrow) in [(2, 2), (3, 0)] {
        let mut axes: [Axis; AXES] = std::array::from_fn(|_| Axis::single());
        axes[1] = Axis::default();
        let all = axes[1].add(None);
        let parts = [axes[1].add(Some(all)), axes[1].add(Some(all))];
        let cells =
            [([0; AXES], persons), ([0, parts[0], 0, 0, 0], 1), ([0, parts[1], 0, 0, 0], persons - 1)];
        let found = audit(&System::new(&axes, &cells), RULE, &[false, true, true]).narrow;
        assert_eq!(found.len(), narrow, "{persons} persons");
    }
}

#[test]
fn an_open_rest_is_told() {
    let share = Share::of(vec![(20, 19), (30, 28), (40, 35), (50, 47)]);
    let cells = 3 * (PLACES + 1);
    let known = |open: bool| Background {
        told: (0..cells).map(|c| c % 3 == 0).collect(),
        fixed: (0..cells).map(|c| c < 3 || c % 3 == 0).collect(),
        open: (0..cells).map(|c| open && c % 3 == 2).collect(),
        ..Background::default()
    };
    let withheld = |open| decide(&share.system(), RULE, &known(open)).withheld.iter().filter(|w| **w).count();
    assert_eq!(withheld(true), 0);
    assert!(withheld(false) >= 6, "one, two and three who said no");
}

//! The score of a pillar: where its indicators stand among their own last three years, weighted. Nothing else goes in, and a
//! reader sees each part.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::catalogue::{Dimension, Direction, Pillar};

/// Months among which the last one is ranked, at most,
pub const MONTHS: i32 = 36;
/// and at least.
pub const FEWEST: usize = 12;

/// One part of a score.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    pub id: String,
    pub pillar: Pillar,
    pub indicator: String,
    #[serde(default)]
    pub only: Vec<(Dimension, String)>,
    pub weight: f64,
}

#[derive(Deserialize)]
struct File {
    component: Vec<Component>,
}

static COMPONENTS: LazyLock<Vec<Component>> = LazyLock::new(|| {
    toml::from_str::<File>(include_str!("score.toml"))
        .map(|file| file.component)
        .unwrap_or_else(|error| panic!("score.toml: {error}"))
});

/// All parts, as shipped. A test reads them, so reading can't fail at run time.
pub fn components() -> &'static [Component] {
    &COMPONENTS
}

/// Where the last of some values stands among all of them, from 0 (the worst) to 100 (the best); equal ones share their
/// places between these ends. `None` for fewer than [`FEWEST`], or where a rise is neither good nor bad.
pub fn position(values: &[f64], direction: Direction) -> Option<f64> {
    let last = *values.last().filter(|_| values.len() >= FEWEST)?;
    let count = |holds: &dyn Fn(f64) -> bool| values.iter().filter(|v| holds(**v)).count() as f64;
    let (below, above) = (count(&|v| v < last), count(&|v| v > last));
    let others = (values.len() - 1) as f64;
    let rank = match (below > 0.0, above > 0.0) {
        // No month was higher, or none lower: a share that is always all of it is not mediocre.
        (true, false) => 100.0,
        (false, true) => 0.0,
        _ => 100.0 * (below + (others - below - above) / 2.0) / others,
    };
    match direction {
        Direction::Better => Some(rank),
        Direction::Worse => Some(100.0 - rank),
        Direction::Neutral => None,
    }
}

/// The weighted mean of some positions; `None` where no weight is left.
pub fn score(parts: &[(f64, f64)]) -> Option<f64> {
    let weights: f64 = parts.iter().map(|(_, weight)| weight).sum();
    (weights > 0.0).then(|| parts.iter().map(|(position, weight)| position * weight).sum::<f64>() / weights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn each_part_is_an_indicator_that_can_be_judged() {
        for part in components() {
            let indicator = Catalogue::shipped().indicator(&part.indicator).unwrap();
            assert_ne!(indicator.direction, Direction::Neutral, "{}", part.id);
            assert_eq!(indicator.pillar, part.pillar, "{}", part.id);
            assert!(part.weight > 0.0);
        }
        for pillar in [Pillar::Visibility, Pillar::Perception, Pillar::Actors] {
            assert!(components().iter().filter(|c| c.pillar == pillar).count() >= 3);
        }
    }

    #[test]
    fn the_best_month_has_a_hundred_and_the_worst_nothing() {
        let months: Vec<f64> = (1..=13).map(f64::from).collect();
        assert_eq!(position(&months, Direction::Better), Some(100.0));
        assert_eq!(position(&months, Direction::Worse), Some(0.0));
        assert_eq!(position(&[5.0; 13], Direction::Better), Some(50.0), "all equal");
        let full: Vec<f64> = (0..13).map(|i| if i == 0 { 0.9 } else { 1.0 }).collect();
        assert_eq!(position(&full, Direction::Better), Some(100.0), "nothing was ever better");
        assert_eq!(position(&full, Direction::Worse), Some(0.0));
        let none: Vec<f64> = (0..13).map(|i| if i == 0 { 0.1 } else { 0.0 }).collect();
        assert_eq!(position(&none, Direction::Better), Some(0.0), "nothing was ever worse");
        assert_eq!(position(&months[..11], Direction::Better), None, "too few");
        assert_eq!(position(&months, Direction::Neutral), None);
    }

    #[test]
    fn weights_weigh() {
        assert_eq!(score(&[(100.0, 3.0), (0.0, 1.0)]), Some(75.0));
        assert_eq!(score(&[(40.0, 0.0)]), None);
    }
    #[test]
    fn the_place_among_others_is_their_share_below_and_half_of_those_alike() {
        // Two below, two alike, eight above: (2 + 2 / 2) of 12 others.
        let months: Vec<f64> = [1.0, 1.0, 3.0, 3.0].into_iter().chain([9.0; 8]).chain([3.0]).collect();
        assert_eq!(position(&months, Direction::Better), Some(25.0));
        // A rise is bad: the same place from the other end.
        assert_eq!(position(&months, Direction::Worse), Some(75.0));
        let twelve: Vec<f64> = (1..=12).map(f64::from).collect();
        assert_eq!(position(&twelve, Direction::Better), Some(100.0), "twelve months are enough");
    }
}

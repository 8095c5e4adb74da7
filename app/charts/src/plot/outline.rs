//! Outlines of the départements, and who shares a border with whom.

use std::sync::LazyLock;

/// A département on the map, in steps of 1.5 of the frame of 613 × 690.
pub struct Outline {
    /// Left, top, right, bottom.
    pub frame: [i32; 4],
    /// Codes of the départements that share a border with it.
    pub neighbours: Vec<&'static str>,
}

/// In the order of their codes.
static OUTLINES: LazyLock<Vec<(&'static str, Outline)>> = LazyLock::new(|| {
    include_str!(concat!(env!("OUT_DIR"), "/areas.txt"))
        .lines()
        .filter_map(|line| {
            let mut cells = line.split('|');
            let code = cells.next()?;
            let mut sides = cells.next()?.split(' ').filter_map(|n| n.parse().ok());
            let frame = [sides.next()?, sides.next()?, sides.next()?, sides.next()?];
            let neighbours = cells.next()?.split(' ').filter(|c| !c.is_empty()).collect();
            Some((code, Outline { frame, neighbours }))
        })
        .collect()
});

pub(super) fn place_of(code: &str) -> Option<usize> {
    OUTLINES.binary_search_by(|(known, _)| (*known).cmp(code)).ok()
}

/// The outline of a département.
pub fn outline_of(code: &str) -> Option<&'static Outline> {
    place_of(code).map(|place| &OUTLINES[place].1)
}

/// Codes of the départements that share a border with one.
pub fn neighbours(code: &str) -> &'static [&'static str] {
    outline_of(code).map_or(&[], |o| &o.neighbours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlines;

    #[test]
    fn all_101_departements_have_an_outline() {
        for territory in domain::territory::Territory::the_101() {
            assert!(
                place_of(territory.code()).is_some_and(|p| outlines::path_of(p).len() > 20),
                "{}",
                territory.code()
            );
        }
    }

    #[test]
    fn neighbours_are_those_of_the_atlas() {
        let of = |code| neighbours(code).join(" ");
        assert_eq!(of("35"), "22 44 49 50 53 56");
        assert_eq!(of("75"), "92 93 94");
        assert_eq!(of("2A"), "2B");
        assert_eq!(of("06"), "04 83");
        assert_eq!(of("974"), "");
        for (code, outline) in OUTLINES.iter() {
            for other in &outline.neighbours {
                assert!(neighbours(other).contains(code), "{code} and {other} see each other");
            }
        }
    }
}

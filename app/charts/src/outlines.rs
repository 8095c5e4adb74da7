//! The lines of the map: what a server draws with. A browser finds them in the page, which has them already.

use std::sync::LazyLock;

use crate::scene::AreaMark;

static PATHS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!(concat!(env!("OUT_DIR"), "/paths.txt")).lines().collect());

/// Each border with the two areas it parts, each coast with the one it bounds.
static BORDERS: LazyLock<Vec<(Vec<usize>, &'static str)>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let (places, path) = line.split_once('|')?;
        Some((places.split(' ').filter_map(|n| n.parse().ok()).collect(), path))
    };
    include_str!(concat!(env!("OUT_DIR"), "/borders.txt")).lines().filter_map(line).collect()
});

/// The closed outline of a département, by its number in the order of the codes.
pub fn path_of(place: usize) -> &'static str {
    PATHS.get(place).copied().unwrap_or_default()
}

/// The borders of some areas, each once: those between two values, then those around areas without one, coasts too.
pub fn borders(areas: &[AreaMark]) -> [String; 2] {
    let mut paths = [String::new(), String::new()];
    for (places, path) in BORDERS.iter() {
        let shown = || places.iter().filter_map(|p| areas.iter().find(|a| a.place == *p));
        match (shown().count(), shown().any(|area| area.ink.outlined())) {
            (_, true) => paths[1] += path,
            (2, false) => paths[0] += path,
            // A coast, or the edge of the part of France that is shown: the ground shows it.
            _ => {}
        }
    }
    paths
}

/// Names the outlines of a map: the same name, the same lines. FNV-1a, 64 bits.
pub fn name(areas: &[AreaMark]) -> String {
    let paths = areas.iter().map(|area| path_of(area.place));
    let borders = borders(areas);
    let bytes = paths.chain(borders.iter().map(String::as_str)).flat_map(|path| path.bytes().chain([0]));
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:x}", bytes.fold(0xcbf2_9ce4_8422_2325, mix))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::{ink::Ink, plot};

    /// Edges of paths in relative steps.
    fn edges(paths: &str) -> Vec<[(i32, i32); 2]> {
        let mut list = Vec::new();
        for part in paths.split('M').skip(1) {
            let text = part.replace('-', " -").replace(['l', 'z'], " ");
            let numbers: Vec<i32> = text.split_whitespace().map(|n| n.parse().unwrap()).collect();
            let mut points = vec![(numbers[0], numbers[1])];
            for step in numbers[2..].chunks(2) {
                let last = points[points.len() - 1];
                points.push((last.0 + step[0], last.1 + step[1]));
            }
            if part.ends_with('z') {
                points.push(points[0]);
            }
            list.extend(points.windows(2).map(|w| [w[0].min(w[1]), w[0].max(w[1])]));
        }
        list
    }

    fn set(paths: &str) -> BTreeSet<[(i32, i32); 2]> {
        edges(paths).into_iter().collect()
    }

    fn codes() -> Vec<&'static str> {
        let mut codes: Vec<&str> = domain::territory::Territory::the_101().iter().map(|t| t.code()).collect();
        codes.sort_unstable();
        codes
    }

    fn areas(ink: impl Fn(&str) -> Ink) -> Vec<AreaMark> {
        let area = |(place, code): (usize, &&str)| AreaMark {
            ink: ink(code),
            place,
            link: String::new(),
            name: String::new(),
        };
        codes().iter().enumerate().map(area).collect()
    }

    #[test]
    fn outlines_stay_small() {
        let bytes: usize = PATHS.iter().map(|p| p.len()).sum();
        assert!(bytes < 30_000, "{bytes}");
    }

    #[test]
    fn neighbours_have_one_border_point_for_point() {
        let outlines: BTreeMap<&str, BTreeSet<_>> =
            codes().into_iter().enumerate().map(|(place, code)| (code, set(path_of(place)))).collect();
        for (code, outline) in &outlines {
            let beside =
                |(other, edges): &(&&str, &BTreeSet<_>)| *other != code && !outline.is_disjoint(edges);
            let beside: Vec<&str> = outlines.iter().filter(beside).map(|(other, _)| *other).collect();
            assert_eq!(beside, plot::neighbours(code), "{code}");
        }
    }

    #[test]
    fn each_border_is_drawn_once() {
        let [known, unknown] = borders(&areas(|_| Ink::Class1));
        assert_eq!(unknown, "");
        assert_eq!(edges(&known).len(), set(&known).len(), "an edge twice");
        let mut of: BTreeMap<[(i32, i32); 2], BTreeSet<usize>> = BTreeMap::new();
        for (place, path) in PATHS.iter().enumerate() {
            for edge in edges(path) {
                of.entry(edge).or_default().insert(place);
            }
        }
        let shared = of.iter().filter(|(_, places)| places.len() == 2).map(|(edge, _)| *edge).collect();
        let other: Vec<_> = set(&known).symmetric_difference(&shared).copied().collect();
        assert!(other.is_empty(), "all borders and no coast: {other:?}");
    }

    #[test]
    fn an_area_without_a_value_takes_its_borders_and_its_coast() {
        let [known, unknown] = borders(&areas(|code| if code == "35" { Ink::Withheld } else { Ink::Class1 }));
        assert!(set(&known).is_disjoint(&set(&unknown)));
        let place = codes().iter().position(|code| *code == "35").unwrap();
        assert_eq!(set(&unknown), set(path_of(place)));
    }
}

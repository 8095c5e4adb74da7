//! The criteria of RGAA 4.1 (référentiel général d'amélioration de l'accessibilité, DINUM) that bind charts: how each is
//! met, and the test that shows it. The statement of accessibility is written from it.

use std::sync::LazyLock;

use serde::Deserialize;

/// What can be said of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// A test shows it.
    #[default]
    Met,
    /// Believed, not shown.
    Untested,
    /// There is nothing that it would bind.
    Na,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Number in the référentiel.
    pub id: String,
    pub title: String,
    pub how: String,
    /// Name of a test of this repository.
    pub test: String,
    #[serde(default)]
    pub state: State,
}

#[derive(Deserialize)]
struct File {
    criterion: Vec<Criterion>,
}

/// All criteria, in the order of the référentiel.
pub fn matrix() -> &'static [Criterion] {
    static MATRIX: LazyLock<Vec<Criterion>> = LazyLock::new(|| {
        let file: Result<File, _> = toml::from_str(include_str!("rgaa.toml"));
        // The file ships with the code: the test below reads it.
        file.map(|f| f.criterion).unwrap_or_default()
    });
    &MATRIX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_whole() {
        assert_eq!(matrix().len(), 38);
        let number = |c: &Criterion| {
            let (theme, order) = c.id.split_once('.').unwrap();
            (theme.parse::<u8>().unwrap(), order.parse::<u8>().unwrap())
        };
        assert!(matrix().windows(2).all(|w| number(&w[0]) < number(&w[1])));
        assert!(matrix().iter().all(|c| (c.state == State::Met) != c.test.is_empty()));
    }
}

//! Daily counts that are watched: what of them is out of the ordinary is told first.

use crate::catalogue::Dimension;

/// A daily count that is watched.
pub struct Watched {
    pub indicator: &'static str,
    /// The part of it, where it has no total that means anything.
    pub filters: &'static [(Dimension, &'static str)],
}

const fn whole(indicator: &'static str) -> Watched {
    Watched { indicator, filters: &[] }
}

pub const WATCHED: [Watched; 7] = [
    whole("contacts"),
    whole("pre_complaints"),
    whole("card_fraud_reports"),
    whole("experiences"),
    whole("review_count"),
    Watched { indicator: "web_visits", filters: &[(Dimension::Subsite, "national")] },
    whole("directory_visits"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn what_is_watched_is_in_the_catalogue() {
        for watched in &WATCHED {
            assert!(Catalogue::shipped().indicator(watched.indicator).is_some(), "{}", watched.indicator);
        }
    }
}

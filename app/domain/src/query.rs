//! A question to the statistics, checked against the catalogue before anything is read.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{Catalogue, Dimension, Indicator, Measure, OverTime, Statistic},
    territory::{Level, Territory},
    time::{Grain, Window},
};

/// Which territories: one, all of a level, or all départements of one région.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    One(Territory),
    /// `departement:*` or `region:*`.
    All(Level),
}

impl Place {
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_suffix(":*") {
            Some(level) => Level::parse(level).filter(|l| *l != Level::France).map(Self::All),
            None => Territory::parse(text).map(Self::One),
        }
    }

    pub fn level(self) -> Level {
        match self {
            Self::One(territory) => territory.level(),
            Self::All(level) => level,
        }
    }

    /// How many territories it is about, at most.
    pub fn size(self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::All(level) => Territory::all(level).len() + 4,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(territory) => territory.fmt(f),
            Self::All(Level::Region) => f.write_str("region:*"),
            Self::All(_) => f.write_str("departement:*"),
        }
    }
}

/// With which earlier window to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Comparison {
    Previous,
    Year,
}

impl Comparison {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "previous" => Some(Self::Previous),
            "year" => Some(Self::Year),
            _ => None,
        }
    }

    pub fn id(self) -> &'static str {
        match self {
            Self::Previous => "previous",
            Self::Year => "year",
        }
    }

    pub fn window(self, window: Window) -> Window {
        match self {
            Self::Previous => window.previous(),
            Self::Year => window.year_before(),
        }
    }
}

/// Which question was malformed, and why, in French. `parameter` is the public name of the culprit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{parameter}: {reason}")]
pub struct Refusal {
    pub parameter: &'static str,
    pub reason: String,
    /// The question is well formed, but the figure has no meaning (HTTP 422 rather than 400).
    pub meaningless: bool,
}

impl Refusal {
    pub fn malformed(parameter: &'static str, reason: impl Into<String>) -> Self {
        Self { parameter, reason: reason.into(), meaningless: false }
    }

    pub fn meaningless(parameter: &'static str, reason: impl Into<String>) -> Self {
        Self { parameter, reason: reason.into(), meaningless: true }
    }
}

/// A question that has a meaning: it can only be made by [`Query::new`], so nobody sums what can't be summed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    indicator: String,
    window: Window,
    grain: Grain,
    by: Vec<Dimension>,
    filters: Vec<(Dimension, String)>,
    place: Place,
    compare: Option<Comparison>,
}

/// What the caller asks, unchecked.
#[derive(Debug, Clone)]
pub struct Ask {
    pub indicator: String,
    pub window: Window,
    pub grain: Grain,
    pub by: Vec<Dimension>,
    pub filters: Vec<(Dimension, String)>,
    pub place: Place,
    pub compare: Option<Comparison>,
}

impl Ask {
    /// France, by nothing.
    pub fn of(indicator: &str, window: Window, grain: Grain) -> Self {
        Self {
            indicator: indicator.to_owned(),
            window,
            grain,
            by: Vec::new(),
            filters: Vec::new(),
            place: Place::One(Territory::France),
            compare: None,
        }
    }

    pub fn by(mut self, dimension: Dimension) -> Self {
        self.by.push(dimension);
        self
    }

    pub fn only(mut self, dimension: Dimension, value: &str) -> Self {
        self.filters.push((dimension, value.to_owned()));
        self
    }

    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    pub fn compare(mut self, comparison: Option<Comparison>) -> Self {
        self.compare = comparison;
        self
    }
}

impl Query {
    /// Checks the question against the catalogue.
    ///
    /// # Errors
    /// Unknown indicator, grain finer than the measure's, dimension the measure doesn't have, territory it
    /// doesn't carry; and, as *meaningless*, a sum over a dimension or over time that is not additive.
    pub fn new(catalogue: &Catalogue, ask: Ask) -> Result<Self, Refusal> {
        let Ask { indicator, window, grain, by, filters, place, compare } = ask;
        let declared = catalogue.indicator(&indicator).ok_or_else(|| {
            Refusal::malformed("indicator", format!("l’indicateur « {indicator} » n’existe pas"))
        })?;
        let measure = catalogue.measure_of(declared);
        if let Some(twice) = by.iter().enumerate().find(|(i, d)| by[..*i].contains(d)).map(|(_, d)| d) {
            return Err(Refusal::meaningless(
                "by",
                format!("la dimension « {} » est demandée deux fois", twice.id()),
            ));
        }
        for dimension in by.iter().chain(filters.iter().map(|(d, _)| d)) {
            if !measure.dimensions.contains(dimension) {
                return Err(Refusal::malformed(
                    "by",
                    format!("l’indicateur « {indicator} » n’a pas de dimension « {} »", dimension.id()),
                ));
            }
        }
        if place.level() != Level::France && !measure.territorial {
            return Err(Refusal::malformed(
                "territory",
                format!("l’indicateur « {indicator} » n’existe que pour la France entière"),
            ));
        }
        for dimension in &measure.not_additive {
            let kept = by.contains(dimension) || filters.iter().any(|(d, _)| d == dimension);
            if !kept {
                return Err(Refusal::meaningless(
                    "by",
                    format!(
                        "l’indicateur « {indicator} » ne s’additionne pas selon la dimension « {id} » : ajoutez by={id} ou choisissez une valeur ({id}=…)",
                        id = dimension.id()
                    ),
                ));
            }
        }
        check_grain(declared, measure, grain)?;
        Ok(Self {
            indicator,
            window: window.widened(native_width(measure)),
            grain,
            by,
            filters,
            place,
            compare,
        })
    }

    pub fn indicator(&self) -> &str {
        &self.indicator
    }
    /// Widened to whole months or years for measures that know nothing finer.
    pub fn window(&self) -> Window {
        self.window
    }
    pub fn grain(&self) -> Grain {
        self.grain
    }
    pub fn by(&self) -> &[Dimension] {
        &self.by
    }
    pub fn filters(&self) -> &[(Dimension, String)] {
        &self.filters
    }
    pub fn place(&self) -> Place {
        self.place
    }
    pub fn compare(&self) -> Option<Comparison> {
        self.compare
    }

    /// The same question over the part of its window that can be answered.
    pub fn over(&self, window: Window) -> Self {
        Self { window, ..self.clone() }
    }

    /// The same question about another window, without comparison.
    pub fn about(&self, window: Window) -> Self {
        Self { window, compare: None, ..self.clone() }
    }
}

/// The grain whose whole periods a window must be made of.
fn native_width(measure: &Measure) -> Grain {
    match measure.grain {
        Grain::Month | Grain::Year => measure.grain,
        _ => Grain::Day,
    }
}

fn check_grain(indicator: &Indicator, measure: &Measure, grain: Grain) -> Result<(), Refusal> {
    let finest = measure.grain;
    let too_fine = grain < finest || (grain == Grain::Week && finest > Grain::Week);
    if too_fine {
        return Err(Refusal::malformed(
            "grain",
            format!("l’indicateur « {} » n’existe pas plus finement que le grain « {finest} »", indicator.id),
        ));
    }
    if measure.over_time == OverTime::None && grain != finest {
        return Err(Refusal::meaningless(
            "grain",
            format!(
                "l’indicateur « {} » ne s’additionne pas dans le temps : demandez grain={finest}",
                indicator.id
            ),
        ));
    }
    Ok(())
}

/// The figure read from a cell; `None` where a ratio or a quantile has nothing to divide.
pub fn statistic(statistic: Statistic, cell: &crate::observation::Cell) -> Option<f64> {
    match statistic {
        Statistic::Count => Some(cell.count as f64),
        Statistic::Sum => Some(cell.sum),
        Statistic::Mean => (cell.count > 0).then(|| cell.sum / cell.count as f64),
        Statistic::Median => cell.sketch.quantile(0.5),
        Statistic::P90 => cell.sketch.quantile(0.9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Cell;

    fn window() -> Window {
        Window::new("2024-01-10".parse().unwrap(), "2024-03-20".parse().unwrap()).unwrap()
    }

    fn refusal(ask: Ask) -> Refusal {
        Query::new(Catalogue::shipped(), ask).unwrap_err()
    }

    #[test]
    fn what_is_not_additive_can_not_be_asked() {
        assert!(refusal(Ask::of("web_visits", window(), Grain::Day)).meaningless);
        assert!(refusal(Ask::of("web_visitors", window(), Grain::Day).by(Dimension::Subsite)).meaningless);
        assert!(refusal(Ask::of("experience_theme_positive_share", window(), Grain::Month)).meaningless);
        assert!(
            Query::new(
                Catalogue::shipped(),
                Ask::of("web_visits", window(), Grain::Day).by(Dimension::Subsite)
            )
            .is_ok()
        );
        let national = Ask::of("web_visits", window(), Grain::Day).only(Dimension::Subsite, "national");
        assert!(Query::new(Catalogue::shipped(), national).is_ok());
    }

    #[test]
    fn malformed_questions_name_their_parameter() {
        assert_eq!(refusal(Ask::of("nope", window(), Grain::Day)).parameter, "indicator");
        assert_eq!(refusal(Ask::of("contacts", window(), Grain::Day).by(Dimension::Age)).parameter, "by");
        assert_eq!(refusal(Ask::of("workforce", window(), Grain::Month)).parameter, "grain");
        assert_eq!(refusal(Ask::of("card_fraud_reports_by_age", window(), Grain::Week)).parameter, "grain");
        let place = Place::parse("departement:35").unwrap();
        assert_eq!(refusal(Ask::of("contacts", window(), Grain::Day).at(place)).parameter, "territory");
    }

    #[test]
    fn a_monthly_measure_widens_the_window_to_whole_months() {
        let query =
            Query::new(Catalogue::shipped(), Ask::of("card_fraud_reports_by_age", window(), Grain::Total))
                .unwrap();
        assert_eq!(query.window().from.to_string(), "2024-01-01");
        assert_eq!(query.window().to.to_string(), "2024-03-31");
    }

    /// The counter-example of the prior system: 991 filings of 7 min 32 s and one of 20 min 00 s gave
    /// "13 min 46 s" as a mean of means. The mean of all filings is 7 min 33 s.
    #[test]
    fn the_mean_is_weighted() {
        let mut month = Cell { sum: 991.0 * 452.0, count: 991, ..Cell::default() };
        month.merge(&Cell { sum: 1200.0, count: 1, ..Cell::default() });
        let mean = statistic(Statistic::Mean, &month).unwrap();
        assert_eq!(mean.round(), 453.0, "7 min 33 s");
    }

    #[test]
    fn nothing_divided_by_nothing_is_absent_not_nan() {
        assert_eq!(statistic(Statistic::Mean, &Cell::default()), None);
        assert_eq!(statistic(Statistic::Median, &Cell::default()), None);
        assert_eq!(statistic(Statistic::Count, &Cell::default()), Some(0.0));
    }

    #[test]
    fn a_place_is_one_territory_or_all_of_a_level_with_those_of_none() {
        for (text, level, size) in [
            ("france", Level::France, 1),
            ("departement:35", Level::Departement, 1),
            ("region:*", Level::Region, Territory::all(Level::Region).len() + 4),
            ("departement:*", Level::Departement, Territory::all(Level::Departement).len() + 4),
        ] {
            let place = Place::parse(text).unwrap();
            assert_eq!((place.level(), place.size()), (level, size), "{text}");
        }
    }

    #[test]
    fn comparisons_are_named_and_look_back() {
        let told = |c: Comparison| (c.window(window()).from.to_string(), c.window(window()).to.to_string());
        assert_eq!(
            told(Comparison::Previous),
            ("2023-10-31".into(), "2024-01-09".into()),
            "71 days, as many before"
        );
        assert_eq!(told(Comparison::Year), ("2023-01-10".into(), "2023-03-20".into()));
        for comparison in [Comparison::Previous, Comparison::Year] {
            assert_eq!(Comparison::parse(comparison.id()), Some(comparison));
        }
        assert_eq!(Comparison::parse("Year"), None);
    }

    #[test]
    fn a_dimension_is_asked_once_and_must_exist() {
        let once = Ask::of("web_visits", window(), Grain::Day).by(Dimension::Subsite);
        let twice = refusal(once.clone().by(Dimension::Subsite));
        assert!(twice.meaningless && twice.parameter == "by");
        assert_eq!(refusal(once.only(Dimension::Age, "18-25")).parameter, "by", "a filter is looked at, too");
    }

    #[test]
    fn the_finest_grain_is_the_measures_and_weeks_are_made_of_days() {
        let is_asked = |indicator: &str, grain: Grain| {
            Query::new(Catalogue::shipped(), Ask::of(indicator, window(), grain)).is_ok()
        };
        let grains =
            [Grain::Hour, Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Year, Grain::Total];
        for (indicator, finest) in [("contacts", 0), ("experiences", 1), ("card_fraud_reports_by_age", 3)] {
            for (number, grain) in grains.into_iter().enumerate() {
                assert_eq!(is_asked(indicator, grain), number >= finest, "{indicator} {grain}");
            }
        }
        // What is not added up over time has its own grain only.
        for grain in grains {
            assert_eq!(is_asked("breach_share", grain), grain == Grain::Year, "{grain}");
        }
        let yearly = Query::new(Catalogue::shipped(), Ask::of("workforce", window(), Grain::Year)).unwrap();
        assert_eq!(
            (yearly.window().from.to_string(), yearly.window().to.to_string()),
            ("2024-01-01".into(), "2024-12-31".into())
        );
    }

    #[test]
    fn a_question_keeps_what_was_asked_over_another_window() {
        let ask = Ask::of("web_visits", window(), Grain::Month)
            .by(Dimension::Subsite)
            .compare(Some(Comparison::Year));
        let query = Query::new(Catalogue::shipped(), ask).unwrap();
        let other = Comparison::Year.window(window());
        let (over, about) = (query.over(other), query.about(other));
        for asked in [&over, &about] {
            assert_eq!(asked.window(), other);
            assert_eq!(
                (asked.indicator(), asked.grain(), asked.place()),
                ("web_visits", Grain::Month, query.place())
            );
            assert_eq!(asked.by(), [Dimension::Subsite]);
            assert!(asked.filters().is_empty());
        }
        assert_eq!((over.compare(), about.compare()), (Some(Comparison::Year), None));
        let national = Ask::of("web_visits", window(), Grain::Day).only(Dimension::Subsite, "national");
        let national = Query::new(Catalogue::shipped(), national).unwrap();
        assert_eq!(national.filters(), [(Dimension::Subsite, "national".to_owned())]);
    }

    #[test]
    fn each_statistic_is_read_from_the_cell() {
        let mut cell = Cell { sum: 30.0, count: 4, ..Cell::default() };
        for value in [0.0, 0.0, 10.0, 20.0] {
            cell.sketch.add(crate::sketch::bin_of(value).unwrap(), 1);
        }
        assert_eq!(statistic(Statistic::Count, &cell), Some(4.0));
        assert_eq!(statistic(Statistic::Sum, &cell), Some(30.0));
        assert_eq!(statistic(Statistic::Mean, &cell), Some(7.5));
        assert_eq!(statistic(Statistic::Median, &cell), Some(0.0));
        let near = statistic(Statistic::P90, &cell).unwrap();
        assert!((near - 10.0).abs() <= 0.05, "{near}");
    }

    #[test]
    fn places_are_read_as_written() {
        for text in
            ["france", "region:53", "departement:2A", "departement:*", "region:*", "departement:non-rattache"]
        {
            assert_eq!(Place::parse(text).unwrap().to_string(), text);
        }
        for text in ["departement:999", "'; drop table", "france:*", "", "region:"] {
            assert_eq!(Place::parse(text), None, "{text}");
        }
    }
}

//! What the public may read of persons: the linked tables that are published together, as declared in the catalogue.

use serde::Deserialize;

use crate::{
    catalogue::{Dimension, Measure},
    territory::Level,
    time::Grain,
};

/// What counts the persons behind a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Persons {
    #[default]
    Count,
    /// Of those who are counted, those who are summed: a share times its number tells both who said yes and who did not.
    Share,
}

/// Those of a wider population who are not in a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
    /// Persons of whom something is told by it: who said no, who had no answer.
    #[default]
    Protected,
    /// Rows of which something was not measured: it says nothing of persons.
    Open,
}

/// One published table: cells of one set of dimensions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkedTable {
    /// The finest level; coarser ones are published too.
    pub level: Level,
    #[serde(default)]
    pub by: Vec<Dimension>,
    /// Calendar periods that are cells of their own.
    pub grains: Vec<Grain>,
}

/// A population of persons and the tables that are published of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Population {
    pub measure: String,
    #[serde(default)]
    pub persons: Persons,
    /// The measure of a wider population: a part is not told where the whole is withheld, nor where it would tell the rest.
    #[serde(default)]
    pub within: Option<String>,
    #[serde(default)]
    pub rest: Rest,
    /// Its counts are told by another measure: what it measures of few persons is withheld, for the sake of nothing else. Only for
    /// statistics that do not add up.
    #[serde(default)]
    pub open: bool,
    /// Whether weekday by hour is published, month by month, for France.
    #[serde(default)]
    pub rhythm: bool,
    pub tables: Vec<LinkedTable>,
}

/// Cells of one level, one set of dimensions, one grain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stratum {
    pub level: Level,
    pub by: Vec<Dimension>,
    pub grain: Grain,
}

fn rank(level: Level) -> u8 {
    match level {
        Level::France => 0,
        Level::Region => 1,
        Level::Departement => 2,
    }
}

impl Population {
    /// Whether cells are parts of wider ones: what is left is a count, too.
    pub fn is_part(&self) -> bool {
        self.persons == Persons::Share || self.within.is_some()
    }

    /// Every stratum that is published, each once.
    pub fn strata(&self) -> Vec<Stratum> {
        let mut found: Vec<Stratum> = Vec::new();
        for table in &self.tables {
            for level in [Level::France, Level::Region, Level::Departement] {
                for grain in &table.grains {
                    let stratum = Stratum { level, by: table.by.clone(), grain: *grain };
                    if rank(level) <= rank(table.level) && !found.contains(&stratum) {
                        found.push(stratum);
                    }
                }
            }
        }
        found
    }

    /// The grains at which a set of dimensions is published for a level, finest first.
    pub fn grains(&self, level: Level, by: &[Dimension]) -> Vec<Grain> {
        let mut grains: Vec<Grain> =
            self.strata().into_iter().filter(|s| s.level == level && s.by == by).map(|s| s.grain).collect();
        grains.sort();
        grains
    }

    /// The smallest published set of dimensions that holds all of `needed` at a level.
    pub fn dimensions(&self, level: Level, needed: &[Dimension]) -> Option<&[Dimension]> {
        self.tables
            .iter()
            .filter(|t| rank(level) <= rank(t.level) && needed.iter().all(|d| t.by.contains(d)))
            .map(|t| t.by.as_slice())
            .min_by_key(|by| by.len())
    }

    /// The finest level of all tables.
    pub fn finest_level(&self) -> Level {
        self.tables.iter().map(|t| t.level).max_by_key(|l| rank(*l)).unwrap_or(Level::France)
    }
}

/// Checks that any two strata meet in a published one: otherwise two sums of published cells would be equal by an
/// equation that the decision does not know.
///
/// # Errors
/// Says which stratum is missing.
pub(crate) fn closed(population: &Population, measure: &Measure) -> Result<(), String> {
    if population.is_part() && measure.dimensions.len() > 2 {
        return Err("a part has two dimensions at most".to_owned());
    }
    let strata = population.strata();
    let additive = |d: &Dimension| !measure.not_additive.contains(d);
    for table in &population.tables {
        if let Some(alien) = table.by.iter().find(|d| !measure.dimensions.contains(d)) {
            return Err(format!("{} has no dimension {}", measure.id, alien.id()));
        }
        let order: Vec<_> = measure.dimensions.iter().filter(|d| table.by.contains(d)).collect();
        if order != table.by.iter().collect::<Vec<_>>() {
            return Err("dimensions stand in the order of the measure".to_owned());
        }
        if table.grains.iter().any(|g| matches!(g, Grain::Hour | Grain::Week | Grain::Total)) {
            return Err("grains are day, month, quarter, year".to_owned());
        }
        if rank(table.level) > 0 && table.grains.contains(&Grain::Day) {
            return Err("days are published for France only".to_owned());
        }
    }
    for a in &strata {
        for b in &strata {
            let meet = Stratum {
                level: if rank(a.level) < rank(b.level) { a.level } else { b.level },
                by: a.by.iter().copied().filter(|d| b.by.contains(d) || !additive(d)).collect(),
                grain: a.grain.max(b.grain),
            };
            if !strata.contains(&meet) {
                return Err(format!("{a:?} and {b:?} meet in {meet:?}, which is not published"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    /// The tables of a measure, as they would stand in the catalogue.
    fn declared(measure: &str, tables: &str) -> Result<(), String> {
        #[derive(Deserialize)]
        struct File {
            population: Population,
        }
        let text = format!("[population]\nmeasure = \"{measure}\"\n{tables}");
        let population = toml::from_str::<File>(&text).unwrap().population;
        closed(&population, Catalogue::shipped().measure(measure).unwrap())
    }

    #[test]
    fn tables_meet_in_a_table() {
        let france = "{ level = \"france\", grains = [\"month\", \"year\"] }";
        let by_person = "{ level = \"france\", by = [\"person_type\"], grains = [\"month\", \"year\"] }";
        let of = |tables: &[&str]| declared("pre_complaints", &format!("tables = [{}]", tables.join(", ")));
        assert_eq!(of(&[france, by_person]), Ok(()));
        let fine = "{ level = \"departement\", grains = [\"year\"] }";
        assert_eq!(of(&[france, by_person, fine]), Ok(()));
        let quarters = "{ level = \"region\", by = [\"person_type\"], grains = [\"quarter\"] }";
        assert!(
            of(&[france, by_person, quarters]).unwrap_err().contains("meet"),
            "quarters of France are missing"
        );
        for (wrong, why) in [
            ("{ level = \"france\", by = [\"age\"], grains = [\"month\"] }", "dimension"),
            ("{ level = \"france\", grains = [\"week\"] }", "grains"),
            ("{ level = \"region\", grains = [\"day\"] }", "France only"),
        ] {
            let told = of(&[france, wrong]).unwrap_err();
            assert!(told.contains(why), "{told}");
        }
        let crossed = "{ level = \"france\", by = [\"channel\", \"category\"], grains = [\"year\"] }";
        assert!(declared("contacts", &format!("tables = [{crossed}]")).unwrap_err().contains("order"));
        let whole = "persons = \"share\"\ntables = [{ level = \"france\", grains = [\"year\"] }]";
        assert!(declared("contacts", whole).unwrap_err().contains("two dimensions"));
        assert_eq!(declared("experiences", whole), Ok(()), "two dimensions leave room");
    }

    #[test]
    fn a_question_is_answered_from_the_smallest_table() {
        let population = Catalogue::shipped().population("experiences").unwrap();
        let sentiment = [Dimension::Sentiment];
        assert_eq!(population.dimensions(Level::France, &[]), Some(&[][..]));
        assert_eq!(population.dimensions(Level::Region, &sentiment), Some(&sentiment[..]));
        assert_eq!(population.dimensions(Level::Departement, &sentiment), None);
        assert_eq!(population.grains(Level::Region, &[]), [Grain::Month, Grain::Quarter, Grain::Year]);
        assert_eq!(population.grains(Level::Region, &sentiment), [Grain::Year]);
        assert_eq!(population.grains(Level::Departement, &[]), [Grain::Year]);
        assert_eq!(population.finest_level(), Level::Departement);
        let strata = population.strata();
        let unique: Vec<_> = strata.iter().enumerate().filter(|(n, s)| !strata[..*n].contains(s)).collect();
        assert_eq!(unique.len(), strata.len(), "each stratum once");
        assert!(!strata.iter().any(|s| s.level == Level::Departement && s.grain == Grain::Month));
    }
}

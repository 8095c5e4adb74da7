//! One model of territories: France, régions, départements (and collectivities overseas), and the three
//! places where a row lands when it has no département: abroad, a group that a source lumps together,
//! and "non rattaché".

use std::{collections::HashMap, fmt, sync::LazyLock};

use serde::{Deserialize, Serialize};

/// A territory by its INSEE code. The type can only be made from a code that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Territory {
    France,
    /// Index into the table of régions.
    Region(u8),
    /// Index into the table of départements and overseas collectivities.
    Departement(u8),
    /// Perceval knows overseas only as two lumps: `97` and `98`.
    Group97,
    Group98,
    /// Monaco and the rest of the world.
    Abroad,
    /// "Non rattaché": the source gave no usable place.
    Unattached,
}

struct Row {
    code: &'static str,
    name: &'static str,
    region: &'static str,
    population: u64,
}

struct Tables {
    regions: Vec<Row>,
    departements: Vec<Row>,
    by_region: HashMap<&'static str, u8>,
    by_departement: HashMap<&'static str, u8>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let (mut regions, mut departements) = (Vec::new(), Vec::new());
    for line in include_str!("territories.txt").lines() {
        let mut cells = line.split('|');
        let mut next = || cells.next().unwrap_or_default();
        let (kind, code, name, region) = (next(), next(), next(), next());
        let row = Row { code, name, region, population: next().parse().unwrap_or(0) };
        if kind == "region" { regions.push(row) } else { departements.push(row) }
    }
    departements.sort_by_key(|r| r.code);
    regions.sort_by_key(|r| r.code);
    let index = |rows: &[Row]| rows.iter().zip(0u8..).map(|(r, i)| (r.code, i)).collect();
    Tables { by_region: index(&regions), by_departement: index(&departements), regions, departements }
});

/// Administrative level of a territory, as the API names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    France,
    Region,
    Departement,
}

impl Level {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "france" => Some(Self::France),
            "region" => Some(Self::Region),
            "departement" => Some(Self::Departement),
            _ => None,
        }
    }
}

/// Year of the census behind the populations of `@etalab/decoupage-administratif` 6.
pub const POPULATION_YEAR: i32 = 2023;

impl Territory {
    pub fn departement(code: &str) -> Option<Self> {
        TABLES.by_departement.get(code).copied().map(Self::Departement)
    }

    pub fn region(code: &str) -> Option<Self> {
        TABLES.by_region.get(code).copied().map(Self::Region)
    }

    /// All territories of a level, in the order of their codes.
    pub fn all(level: Level) -> Vec<Self> {
        match level {
            Level::France => vec![Self::France],
            Level::Region => (0u8..).zip(&TABLES.regions).map(|(i, _)| Self::Region(i)).collect(),
            Level::Departement => {
                (0u8..).zip(&TABLES.departements).map(|(i, _)| Self::Departement(i)).collect()
            }
        }
    }

    /// The 101 départements, without the collectivities overseas.
    pub fn the_101() -> Vec<Self> {
        let mut list = Self::all(Level::Departement);
        list.retain(|t| !t.is_collectivity());
        list
    }

    fn is_collectivity(self) -> bool {
        matches!(self.code(), "975" | "977" | "978" | "984" | "986" | "987" | "988")
    }

    pub fn level(self) -> Level {
        match self {
            Self::France => Level::France,
            Self::Region(_) => Level::Region,
            _ => Level::Departement,
        }
    }

    /// INSEE code; a word for what has none.
    pub fn code(self) -> &'static str {
        match self {
            Self::France => "france",
            Self::Region(i) => TABLES.regions[usize::from(i)].code,
            Self::Departement(i) => TABLES.departements[usize::from(i)].code,
            Self::Group97 => "groupe-97",
            Self::Group98 => "groupe-98",
            Self::Abroad => "etranger",
            Self::Unattached => "non-rattache",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::France => "France",
            Self::Region(i) => TABLES.regions[usize::from(i)].name,
            Self::Departement(i) => TABLES.departements[usize::from(i)].name,
            Self::Group97 => "Départements d’outre-mer (ensemble)",
            Self::Group98 => "Collectivités d’outre-mer (ensemble)",
            Self::Abroad => "Étranger",
            Self::Unattached => "Non rattaché",
        }
    }

    /// Inhabitants (municipal population, [`POPULATION_YEAR`]); `None` where a rate has no meaning.
    pub fn population(self) -> Option<u64> {
        let people = match self {
            Self::France => TABLES.departements.iter().map(|r| r.population).sum(),
            Self::Region(i) => TABLES.regions[usize::from(i)].population,
            Self::Departement(i) => TABLES.departements[usize::from(i)].population,
            _ => 0,
        };
        (people > 0).then_some(people)
    }

    /// One step up: département to région to France. What is lumped or unattached belongs to France;
    /// what lies abroad belongs to nothing but the sum of all rows, which is also shown as France.
    pub fn parent(self) -> Option<Self> {
        match self {
            Self::France => None,
            Self::Departement(i) => Self::region(TABLES.departements[usize::from(i)].region),
            _ => Some(Self::France),
        }
    }

    /// The départements of a région.
    pub fn children(self) -> Vec<Self> {
        Self::all(Level::Departement).into_iter().filter(|d| d.parent() == Some(self)).collect()
    }

    /// Reads the public form written by `Display`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "france" => Some(Self::France),
            "departement:groupe-97" => Some(Self::Group97),
            "departement:groupe-98" => Some(Self::Group98),
            "departement:etranger" => Some(Self::Abroad),
            "departement:non-rattache" => Some(Self::Unattached),
            _ => match text.split_once(':')? {
                ("region", code) => Self::region(code),
                ("departement", code) => Self::departement(code),
                _ => None,
            },
        }
    }

    /// Reads the département codes that sources write: `1`, `01`, `2a`, `75C`, `69M`, `971`, `20`, `97`.
    pub fn from_source_code(raw: &str) -> Option<Self> {
        let code = raw.trim().to_ascii_uppercase();
        let code = match code.as_str() {
            "20" | "20R" => return Self::region("94"),
            "97" => return Some(Self::Group97),
            "98" => return Some(Self::Group98),
            "99" => return Some(Self::Abroad),
            "75C" => "75".to_owned(),
            "69M" | "69D" => "69".to_owned(),
            one if one.len() == 1 && one.starts_with(|c: char| c.is_ascii_digit()) => format!("0{one}"),
            _ => code,
        };
        Self::departement(&code)
    }
}

/// The public form: `france`, `region:53`, `departement:2A`.
impl fmt::Display for Territory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::France => f.write_str("france"),
            Self::Region(_) => write!(f, "region:{}", self.code()),
            _ => write!(f, "departement:{}", self.code()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_101_departements_and_18_regions_of_them() {
        assert_eq!(Territory::the_101().len(), 101);
        let mut regions: Vec<_> = Territory::the_101().iter().filter_map(|d| d.parent()).collect();
        regions.sort();
        regions.dedup();
        assert_eq!(regions.len(), 18);
    }

    #[test]
    fn alsace_corsica_and_overseas_have_parents() {
        for (code, region) in
            [("67", "44"), ("68", "44"), ("2A", "94"), ("2B", "94"), ("974", "04"), ("988", "988")]
        {
            let d = Territory::departement(code).unwrap();
            assert_eq!(d.parent().unwrap().code(), region);
            assert_eq!(Territory::parse(&d.to_string()), Some(d));
        }
    }

    #[test]
    fn source_codes_of_every_kind() {
        let code = |raw| Territory::from_source_code(raw).map(Territory::code);
        for (raw, want) in
            [("1", "01"), ("2a", "2A"), ("75C", "75"), ("69M", "69"), ("973", "973"), ("06", "06")]
        {
            assert_eq!(code(raw), Some(want));
        }
        assert_eq!(Territory::from_source_code("20"), Territory::region("94"));
        assert_eq!(Territory::from_source_code("97"), Some(Territory::Group97));
        assert_eq!(Territory::from_source_code("00"), None);
        assert_eq!(Territory::from_source_code(""), None);
    }

    #[test]
    fn what_has_no_departement_stands_beside_them() {
        let lumps = [
            (Territory::Group97, "departement:groupe-97", "97"),
            (Territory::Group98, "departement:groupe-98", "98"),
            (Territory::Abroad, "departement:etranger", "99"),
        ];
        for (lump, public, source) in lumps {
            assert_eq!(lump.to_string(), public);
            assert_eq!(Territory::parse(public), Some(lump));
            assert_eq!(Territory::from_source_code(source), Some(lump));
        }
        assert_eq!(Territory::parse("departement:non-rattache"), Some(Territory::Unattached));
        for lump in [Territory::Group97, Territory::Group98, Territory::Abroad, Territory::Unattached] {
            assert_eq!((lump.level(), lump.population()), (Level::Departement, None));
            assert_eq!(lump.parent(), Some(Territory::France));
            assert!(lump.name().len() > 6 && !Territory::all(Level::Departement).contains(&lump));
        }
        assert_eq!(Territory::France.parent(), None);
        assert_eq!(Territory::region("53").unwrap().parent(), Some(Territory::France));
    }

    #[test]
    fn corsica_as_one_is_a_region_and_lyon_and_paris_have_further_codes() {
        for raw in ["20", "20R"] {
            assert_eq!(Territory::from_source_code(raw).unwrap().name(), "Corse");
        }
        assert_eq!(Territory::from_source_code("69D"), Territory::departement("69"));
        assert_eq!(Territory::from_source_code(" 1 "), Territory::departement("01"));
        assert_eq!(Territory::from_source_code("a"), None);
    }

    #[test]
    fn a_level_is_read_as_written() {
        for (text, level, one) in [
            ("france", Level::France, "france"),
            ("region", Level::Region, "region:53"),
            ("departement", Level::Departement, "departement:35"),
        ] {
            assert_eq!(Level::parse(text), Some(level));
            assert_eq!(Territory::parse(one).unwrap().level(), level);
            let all = Territory::all(level);
            assert!(all.is_sorted_by_key(|t| t.code()) && all.iter().all(|t| t.level() == level));
        }
        assert_eq!(Level::parse("canton"), None);
        assert_eq!(Territory::parse("canton:35"), None);
    }

    #[test]
    fn population_adds_up() {
        let france = Territory::France.population().unwrap();
        assert!((66_000_000..71_000_000).contains(&france), "{france}");
        let bretagne = Territory::region("53").unwrap();
        let sum: u64 = bretagne.children().iter().filter_map(|d| d.population()).sum();
        assert_eq!(bretagne.population(), Some(sum));
        assert_eq!(bretagne.children().len(), 4);
    }
}

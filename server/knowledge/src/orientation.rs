//! From short questions to the service that helps: a tree of steps and ends, as data that carries its version and the day of its
//! last review. The one that ships serves until the operator names a file of their own.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::Deserialize;

const SHIPPED: &str = include_str!("../orientation/orientation.json");

/// A question, and its answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub id: String,
    pub question: String,
    #[serde(default)]
    pub hint: String,
    pub choices: Vec<Choice>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub label: String,
    /// A step or an end.
    pub to: String,
}

/// What to do, and who helps.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    pub id: String,
    pub title: String,
    /// Paragraphs, an empty line between them.
    pub text: String,
    #[serde(default)]
    pub service: Option<Service>,
    /// When the service answers.
    #[serde(default)]
    pub hours: String,
    /// What to have at hand.
    #[serde(default)]
    pub bring: Vec<String>,
    /// Entries of the knowledge base that tell more.
    #[serde(default)]
    pub entries: Vec<String>,
    #[serde(default)]
    pub is_urgent: bool,
    /// Writing to a gendarme helps here.
    #[serde(default)]
    pub can_chat: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub label: String,
    /// `https:`, `tel:` or `sms:`.
    pub href: String,
}

impl Service {
    fn is_fit(&self) -> bool {
        ["https://", "tel:", "sms:"].iter().any(|begin| self.href.starts_with(begin))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: NaiveDate,
    reviewed: NaiveDate,
    start: String,
    steps: Vec<Step>,
    ends: Vec<End>,
}

/// What an id of the tree stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Step(Step),
    End(Box<End>),
}

/// A tree in which every way leads from the start to an end.
#[derive(Debug)]
pub struct Orientation {
    pub version: NaiveDate,
    pub reviewed: NaiveDate,
    start: String,
    places: HashMap<String, Place>,
    /// Names by the code of their address.
    codes: HashMap<String, String>,
}

/// Why a file is not taken, in French.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Astray {
    #[error("Ce n’est pas l’orientation attendue : {0}")]
    Json(String),
    #[error("« {0} » n’est pas un nom : des lettres minuscules sans accent, des chiffres et des tirets")]
    Name(String),
    #[error("« {0} » est là deux fois")]
    Twice(String),
    #[error("« {0} » mène à « {1} », qui n’existe pas")]
    Nowhere(String, String),
    #[error("« {0} » n’a pas de choix")]
    NoChoice(String),
    #[error("« {0} » ramène à lui-même")]
    Circle(String),
    #[error("rien ne mène à « {0} »")]
    Unreachable(String),
    #[error("« {0} » : une adresse commence par https:, tel: ou sms:")]
    Address(String),
}

impl Orientation {
    /// The tree that comes with the program.
    ///
    /// # Errors
    /// It is not one: a test says that it is.
    pub fn shipped() -> Result<Self, Astray> {
        Self::parse(SHIPPED.as_bytes())
    }

    /// # Errors
    /// The file is not a tree in which every way leads from the start to an end: where, and why.
    pub fn parse(json: &[u8]) -> Result<Self, Astray> {
        let file: File = serde_json::from_slice(json).map_err(|error| Astray::Json(error.to_string()))?;
        let steps = file.steps.into_iter().map(|step| (step.id.clone(), Place::Step(step)));
        let ends = file.ends.into_iter().map(|end| (end.id.clone(), Place::End(Box::new(end))));
        let (mut places, mut codes) = (HashMap::new(), HashMap::new());
        for (id, place) in steps.chain(ends) {
            fit(&id, &place)?;
            let other = codes.insert(code(&id), id.clone());
            if other.is_some() || places.insert(id.clone(), place).is_some() {
                return Err(Astray::Twice(id));
            }
        }
        let tree = Self { version: file.version, reviewed: file.reviewed, start: file.start, places, codes };
        let mut known = HashSet::new();
        tree.walk(&tree.start, "start", &mut Vec::new(), &mut known)?;
        let mut lost: Vec<&String> = tree.places.keys().filter(|id| !known.contains(id.as_str())).collect();
        lost.sort();
        match lost.first() {
            Some(id) => Err(Astray::Unreachable((*id).clone())),
            None => Ok(tree),
        }
    }

    /// Goes every way once.
    fn walk<'t>(
        &'t self,
        id: &'t str,
        from: &str,
        way: &mut Vec<&'t str>,
        known: &mut HashSet<&'t str>,
    ) -> Result<(), Astray> {
        if way.contains(&id) {
            return Err(Astray::Circle(id.to_owned()));
        }
        let place = self.places.get(id).ok_or_else(|| Astray::Nowhere(from.to_owned(), id.to_owned()))?;
        // What was gone through leads to ends.
        if !known.insert(id) {
            return Ok(());
        }
        if let Place::Step(step) = place {
            way.push(id);
            for choice in &step.choices {
                self.walk(&choice.to, id, way, known)?;
            }
            way.pop();
        }
        Ok(())
    }

    pub fn start(&self) -> &str {
        &self.start
    }

    pub fn place(&self, id: &str) -> Option<&Place> {
        self.places.get(id)
    }

    /// The name of what lies at an address ([`code`]).
    pub fn coded(&self, code: &str) -> Option<&str> {
        self.codes.get(code).map(String::as_str)
    }

    /// A question that leads there, the first by name where several do.
    pub fn before(&self, id: &str) -> Option<&str> {
        let leads = |place: &Place| match place {
            Place::Step(step) => step.choices.iter().any(|choice| choice.to == id),
            Place::End(_) => false,
        };
        self.places.iter().filter(|(_, place)| leads(place)).map(|(name, _)| name.as_str()).min()
    }

    /// Every end, in no order.
    pub fn ends(&self) -> impl Iterator<Item = &End> {
        self.places.values().filter_map(|place| match place {
            Place::End(end) => Some(&**end),
            Place::Step(_) => None,
        })
    }
}

/// What a place is called in its address: a browser's history tells nobody what was answered (FNV-1a, 32 bits).
pub fn code(id: &str) -> String {
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193));
    format!("{hash:08x}")
}

fn fit(id: &str, place: &Place) -> Result<(), Astray> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if id.is_empty() || id.len() > 80 || !id.bytes().all(plain) {
        return Err(Astray::Name(id.chars().filter(|c| !c.is_control()).take(80).collect()));
    }
    match place {
        Place::Step(step) if step.choices.is_empty() => Err(Astray::NoChoice(id.to_owned())),
        Place::End(end) if !end.service.iter().all(Service::is_fit) => Err(Astray::Address(id.to_owned())),
        Place::Step(_) | Place::End(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Edition, base::shipped};

    #[test]
    fn what_ships_leads_everybody_somewhere() {
        let tree = Orientation::shipped().unwrap();
        assert!(tree.ends().count() >= 45 && matches!(tree.place(tree.start()), Some(Place::Step(_))));
        // Who is in danger is there in one choice.
        let Some(Place::Step(first)) = tree.place(tree.start()) else { panic!() };
        let Some(Place::End(danger)) = tree.place(&first.choices[0].to) else { panic!() };
        assert!(danger.is_urgent && danger.service.as_ref().unwrap().href == "tel:17");
        assert_eq!(tree.coded(&code(&danger.id)), Some(danger.id.as_str()));
        assert_eq!((tree.before(&danger.id), tree.before(tree.start())), (Some(tree.start()), None));
        let edition = Edition::of(shipped());
        for end in tree.ends() {
            for entry in &end.entries {
                assert!(edition.entry(entry).is_some(), "{}: {entry}", end.id);
            }
            assert!(!end.is_urgent || !end.can_chat, "{}: one calls, and does not write", end.id);
        }
    }

    #[test]
    fn a_file_that_leads_nowhere_is_refused_with_its_reason() {
        let tree = |steps: &str, ends: &str| {
            let json = format!(
                r#"{{"version":"2026-12-02","reviewed":"2026-12-02","start":"a","steps":[{steps}],"ends":[{ends}]}}"#
            );
            Orientation::parse(json.as_bytes()).map(|_| ())
        };
        let step = |id: &str, to: &str| {
            format!(r#"{{"id":"{id}","question":"?","choices":[{{"label":"x","to":"{to}"}}]}}"#)
        };
        let end = |id: &str| format!(r#"{{"id":"{id}","title":"t","text":"x"}}"#);
        assert_eq!(tree(&step("a", "b"), &end("b")), Ok(()));
        assert_eq!(tree(&step("a", "c"), &end("b")), Err(Astray::Nowhere("a".into(), "c".into())));
        assert_eq!(tree(&step("a", "a"), ""), Err(Astray::Circle("a".into())));
        let more = format!("{},{}", end("b"), end("c"));
        assert_eq!(tree(&step("a", "b"), &more), Err(Astray::Unreachable("c".into())));
        assert_eq!(tree(&step("a", "b"), &end("a")), Err(Astray::Twice("a".into())));
        assert_eq!(tree(&step("é", "b"), &end("b")), Err(Astray::Name("é".into())));
        assert_eq!(tree(r#"{"id":"a","question":"?","choices":[]}"#, ""), Err(Astray::NoChoice("a".into())));
        let bad = r#"{"id":"b","title":"t","text":"x","service":{"label":"x","href":"javascript:1"}}"#;
        assert_eq!(tree(&step("a", "b"), bad), Err(Astray::Address("b".into())));
        assert!(matches!(tree("", "{}"), Err(Astray::Json(_))));
    }
}

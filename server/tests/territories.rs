//! `app/domain/src/territories.txt` is what npm's `@etalab/decoupage-administratif` says (Licence Ouverte 2.0): one line a territory,
//! `kind|code|name|region|population`. Kept in the project so that `cargo test -p domain` needs no npm.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::{collections::BTreeMap, env, fs, path::Path};

use serde_json::Value;

/// The Austral lands and Clipperton have no inhabitant to serve.
const NOBODY: &str = "989";

fn told(data: &Path) -> String {
    let read = |name: &str| -> Vec<Value> {
        serde_json::from_str(&fs::read_to_string(data.join(name)).unwrap()).unwrap()
    };
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let mut people: BTreeMap<String, u64> = BTreeMap::new();
    for commune in read("communes.json") {
        if commune["type"] == "commune-actuelle" {
            *people.entry(text(&commune, "departement")).or_default() +=
                commune["population"].as_u64().unwrap_or(0);
        }
    }
    let mut table = String::new();
    let mut by_region: BTreeMap<String, u64> = BTreeMap::new();
    for departement in read("departements.json") {
        let (code, region) = (text(&departement, "code"), text(&departement, "region"));
        if code != NOBODY {
            let people = people.get(&code).copied().unwrap_or(0);
            *by_region.entry(region.clone()).or_default() += people;
            table += &format!("departement|{code}|{}|{region}|{people}\n", text(&departement, "nom"));
        }
    }
    for region in read("regions.json") {
        let code = text(&region, "code");
        if code != NOBODY {
            let people = by_region.get(&code).copied().unwrap_or(0);
            table += &format!("region|{code}|{}||{people}\n", text(&region, "nom"));
        }
    }
    table
}

#[test]
fn the_table_of_territories_is_the_package_s() {
    let told = told(Path::new("../style/node_modules/@etalab/decoupage-administratif/data"));
    let kept = Path::new("../app/domain/src/territories.txt");
    if env::var("UPDATE_TERRITORIES").is_ok() {
        fs::write(kept, &told).unwrap();
    }
    assert!(
        fs::read_to_string(kept).unwrap() == told,
        "the package changed: UPDATE_TERRITORIES=1 cargo test -p server --test territories writes the table anew"
    );
}

//! Post code → département, from npm's `@etalab/decoupage-administratif`: `12345 35` a line. A post code
//! shared by two départements goes to the one where most of its inhabitants live.

use std::{collections::BTreeMap, env, error::Error, fs, path::Path};

use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let file = Path::new("../../style/node_modules/@etalab/decoupage-administratif/data/communes.json");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", file.display());
    if !file.is_file() {
        return Err("style/node_modules is missing: run `make setup` first".into());
    }
    let communes: Vec<Value> = serde_json::from_str(&fs::read_to_string(file)?)?;
    let mut people: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for commune in &communes {
        let departement = commune["departement"].as_str().unwrap_or_default();
        for code in commune["codesPostaux"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            *people.entry(code).or_default().entry(departement).or_default() +=
                commune["population"].as_u64().unwrap_or(0);
        }
    }
    let mut table = String::new();
    for (code, departements) in people {
        let most = departements.iter().filter(|(d, _)| !d.is_empty()).max_by_key(|(_, n)| **n);
        if let Some((departement, _)) = most {
            table += &format!("{code} {departement}\n");
        }
    }
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("postcodes.txt"), table)?;

    // Three towns of gendarmerie size a département, for the demonstration: `35|Liffré|35340`.
    let mut towns: BTreeMap<&str, Vec<(u64, &str, &str)>> = BTreeMap::new();
    for commune in communes.iter().filter(|c| c["type"] == "commune-actuelle") {
        let population = commune["population"].as_u64().unwrap_or(0);
        let zip = commune["codesPostaux"].get(0).and_then(Value::as_str);
        if let (Some(departement), Some(name), Some(zip), true) =
            (commune["departement"].as_str(), commune["nom"].as_str(), zip, population < 12_000)
        {
            towns.entry(departement).or_default().push((population, name, zip));
        }
    }
    let mut list = String::new();
    for (departement, mut of) in towns {
        of.sort_by(|a, b| b.cmp(a));
        for (_, name, zip) in of.into_iter().take(3) {
            list += &format!("{departement}|{name}|{zip}\n");
        }
    }
    fs::write(Path::new(&out).join("towns.txt"), list)?;
    Ok(())
}

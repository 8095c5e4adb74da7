//! Turns npm's `@etalab/decoupage-administratif` into a compact table: one line a territory,
//! `kind|code|name|region|population`.

use std::{collections::BTreeMap, env, error::Error, fs, path::Path};

use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let data = Path::new("../../style/node_modules/@etalab/decoupage-administratif/data");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", data.display());
    if !data.is_dir() {
        return Err("style/node_modules is missing: run `make setup` first".into());
    }
    let read = |name: &str| -> Result<Vec<Value>, Box<dyn Error>> {
        Ok(serde_json::from_str(&fs::read_to_string(data.join(name))?)?)
    };
    let text = |v: &Value, key: &str| v[key].as_str().unwrap_or_default().to_owned();

    let mut population: BTreeMap<String, u64> = BTreeMap::new();
    for commune in read("communes.json")? {
        if commune["type"] == "commune-actuelle" {
            *population.entry(text(&commune, "departement")).or_default() +=
                commune["population"].as_u64().unwrap_or(0);
        }
    }
    let mut table = String::new();
    let mut by_region: BTreeMap<String, u64> = BTreeMap::new();
    for d in read("departements.json")? {
        let (code, region) = (text(&d, "code"), text(&d, "region"));
        // Clipperton and the Austral lands have no inhabitant to serve.
        if code == "989" {
            continue;
        }
        let people = population.get(&code).copied().unwrap_or(0);
        *by_region.entry(region.clone()).or_default() += people;
        table += &format!("departement|{code}|{}|{region}|{people}\n", text(&d, "nom"));
    }
    for r in read("regions.json")? {
        let code = text(&r, "code");
        if code != "989" {
            let people = by_region.get(&code).copied().unwrap_or(0);
            table += &format!("region|{code}|{}||{people}\n", text(&r, "nom"));
        }
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("territories.txt"), table)?;
    Ok(())
}

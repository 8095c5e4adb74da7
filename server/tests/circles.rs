//! Files of a crate do not import each other in a circle: who opens one need not open the other to understand it. A module and what
//! lies below it are one room: between them nothing is counted.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Folders of the crates, from the root.
const CRATES: [&str; 21] = [
    "app/src",
    "app/charts/src",
    "app/domain/src",
    "app/french/src",
    "frontend/src",
    "frontend/charts/src",
    "server/src",
    "server/attachments/src",
    "server/brigade/src",
    "server/channels/src",
    "server/connectors/src",
    "server/detection/src",
    "server/disclosure/src",
    "server/jobs/src",
    "server/knowledge/src",
    "server/sentences/src",
    "server/openid/src",
    "server/services/src",
    "server/store/src",
    "server/store/both/src",
    "server/triage/src",
];

type Module = Vec<String>;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

/// The module that a file is.
fn module(root: &Path, file: &Path) -> Module {
    let inside = file.strip_prefix(root).unwrap().with_extension("");
    let mut parts: Module = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        parts.pop();
    }
    parts
}

/// The paths of a `use` tree: `a::{b, c::{d, e}}` are three.
fn paths(tree: &str) -> Vec<String> {
    let Some((before, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or(tree).trim().to_owned()];
    };
    let inside = rest.rsplit_once('}').map_or(rest, |(inside, _)| inside);
    let (mut depth, mut part, mut parts) = (0, String::new(), Vec::new());
    for letter in inside.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(letter);
    }
    parts.push(part);
    let all = parts.iter().filter(|part| !part.trim().is_empty());
    all.flat_map(|part| paths(part.trim())).map(|path| format!("{}{path}", before.trim())).collect()
}

/// What a file says of others, its comments and tests left out.
struct Said {
    imports: Vec<Module>,
    /// Names that it hands on, and where they are from.
    exports: BTreeMap<String, Module>,
}

fn read(text: &str, me: &Module, known: &BTreeSet<Module>) -> Said {
    let code: String =
        text.lines().map(|line| line.split("//").next().unwrap_or("").to_owned() + "\n").collect();
    let code = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let mut said = Said { imports: Vec::new(), exports: BTreeMap::new() };
    let absolute = |path: &str| -> Option<Module> {
        let mut parts: Module = path.split("::").map(|part| part.trim().to_owned()).collect();
        let mut base = me.clone();
        match parts[0].as_str() {
            "crate" => base = Vec::new(),
            "self" => {}
            "super" => {
                while parts.first().is_some_and(|part| part == "super") {
                    base.pop();
                    parts.remove(0);
                }
                parts.insert(0, String::new());
            }
            first => {
                let child = [me.as_slice(), &[first.to_owned()]].concat();
                if !known.contains(&child) {
                    return None;
                }
                parts.insert(0, String::new());
            }
        }
        parts.remove(0);
        Some([base, parts].concat())
    };
    for statement in code.split(';') {
        let Some(at) = statement.find("use ") else { continue };
        let start = statement[..at].rfind('\n').map_or(0, |line| line + 1);
        let before = statement[start..at].trim();
        if !(before.is_empty() || before.starts_with("pub")) {
            continue;
        }
        for path in paths(&statement[at + 4..]) {
            let Some(full) = absolute(&path) else { continue };
            if before.is_empty() {
                said.imports.push(full);
            } else if let Some(name) = full.last().cloned() {
                said.exports.insert(name, full);
            }
        }
    }
    // Paths in the middle of code.
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let path: String =
                code[at..].chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect();
            said.imports.extend(absolute(path.trim_end_matches(':')));
        }
    }
    said
}

/// The module that a path leads to, through what others hand on.
fn target(path: &Module, all: &BTreeMap<Module, Said>, depth: usize) -> Option<Module> {
    for length in (0..=path.len()).rev() {
        let Some((module, said)) = all.get_key_value(&path[..length]) else { continue };
        if let Some(from) = path.get(length).and_then(|name| said.exports.get(name))
            && depth < 6
        {
            return target(&[from.as_slice(), &path[length + 1..]].concat(), all, depth + 1);
        }
        return Some(module.clone());
    }
    None
}

/// Modules that can be reached from one, over any number of imports.
fn reached(from: &Module, edges: &BTreeMap<Module, BTreeSet<Module>>) -> BTreeSet<Module> {
    let mut seen = BTreeSet::new();
    let mut next = vec![from.clone()];
    while let Some(module) = next.pop() {
        for to in edges.get(&module).into_iter().flatten() {
            if seen.insert(to.clone()) {
                next.push(to.clone());
            }
        }
    }
    seen
}

fn circles(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    files(root, &mut found);
    let known: BTreeSet<Module> = found.iter().map(|file| module(root, file)).collect();
    let mut all: BTreeMap<Module, Said> = BTreeMap::new();
    for file in &found {
        let me = module(root, file);
        let said = read(&fs::read_to_string(file).unwrap(), &me, &known);
        all.insert(me, said);
    }
    let is_one_room = |a: &Module, b: &Module| a.starts_with(b) || b.starts_with(a);
    let edges: BTreeMap<Module, BTreeSet<Module>> = all
        .iter()
        .map(|(me, said)| {
            let to = said.imports.iter().filter_map(|path| target(path, &all, 0));
            (me.clone(), to.filter(|to| !is_one_room(me, to)).collect())
        })
        .collect();
    let in_circle = edges.keys().filter(|module| reached(module, &edges).contains(*module));
    in_circle.map(|module| module.join("::")).collect()
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    for folder in CRATES {
        let found = circles(&Path::new("..").join(folder));
        assert!(found.is_empty(), "{folder}: {found:?}");
    }
}

#[test]
fn a_circle_is_found() {
    let root = std::env::temp_dir().join(format!("circles-{}", std::process::id()));
    fs::create_dir_all(&root).unwrap();
    let put = |name: &str, text: &str| fs::write(root.join(name), text).unwrap();
    put("lib.rs", "mod a;\nmod b;\nmod c;\npub use b::B;\n");
    put("a.rs", "use crate::B;\npub struct A;\n");
    put("b.rs", "use crate::{\n    c::C,\n    a::A,\n};\npub struct B;\n");
    put("c.rs", "pub struct C;\n");
    let found = circles(&root);
    fs::remove_dir_all(&root).unwrap();
    assert_eq!(found, ["a", "b"], "through what the crate hands on, and not the one below");
}

//! Rules of the house, as tests: recurring review remarks end here.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

fn files(rooms: &[&str], extension: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() && name != "target" && name != "node_modules" {
                walk(&path, extension, found);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    for room in rooms {
        walk(&root().join(room), extension, &mut found);
    }
    assert!(found.len() > 30 || extension != "rs");
    found
}

fn sources(extension: &str) -> Vec<PathBuf> {
    files(&["app", "server", "frontend"], extension)
}

/// Who may depend on whom: an arrow that is not here is a decision to take, not a line to add.
const ARROWS: [(&str, &[&str]); 22] = [
    ("french", &["domain"]),
    ("both", &[]),
    ("domain", &[]),
    ("charts", &["domain", "french"]),
    ("store", &["both", "domain"]),
    ("connectors", &["domain"]),
    ("jobs", &["domain", "store"]),
    ("openid", &[]),
    ("channels", &[]),
    ("detection", &["domain"]),
    ("disclosure", &[]),
    ("triage", &[]),
    ("attachments", &[]),
    ("services", &["connectors", "detection", "disclosure", "domain", "store"]),
    ("brigade", &["attachments", "channels", "connectors", "domain", "services", "store", "triage"]),
    ("knowledge", &["sentences", "store"]),
    ("sentences", &[]),
    ("app", &["brigade", "charts", "domain", "french", "knowledge", "services"]),
    ("frontend", &["app"]),
    (
        "server",
        &[
            "app",
            "attachments",
            "brigade",
            "channels",
            "charts",
            "connectors",
            "disclosure",
            "domain",
            "french",
            "jobs",
            "knowledge",
            "openid",
            "services",
            "store",
            "triage",
        ],
    ),
    ("chart-chunk", &["charts", "french"]),
    ("bundler", &[]),
];

#[test]
fn dependencies_run_downwards() {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into();
    let ours: BTreeSet<&str> = allowed.keys().copied().collect();
    let packages = metadata["packages"].as_array().unwrap();
    assert_eq!(packages.len(), ours.len(), "a crate was added without its arrows");
    for package in packages {
        let name = package["name"].as_str().unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let to = dependency["name"].as_str().unwrap();
            // The tests of a crate may ask it for more than the product does.
            if ours.contains(to) && to != name {
                assert!(allowed[name].contains(&to), "{name} -> {to} is not in the table");
            }
        }
    }
}

#[test]
fn only_the_store_knows_sqlx_and_only_connectors_parse() {
    for (word, room) in [("sqlx::", "server/store"), ("csv::Reader", "server/connectors")] {
        for path in sources("rs") {
            let text = fs::read_to_string(&path).unwrap();
            let inside = path.starts_with(root().join(room)) || path.ends_with("architecture.rs");
            assert!(inside || !text.contains(word), "{} uses {word}", path.display());
        }
    }
}

#[test]
fn files_stay_small_enough_to_be_read() {
    for path in sources("rs") {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 520, "{}: {lines} lines", path.display());
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for path in sources("rs") {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//!"), "{} has no module comment", path.display());
    }
}

#[test]
fn migrations_have_the_same_names() {
    let names = |folder: &str| -> BTreeSet<String> {
        fs::read_dir(root().join("migrations").join(folder))
            .unwrap()
            .flatten()
            .map(|e| e.file_name().to_string_lossy().into_owned())
            .collect()
    };
    // SQLite's two files part here (ADR 16); Postgres is one database.
    let parting = ["0012_figures.sql", "0012_people.sql"].map(str::to_owned);
    let mut postgres = names("postgres");
    assert!(parting.iter().all(|name| postgres.insert(name.clone())));
    assert_eq!(names("sqlite"), postgres);
}

#[test]
fn the_architecture_page_names_each_crate_and_no_other() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for (name, _) in ARROWS {
        assert!(page.contains(&format!("`{name}`")), "ARCHITECTURE.md doesn't know `{name}`");
    }
    let table = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | `"));
    for (named, _) in table {
        assert!(ARROWS.iter().any(|(name, _)| *name == named), "there is no crate `{named}`");
    }
}

#[test]
fn every_dependency_says_why() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let block = manifest.split("[workspace.dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    for line in block.lines().filter(|l| l.contains(" = ") && !l.contains("path = ")) {
        assert!(line.contains(" # "), "no reason given: {line}");
    }
}

#[test]
fn no_name_of_a_tool_or_machine_enters_the_tree() {
    let rooms = ["app", "server", "frontend", "docs", "end2end", "style", "public", "migrations"];
    let kinds = ["rs", "toml", "md", "sh", "mjs", "js", "css", "sql"];
    let mut all: Vec<PathBuf> = kinds.iter().flat_map(|kind| files(&rooms, kind)).collect();
    let top = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "Cargo.toml"];
    all.extend(top.map(|name| root().join(name)));
    // Put together here, so that the rule does not break itself.
    let private = ["root", "home"].map(|folder| format!("/{folder}/"));
    for path in all {
        let text = fs::read_to_string(&path).unwrap();
        for folder in &private {
            assert!(!text.contains(folder), "{} holds {folder}", path.display());
        }
    }
}

#[test]
fn addresses_behind_the_login_are_written_once() {
    for path in files(&["app/src", "server/src"], "rs") {
        let text = fs::read_to_string(&path).unwrap();
        let product = text.split("#[cfg(test)]").next().unwrap_or_default();
        // Routes of the pages are patterns of the router's own; functions have theirs in their attribute alone.
        let elsewhere = ["address.rs", "shell.rs"].iter().any(|name| path.ends_with(name));
        let lines = product.lines().filter(|line| !line.starts_with("#[server("));
        let product = lines.collect::<Vec<_>>().join("\n");
        assert!(
            elsewhere || !product.contains("\"/cyberimpact/") && !product.contains("\"/cyberimpact\""),
            "{}: see app/src/address.rs",
            path.display()
        );
    }
}

#[test]
fn markup_carries_no_inline_style() {
    for path in sources("rs").into_iter().filter(|p| p.starts_with(root().join("app"))) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(" style="), "{}: the policy refuses it", path.display());
    }
}

/// Leptos writes what stands in a `<textarea>` as it is: a text that ends it would be markup.
#[test]
fn no_text_is_markup_in_a_field() {
    for path in files(&["app/src"], "rs") {
        for line in fs::read_to_string(&path).unwrap().lines().filter(|line| line.contains("<textarea")) {
            assert!(
                line.contains("in_textarea(&") || line.trim_start().starts_with("//"),
                "{}: {line}",
                path.display()
            );
        }
    }
}

#[test]
fn each_criterion_of_accessibility_names_a_test_that_exists() {
    let mut code: String = sources("rs").iter().map(|p| fs::read_to_string(p).unwrap()).collect();
    for entry in fs::read_dir(root().join("end2end/tests")).unwrap().flatten() {
        code += &fs::read_to_string(entry.path()).unwrap();
    }
    // Tests of both themes are made in a loop.
    let code = code.replace("${theme}", "light").clone() + &code.replace("${theme}", "dark");
    for criterion in domain::rgaa::matrix().iter().filter(|c| !c.test.is_empty()) {
        let test = &criterion.test;
        let known = [format!("fn {test}("), format!("test(\"{test}\""), format!("test(`{test}`")];
        assert!(known.iter().any(|k| code.contains(k)), "{}: no test named « {test} »", criterion.id);
    }
}

/// Terms of the glossary, without what stands in brackets.
fn terms() -> Vec<String> {
    let page = fs::read_to_string(root().join("docs/glossary.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| code"));
    rows.filter_map(|line| line.split('|').nth(1))
        .map(|cell| cell.split('(').next().unwrap_or_default())
        .flat_map(|cell| cell.split([',', '/']))
        .map(|term| term.trim().replace('-', " "))
        .filter(|term| !term.is_empty())
        .collect()
}

#[test]
fn the_glossary_uses_the_words_of_the_code() {
    let code: String = sources("rs").iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let terms = terms();
    assert!(terms.len() > 30, "{terms:?}");
    for term in terms {
        let snake = term.replace(' ', "_");
        let camel: String = term.split(' ').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        let is_named = [snake.as_str(), camel.as_str()].iter().any(|name| code.contains(name));
        assert!(is_named, "the code has no {snake} and no {camel}: the glossary names what is not there");
    }
}

/// Paths of the project that a page names between backticks; those with placeholders left out.
fn named_paths(page: &str) -> Vec<String> {
    let rooms = ["app/", "server/", "frontend/", "style/", "public/", "end2end/", "migrations/", "docs/"];
    page.split('`')
        .skip(1)
        .step_by(2)
        .map(|word| word.split("::").next().unwrap_or(word))
        .filter(|word| rooms.iter().any(|room| word.starts_with(room)))
        .filter(|word| word.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b)))
        .filter(|word| !word.contains("NNNN"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn what_the_documents_name_is_there() {
    let mut pages = files(&["docs", "migrations"], "md");
    pages.extend(
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"].map(|name| root().join(name)),
    );
    let mut missing = Vec::new();
    let mut named = 0;
    for page in pages {
        for path in named_paths(&fs::read_to_string(&page).unwrap()) {
            named += 1;
            if !root().join(&path).exists() {
                missing.push(format!("{}: {path}", page.display()));
            }
        }
    }
    assert!(named > 100, "{named}");
    assert!(missing.is_empty(), "{missing:#?}");
}

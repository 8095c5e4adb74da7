//! What words lead to: services, territories, indicators.

use domain::territory::{Level, Territory};
use french::folded;

use crate::{env::Env, functions::suggestion::Suggestion};

/// Everything that words lead to: what is called so before what is only told with them.
pub fn found(env: &Env, typed: &str) -> Vec<Suggestion> {
    let words: Vec<String> = folded(typed.trim()).split_whitespace().map(str::to_owned).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let has_all = |text: &str| words.iter().all(|word| text.contains(word.as_str()));
    let mut found: Vec<(bool, Suggestion)> = Vec::new();
    let mut add = |name: &str, told: &str, title: String, path: String| {
        let name = folded(name);
        if has_all(&format!("{name} {}", folded(told))) {
            let begins = name.starts_with(words[0].as_str());
            found.push((begins, Suggestion { title, href: env.href(path) }));
        }
    };
    for s in &env.barometer.site().service {
        let told = format!("{} {}", s.menu, s.introduction);
        add(&s.title, &told, s.title.clone(), format!("/{}", s.page));
    }
    for t in Territory::all(Level::Departement) {
        // A number is all of a name: "2" is no département that has a 2 in it.
        let number = if words.len() == 1 && words[0].eq_ignore_ascii_case(t.code()) { typed } else { "" };
        let title = format!("{} – {}", t.code(), t.name());
        add(t.name(), number, title, format!("/territoires/{}", t.code()));
    }
    for t in Territory::all(Level::Region) {
        add(t.name(), "", format!("Région {}", t.name()), format!("/territoires/region-{}", t.code()));
    }
    for i in env.barometer.catalogue().indicators() {
        let told = format!("{} {}", i.definition, i.id);
        add(&i.title, &told, format!("Indicateur : {}", i.title), format!("/information-donnees#{}", i.id));
    }
    // Stable: of two that begin alike, services stand before territories, and those before indicators.
    found.sort_by_key(|(begins, _)| !begins);
    found.into_iter().map(|(_, suggestion)| suggestion).collect()
}

//! What words lead to: services, territories, indicators.

use domain::territory::{Level, Territory};
use french::folded;

use crate::{env::Env, functions::suggestion::Suggestion};

/// How well words fit a thing, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is called so from the start.
    Begins,
    /// Each begins a word of what it is called.
    Named,
    /// Each begins a word of what is told with it.
    Told,
    /// They are somewhere in it: "bre" is in "nombre".
    Inside,
}

/// Letters that are looked for, most: what is longer names nothing.
const LONGEST: usize = 80;

/// Everything that words lead to, best first.
pub fn found(env: &Env, typed: &str) -> Vec<Suggestion> {
    let all = ranked(env, typed).into_iter();
    all.map(|(_, suggestion)| suggestion).collect()
}

/// What words that are still being typed begin, best first.
pub fn begun(env: &Env, typed: &str) -> Vec<Suggestion> {
    let begun = ranked(env, typed).into_iter().take_while(|(fit, _)| *fit < Fit::Inside);
    begun.map(|(_, suggestion)| suggestion).collect()
}

fn fit(words: &[String], name: &str, told: &str) -> Option<Fit> {
    let begin = |text: &str| {
        let mut all = words.iter();
        all.all(|typed| {
            text.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(typed.as_str()))
        })
    };
    let (name, told) = (folded(name), folded(told));
    let all = format!("{name} {told}");
    if begin(&name) {
        return Some(if name.starts_with(words.first()?.as_str()) { Fit::Begins } else { Fit::Named });
    }
    if begin(&all) {
        return Some(Fit::Told);
    }
    words.iter().all(|typed| all.contains(typed.as_str())).then_some(Fit::Inside)
}

fn ranked(env: &Env, typed: &str) -> Vec<(Fit, Suggestion)> {
    let typed: String = typed.trim().chars().take(LONGEST).collect();
    let words: Vec<String> = folded(&typed).split_whitespace().map(str::to_owned).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(Fit, Suggestion)> = Vec::new();
    let mut add = |name: &str, told: &str, title: String, path: String| {
        if let Some(fit) = fit(&words, name, told) {
            found.push((fit, Suggestion { title, href: env.href(path) }));
        }
    };
    for s in &env.barometer.site().service {
        let told = format!("{} {}", s.menu, s.introduction);
        add(&s.title, &told, s.title.clone(), format!("/{}", s.page));
    }
    for t in Territory::all(Level::Departement) {
        // A number is all of a name: "2" is no département that has a 2 in it.
        let number = if words.len() == 1 && words[0].eq_ignore_ascii_case(t.code()) { &*typed } else { "" };
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
    // Stable: of two that fit alike, services stand before territories, and those before indicators.
    found.sort_by_key(|(fit, _)| *fit);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_so_comes_before_what_is_told_with_it() {
        let fit = |typed: &str, name: &str, told: &str| {
            let words: Vec<String> = folded(typed).split_whitespace().map(str::to_owned).collect();
            super::fit(&words, name, told)
        };
        assert_eq!(fit("bre", "Bretagne", ""), Some(Fit::Begins));
        assert_eq!(fit("vil", "Ille-et-Vilaine", ""), Some(Fit::Named));
        assert_eq!(fit("ille vil", "Ille-et-Vilaine", ""), Some(Fit::Begins));
        assert_eq!(fit("écho", "Perceval", "Fraudes, échos"), Some(Fit::Told));
        assert_eq!(fit("bre", "Contacts", "Nombre de contacts"), Some(Fit::Inside));
        assert_eq!(fit("bre zzz", "Bretagne", "Nombre"), None);
    }
}

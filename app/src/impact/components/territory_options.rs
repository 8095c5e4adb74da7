//! The options of a list of territories: France, régions, départements, as far as the reader may choose.

use domain::territory::{Level, Territory};
use leptos::prelude::*;

/// A territory as it stands in a list.
pub fn word(territory: Territory) -> String {
    match territory.level() {
        Level::France => "France entière".to_owned(),
        Level::Region => territory.name().to_owned(),
        Level::Departement => format!("{} – {}", territory.code(), territory.name()),
    }
}

/// Options for the territories that `may` lets through; `chosen` is its public form, or nothing.
pub fn options(may: impl Fn(Territory) -> bool, chosen: &str) -> AnyView {
    let list = |level| {
        Territory::all(level)
            .into_iter()
            .filter(|t| may(*t))
            .map(|t| {
                let value = t.to_string();
                let selected = value == chosen;
                view! { <option value=value selected=selected>{word(t)}</option> }
            })
            .collect_view()
    };
    let group = |name: &'static str, level| {
        Territory::all(level)
            .into_iter()
            .any(&may)
            .then(|| view! { <optgroup label=name>{list(level)}</optgroup> })
    };
    view! {
        {list(Level::France)}
        {group("Régions", Level::Region)}
        {group("Départements et collectivités", Level::Departement)}
    }
    .into_any()
}

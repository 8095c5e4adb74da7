//! The only code of this crate that runs in a browser. An island lives as long as the document (Leptos lets none go), so that it
//! stands around the pages that change in place, never on them: what is on them is done by `frontend`, charts by `frontend/charts`.

mod theme_choice;

pub use theme_choice::ThemeChoice;

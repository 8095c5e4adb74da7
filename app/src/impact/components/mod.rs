//! Parts of the screens behind the login.

pub mod account_form;
pub mod actions;
pub mod annotations;
pub mod explorer;
pub mod following;
pub mod frame;
pub mod live;
pub mod offline;
pub mod panels;
pub mod scope_bar;
pub mod synthesis;
pub mod territory_options;
pub mod ways;
pub mod what_if;

use leptos::prelude::*;

/// A form that was not accepted: why, in one sentence, and what was typed, by field, so that nothing is lost.
#[derive(Debug, Clone, Default)]
pub struct FormProblem {
    pub sentence: String,
    pub typed: Vec<(String, String)>,
}

impl FormProblem {
    /// That of the page being rendered.
    pub fn current() -> Option<Self> {
        use_context()
    }

    /// The sentence, said at once; nothing where the page answers no form.
    pub fn alert() -> Option<AnyView> {
        let sentence = Self::current()?.sentence;
        Some(view! { <p class="fr-message fr-message--error" role="alert">{sentence}</p> }.into_any())
    }

    pub fn typed(&self, field: &str) -> String {
        self.typed.iter().find(|(name, _)| name == field).map(|(_, v)| v.clone()).unwrap_or_default()
    }
}

//! A form that was not accepted: why, and what was typed, so that nothing is lost.

use leptos::{attr::Attribute, prelude::*};

use crate::functions::caller::{Act, typed};

/// Why a form was not accepted, in one sentence, and what was typed, by field.
#[derive(Debug, Clone, Default)]
pub struct FormProblem {
    /// Where the form was sent: a page has several.
    pub act: &'static str,
    pub sentence: String,
    /// Name of the field that is at fault.
    pub field: Option<String>,
    pub typed: Vec<(String, String)>,
}

impl FormProblem {
    /// That of the page being rendered.
    pub fn current() -> Option<Self> {
        use_context()
    }

    /// That of the forms of an act.
    pub fn of<F: Act>() -> Option<Self> {
        Self::current().filter(|problem| problem.act == F::PATH)
    }

    /// The sentence, said at once; nothing where the page answers no form.
    pub fn alert() -> Option<AnyView> {
        let sentence = Self::current()?.sentence;
        Some(view! { <p class="fr-message fr-message--error" role="alert">{sentence}</p> }.into_any())
    }

    pub fn typed(&self, field: &str) -> String {
        typed(&self.typed, field).to_owned()
    }

    fn is_at(&self, field: &str) -> bool {
        self.field.as_deref() == Some(field)
    }
}

/// A text as it stands in a `<textarea>`: Leptos 0.8 writes what is in one as it is, and a browser leaves out a first new line.
pub fn in_textarea(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    if text.starts_with('\n') { format!("\n{text}") } else { text }
}

/// Id of what is said beside a field.
fn id_beside(field: &str) -> String {
    format!("{field}-erreur")
}

/// What a field says of itself where it is at fault. `frontend` says the same of one that is refused in place.
pub fn at_fault(problem: Option<&FormProblem>, field: &str) -> impl Attribute + use<> {
    let faulty = problem.is_some_and(|problem| problem.is_at(field));
    let (invalid, described) = (faulty.then_some("true"), faulty.then(|| id_beside(field)));
    view! { <{..} aria-invalid=invalid aria-describedby=described/> }
}

/// Why a field is at fault, beside it.
pub fn beside(problem: Option<&FormProblem>, field: &str) -> Option<AnyView> {
    let problem = problem.filter(|problem| problem.is_at(field))?;
    let (id, sentence) = (id_beside(field), problem.sentence.clone());
    Some(view! { <p class="fr-error-text" id=id>{sentence}</p> }.into_any())
}

//! Copies the address of a chart; without JavaScript the link beside it does the same job.

use leptos::prelude::*;

#[cfg(feature = "hydrate")]
fn copy(anchor: &str) {
    let location = window().location();
    if let (Ok(origin), Ok(path), Ok(search)) = (location.origin(), location.pathname(), location.search()) {
        let _ = window().navigator().clipboard().write_text(&format!("{origin}{path}{search}#{anchor}"));
    }
}

#[cfg(not(feature = "hydrate"))]
fn copy(_: &str) {}

/// A button that says what it did to everybody, screen readers included.
#[island]
pub fn CopyLink(anchor: String) -> impl IntoView {
    let (done, set_done) = signal(false);
    view! {
        <button
            type="button"
            class="fr-link copy-link"
            on:click=move |_| {
                copy(&anchor);
                set_done.set(true);
            }
        >
            "Copier le lien"
        </button>
        <span role="status" class="copied" prop:textContent=move || if done.get() { "Lien copié" } else { "" }></span>
    }
}
